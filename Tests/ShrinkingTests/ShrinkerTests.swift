import EventLogs
import Scenarios
import Simulation
import Testing
import Text

@testable import Shrinking

@Suite struct ShrinkerTests {
    /// c3 is late because c2 came before it, so that k1 goes to c1; others do not matter.
    static let clicks: [(id: String, user: String, time: String)] = [
        ("x1", "9", "10:00:00"), ("c1", "1", "10:00:20"), ("x2", "8", "10:00:30"),
        ("c2", "2", "10:05:00"), ("x3", "7", "10:05:10"), ("c3", "1", "10:00:10"),
        ("x4", "9", "10:06:00"), ("x4", "9", "10:06:00"),
    ]
    static let checkouts: [(id: String, user: String, time: String)] = [
        ("y1", "9", "10:04:00"), ("k1", "1", "10:05:30"), ("y2", "8", "10:06:00"),
    ]

    static func line(_ kind: String, _ event: (id: String, user: String, time: String)) -> String {
        let source = kind == "click" ? "\"source\": \"s\", " : ""
        return "{\"\(kind)_id\": \"\(event.id)\", \"user_id\": \"\(event.user)\", \(source)"
            + "\"\(kind)_timestamp\": \"2024-03-20 \(event.time)\"}"
    }

    enum Form: String, CaseIterable { case perStream, csv, combined, kafka }

    /// Writes the log in a form, and a scenario that expects k1 to go to c3.
    private func scenario(_ form: Form, in folder: ScratchFolder) throws -> String {
        let clicks = Self.clicks.map { Self.line("click", $0) }
        let checkouts = Self.checkouts.map { Self.line("checkout", $0) }
        let input: String
        switch form {
        case .perStream:
            folder.write("in-clicks.jsonl", clicks.joined(separator: "\n") + "\n")
            folder.write("in-checkouts.jsonl", checkouts.joined(separator: "\n\n"))
            input = #"{"clicks": "in-clicks.jsonl", "checkouts": {"path": "in-checkouts.jsonl"}}"#
        case .csv:
            let rows = Self.clicks.map { "\($0.id),\($0.user),\"a\nb\",2024-03-20 \($0.time)" }
            folder.write(
                "in-clicks.csv",
                "click_id,user_id,source,click_timestamp\n" + rows.joined(separator: "\n"))
            let others = Self.checkouts.map { "\($0.id),\($0.user),2024-03-20 \($0.time)\r\n" }
            folder.write(
                "in-checkouts.csv",
                "checkout_id,user_id,checkout_timestamp\r\n" + others.joined())
            input = #"{"clicks": "in-clicks.csv", "checkouts": "in-checkouts.csv"}"#
        case .combined:
            let lines = clicks.map { "{\"stream\": \"clicks\", " + $0.dropFirst() }
            let others = checkouts.map { "{\"stream\": \"checkouts\", " + $0.dropFirst() }
            let control = "{\"control\": \"end_of_stream\", \"stream\": \"clicks\"}"
            folder.write("in.jsonl", (lines + others + [control]).joined(separator: "\n"))
            input = #"{"log": "in.jsonl"}"#
        case .kafka:
            func dump(_ topic: String, _ line: String) -> String {
                let payload = JSONText.write(.string(line))
                return "{\"topic\": \"\(topic)\", \"partition\": 0, \"payload\": \(payload)}"
            }
            let lines =
                clicks.map { dump("shop.clicks", $0) } + checkouts.map { dump("checkouts", $0) }
            folder.write("in.dump", lines.joined(separator: "\n"))
            input = #"{"kafka": {"path": "in.dump", "topics": {"shop.clicks": "clicks"}}}"#
        }
        return """
            {"$schema": "x", "name": "t", "input": \(input), "watermark": {"delay": "1m"},
             "expect": [{"late": {"clicks": 1}},
                        {"name": "k1", "checkout": "k1", "attributedTo": "c3"}]}
            """
    }

    @Test(arguments: Form.allCases)
    func findsTheRecordsThatMakeAClickLate(form: Form) throws {
        let folder = try ScratchFolder()
        let bytes = Array(try scenario(form, in: folder).utf8)
        let scenario = try Scenario.parse(bytes: bytes, path: folder.path + "/t.json")
        var shrinker = try Shrinker(
            scenario, target: .expectation(scenario.expectations[1], .automatic),
            scratch: folder.path, runsMax: 1_000, onBadRecord: .fail)
        let shrunk = try shrinker.run { _ in }
        #expect(shrunk.isMinimal)
        #expect(shrunk.observation.actual == "'c1'")
        // c1, c3, k1, and one click that moves the watermark past c3.
        #expect(shrunk.records == 4)
        let text = shrunk.files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        for id in ["c1", "c3", "k1"] { #expect(text.contains(id)) }
        #expect(!text.contains("y2"))

        let written = try ShrunkScenario.text(
            shrunk, original: bytes, named: "t-shrunk", engine: nil, keeps: 1)
        #expect(!written.contains("late"))
        let out = folder.path + "/out"
        let paths = try shrunk.write(written, named: "t-shrunk.json", to: out, replaces: false)
        folder.remember(paths + [out])
        let reloaded = try Scenario.load(path: out + "/t-shrunk.json")
        #expect(reloaded.expectations.map(\.name) == ["k1"])
        #expect(try shrinker.confirms(reloaded))
        #expect(throws: ShrinkError.self) {
            try shrunk.write(written, named: "t-shrunk.json", to: out, replaces: false)
        }
        try expectNoRecordCanGo(reloaded, shrinker, folder)
    }

    /// Takes away each record of the written logs in turn.
    private func expectNoRecordCanGo(
        _ scenario: Scenario, _ shrinker: Shrinker, _ folder: ScratchFolder
    ) throws {
        let pieces = try LogPieces(of: scenario, onBadRecord: .fail)
        for record in pieces.records {
            var less = pieces
            less.keep(pieces.records.filter { $0 != record })
            let candidate = try less.write(to: folder.path, for: scenario)
            #expect(try !shrinker.confirms(candidate), "without \(record)")
        }
    }

    @Test func linesAreKeptVerbatim() throws {
        let folder = try ScratchFolder()
        let bytes = Array(try scenario(.perStream, in: folder).utf8)
        let scenario = try Scenario.parse(bytes: bytes, path: folder.path + "/t.json")
        var shrinker = try Shrinker(
            scenario, target: .expectation(scenario.expectations[1], .sameValue),
            scratch: folder.path, runsMax: 1_000, onBadRecord: .fail)
        let checkouts = try #require(try shrinker.run { _ in }.files.last)
        #expect(
            String(decoding: checkouts.bytes, as: UTF8.self)
                == Self.line("checkout", Self.checkouts[1]) + "\n")
    }

    @Test func whereAnEmptyLogHoldsOneRecordIsEnough() throws {
        let folder = try ScratchFolder()
        let text =
            try scenario(.combined, in: folder)
            .split(separator: "\"expect\"")[0] + "\"expect\": [{\"duplicates\": {\"clicks\": 0}}]}"
        let scenario = try Scenario.parse(
            bytes: Array(text.utf8), path: folder.path + "/t.json")
        var shrinker = try Shrinker(
            scenario, target: .expectation(scenario.expectations[0], .automatic),
            scratch: folder.path, runsMax: 1_000, onBadRecord: .fail)
        let shrunk = try shrinker.run { _ in }
        // x4 and x4 again.
        #expect(shrunk.records == 2)
    }

    @Test func disturbancesAndTablesGoOrAreWrittenDown() throws {
        let folder = try ScratchFolder()
        let text = """
            {"input": {"generate": {"clicks": 120, "users": 12, "products": 5}}, "seed": 7,
             "disorder": [{"stream": "clicks", "delay": {"uniform": {"min": "0s", "max": "4m"}}},
                          {"stream": "checkouts", "duplicate": {"fraction": 0.1}}],
             "watermark": {"delay": "5s"}, "expect": [{"late": {"clicks": 0}}]}
            """
        let bytes = Array(text.utf8)
        let parsed = try Scenario.parse(bytes: bytes, path: folder.path + "/g.json")
        let scenario = try Shrinker.materialised(parsed, in: folder.path)
        var shrinker = try Shrinker(
            scenario, target: .expectation(scenario.expectations[0], .automatic),
            scratch: folder.path, runsMax: 3_000, onBadRecord: .fail)
        let shrunk = try shrinker.run { _ in }
        #expect(shrunk.isMinimal)
        #expect(shrunk.observation.actual == "1")
        // One click that is late, one that makes it so; neither tables nor disturbances.
        #expect(shrunk.records == 2)
        #expect(shrunk.files.map(\.name) == ["log.jsonl"])
        let written = try ShrunkScenario.text(
            shrunk, original: bytes, named: "g-shrunk", engine: nil, keeps: 0)
        #expect(!written.contains("disorder"))
    }

    /// A log's text may hold what a scenario's may not, and a table of costs goes along.
    @Test(arguments: [
        #"{"sql": "SELECT max(checkout_id) FROM checkout_attribution", "equals": "x"}"#,
        #"{"sql": "SELECT count(*) FROM spend_return WHERE cost_e4 > 0", "equals": 0}"#,
    ])
    func whatIsWrittenIsAScenario(expectation: String) throws {
        let folder = try ScratchFolder()
        folder.write("in-clicks.jsonl", Self.line("click", Self.clicks[1]) + "\n")
        folder.write(
            "in-checkouts.jsonl",
            Self.line("checkout", ("k\\u0000\\u001b", "1", "10:05:30")) + "\n")
        folder.write("in-spend.csv", "day,source,cost\n2024-03-20,s,5\n2024-03-21,t,6\n")
        let bytes = Array(
            """
            {"input": {"clicks": "in-clicks.jsonl", "checkouts": "in-checkouts.jsonl"},
             "dimensions": {"spend": "in-spend.csv"}, "expect": [\(expectation)]}
            """.utf8)
        let scenario = try Scenario.parse(bytes: bytes, path: folder.path + "/t.json")
        var shrinker = try Shrinker(
            scenario, target: .expectation(scenario.expectations[0], .automatic),
            scratch: folder.path, runsMax: 1_000, onBadRecord: .fail)
        let shrunk = try shrinker.run { _ in }
        let written = try ShrunkScenario.text(
            shrunk, original: bytes, named: "t-shrunk", engine: nil, keeps: 0)
        let out = folder.path + "/out"
        let paths = try shrunk.write(written, named: "t-shrunk.json", to: out, replaces: false)
        folder.remember(paths + [out])
        let reloaded = try Scenario.load(path: out + "/t-shrunk.json")
        #expect(reloaded.expectations.count == 1)
        #expect(try shrinker.confirms(reloaded))
        #expect(paths.contains(out + "/spend.csv") == expectation.contains("spend"))
    }

    @Test func whatHoldsIsNotShrunk() throws {
        let folder = try ScratchFolder()
        let bytes = Array(try scenario(.perStream, in: folder).utf8)
        let scenario = try Scenario.parse(bytes: bytes, path: folder.path + "/t.json")
        #expect(throws: ShrinkError.self) {
            try Shrinker(
                scenario, target: .expectation(scenario.expectations[0], .automatic),
                scratch: folder.path, runsMax: 10, onBadRecord: .fail)
        }
    }
}
