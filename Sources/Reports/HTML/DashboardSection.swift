import Scenarios
import Text

/// The five panels of the original's dashboard, at a moment of the virtual clock that a slider
/// chooses. Without JavaScript they show one good moment.
enum DashboardSection {
    /// A panel of bars.
    private struct Panel {
        var metric: String
        var title: String
        /// How a NULL reads.
        var null: String
        /// The bars that are shown at most, and the series that are kept to choose them from.
        var shown: Int
        var kept: Int
        var empty: String
    }

    private static let panels = [
        Panel(
            metric: "checkouts_by_source", title: "Checkouts by source", null: "unattributed",
            shown: 12, kept: 16, empty: "no checkout in this window"),
        Panel(
            metric: "checkouts_by_category", title: "Ten most popular categories",
            null: "no category", shown: 10, kept: 30, empty: "no checkout in this window"),
        Panel(
            metric: "checkouts_by_gender", title: "Customers’ gender", null: "not known",
            shown: 6, kept: 6, empty: "no checkout in this window"),
        Panel(
            metric: "failed_payments_by_reason", title: "Failed payments by reason",
            null: "no reason", shown: 10, kept: 16, empty: "no failed payment in this window"),
    ]

    static func html(_ data: ReportData) -> HTML {
        let dashboard = data.dashboard
        if dashboard.moments.isEmpty {
            return ""
        }
        let first = dashboard.firstShown
        return """
            <section id="dashboard">
            <h2>The dashboard, at any moment</h2>
            <p class="lead">The last \(TimeText.duration(milliseconds: dashboard.size)) of checkout \
            time, as a dashboard shows it at a moment of the virtual clock.\(knownNote(dashboard))\
            </p>
            \(control(dashboard, first))
            <div class="panels">
            \(RevenueChart.html(dashboard, first))
            \(panels.map { panel(dashboard, $0, first) })
            </div>
            <script type="application/json" id="windows">\(json(dashboard, first))</script>
            </section>
            """
    }

    private static func knownNote(_ dashboard: Dashboard) -> HTML {
        if dashboard.hasKnown {
            return " Bars: what was known then. Marks, and the small numbers: how it turned out."
        }
        return """
             Computed from the rows as they turned out; with <code>"metrics": {}</code> in the \
            scenario it also shows what was known at each moment.
            """
    }

    private static func control(_ dashboard: Dashboard, _ first: Int) -> HTML {
        let count = dashboard.moments.count
        let label = moment(dashboard.moments[first])
        // One moment is none to choose.
        if count < 2 { return "<p class=\"control\"><output id=\"now\">\(label)</output></p>" }
        let sample: HTML =
            count < dashboard.windowCount
            ? " <small>\(count) of \(NumberText.count(dashboard.windowCount)) windows</small>" : ""
        return """
            <div class="control"><button id="play" class="js" type="button" \
            aria-label="Play">▶</button>\
            <input id="moment" class="js" type="range" min="0" max="\(count - 1)" \
            value="\(first)" aria-label="Moment of the virtual clock">\
            <output id="now">\(label)</output>\(sample)</div>
            """
    }

    /// A moment as the slider names it.
    static func moment(_ time: Int64) -> String {
        TimeText.date(time) + " " + String(TimeText.timeOfDay(time).prefix(8))
    }

    // MARK: Panels of bars

    private static func panel(_ dashboard: Dashboard, _ panel: Panel, _ moment: Int) -> HTML {
        let series = dashboard.series(of: panel.metric, most: panel.kept)
        if !isDrawn(series) { return "" }
        let hasKnown = dashboard.hasKnown
        let bars = chosen(series, panel, moment, hasKnown: hasKnown).map {
            bar($0, panel, moment, hasKnown: hasKnown)
        }
        let donut: HTML =
            panel.metric == "checkouts_by_gender"
            ? Donut.html(bars.map { ($0.name, $0.value) }) : ""
        return """
            <div class="panel" id="\(panel.metric)"><h3>\(panel.title)</h3>\(donut)\
            <div class="slot">\(Bars.html(bars, empty: panel.empty))</div></div>

            """
    }

    /// The series that a panel shows at a moment: the largest ones, then the sum of the others. The
    /// script chooses them likewise.
    private static func chosen(
        _ series: [Dashboard.Series], _ panel: Panel, _ moment: Int, hasKnown: Bool
    ) -> [Dashboard.Series] {
        let there = series.filter {
            $0.final[moment] != 0 || (hasKnown && $0.known[moment] != 0)
        }
        let named = there.filter { !$0.isRest }.enumerated().sorted { a, b in
            let values =
                hasKnown
                ? (a.element.known[moment], b.element.known[moment])
                : (a.element.final[moment], b.element.final[moment])
            return values.0 != values.1 ? values.0 > values.1 : a.offset < b.offset
        }.map(\.element)
        let rest = there.filter(\.isRest)
        // A single one that is left can be shown itself.
        let shown = named.count == panel.shown + 1 && rest.isEmpty ? named.count : panel.shown
        let others = named.dropFirst(shown) + rest
        guard var sum = others.first else { return named }
        for other in others.dropFirst() { sum.add(other) }
        sum.isRest = true
        return named.prefix(shown) + [sum]
    }

    /// Whether a panel has anything to show: a value, under some name that is known.
    private static func isDrawn(_ series: [Dashboard.Series]) -> Bool {
        series.contains { $0.dimension != nil && ($0.final + $0.known).contains { $0 != 0 } }
    }

    private static func bar(
        _ series: Dashboard.Series, _ panel: Panel, _ moment: Int, hasKnown: Bool
    ) -> Bars.Bar {
        let name =
            series.isRest
            ? "others"
            : SourceName.shown(series.dimension, none: panel.null)
        let final = series.final[moment]
        guard hasKnown else {
            return Bars.Bar(
                name: name, isPale: series.isPale, isRest: series.isRest, value: final,
                shown: NumberText.count(final),
                title: "\(name): \(NumberText.count(final))")
        }
        let known = series.known[moment]
        return Bars.Bar(
            name: name, isPale: series.isPale, isRest: series.isRest, value: known,
            shown: NumberText.count(known),
            mark: final, markShown: final == known ? "" : "→ " + NumberText.count(final),
            title: "\(name): \(NumberText.count(known)) known then, "
                + "\(NumberText.count(final)) as it turned out")
    }

    // MARK: The data that the slider moves through

    private static func json(_ dashboard: Dashboard, _ first: Int) -> HTML {
        func numbers(_ values: [Int64]) -> JSONValue { .list(values.map { .integer($0) }) }
        func entry(_ series: Dashboard.Series, _ null: String) -> JSONValue {
            .record([
                "name": .string(
                    PrintableText.escaping(SourceName.shown(series.dimension, none: null))),
                "pale": .bool(series.isPale), "rest": .bool(series.isRest),
                "final": numbers(series.final),
                "known": dashboard.hasKnown ? numbers(series.known) : .null,
            ])
        }
        let money = RevenueChart.metrics.map { metric, name in
            JSONValue.record([
                "name": .string(name),
                "series": .list(
                    dashboard.series.filter { $0.metric == metric }.prefix(1).map {
                        entry($0, name)
                    }),
            ])
        }
        let document = JSONValue.record([
            "first": .integer(first),
            "moments": .strings(dashboard.moments.map(moment)),
            "places": .strings(RevenueChart.places(dashboard).map(\.description)),
            "money": .list(money),
            "panels": .list(
                panels.filter {
                    isDrawn(dashboard.series(of: $0.metric, most: $0.kept))
                }.map { panel in
                    .record([
                        "id": .string(panel.metric), "shown": .integer(panel.shown),
                        "empty": .string(panel.empty),
                        "series": .list(
                            dashboard.series(of: panel.metric, most: panel.kept).map {
                                entry($0, panel.null)
                            }),
                    ])
                }),
        ])
        return ReportScript.json(document)
    }
}

extension Dashboard.Series {
    /// Whether the series is set apart: NULL, or a sum of others.
    var isPale: Bool { dimension == nil || isRest }
}

/// A ring of shares.
enum Donut {
    /// The ring; its parts are named by the list beside it.
    static func html(_ parts: [(name: String, value: Int64)]) -> HTML {
        let sum = parts.reduce(Int128(0)) { $0 + Int128($1.value) }
        var rings: HTML = ""
        var start = 0
        for (place, part) in parts.enumerated() where part.value > 0 && sum > 0 {
            // Thousandths of the ring; pathLength makes the circle 1000 long.
            let length = Int(Int128(part.value) * 1000 / sum)
            rings += """
                <circle class="ring r\(place % 6)" cx="60" cy="60" r="44" pathLength="1000" \
                stroke-dasharray="\(length) 1000" stroke-dashoffset="\(-start)">\
                <title>\(part.name): \(NumberText.count(part.value)), \
                \(NumberText.percent(part.value, of: sum))</title></circle>
                """
            start += length
        }
        return """
            <svg class="donut" viewBox="0 0 120 120" role="img" aria-label="Shares">\
            <g transform="rotate(-90 60 60)">\(rings)</g></svg>
            """
    }
}
