import Simulation
import Text

/// A sweep as one HTML file to look at: charts along the varied key, then every point.
public enum SweepPage {
    private static let wide = FigureBox(height: 300)
    private static let half = FigureBox(height: 210)

    /// The page: no network, no other file, the same bytes for the same sweep.
    public static func html(_ report: SweepReport) -> String {
        let body: HTML = """
            \(header(report))
            \(charts(report))
            \(table(report))
            """
        return PageFrame.html(
            title: report.scenario, body,
            footer: "attrsim · sweep over \(report.paths.joined(separator: ", "))",
            isScripted: true)
    }

    // MARK: The title

    private static func header(_ report: SweepReport) -> HTML {
        """
        <header>
        <h1>\(report.scenario)</h1>
        <p class="facts">\(report.titleFacts.map { "<span>\($0)</span>" as HTML })</p>
        \(Tile.html(tiles(report)))
        </header>
        """
    }

    private static func tiles(_ report: SweepReport) -> [Tile] {
        let compared = report.points.filter { $0.measures.checkouts > 0 }
        var tiles: [Tile] = []
        let shares = compared.map { SweepMeasure.share($0.measures) ?? 0 }
        if let best = shares.max(), let worst = shares.min() {
            tiles += [("at best", best), ("at worst", worst)].map { name, share in
                let first = compared[shares.firstIndex(of: share) ?? 0]
                let value = MeasureText.share(first.measures.same, of: first.measures.checkouts)
                return Tile(
                    name: "as in truth, " + name, value: value,
                    note: zip(report.paths, first.values).map { "\($0) \($1)" }
                        .joined(separator: ", "),
                    title: "\(NumberText.count(first.measures.same)) of "
                        + "\(NumberText.count(first.measures.checkouts)) checkouts")
            }
        }
        return tiles
            + [
                range("late records", report, { $0.late }) { NumberText.count($0) },
                range("p95 latency", report, { $0.latency?.p95 }, MeasureText.duration),
                range("revenue wrong", report, SweepMeasure.revenueWrong) {
                    NumberText.count(($0 + 5000) / 10_000)
                },
            ].compactMap { $0 }
    }

    /// The least and the greatest value of a measure.
    private static func range(
        _ name: String, _ report: SweepReport, _ measure: (RunMeasures) -> Int64?,
        _ text: (Int64) -> String
    ) -> Tile? {
        let values = report.points.compactMap { measure($0.measures) }
        guard let least = values.min(), let most = values.max() else { return nil }
        let range = least == most ? text(least) : "\(text(least)) – \(text(most))"
        return Tile(name: name, value: range, note: "least – most", title: range)
    }

    // MARK: The charts

    private static func charts(_ report: SweepReport) -> HTML {
        let axis = SweepAxis(report)
        let series = SweepSeries.all(of: report, along: axis)
        let shown = Array(series.prefix(SweepChart.linesMax))
        if report.points.count < 2 { return "" }
        let charts = SweepMeasure.charts(shown)
        let hidden: HTML =
            shown.count < series.count
            ? """
            <p class="note">The first \(shown.count) of \(series.count) combinations are drawn; \
            the table has all.</p>
            """ : ""
        let others: [HTML] = charts.dropFirst().map { chart in
            let figure = chart.html(axis, half)
            return figure.text.isEmpty ? "" : "<div class=\"panel half\">\(figure)</div>\n"
        }
        return """
            <section id="charts">
            <h2>By \(axis.path)</h2>
            <p class="lead">How many checkouts are credited as if every record had come in time, \
            and what that costs.</p>
            \(charts.first?.html(axis, wide) ?? "")
            <div class="panels">
            \(others)</div>
            \(hidden)\(report.remarks.map { "<p class=\"note\">\($0)</p>\n" as HTML })
            </section>
            """
    }

    // MARK: The table

    private static func table(_ report: SweepReport) -> HTML {
        let columns = SweepMeasure.columns.filter { column in
            report.points.contains { column.text($0.measures) != nil }
        }
        let rows = report.points.prefix(ReportData.listedMax).map { point in
            point.values + columns.map { $0.text(point.measures) ?? "–" }
        }
        let cap: HTML =
            rows.count < report.points.count
            ? """
            <p class="note">The first \(NumberText.count(rows.count)) of \
            \(NumberText.count(report.points.count)) points; all of them: --csv.</p>
            """ : ""
        return """
            <section id="points">
            <h2>All points</h2>
            \(HTML.table(
                report.paths + columns.map(\.name), numbers: columns.count, rows: Array(rows)))
            \(cap)
            </section>
            """
    }
}
