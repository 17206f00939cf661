import Attribution
import EventLogs
import Foundation
import Results
import Scenarios
import Simulation
import Streaming
import Testing

@testable import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What `attrsim diff` says of two runs whose differences are known.
@Suite struct DiffTests {
    private static let root = String(
        #filePath.dropLast("/Tests/ReportsTests/DiffTests.swift".count))

    /// Runs a scenario, changed, into a file of its own.
    private func result(
        _ name: String, _ scenario: String = "explain/ten-questions",
        _ change: (inout Scenario) -> Void = { _ in }
    ) throws -> String {
        let path = "/tmp/attrsim-diff-test-\(getpid())-\(name).sqlite"
        var loaded = try Scenario.load(path: "\(Self.root)/scenarios/\(scenario).json")
        change(&loaded)
        let writer = try ResultWriter(path: path)
        _ = try Simulator(input: loaded.input, configuration: loaded.configuration, truth: .none)
            .run(into: writer)
        writer.addRun(
            RunRow(
                runID: 1, scenario: loaded.name, mode: "stream",
                engine: loaded.configuration.engine.name,
                model: loaded.configuration.attribution.model.displayName, seed: loaded.seed,
                watermarkDelay: nil, lookback: nil, configJSON: loaded.configJSON))
        _ = try writer.complete(expectations: [])
        return path
    }

    private func compare(_ before: String, _ after: String, limit: Int = 20) throws -> DiffReport {
        defer {
            unlink(before)
            unlink(after)
        }
        return try DiffReport(
            try ResultReader(path: before), try ResultReader(path: after), limit: limit)
    }

    @Test func theSameRunIsTheSame() throws {
        let report = try compare(result("same-a"), result("same-b"))
        #expect(report.isSame)
        #expect(report.different == 0)
        #expect(report.settings.isEmpty)
        #expect(report.counters.isEmpty)
    }

    @Test func aSmallerDelayLosesWhatBecomesLate() throws {
        let report = try compare(result("delay-a"), result("delay-b", "explain/smaller-delay"))
        #expect(!report.isSame)
        // k-changed loses c-correction; k-which goes from b2 to b3. Each is worth 18.00.
        #expect(
            report.examples.map { "\($0.id) \($0.kind.rawValue) \($0.cause)" } == [
                "k-changed lost its click late click",
                "k-which moved to another source late click",
            ])
        #expect(report.moved.revenueE4 == 360_000)
        #expect(report.causes["late click"]?.checkouts == 2)
        #expect(
            report.settings.map(\.path) == ["watermark.clicks.delay", "watermark.checkouts.delay"])
    }

    @Test func anotherModelIsTheCauseWhereBothClicksAreGood() throws {
        let report = try compare(
            result("model-a"), result("model-b") { $0.configuration.attribution.model = .lastClick }
        )
        #expect(report.causes.keys.sorted() == ["model"])
        // k-which (b2 → b4), and the two checkouts of c-twice, whose click is another of the id.
        #expect(report.kinds[.moved]?.checkouts == 1)
        #expect(report.kinds[.otherClick]?.checkouts == 2)
    }

    @Test func aShorterWindowIsTheCauseWhereTheClickIsOutside() throws {
        let report = try compare(
            result("window-a"),
            result("window-b") { $0.configuration.join.bounds.lookback = Milliseconds(20_000) })
        #expect(report.causes["window"]?.checkouts == report.different)
        #expect(report.examples.contains { $0.id == "k-which" && $0.cause == "window" })
    }

    @Test func whatVanishesSaysWhy() throws {
        let report = try compare(
            result("gone-a") { $0.configuration.endOfInput = .flush }, result("gone-b"))
        let waiting = report.examples.first { $0.id == "k-waiting" }
        #expect(waiting?.kind == .vanished)
        #expect(waiting?.cause == "not yet final")
    }

    @Test func whatNoEvidenceExplainsIsWhatTheTwoDoNotShare() throws {
        // Another log: no setting of the run explains what differs.
        let report = try compare(result("log-a"), result("log-b", "contract/worked-trace"))
        #expect(report.causes.keys.sorted() == ["other input"])
        // The same settings: what the log holds must have changed.
        let log = "/tmp/attrsim-diff-test-\(getpid())-log.jsonl"
        defer { unlink(log) }
        func after(_ source: String, _ name: String) throws -> String {
            let lines = [
                #"{"stream": "clicks", "click_id": "c1", "user_id": "u", "source": "\#(source)", "#
                    + #""click_timestamp": "2024-03-20 10:00:00"}"#,
                #"{"stream": "checkouts", "checkout_id": "k1", "user_id": "u", "#
                    + #""checkout_timestamp": "2024-03-20 10:01:00"}"#,
            ]
            try (lines.joined(separator: "\n") + "\n")
                .write(toFile: log, atomically: true, encoding: .utf8)
            return try result(name) {
                $0.input = .combined(LogFile(path: log, name: "log.jsonl"))
                $0.configuration = RunConfiguration()
            }
        }
        let changed = try compare(after("Google", "log-c"), after("Bing", "log-d"))
        #expect(changed.causes.keys.sorted() == ["other records in the log"])
    }

    @Test func theTotalsAreThoseOfTheSummaries() throws {
        let a = try result("sum-a")
        let summary = try RunSummary(reading: try ResultReader(path: a))
        let report = try compare(a, result("sum-b", "explain/smaller-delay"), limit: 1)
        #expect(report.models.first?.sources.compactMap(\.before) == summary.attribution[0].sources)
        #expect(report.examples.count == 1)
        #expect(DiffReportText.text(report, .plain).contains("the first 1 of 2 by id"))
    }
}
