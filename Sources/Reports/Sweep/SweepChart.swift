import Simulation

/// A chart of a sweep: one or several measures along the varied key.
struct SweepChart {
    /// A line, or points where the values have no order.
    struct Line {
        var name: String
        /// The measure of a point; `nil` where it was not measured.
        var measure: (RunMeasures) -> Int64?
        /// Of which points.
        var series: SweepSeries
    }

    /// What it shows.
    var title: String
    /// Its lines; they take the colours in this order.
    var lines: [Line]
    /// The least and the greatest value of the upward axis.
    var range: (_ least: Int64, _ greatest: Int64) -> ClosedRange<Int64> = { _, most in
        0...max(1, most)
    }
    /// A value in full.
    var text: (Int64) -> String
    /// A round value along the axis.
    var tick: (Int64) -> String
    /// Whether the values are spans of time.
    var isDuration = false

    /// As many lines as there are colours.
    static let linesMax = 6
    /// As many points of a line as tell their numbers.
    private static let hoversMax = 150
    /// A line of more points than these shows none of them.
    private static let dotsMax = 60

    /// The chart; nothing where nothing was measured.
    func html(_ axis: SweepAxis, _ box: FigureBox) -> HTML {
        let values = lines.flatMap { line in
            line.series.points.compactMap { line.measure($0.measures) }
        }
        guard let least = values.min(), let greatest = values.max() else { return "" }
        let x = box.across(axis.domain)
        let y = box.upwards(range(least, greatest))
        var body: HTML = ""
        for (place, line) in lines.enumerated() { body += draw(line, "r\(place)", axis, x, y) }
        return """
            <h3>\(title)</h3><div class="legend">\(legend)</div>
            <figure>\(box.html(
                body, x: axis.ticks(x, most: 11),
                y: (isDuration ? y.spanTicks() : y.ticks()).map { (tick($0), y($0)) },
                label: title + " by " + axis.path))</figure>
            """
    }

    private var legend: HTML {
        if lines.count == 1, lines[0].name.isEmpty { return "" }
        let names: [HTML] = lines.enumerated().map { place, line in
            "<span><i class=\"line r\(place)\"></i>\(line.name)</span>"
        }
        return "\(names)"
    }

    private func draw(
        _ line: Line, _ look: String, _ axis: SweepAxis, _ x: Scale, _ y: Scale
    ) -> HTML {
        let points = line.series.points.compactMap { point in
            line.measure(point.measures).map { (place: (x(point.x), y($0)), $0, point.label) }
        }
        var body: HTML =
            axis.isOrdered
            ? FigureBox.line(
                points.thinned(to: ReportData.pointsMax).map(\.place), look: "sweep \(look)") : ""
        let hasDots = points.count <= Self.dotsMax
        for (place, value, label) in points.thinned(to: Self.hoversMax) {
            let name = line.name.isEmpty ? title : line.name
            body += FigureBox.dot(
                place.0, place.1, look: hasDots ? "point \(look)" : "hoverdot",
                "\(axis.path) \(label)\n\(name): \(text(value))")
        }
        return body
    }
}
