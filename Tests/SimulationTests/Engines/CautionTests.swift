import EventLogs
import Streaming
import Testing

@testable import Simulation

/// What a run says, in figures, of settings that are most likely not meant.
@Suite struct CautionTests {
    /// Times are seconds; the products make money of quantities.
    private func warnings(
        _ lines: [String], _ engine: EngineSettings, lookback: Int64 = 10,
        _ grouping: AttributionSettings.Partition = .checkout
    ) throws -> [String] {
        let folder = try ScratchFolder()
        var configuration = RunConfiguration()
        configuration.engine = engine
        configuration.attribution.partitionBy = grouping
        configuration.join.bounds = JoinBounds(lookback: .seconds(lookback))
        configuration.dimensions.products = try folder.write(
            "product_id,category,price,commission_rate\np,A,2.5,0.1\n", to: "products.csv")
        let log = try folder.write(lines.map { $0 + "\n" }.joined(), to: "log.jsonl")
        return try Simulator(input: .combined(log), configuration: configuration)
            .runWithFigures(into: DiscardingSink()).warnings.filter { !$0.hasPrefix("watermark") }
    }

    private func sale(_ id: String, _ user: String, _ time: Int, _ quantity: Int) -> String {
        checkout(id, user, time, "\"product_id\": \"p\", \"quantity\": \(quantity)")
    }

    /// k2 (16) has no click: its pad comes when W is beyond it, and V, 10 behind, is beyond 1970.
    @Test func flink2TellsWhatItLoses() throws {
        var settings = FlinkSQLSettings()
        settings.version = .v2_3
        let lines = [
            click("c1", "u1", 20), sale("k1", "u1", 25, 1), sale("k2", "u2", 26, 4),
            click("c2", "u3", 40), sale("k3", "u3", 41, 2),
        ]
        let said = try warnings(lines, .flinkSQL(settings))
        #expect(said.count == 1)
        #expect(said[0].contains("Lost here: 1 of 3 checkouts, revenue 10.00. Hint: rank by"))
        settings.miniBatch = .init()
        #expect(try warnings(lines, .flinkSQL(settings)).isEmpty)
        settings.miniBatch = nil
        settings.ranking = .cast
        #expect(try warnings(lines, .flinkSQL(settings)).isEmpty)
        #expect(try warnings(lines, .flinkSQL(FlinkSQLSettings())).isEmpty)
    }

    /// By user the checkouts without a click have one row, and k2 and k4 lose it.
    @Test func flink2TellsWhatItLosesByUser() throws {
        var settings = FlinkSQLSettings()
        settings.version = .v2_3
        let lines = [
            click("c1", "u1", 20), sale("k1", "u1", 25, 1), sale("k2", "u2", 26, 4),
            click("c2", "u3", 40), sale("k3", "u3", 41, 2), sale("k4", "u4", 42, 1),
        ]
        let said = try warnings(lines, .flinkSQL(settings), .user)
        #expect(said.count == 1)
        #expect(said[0].contains("Lost here: 2 of 4 checkouts, revenue 12.50. Hint: rank by"))
        #expect(try warnings(lines, .flinkSQL(FlinkSQLSettings()), .user).isEmpty)
    }

    /// c1 (20) is 5 behind c2 (25) and forgotten when that is accepted; k1 (27) would have had it.
    @Test func pathwayTellsWhatAShortCutoffChanges() throws {
        var settings = PathwaySettings()
        settings.cutoff = .seconds(2)
        let lines = [
            click("c1", "u1", 20), click("c2", "u2", 25), click("c3", "u2", 26),
            sale("k1", "u1", 27, 3),
        ]
        let said = try warnings(lines, .pathway(settings))
        #expect(said.count == 1)
        #expect(said[0].contains("Not as without it: 1 of 1 checkout, revenue 7.50. Hint: a cut"))
        settings.cutoff = .seconds(10)
        #expect(try warnings(lines, .pathway(settings)).isEmpty)
    }

    @Test func quixStreamsTellsOfClicksThatAreReadTooLate() throws {
        let lines = [sale("k1", "u1", 27, 2), click("c1", "u1", 20)]
        let said = try warnings(lines, .quixStreams(QuixStreamsSettings()))
        #expect(said.count == 1)
        #expect(said[0].contains("Not as in the truth: 1 of 1 checkout, revenue 5.00. Hint: hold"))
        #expect(try warnings(lines.reversed(), .quixStreams(QuixStreamsSettings())).isEmpty)
    }

    /// c1 (20) pairs first, c2 (22) in a later batch: the last write has c2, the first and the earliest c1.
    @Test func sparkTellsWhatASinkChanges() throws {
        var settings = SparkSettings()
        settings.trigger = .scripted
        let lines = [
            click("c1", "u1", 20), sale("k1", "u1", 25, 2), "{\"control\": \"batch\"}",
            click("c2", "u1", 22), "{\"control\": \"batch\"}",
        ]
        for (sink, differs) in [
            (SparkSettings.Sink.lastWrite, true), (.insertIfAbsent, false), (.keepEarliest, false),
        ] {
            settings.sink = sink
            let said = try warnings(lines, .spark(settings))
            #expect(said.count == (sink == .keepEarliest ? 0 : 1))
            #expect(
                said.allSatisfy { $0.contains("Not as without it: 1 of 1 checkout") } == differs
                    || said.isEmpty)
        }
    }

    /// A late checkout is on time again behind a restart.
    @Test(arguments: [true, false]) func aRestartTellsWhatItChanges(isPlanned: Bool) throws {
        var settings = FlinkDataStreamSettings()
        var lines = [
            click("c1", "u1", 20), click("c2", "u2", 60), sale("k2", "u2", 60, 1),
        ]
        if isPlanned {
            settings.restarts = RestartPlan(after: [3])
        } else {
            lines.append("{\"control\": \"restart\"}")
        }
        lines += [sale("k1", "u1", 25, 2), click("c3", "u1", 24)]
        let said = try warnings(lines, .flinkDataStream(settings))
        #expect(said.count == 1)
        #expect(said[0].hasPrefix(isPlanned ? "engine.restarts: " : "input: "))
        #expect(said[0].contains("Not as without it: 1 of 2 checkouts, revenue 5.00. Hint: "))
    }
}
