import Text

/// Revenue and profit of the window, over all moments: as known then, as it turned out, and in the
/// truth.
enum RevenueChart {
    /// The metrics and their names.
    static let metrics = [("revenue_e4", "revenue"), ("profit_e4", "profit")]

    private static let box = FigureBox(height: 240)

    static func html(_ dashboard: Dashboard, _ first: Int) -> HTML {
        let lines = metrics.compactMap { metric, name in
            dashboard.series.first { $0.metric == metric }.map { (name: name, series: $0) }
        }
        if lines.isEmpty { return "" }
        let title = lines.map(\.name).joined(separator: " and ").capitalizedFirst
        // A line takes two moments.
        if dashboard.moments.count < 2 {
            return """
                <div class="panel wide"><h3>\(title)</h3>\
                <p id="amounts">\(amounts(dashboard, lines, first))</p></div>
                """
        }
        let values = lines.flatMap { $0.series.final + $0.series.known + $0.series.truth }
        let x = scale(dashboard)
        let y = box.upwards(min(0, values.min() ?? 0)...max(1, values.max() ?? 1))
        var body: HTML = ""
        body += window(dashboard, x, first)
        for (name, series) in lines {
            func line(_ values: [Int64], _ look: String) -> HTML {
                if values.allSatisfy({ $0 == 0 }) { return "" }
                let points = zip(dashboard.moments, values).map { (x($0), y($1)) }
                return FigureBox.line(points, look: "\(name) \(look)")
            }
            body += line(series.truth, "true")
            body += line(series.final, "final")
            if dashboard.hasKnown { body += line(series.known, "known") }
        }
        body += hovers(dashboard, lines, x)
        return """
            <div class="panel wide"><h3>\(title)</h3>
            <div class="legend">\(lines.map { "<span><i class=\"line \($0.name)\"></i>\($0.name)</span>" as HTML })\
            \(legend(dashboard, lines))\
            <span id="amounts">\(amounts(dashboard, lines, first))</span></div>
            \(box.html(
                body, x: x.timeTicks(most: 9).map { ($0.label, x($0.value)) },
                y: y.ticks().map { (NumberText.count($0 / 10_000), y($0)) },
                label: "Revenue and profit of the window, over time", id: "revenue"))</div>
            """
    }

    /// Where each moment stands in the figure.
    static func places(_ dashboard: Dashboard) -> [Length] {
        let x = scale(dashboard)
        return dashboard.moments.map { x($0) }
    }

    private static func scale(_ dashboard: Dashboard) -> Scale {
        box.across((dashboard.moments.first ?? 0)...(dashboard.moments.last ?? 0))
    }

    private static func legend(
        _ dashboard: Dashboard, _ lines: [(name: String, series: Dashboard.Series)]
    ) -> HTML {
        let hasTruth = lines.contains { $0.series.truth.contains { $0 != 0 } }
        let known: HTML =
            dashboard.hasKnown
            ? "<span><i class=\"line known\"></i>known then</span>"
                + "<span><i class=\"line final\"></i>turned out</span>"
            : ""
        return known + (hasTruth ? "<span><i class=\"line true\"></i>truth</span>" : "")
    }

    /// The window at the moment, and the moment itself.
    private static func window(_ dashboard: Dashboard, _ x: Scale, _ moment: Int) -> HTML {
        let end = x(dashboard.moments[moment])
        let start = x(
            dashboard.moments[moment].subtractingReportingOverflow(dashboard.size).partialValue)
        let (top, height) = (0, box.height)
        // The width as the slider moves: how far a whole window reaches.
        let domain = x.domain.upperBound - x.domain.lowerBound
        let full =
            domain > 0
            ? Int(Int128(x.end.tenths - x.start.tenths) * Int128(dashboard.size) / Int128(domain))
            : 0
        return """
            <rect id="window" x="\(start)" width="\(end - start)" y="\(top)" height="\(height)" \
            data-full="\(Length(tenths: full))" data-left="\(x.start)"/>\
            <line id="cursor" x1="\(end)" x2="\(end)" y1="\(top)" y2="\(top + height)"/>
            """
    }

    /// A strip for each moment that tells its numbers.
    private static func hovers(
        _ dashboard: Dashboard, _ lines: [(name: String, series: Dashboard.Series)], _ x: Scale
    ) -> HTML {
        let places = dashboard.moments.map { x($0) }
        let strips: [HTML] = places.indices.map { place in
            let next = place + 1 < places.count ? places[place + 1] : x.end
            let width = max(next - places[place], Length(tenths: 5))
            let numbers = lines.map { name, series in
                text(name, series, place, hasKnown: dashboard.hasKnown)
            }
            return """
                <rect class="hover" data-moment="\(place)" x="\(places[place])" width="\(width)" \
                y="0" height="\(box.height)">\
                <title>\(DashboardSection.moment(dashboard.moments[place]))
                \(numbers.joined(separator: " · "))</title></rect>
                """
        }
        return "\(strips)"
    }

    private static func amounts(
        _ dashboard: Dashboard, _ lines: [(name: String, series: Dashboard.Series)], _ moment: Int
    ) -> String {
        lines.map { text($0.name, $0.series, moment, hasKnown: dashboard.hasKnown) }
            .joined(separator: " · ")
    }

    private static func text(
        _ name: String, _ series: Dashboard.Series, _ moment: Int, hasKnown: Bool
    ) -> String {
        let final = NumberText.money(e4: series.final[moment])
        if !hasKnown { return "\(name) \(final)" }
        let known = NumberText.money(e4: series.known[moment])
        return "\(name) \(known)" + (known == final ? "" : " → \(final)")
    }
}

extension String {
    /// With a capital at its beginning.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
