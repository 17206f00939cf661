import EventLogs
import Foundation
import Simulation
import Streaming
import Testing
import Text

/// The recorded runs of real engines, and the same traces through the whole simulator.
enum RecordedRuns {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let fixtures = root.appendingPathComponent("fixtures/conformance")
    /// Beside the project, where it is there: more runs of the same engines.
    private static let shared = root.appendingPathComponent("../shared/conformance")

    /// The cases of an engine that belong to the project.
    static func cases(_ engine: String) -> [String] { names(fixtures, engine) }

    /// The cases of an engine that lie beside the project alone.
    static func sharedCases(_ engine: String) -> [String] {
        let own = Set(cases(engine))
        return names(shared, engine).filter { !own.contains($0) }
    }

    private static func names(_ folder: URL, _ engine: String) -> [String] {
        let path = folder.appendingPathComponent(engine).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { !$0.contains(".") }.sorted()
    }

    /// Where a case lies.
    static func folder(_ engine: String, _ name: String) -> URL {
        let own = fixtures.appendingPathComponent("\(engine)/\(name)")
        return FileManager.default.fileExists(atPath: own.path)
            ? own : shared.appendingPathComponent("\(engine)/\(name)")
    }

    /// What the real engine did.
    static func expected(
        _ engine: String, _ name: String, _ file: String = "expected.json"
    ) throws -> [String: Any] {
        let file = folder(engine, name).appendingPathComponent(file)
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        return try #require(json as? [String: Any])
    }

    /// A trace as a combined log with names of its own. Spark's has no source: the id stands in.
    static func input(_ engine: String, _ name: String) -> LogInput {
        let path = folder(engine, name).appendingPathComponent("trace.jsonl").path
        var log = LogFile(path: path, name: "\(name)/trace.jsonl")
        // Times near 1970-01-12 have ten digits.
        log.timeFormat = .epochMilliseconds
        log.fields = ["id": "id", "user": "user", "time": "t"]
        if engine.hasPrefix("spark") { log.fields["source"] = "id" }
        return .combined(log)
    }

    /// Runs a trace; rows stay in memory.
    static func run(
        _ input: LogInput, _ engine: EngineSettings, delay: Int64, lookback: Int64,
        lookahead: Int64 = 0, _ adjust: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> CollectingSink {
        var configuration = RunConfiguration()
        configuration.engine = engine
        configuration.clicksWatermark.delay = Milliseconds(delay)
        configuration.checkoutsWatermark.delay = Milliseconds(delay)
        configuration.join.bounds = JoinBounds(
            lookback: Milliseconds(lookback), lookahead: Milliseconds(lookahead))
        configuration.output.changelog = true
        adjust(&configuration)
        let sink = CollectingSink()
        let simulator = Simulator(input: input, configuration: configuration, truth: .none)
        _ = try simulator.run(into: sink)
        return sink
    }

    /// Rows such as `[3, "+I", 4, null]`, each as one text; the pseudo-steps of an ended input as
    /// `end 1` and `end 2`.
    static func rows(_ value: Any?) -> [String] {
        (value as? [[Any]] ?? []).map { row in
            row.map { value in
                if value is NSNull { return "-" }
                if let text = value as? String { return text }
                switch (value as? NSNumber)?.intValue {
                case 1_000_001: return "end 1"
                case 1_000_002: return "end 2"
                case let number?: return "\(number)"
                case nil: return "?"
                }
            }.joined(separator: " ")
        }
    }
}

extension CollectingSink {
    /// `join_output` or `attribution_changelog` in the words of the recorded rows.
    func changes(_ table: ResultTable, records: Int) -> [String] {
        lines(table) { value in
            func seq(_ name: String) -> String { value(name) == .null ? "-" : "\(value(name))" }
            return "\(Self.step(value("after_seq"), records)) \(value("op")) "
                + "\(seq("checkout_seq")) \(seq("click_seq"))"
        }
    }

    /// The seqs of the late records of a stream.
    func late(_ stream: String) -> [String] {
        lines(.lateRecord) { value in
            value("stream") == .text(stream) ? "\(value("seq")) \(value("seq"))" : ""
        }.filter { !$0.isEmpty }
    }

    /// A step as text: those behind the last record are the ends of the two inputs.
    static func step(_ value: Value, _ records: Int) -> String {
        if value == .integer(records + 1) { return "end 1" }
        return value == .integer(records + 2) ? "end 2" : "\(value)"
    }
}
