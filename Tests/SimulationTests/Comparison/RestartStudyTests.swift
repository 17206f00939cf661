import EventLogs
import Reports
import Streaming
import Testing
import Text

@testable import Simulation

/// What hangs on when a job is stopped and started again.
@Suite struct RestartStudyTests {
    /// Seconds; k1 (25) is behind W (60), unless the job starts again behind c2: then the clicks have
    /// no watermark yet when k1 comes, and c1 is held. Behind k2 W has taken c1 before.
    private static let lines = [
        click("c1", "u1", 20), click("c2", "u2", 60), checkout("k2", "u2", 60),
        checkout("k1", "u1", 25),
    ]

    private func report(
        _ lines: [String], _ engine: EngineSettings, _ restarts: Int, seed: UInt64 = 1
    ) throws -> InterleavingReport {
        let folder = try ScratchFolder()
        var configuration = RunConfiguration()
        configuration.engine = engine
        configuration.join.kind = .inner
        configuration.join.bounds = JoinBounds(lookback: .seconds(10))
        let log = try folder.write(lines.map { $0 + "\n" }.joined(), to: "log.jsonl")
        return try RestartStudy(
            input: .combined(log), configuration: configuration, restarts: restarts, seed: seed
        ).run()
    }

    @Test func allMomentsAreTriedWhereThereAreFew() throws {
        let report = try report(Self.lines, .flinkDataStream(FlinkDataStreamSettings()), 20)
        let restarts = try #require(report.restarts)
        #expect(restarts.map(\.afterSeq) == [1, 2, 3])
        #expect(restarts.map(\.effect.checkouts) == [0, 1, 1])
        #expect(report.changing.map(\.id) == ["k1"])
        let results = report.changing[0].results
        #expect(results.map(\.times) == [1, 1, 1])
        #expect(results.map(\.outcome) == [.attributed, .late, .unattributed])
        #expect(results.map(\.isUndisturbed) == [false, true, false])
        let text = InterleavingText.text(
            report, scenario: "a", engine: "flink-datastream", limit: 5, TextStyle.plain)
        #expect(text.contains("1 of 2 checkouts (50.0 %) hangs on when the job is started again"))
        #expect(text.contains("dropped as late, as without a restart"))
        #expect(text.contains("after seq 2"))
    }

    /// Each moment against a run whose scenario names it; seeded, and no moment twice.
    @Test(arguments: [0, 1]) func aMomentIsARunWithThatRestart(kind: Int) throws {
        var changing = 0
        for seed in UInt64(0)..<12 {
            var random = CaseNumbers(seed)
            let lines = Self.log(&random, clicks: kind == 0 ? 2 : 5)
            var spark = SparkSettings()
            spark.trigger = .every(.seconds(5))
            let engine: EngineSettings =
                kind == 0 ? .flinkDataStream(FlinkDataStreamSettings()) : .spark(spark)
            let report = try report(lines, engine, 6, seed: seed)
            let restarts = try #require(report.restarts)
            #expect(restarts.map(\.afterSeq) == Array(Set(restarts.map(\.afterSeq))).sorted())
            #expect(restarts.count == 6)
            let plain = try rows(lines, engine)
            for restart in restarts {
                let own = try rows(lines, engine.restarting(after: restart.afterSeq))
                let differing = Set(plain.keys).union(own.keys).filter { plain[$0] != own[$0] }
                #expect(
                    restart.effect.checkouts == Int64(differing.count),
                    "seed \(seed), after \(restart.afterSeq)")
                changing += differing.count
            }
        }
        #expect(changing > (kind == 0 ? 5 : 0))
    }

    /// By checkout: its click, or what became of it.
    private func rows(_ lines: [String], _ engine: EngineSettings) throws -> [String: String] {
        let run = try SmallRun(lines, truth: .none) {
            $0.engine = engine
            $0.join.kind = .inner
            $0.join.bounds = JoinBounds(lookback: .seconds(10))
        }
        var rows: [String: String] = [:]
        for row in run.table(.pendingRecord, ["id"]) { rows[row[0]] = "pending" }
        for row in run.table(.lateRecord, ["id", "stream"]) where row[1] == "checkouts" {
            rows[row[0]] = "late"
        }
        for row in run.table(.checkoutAttribution, ["checkout_id", "click_id"]) {
            rows[row[0]] = row[1]
        }
        return rows
    }

    private static func log(_ random: inout CaseNumbers, clicks: Int) -> [String] {
        var now = 100
        return (0..<40).map { number in
            now += random.pick([1, 3, 8], or: 3)
            let time = now - (random.one(in: 3) ? random.pick([5, 12, 30], or: 5) : 0)
            let user = random.pick(["u1", "u2"], or: "u1")
            return random.one(in: clicks)
                ? click("c\(number)", user, time, source: "x", arriving(now))
                : checkout("k\(number)", user, time, arriving(now))
        }
    }
}
