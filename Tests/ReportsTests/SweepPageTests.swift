@testable import Reports
import Simulation
import Testing

/// A sweep's page: nothing from data is markup, and points stand where their values say.
@Suite struct SweepPageTests {
    private static let hostile = "</title><script>alert(1)</script>"

    private static func report(
        _ paths: [String], _ values: [[String]], scenario: String = "late"
    ) -> SweepReport {
        let points = values.enumerated().map { place, values in
            var measures = RunMeasures()
            measures.checkouts = 1000
            measures.different = Int64(place)
            measures.clicksLate = Int64(10 * place)
            return SweepReport.Point(values: values, measures: measures)
        }
        return SweepReport(scenario: scenario, paths: paths, method: .grid, points: points)
    }

    @Test func noTextFromDataIsMarkup() {
        var report = Self.report(
            [Self.hostile, "engine"], [[Self.hostile, "a"], ["x", Self.hostile]],
            scenario: Self.hostile)
        report.facts = [Self.hostile]
        report.notes = [Self.hostile]
        let page = SweepPage.html(report)
        #expect(!page.contains("<script>alert"))
        #expect(page.split(separator: "<script").count == 2)
        #expect(page.contains("&lt;/title&gt;&lt;script&gt;alert(1)"))
        #expect(page == SweepPage.html(report))
    }

    @Test func durationsStandWhereTheyBelong() {
        let axis = SweepAxis(Self.report(["watermark.delay"], [["10s"], ["0"], ["1m"], ["20s"]]))
        #expect(axis.isOrdered)
        #expect(axis.labels == ["0", "10s", "20s", "1m"])
        #expect(axis.domain == 0...60_000)
        #expect(axis.value("20s") == 20_000)
        let scale = FigureBox(height: 100).across(axis.domain)
        #expect(axis.ticks(scale, most: 4).map(\.label) == ["0", "30s", "1m"])
        // Half of 1,000 units.
        #expect(axis.ticks(scale, most: 4)[1].place == Length(500))
    }

    @Test func fractionsAreExact() {
        let axis = SweepAxis(Self.report(["fraction"], [["0"], ["0.05"], ["0.1"]]))
        #expect(axis.domain == 0...10)
        let scale = FigureBox(height: 100).across(axis.domain)
        #expect(axis.ticks(scale, most: 3).map(\.label) == ["0", "0.05", "0.1"])
    }

    @Test func valuesOfVeryDifferentSizesStandSideBySide() {
        let axis = SweepAxis(Self.report(["join.lookback"], [["1d"], ["15s"], ["1m"], ["1h"]]))
        #expect(axis.isOrdered)
        #expect(axis.labels == ["15s", "1m", "1h", "1d"])
        #expect(["15s", "1m", "1h", "1d"].map(axis.value) == [1, 3, 5, 7])
        #expect(axis.domain == 0...8)
    }

    @Test func namesHaveNoOrderAndNoLines() {
        let report = Self.report(["engine"], [["spark"], ["reference"]])
        let axis = SweepAxis(report)
        #expect(!axis.isOrdered)
        #expect(axis.labels == ["spark", "reference"])
        let page = SweepPage.html(report)
        #expect(!page.contains("<path class=\"course"))
        #expect(page.contains("<path class=\"dot point r0\""))
    }

    @Test func theKeyWithTheMostNumbersLiesBelowAndTheOthersAreLines() {
        let report = Self.report(
            ["watermark.delay", "engine"],
            [["0s", "a"], ["0s", "b"], ["5s", "a"], ["5s", "b"], ["9s", "a"], ["9s", "b"]])
        let axis = SweepAxis(report)
        #expect(axis.path == "watermark.delay")
        let series = SweepSeries.all(of: report, along: axis)
        #expect(series.map(\.name) == ["engine a", "engine b"])
        #expect(series[1].points.map(\.measures.different) == [1, 3, 5])
        let page = SweepPage.html(report)
        #expect(page.contains("<i class=\"line r1\"></i>engine b</span>"))
        #expect(page.contains("watermark.delay 9s\nengine b: 99.50 %</title>"))
    }

    @Test func whatIsLeftOutIsSaid() {
        let many = (0..<7).flatMap { engine in ["1s", "2s"].map { [$0, "e\(engine)"] } }
        let page = SweepPage.html(Self.report(["watermark.delay", "engine"], many))
        #expect(page.contains("The first 6 of 7 combinations are drawn"))
        let long = SweepPage.html(Self.report(["n"], (0..<1300).map { ["\($0)"] }))
        #expect(long.contains("The first 1,200 of 1,300 points"))
    }

    @Test func whatWasNotMeasuredIsNotShown() {
        let page = SweepPage.html(Self.report(["watermark.delay"], [["0s"], ["1s"]]))
        #expect(!page.contains("Latency of results"))
        #expect(!page.contains("<th class=\"n\">p95"))
        #expect(page.contains("Late or dropped records"))
        // One point has no course; the table is there.
        let single = SweepPage.html(Self.report(["watermark.delay"], [["1s"]]))
        #expect(!single.contains("<svg"))
        #expect(single.contains("<td class=\"n\">100.00 %</td>"))
    }
}
