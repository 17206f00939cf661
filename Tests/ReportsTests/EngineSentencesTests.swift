import Scenarios
import Simulation
import Testing

@testable import Reports

/// What is said of checkouts that a real engine's table does not show as they came out of its join
/// (`scenarios/explain`): the rule, and the numbers of its inequality.
@Suite struct EngineSentencesTests {
    private static let root = String(
        #filePath.dropLast("/Tests/ReportsTests/EngineSentencesTests.swift".count))

    private func explain(_ query: RecordQuery, _ name: String) throws -> String {
        let scenario = try Scenario.load(path: "\(Self.root)/scenarios/explain/\(name).json")
        let found = try Simulator(input: scenario.input, configuration: scenario.configuration)
            .investigate(query)
        return ExplainText.text(found, scenario: "test", TextStyle(width: 400))
    }

    @Test func semiJoinNamesItsFirstMatch() throws {
        let checkout = try explain(.checkout("k1"), "semi-join")
        #expect(checkout.contains("with its first match, and does not show that; here it is c1"))
        #expect(checkout.contains("spark still held c1 (Google) when the checkout came"))
        #expect(!checkout.contains("not paired") && !checkout.contains("lookahead"))
        let click = try explain(.click("c1"), "semi-join")
        #expect(click.contains("It is the first match of checkout k1"))
        #expect(!click.contains("0 checkouts"))
    }

    @Test func rowOfAFirstClickWaits() throws {
        // V = 10:05:00 less the lookback.
        #expect(
            try explain(.checkout("k3"), "first-click-waits").contains(
                "It has no row: flink-sql holds its row in the ranking, which puts a first click out "
                    + "once its watermark has reached the click: W − lookback = 10:04:00 < c = "
                    + "10:05:00 when the run stopped"))
        #expect(
            try explain(.checkout("k2"), "first-click-waits").contains(
                "the time of a row without a click = 1970-01-01 00:00:00 < W − lookback = 09:59:20")
        )
    }

    @Test func pairBehindTheRankingIsLost() throws {
        let text = try explain(.checkout("k1"), "first-click-late")
        #expect(text.contains("came out of the join at seq 4"))
        #expect(text.contains("c = 10:00:00 < W − lookback = 10:00:20"))
    }

    @Test func whatIsLostIsNotWhatWaits() throws {
        func warning(_ name: String) throws -> String {
            let scenario = try Scenario.load(path: "\(Self.root)/scenarios/explain/\(name).json")
            let report = try Simulator(
                input: scenario.input, configuration: scenario.configuration
            ).runWithFigures(into: NoRows())
            return report.warnings.joined()
        }
        let waits = try warning("first-click-waits")
        #expect(waits.contains("Lost here: 1 of 3 checkouts, revenue 50.00"))
        #expect(
            waits.contains(
                "Waiting in the ranking when the run stopped: 1 of 3 checkouts, revenue 70.00"))
        #expect(!waits.contains("Lost with a click"))
        #expect(
            try warning("first-click-late").contains(
                "Lost with a click, their rows being late for the ranking: 1 of 3 checkouts"))
    }

    @Test func groupWaitsForTheWatermarkBehindTheJoin() throws {
        #expect(
            try explain(.checkout("k1"), "groups-wait").contains(
                "W − lookback − 1 ms = 09:59:49.999 < t = 10:00:05 when the run stopped"))
    }

    @Test func rowsThatAreTakenBackHaveTheirRule() throws {
        let text = try explain(.checkout("k1"), "rows-taken-back")
        #expect(
            text.contains(
                "It has no row: pathway forgot the checkout at seq 6, and takes its rows back: t = "
                    + "10:00:05 ≤ the checkouts' clock − cutoff = 10:00:49"))
        // It came out while c1 was held, and c1 was forgotten later.
        #expect(text.contains("c = 10:00:00 > the clicks' clock − cutoff = 09:59:50: it comes out"))
        #expect(text.contains("its row with c1 (Google) is taken back: pathway forgot c1"))
        #expect(text.contains("its row without a click is taken back: pathway forgot the checkout"))
        #expect(!text.contains("no click came after that"))
    }

    @Test func clickOfAFullJoinHasItsOwnRow() throws {
        let text = try explain(.click("c7"), "full-join")
        #expect(text.contains("W = 10:05:00 ≥ c + lookback = 10:01:01"))
        #expect(text.contains("out without a checkout"))
    }
}

private final class NoRows: RowSink {
    func write(_ batch: RowBatch) throws(SinkError) {}
    func discardAll() throws(SinkError) {}
}
