import Foundation
@testable import Reports
import Results
import Simulation
import Testing

/// The engines of a comparison in its report: totals as the file has them, who agrees with whom,
/// and how much is left out.
@Suite struct EnginesSectionTests {
    private static let hostile = "<img src=x>"

    /// Three engines; of each checkout what they made of it: a click, or nothing.
    private static func read(_ verdicts: [[String?]]) throws -> EnginesData? {
        let path = NSTemporaryDirectory() + "engines-\(UUID().uuidString).sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try ResultWriter(path: path)
        let names = ["reference", hostile, "spark"].prefix(max(1, verdicts.first?.count ?? 3))
        for (place, name) in names.enumerated() {
            let runID: Int64 = place == 0 ? 1 : Int64(place + 2)
            writer.addRun(
                RunRow(
                    runID: runID, scenario: "s", mode: "stream", engine: name,
                    model: "first-click", seed: 1, watermarkDelay: nil, lookback: 1000,
                    configJSON: "{}"))
            let stats = RowBatch(.stat)
            for (name, value) in [("clicks_late", 7), ("checkouts_attributed", 5)] {
                stats.append(runID)
                stats.append(name)
                stats.append(Int64(value + place))
            }
            try writer.write(stats)
        }
        writer.addRun(
            RunRow(
                runID: 2, scenario: "s", mode: "batch", engine: "reference",
                model: "first-click", seed: 1, watermarkDelay: nil, lookback: 1000,
                configJSON: "{}"))
        let batch = RowBatch(.engineDifference)
        for (number, clicks) in verdicts.enumerated() {
            for (place, click) in clicks.enumerated() {
                batch.append(place == 0 ? 1 : Int64(place + 2))
                batch.append("k\(number)")
                batch.append(names[place])
                if let click { batch.append(click) } else { batch.appendNull() }
                batch.appendNull()
                batch.append(click == nil ? "unattributed" : "attributed")
                batch.append("because of \(hostile)")
            }
        }
        try writer.write(batch)
        _ = try writer.complete(expectations: [])
        return try EnginesData.read(try ResultReader(path: path), model: "first-click")
    }

    private static func html(_ data: EnginesData?) -> String {
        var report = ReportData()
        report.engines = data
        return EnginesSection.html(report).text
    }

    @Test func enginesThatMadeTheSameOfACheckoutAgree() throws {
        let data = try #require(
            try Self.read([["c1", "c2", "c2"], ["c1", nil, "c1"], ["c3", "c4", "c4"]]))
        #expect(data.engines.map(\.name) == ["reference", Self.hostile, "spark"])
        #expect(data.engines.map(\.runID) == [1, 3, 4])
        #expect(data.engines.map(\.differs) == [0, 3, 2])
        #expect(data.engines.map(\.checkouts.attributed) == [5, 6, 7])
        #expect(data.engines.map { $0.streams[0].late } == [7, 8, 9])
        #expect(data.differing == 3)
        #expect(
            data.camps.map(\.names) == [
                [["reference"], [Self.hostile, "spark"]],
                [["reference", "spark"], [Self.hostile]],
            ])
        #expect(data.camps.map(\.checkouts) == [2, 1])
        #expect(data.verdicts.count == 9)
        let html = Self.html(data)
        #expect(html.contains("3 checkouts on which they disagree"))
        #expect(html.contains("reference = spark ≠ &lt;img src=x&gt;"))
        #expect(!html.contains("<img"))
    }

    @Test func theRestIsCounted() throws {
        // 200 rows are 66 whole checkouts of three engines.
        let data = try #require(
            try Self.read([[String?]](repeating: ["a", "b", "b"], count: 70)))
        #expect(data.verdicts.count == 198)
        #expect(data.verdicts.last?.checkout == "k65")
        #expect(data.verdictCount == 210)
        #expect(data.camps.map(\.checkouts) == [70])
        #expect(Self.html(data).contains("The first 198 of 210"))
    }

    @Test func enginesThatAgreeSaySo() throws {
        let data = try #require(try Self.read([]))
        #expect(data.engines.count == 3)
        #expect(Self.html(data).contains("All engines agree on all checkouts."))
    }

    @Test func aResultOfOneEngineHasNoSection() throws {
        #expect(try Self.read([["c1"]]) == nil)
        #expect(Self.html(nil).isEmpty)
    }
}
