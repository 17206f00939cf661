import Files

@testable import Attribution
@testable import EventLogs
@testable import Reports
@testable import Results
@testable import Scenarios
@testable import Simulation
@testable import Streaming
@testable import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What reads bytes that anybody may have written. An input may be refused, with an error that says
/// something; it may not trap, hang, or give accounts that do not balance.
enum FuzzTarget: String, CaseIterable {
    /// Logs in every format, whatever packs them.
    case logs
    /// A log as a scenario's words want it: the first line has the words, `where` among them.
    case words
    /// Logs in a database, corrupt ones too.
    case database
    /// What `inspect` says of a log.
    case inspect
    /// Whole runs of a combined log, by every engine.
    case run
    /// Paths into a row.
    case paths
    /// Times and numbers.
    case values
    /// Scenario files: conditions, durations, models and all else.
    case scenario
    /// Dimension tables.
    case tables
    /// The paths and journeys of `attrsim models`.
    case models
    /// Golden texts, and how they differ.
    case golden
    /// Result databases, corrupt ones too.
    case result
    /// The SQL of expectations.
    case sql

    /// The target that the environment names.
    static let chosen: FuzzTarget = {
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        guard let name = getenv("ATTRSIM_FUZZ_TARGET").map({ String(cString: $0) }),
            let target = FuzzTarget(rawValue: name)
        else { fatalError("ATTRSIM_FUZZ_TARGET names none of \(names)") }
        return target
    }()

    /// Takes an input.
    func take(_ input: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(input)
        switch self {
        case .logs: Self.logs(bytes)
        case .words: Self.words(bytes)
        case .database: Self.database(bytes)
        case .inspect: Self.inspect(bytes)
        case .run: Self.run(bytes)
        case .paths: Self.paths(bytes)
        case .values: Self.values(bytes)
        case .scenario: Self.scenario(bytes)
        case .tables: Self.tables(bytes)
        case .models: Self.models(bytes)
        case .golden: Self.golden(bytes)
        case .result: Self.result(bytes)
        case .sql: Self.sql(bytes)
        }
    }

    /// Stops libFuzzer: what must hold does not.
    private static func demand(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { fatalError(what()) }
    }

    // MARK: Logs

    /// A log of these bytes; the first byte says how it is taken.
    private static func log(_ bytes: [UInt8]) -> (file: LogFile, content: LogContent)? {
        guard let first = bytes.first else { return nil }
        var file = LogFile(path: "/dev/null", name: "log")
        file.paths[0].beginning = Array(bytes.dropFirst())
        let formats: [LogFormat] = [.jsonLines, .json, .csv, .tsv, .kafka]
        file.format = formats[Int(first & 7) % formats.count]
        if first & 0x80 != 0 { file.delimiter = UInt8(ascii: ";") }
        if first & 0x40 != 0 { file.envelope = .debezium }
        if first & 0x40 != 0, file.format != .kafka {
            file.fields = [
                "source": .init(stringLiteral: "a.b[0].c"),
                "user": .init(stringLiteral: "params[key=u].value"),
            ]
        }
        let contents: [LogContent] =
            file.format == .kafka
            ? [.kafkaDump(topics: ["t": .clicks]), .clicks]
            : [.clicks, .checkouts, .combined]
        return (file, contents[Int(first >> 3 & 3) % contents.count])
    }

    private static func logs(_ bytes: [UInt8]) {
        if let (file, content) = log(bytes) { take(file, content) }
    }

    /// The members of a log's object, a line break, and the log.
    private static func words(_ bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: 0x0A) else { return }
        let words = String(decoding: bytes[..<end], as: UTF8.self)
        let text = #"{"input": {"clicks": {"path": "f", \#(words)}, "checkouts": "g"}}"#
        guard
            let scenario = try? Scenario.parse(
                bytes: Array(text.utf8), path: "f.json", checksFiles: false),
            case .perStream(var log, _) = scenario.input, log.format != .sqlite,
            log.paths.count == 1
        else { return }
        log.paths = [LogPath(path: "/dev/null", name: "log")]
        log.paths[0].beginning = Array(bytes[(end + 1)...])
        take(log, .clicks)
    }

    private static func database(_ bytes: [UInt8]) {
        let path = FileSystem.scratchPath("fuzz-log.sqlite", isSmall: true)
        defer { FileSystem.remove(path) }
        guard (try? AtomicFile.write(bytes, to: path)) != nil else { return }
        var file = LogFile(path: path, name: "log")
        file.format = .sqlite
        file.table = "clicks"
        take(file, .clicks)
        if let facts = try? LogFacts(try LogGuess(file)) {
            _ = InspectionText.text([facts], .plain)
        }
    }

    /// Reads a log as a run does, with both policies: the records, errors and rejected lines must fit.
    private static func take(_ file: LogFile, _ content: LogContent) {
        func read(_ policy: BadRecordPolicy) -> (records: Int, rejected: Int, error: LogError?) {
            var (records, rejected) = (0, 0)
            do throws(LogError) {
                let source = try openLog(file, as: content, onBadRecord: policy)
                let batch = RecordBatch()
                while try source.read(into: batch) {
                    records += batch.records.count
                    rejected += batch.rejected.count
                    for line in batch.rejected {
                        demand(!line.reason.isEmpty, "a line is rejected without a reason")
                    }
                }
                return (records, rejected, nil)
            } catch {
                demand(!error.reason.isEmpty, "an error without a reason")
                return (records, rejected, error)
            }
        }
        let lenient = read(.skip)
        let strict = read(.fail)
        if strict.error == nil {
            demand(
                lenient.error == nil && lenient.rejected == 0 && lenient.records == strict.records,
                "all is well with fail, and with skip it is not")
        } else {
            demand(
                lenient.error != nil || lenient.rejected > 0,
                "fail stops at \(strict.error?.description ?? ""), and skip rejects nothing")
        }
    }

    private static func inspect(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        var file = LogFile(path: "/dev/null", name: "log")
        file.paths[0].beginning = Array(bytes.dropFirst())
        if first & 1 == 1 { file.format = .json }
        do {
            let facts = try LogFacts(try LogGuess(file))
            let parts = facts.parts.reduce(0) { $0 + $1.rows }
            demand(parts + facts.controlRows == facts.rows, "rows are in no part of a log")
            _ = InspectionText.text([facts], .plain)
            _ = InspectionJSON.value([facts])
            _ = InspectionPage.html([facts])
            if let made = try? ScenarioFromLogs([[facts]], paths: [["log"]], name: "made") {
                let text = Array(JSONText.write(made.scenario, .pretty).utf8)
                do {
                    _ = try Scenario.parse(bytes: text, path: "made.json", checksFiles: false)
                } catch {
                    fatalError("init writes a scenario that is none: \(error)")
                }
            }
        } catch {}
    }

    // MARK: Runs

    private static let scenarios: [(log: LogFile, configuration: RunConfiguration)] = {
        let engines = [
            "\"reference\"", "\"flink-sql\"", "\"flink-sql@2.3\"", "\"kafka-streams\"", "\"spark\"",
            "\"pathway\"", "\"quixstreams\"", "\"flink-datastream\"",
        ]
        let rules = [
            #""attribution": {"model": "first-click", "compare": ["linear"]}"#,
            #""attribution": {"model": "last-click", "tiers": [{"kinds": ["click"]}, {}], "cut": "conversion"}, "metrics": {"size": "1h", "slide": "10m"}"#,
            #""attribution": {"model": "first-click", "path": ["distinct"]}, "output": {"changelog": true, "credits": true, "kinds": true, "days": {"basis": "click"}}, "deduplicate": true"#,
        ]
        return engines.flatMap { engine in
            rules.compactMap { rules in
                let type = engine.contains("datastream") ? "inner" : "left"
                let strategy = engine.contains("reference") || engine.contains("flink-sql")
                let marks = strategy ? #""watermark": {"strategy": "scripted"},"# : ""
                let text =
                    #"{"name": "f", "input": {"log": "f.jsonl"}, \#(marks) "#
                    + #""join": {"type": "\#(type)", "lookback": "1h"}, "engine": \#(engine), \#(rules)}"#
                guard
                    let scenario = try? Scenario.parse(
                        bytes: Array(text.utf8), path: "f.json", checksFiles: false),
                    case .combined(let log) = scenario.input
                else { fatalError("a scenario of the fuzzer is none: \(text)") }
                return (log, scenario.configuration)
            }
        }
    }()

    private static func run(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let (log, configuration) = scenarios[Int(first) % scenarios.count]
        var file = log
        file.paths = [LogPath(path: "/dev/null", name: "log")]
        file.paths[0].beginning = Array(bytes.dropFirst())
        do {
            _ = try Simulator(
                input: .combined(file), configuration: configuration, truth: .totals,
                onBadRecord: .skip
            ).run(into: DiscardingSink())
        } catch {
            if case .imbalance(let sums) = error { fatalError(sums) }
        }
    }

    // MARK: Texts

    private static func paths(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let path = try? FieldPath(text) else { return }
        guard let again = try? FieldPath(path.text) else {
            fatalError("a path is written as none: \(path.text)")
        }
        demand(again.steps == path.steps, "a path is written as another one: \(path.text)")
    }

    /// What is read is written so that it is read as the same.
    private static func values(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        if case .success(let time) = TimeText.parse(text) {
            let written = TimeText.text(time)
            demand(
                TimeText.parse(written) == .success(time)
                    || time.milliseconds.magnitude > 200_000_000_000_000,
                "\(text) is written as another time: \(written)")
        }
        let formats = TimeFormat.allCases
        Array(bytes.dropFirst()).withUnsafeBufferPointer {
            _ = TimeText.read($0, formats[Int(first) % formats.count])
            _ = DecimalText.integer($0)
        }
        let scale = Int(first) % 10
        if case .success(let number) = DecimalText.parse(text, scale: scale) {
            for written in [
                DecimalText.fixed(number, decimals: scale),
                DecimalText.trimmed(number, decimals: scale),
            ] {
                demand(
                    DecimalText.parse(written, scale: scale) == .success(number),
                    "\(text) is written as another number: \(written)")
            }
        }
    }

    private static func scenario(_ bytes: [UInt8]) {
        let scenario: Scenario
        do {
            scenario = try Scenario.parse(bytes: bytes, path: "f.json", checksFiles: false)
        } catch {
            demand(!error.description.isEmpty, "a scenario is refused without a word")
            return
        }
        let config = scenario.configJSON
        do {
            let again = try Scenario.parse(
                bytes: Array(config.utf8), path: "f.json", checksFiles: false)
            demand(again.configJSON == config, "config_json is another scenario: \(config)")
        } catch {
            fatalError("config_json is no scenario: \(error)\n\(config)")
        }
    }

    private static func tables(_ bytes: [UInt8]) {
        do {
            let reader = try TableReader(
                csv: bytes, named: "t", columns: ["user_id", "gender"], optional: ["valid_from"])
            while let row = try reader.next() {
                try? row.withNeeded(0) { _ in }
                _ = try? row.decimal(1, scale: 4)
                _ = try? row.time(2)
                _ = try? row.day(2)
            }
        } catch { demand(!error.reason.isEmpty, "an error without a reason") }
    }

    private static func models(_ bytes: [UInt8]) {
        for skips in [false, true] {
            _ = try? PathSet(csv: bytes, skippingBlanks: skips)
            _ = try? PathSet(json: bytes, skippingBlanks: skips)
        }
    }

    private static func golden(_ bytes: [UInt8]) {
        let half = bytes.count / 2
        let old = String(decoding: bytes[..<half], as: UTF8.self)
        let new = String(decoding: bytes[half...], as: UTF8.self)
        let lines = UnifiedDiff.lines(from: old, named: "a", to: new, named: "b")
        demand(lines.isEmpty == (old == new), "two texts that differ have no difference")
    }

    // MARK: Databases

    private static func result(_ bytes: [UInt8]) {
        let file = FileSystem.scratchPath("fuzz.sqlite", isSmall: true)
        defer { FileSystem.remove(file) }
        guard (try? AtomicFile.write(bytes, to: file)) != nil else { return }
        guard let reader = try? ResultReader(path: file) else { return }
        _ = try? RunSummary(reading: reader)
        _ = try? GoldenText.text(reading: reader)
        _ = try? ReportPage.html(reading: reader, asking: nil)
    }

    /// One for many queries, since none may change anything: what one of them did, the next ones find.
    nonisolated(unsafe) private static var queries: ExpectationQueries?
    private static var freshQueries: ExpectationQueries? {
        let limits = QueryLimits(time: Milliseconds(2_000), memory: 64 << 20)
        return try? ExpectationQueries(ofNothing: "fuzz", asked: nil, limits: limits)
    }

    private static func sql(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if queries == nil { queries = freshQueries }
        guard let queries else { fatalError("there is no result to ask") }
        do throws(ResultError) {
            _ = try queries.rows(text)
        } catch {
            demand(!error.reason.isEmpty, "a query is refused without a word")
        }
        for (table, rows) in [("stat", 0), ("sqlite_temp_master", viewsAtFirst)] {
            // On a busy machine the time may be up.
            guard let count = try? queries.rows("SELECT count(*) FROM \(table)") else { continue }
            demand(count.first?.first == .integer(rows), "a query changes \(table)")
        }
    }

    private static let viewsAtFirst: Int64 = {
        let count = try? freshQueries?.rows("SELECT count(*) FROM sqlite_temp_master")
        guard case .integer(let views) = count?.first?.first else { fatalError("no views") }
        return views
    }()
}

/// What libFuzzer calls with each input.
@_cdecl("attrsim_fuzz_take")
func takeInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    FuzzTarget.chosen.take(UnsafeBufferPointer(start: data, count: size))
    return 0
}
