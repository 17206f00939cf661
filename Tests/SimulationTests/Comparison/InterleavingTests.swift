import EventLogs
import Foundation
import Reports
import Simulation
import Streaming
import Testing
import Text

/// Merges of partitions, and what hangs on them.
@Suite struct InterleavingTests {
    /// Two clicks and two checkouts, each in an order of their own: six merges.
    static let log = [
        ComparisonTests.line("clicks", "c2", "u2", 50_000),
        ComparisonTests.line("checkouts", "k1", "u1", 10_000),
        ComparisonTests.line("clicks", "c1", "u1", 9000),
        ComparisonTests.line("checkouts", "k2", "u3", 40_000),
    ]

    @Test func partitionsKeepTheirOrderAndTheClockNeverGoesBack() throws {
        let folder = try ScratchFolder()
        let scenario = RandomCase(seed: 11)
        var log = try folder.write(
            scenario.log.lines.map { LogText.json($0) + "\n" }.joined(), to: "log.jsonl")
        log.timeFormat = .epochMilliseconds
        let source = try openLog(log, as: .combined, onBadRecord: .fail)
        let tape = try RecordTape(reading: source)
        var orders: Set<[Int64]> = []
        for number in UInt64(0)..<20 {
            let records = read(InterleavedSource(tape, seed: 1, number: number))
            #expect(records.count == scenario.log.lines.count)
            var last: [String: Int64] = [:]
            var clock = Int64.min
            for record in records {
                #expect(record.arrivalTime.milliseconds >= clock, "merge \(number)")
                clock = record.arrivalTime.milliseconds
                guard record.kind == .event else { continue }
                let lane = "\(record.stream) \(record.partition)"
                #expect(record.line > last[lane] ?? 0, "\(lane), merge \(number)")
                last[lane] = record.line
            }
            orders.insert(records.map(\.line))
        }
        #expect(orders.count > 10)
    }

    @Test func seedDecidesTheMerge() throws {
        let tape = try tape(Self.log)
        func order(_ seed: UInt64, _ number: UInt64) -> [Int64] {
            read(InterleavedSource(tape, seed: seed, number: number)).map(\.line)
        }
        #expect(order(3, 7) == order(3, 7))
        #expect(Set((0..<40).map { order(3, $0) }) == Set((0..<40).map { order(4, $0) }))
        #expect((0..<10).map { order(3, $0) } != (0..<10).map { order(4, $0) })
    }

    @Test func everyMergeIsEquallyLikely() throws {
        let tape = try tape(Self.log)
        var counts: [[Int64]: Int] = [:]
        for number in UInt64(0)..<1200 {
            let order = read(InterleavedSource(tape, seed: 9, number: number)).map(\.line)
            counts[order, default: 0] += 1
        }
        // 4! / (2! · 2!) = 6 merges, 200 each on average; 13 is one standard deviation.
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { (135...265).contains($0) }, "\(counts)")
    }

    @Test func windowOfZeroKeepsTheOrderOfArrivalBetweenDifferentTimes() throws {
        // Arrivals 1000, 2000, 3000, 4000: nothing may run ahead.
        let lines = [
            ComparisonTests.line("clicks", "c1", "u1", 1000),
            ComparisonTests.line("checkouts", "k1", "u1", 2000),
            ComparisonTests.line("clicks", "c2", "u1", 3000),
            ComparisonTests.line("checkouts", "k2", "u1", 4000),
        ]
        let tape = try tape(lines)
        for number in UInt64(0)..<20 {
            let source = InterleavedSource(tape, seed: 1, number: number, window: .zero)
            #expect(read(source).map(\.line) == [1, 2, 3, 4])
        }
    }

    @Test func flinkSQLHangsOnLuckWhereTheReferenceDoesNot() throws {
        // Of six merges the three with c1 last find k1 padded: W = min(50, 40) is beyond 10.
        let sql = try study(.flinkSQL(FlinkSQLSettings()), runs: 300)
        #expect(sql.checkouts == 2 && sql.lanes.map(\.records) == [2, 2])
        let k1 = try #require(sql.changing.first)
        #expect(sql.changing.count == 1 && k1.id == "k1" && k1.user == "u1")
        #expect(k1.results.reduce(0) { $0 + $1.times } == 300)
        #expect(Set(k1.results.map(\.click)) == ["c1", nil])
        // Half of them; 9 is one standard deviation.
        #expect(k1.results.allSatisfy { (110...190).contains($0.times) }, "\(k1.results)")
        #expect(sql.revenue == nil)

        let reference = try study(.reference, runs: 60)
        #expect(reference.changing.isEmpty && reference.checkouts == 2)
    }

    @Test func rowsOfTheJoinHangOnLuckWhereTheResultDoesNot() throws {
        // c1 behind k1: the pad is out already in eager mode, and the pair comes beside it.
        var settings = KafkaStreamsSettings()
        settings.mode = .eager
        let report = try study(.kafkaStreams(settings), runs: 60)
        #expect(report.changing.isEmpty && report.rowsChanging == 1)
        let k1 = try #require(report.rowsAlone.first)
        #expect(k1.id == "k1" && k1.user == "u1" && k1.results.map(\.click) == ["c1"])
        let rows = Set(k1.rows.map { $0.rows.map { "\($0.op) \($0.click ?? "-")" } })
        #expect(rows == [["+I c1"], ["+I -", "+I c1"]])
        #expect(k1.rows.reduce(0) { $0 + $1.times } == 60)
        #expect(try study(.reference, runs: 20).rowsChanging == 0)
        #expect(try study(.reference, runs: 20, comparesRows: false).rowsChanging == nil)
    }

    @Test(arguments: UInt64(0)..<12) func rowsThatAreTakenDownAgreeWithTheirSums(
        _ seed: UInt64
    ) throws {
        let folder = try ScratchFolder()
        let random = RandomCase(seed: seed)
        var log = try folder.write(
            random.log.lines.map { LogText.json($0) + "\n" }.joined(), to: "log.jsonl")
        log.timeFormat = .epochMilliseconds
        var configuration = RunConfiguration()
        configuration.join.bounds = JoinBounds(lookback: Milliseconds(20_000))
        for engine in [
            EngineSettings.reference, .kafkaStreams(KafkaStreamsSettings()),
            .flinkSQL(FlinkSQLSettings()), .pathway(PathwaySettings()),
        ] {
            configuration.engine = engine
            let report = try InterleavingStudy(
                input: .combined(log), configuration: configuration, runs: 12, seed: seed
            ).run()
            // The sums say that rows differ; the rows, taken down in further runs, do.
            let told = report.changing.filter { !$0.rows.isEmpty } + report.rowsAlone
            #expect(told.count == report.rowsChanging, "seed \(seed), \(engine.name)")
            for checkout in told {
                #expect(checkout.rows.count > 1, "seed \(seed), \(engine.name), \(checkout.id)")
                #expect(checkout.rows.reduce(0) { $0 + $1.times } == 12)
            }
        }
    }

    /// Random logs with ids that come again: several runs at a time find what one after the other
    /// finds, whatever the engine.
    @Test func runsSideBySideFindTheSame() throws {
        let folder = try ScratchFolder()
        var changing = 0
        for seed in UInt64(0)..<8 {
            let random = RandomCase(seed: seed)
            var log = try folder.write(
                random.log.lines.map { LogText.json($0) + "\n" }.joined(), to: "log.jsonl")
            log.timeFormat = .epochMilliseconds
            var configuration = RunConfiguration()
            configuration.join.bounds = JoinBounds(lookback: Milliseconds(20_000))
            // Its rows say no record: names are looked up by their bytes then.
            if seed % 3 == 1 { configuration.attribution.partitionBy = .user }
            for engine in [
                EngineSettings.reference, .flinkSQL(FlinkSQLSettings()), .spark(SparkSettings()),
            ] {
                configuration.engine = engine
                var study = InterleavingStudy(
                    input: .combined(log), configuration: configuration, runs: 9, seed: seed,
                    comparesRows: false)
                var restarts = RestartStudy(
                    input: .combined(log), configuration: configuration, restarts: 5, seed: seed)
                let one = ["\(try study.run())", "\(try restarts.run())"]
                changing += try study.run().changing.count
                (study.jobs, restarts.jobs) = (3, 4)
                #expect(
                    ["\(try study.run())", "\(try restarts.run())"] == one,
                    "seed \(seed), \(engine.name)")
            }
        }
        #expect(changing > 10)
    }

    /// What nobody can tell is not praised.
    @Test func aLogWithoutCheckoutsOrMomentsIsSaidToBeOne() throws {
        let folder = try ScratchFolder()
        func text(_ lines: [String], restarts: Bool) throws -> String {
            let log = try folder.write(lines.map { $0 + "\n" }.joined(), to: "log.jsonl")
            var configuration = RunConfiguration()
            if restarts { configuration.engine = .spark(SparkSettings()) }
            let report =
                restarts
                ? try RestartStudy(
                    input: .combined(log), configuration: configuration, restarts: 3, seed: 1
                ).run()
                : try InterleavingStudy(
                    input: .combined(log), configuration: configuration, runs: 3, seed: 1
                ).run()
            return InterleavingText.text(
                report, scenario: "s", engine: "e", limit: 5, TextStyle.plain)
        }
        for restarts in [false, true] {
            let empty = try text([], restarts: restarts)
            #expect(empty.contains("The log has no checkout: there is nothing that could change."))
            #expect(!empty.contains("came out the same"))
        }
        let one = checkout("k1", "u1", 10)
        #expect(
            try text([one], restarts: false)
                .contains("The 1 checkout came out the same in every interleaving."))
        let alone = try text([one], restarts: true)
        #expect(alone.contains("There is no moment between two records at which the job could"))
        #expect(!alone.contains("came out the same"))
    }

    @Test func sameSeedSameReport() throws {
        let settings = FlinkSQLSettings()
        let first = try study(.flinkSQL(settings), runs: 25)
        let second = try study(.flinkSQL(settings), runs: 25)
        #expect(
            first.changing.map(\.results).map { "\($0)" }
                == second.changing.map(\.results).map { "\($0)" })
    }

    private func study(
        _ engine: EngineSettings, runs: Int, comparesRows: Bool? = nil
    ) throws -> InterleavingReport {
        let folder = try ScratchFolder()
        let log = try folder.write(Self.log.joined(separator: "\n") + "\n", to: "log.jsonl")
        var configuration = RunConfiguration()
        configuration.engine = engine
        configuration.join.bounds = JoinBounds(lookback: Milliseconds(60_000))
        return try InterleavingStudy(
            input: .combined(log), configuration: configuration, runs: runs, seed: 42,
            comparesRows: comparesRows
        ).run()
    }

    private func tape(_ lines: [String]) throws -> RecordTape {
        let folder = try ScratchFolder()
        let log = try folder.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
        return try RecordTape(reading: try openLog(log, as: .combined, onBadRecord: .fail))
    }

    private func read(_ source: InterleavedSource) -> [EventRecord] {
        let batch = RecordBatch()
        var records: [EventRecord] = []
        while source.read(into: batch) { records += batch.records }
        return records
    }
}
