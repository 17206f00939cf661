import Simulation
import Text

/// How late the log is: records by the delay that each would have needed, and what every other delay
/// of the watermark would give and cost.
enum LatenessSection {
    private static let box = FigureBox(height: 190)
    private static let curveBox = FigureBox(height: 150)

    /// A delay that the line can be moved to.
    private struct Stop {
        var delay: Int64
        var late: Int64
        var measures: RunMeasures?
    }

    static func html(_ data: ReportData) -> HTML {
        // A log in which nothing is behind has no picture.
        guard data.lateness.contains(where: { $0.from > 0 }) else { return "" }
        let x = box.across(0...farthest(data), .doubling)
        let stops = stops(data)
        let now = data.waits
        let start = now.flatMap { now in stops.lastIndex { $0.delay <= now } }
        let behind = data.lateness.filter { $0.from > 0 }.reduce(0) { $0 + $1.records }
        let all = data.lateness.reduce(0) { $0 + $1.records }
        let lead =
            "\(NumberText.count(behind)) of \(NumberText.count(all)) records "
            + "(\(MeasureText.share(behind, of: all))) came behind newer ones. To the right stand "
            + "those that need a watermark that waits longer."
        return """
            <section id="lateness">
            <h2>How late the log is</h2>
            <p class="lead">\(lead)</p>
            \(slider(stops, start, x))
            <div class="moved">
            <figure>\(histogram(data, x, now))\
            <figcaption>Records by the delay that each needs in order to be in time\
            \(now == nil ? "" : "; the line: the delay\(data.lateAllowed > 0 ? " and the allowed lateness" : "") of this run")\
            .</figcaption></figure>
            \(curve(stops, x, now))
            </div>
            \(table(data, stops))
            </section>
            """
    }

    /// The right end of the axis: beyond the last record, and beyond the delay.
    private static func farthest(_ data: ReportData) -> Int64 {
        let last = data.lateness.last { $0.to < .max }?.to ?? 1000
        return max(last, data.waits ?? 0, 1000) / 4 * 5
    }

    /// The delays that can be chosen, in order.
    private static func stops(_ data: ReportData) -> [Stop] {
        let allowed = data.lateAllowed
        func late(_ delay: Int64) -> Int64 {
            let (reach, overflow) = delay.addingReportingOverflow(allowed)
            return data.lateness.reduce(0) {
                $0 + ($1.to > (overflow ? .max : reach) ? $1.records : 0)
            }
        }
        let curve = data.extras?.curve ?? []
        if !curve.isEmpty {
            return curve.map {
                Stop(delay: $0.delay, late: $0.measures.late, measures: $0.measures)
            }
        }
        // The run itself knows what was late at its own delay, which may lie within a cell.
        let own = data.summary.streams.reduce(0) { $0 + $1.late }
        return data.delaysKnown.map {
            Stop(delay: $0, late: $0 == data.waits ? own : late($0))
        }
    }

    // MARK: The line that can be moved

    private static func slider(_ stops: [Stop], _ start: Int?, _ x: Scale) -> HTML {
        guard let start, stops.count > 1 else { return "" }
        let document = JSONValue.record([
            "start": .integer(start),
            "stops": .list(
                stops.map { stop in
                    .record([
                        "place": .string(FigureBox.percent(x(stop.delay)).description),
                        "text": .string(text(stop, than: stops[start])),
                    ])
                }),
        ])
        let words = text(stops[start], than: stops[start])
        let place = FigureBox.percent(x(stops[start].delay))
        return """
            <div class="control" id="delay-control"><label class="js" for="delay">Delay of the \
            watermark</label><input id="delay" class="js" type="range" min="0" max="1000" \
            value="\(place.tenths)" data-start="\(start)" aria-valuetext="\(words)">\
            <output id="delay-text" for="delay">\(words)</output></div>
            <script type="application/json" id="delays">\(ReportScript.json(document))</script>
            """
    }

    /// What a delay gives, and what is gained and paid against the one of this run.
    private static func text(_ stop: Stop, than now: Stop) -> String {
        let isNow = stop.delay == now.delay
        var parts = [TimeText.duration(milliseconds: stop.delay) + (isNow ? " (this run)" : "")]
        func change(_ text: String, _ before: String) -> String {
            text == before || isNow ? text : "\(text) (now \(before))"
        }
        if let own = stop.measures, let before = now.measures {
            func share(_ measures: RunMeasures) -> String {
                MeasureText.share(measures.same, of: measures.checkouts) + " as in truth"
            }
            if own.checkouts > 0 { parts.append(change(share(own), share(before))) }
            if let wrong = own.revenueDifferentE4, let money = before.revenueDifferentE4 {
                parts.append(
                    change(
                        NumberText.money(e4: wrong) + " credited wrongly",
                        NumberText.money(e4: money)))
            }
            parts.append(
                change(NumberText.count(stop.late) + " late", NumberText.count(now.late)))
            if let latency = own.latency?.p95, let usual = before.latency?.p95 {
                parts.append(
                    change(
                        "95 % of results within " + MeasureText.duration(latency),
                        MeasureText.duration(usual)))
            }
        } else {
            parts.append(
                change(NumberText.count(stop.late) + " late", NumberText.count(now.late)))
        }
        return parts.joined(separator: " · ")
    }

    // MARK: The pictures

    private static func line(_ x: Scale, _ now: Int64?) -> HTML {
        guard let now else { return "" }
        return "<i class=\"delay-line\" style=\"left:\(FigureBox.percent(x(now)))%\"></i>"
    }

    private static func histogram(_ data: ReportData, _ x: Scale, _ now: Int64?) -> HTML {
        let most = data.lateness.reduce(Int64(1)) { max($0, $1.records) }
        let y = box.upwards(0...most, .doubling)
        var body: HTML = ""
        for cell in data.lateness {
            let from = cell.from == 0 ? x.start : x(cell.from)
            let to = cell.to == .max ? x.end : x(cell.to + 1)
            let end = cell.from == 0 ? x(1) - Length(tenths: 40) : to
            let top = y(cell.records)
            let span =
                cell.from == 0
                ? "in time without any delay"
                : cell.to == .max
                    ? "more than \(TimeText.duration(milliseconds: cell.from))"
                    : cell.from == cell.to
                        ? TimeText.duration(milliseconds: cell.from)
                        : "\(TimeText.duration(milliseconds: cell.from)) to "
                            + TimeText.duration(milliseconds: cell.to)
            body += """
                <rect class="column hover" x="\(from)" width="\(max(end - from, Length(tenths: 15)))" \
                y="\(top)" height="\(Length(box.height) - top)"><title>\(span): \
                \(NumberText.count(cell.clicks, of: "click")), \
                \(NumberText.count(cell.checkouts, of: "checkout"))</title></rect>
                """
        }
        return box.html(
            body, x: x.doublingSpanTicks().map { (span($0), x($0)) },
            y: y.doublingTicks().filter { $0 > 0 }.map { (NumberText.count($0), y($0)) },
            label: "How many records need which watermark delay, both on scales of doublings",
            over: line(x, now))
    }

    private static func span(_ time: Int64) -> String {
        time == 0 ? "0" : TimeText.duration(milliseconds: time)
    }

    private static func curve(_ stops: [Stop], _ x: Scale, _ now: Int64?) -> HTML {
        let points = stops.compactMap { stop -> (delay: Int64, share: Int64, text: String)? in
            guard let measures = stop.measures, let share = SweepMeasure.share(measures) else {
                return nil
            }
            return (stop.delay, share, text(stop, than: stop))
        }
        guard points.count > 1, let least = points.map(\.share).min() else { return "" }
        let y = curveBox.upwards(min(least, 999_000_000)...1_000_000_000)
        var body = FigureBox.steps(
            points.map { (x($0.delay), y($0.share)) }, upFirst: false, look: "sweep r0")
        for (place, point) in points.enumerated() {
            let end = place + 1 < points.count ? x(points[place + 1].delay) : x.end
            body += curveBox.strip(x(point.delay), end, "\(point.text)")
        }
        let figure = curveBox.html(
            body, x: x.doublingSpanTicks().map { (span($0), x($0)) },
            y: y.ticks(most: 4).map { (MeasureText.percentage(e9: $0), y($0)) },
            label: "The share of checkouts credited as in the truth, by the watermark's delay",
            over: line(x, now))
        return """
            <figure>\(figure)<figcaption>Checkouts credited as in the truth, if the watermark waited \
            that long: exact, from one more run.</figcaption></figure>
            """
    }

    // MARK: The table

    private static func table(_ data: ReportData, _ stops: [Stop]) -> HTML {
        let hasCurve = stops.contains { $0.measures != nil }
        let note: HTML =
            hasCurve
            ? ""
            : """
            <p class="note">\(data.extras?.obstacle.map {
                "What other delays would give is not known: \($0)."
            } ?? "What other delays would give takes a run: attrsim report SCENARIO, attrsim tune SCENARIO.")\
            </p>
            """
        if stops.count < 2 { return note }
        let columns = SweepMeasure.columns.prefix(8).filter { column in
            stops.contains { $0.measures.map { column.text($0) != nil } ?? false }
        }
        let rows = stops.thinned(to: 24).map { stop in
            [TimeText.duration(milliseconds: stop.delay)]
                + (hasCurve
                    ? columns.map { column in stop.measures.flatMap { column.text($0) } ?? "–" }
                    : [NumberText.count(stop.late)])
        }
        let heads = ["delay"] + (hasCurve ? columns.map(\.name) : ["late"])
        return """
            \(note)<details><summary>The same as a table</summary>
            \(HTML.table(heads, numbers: heads.count - 1, rows: rows))</details>
            """
    }
}
