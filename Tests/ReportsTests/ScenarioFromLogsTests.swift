import EventLogs
import Foundation
import Scenarios
import Streaming
import Testing
import Text

@testable import Reports
@testable import Simulation

/// The scenario that `attrsim init --from` writes for logs gives what the logs' own scenario gives.
@Suite struct ScenarioFromLogsTests {
    /// A folder of its own, removed at the end.
    private final class Folder {
        let path = NSTemporaryDirectory() + "attrsim-init-\(UUID().uuidString)"

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }

    private struct Outcome: Equatable {
        var stream: RunCounts
        var truth: RunCounts?
        var differing: Int64
    }

    private func run(_ scenario: JSONValue, in folder: Folder) throws -> Outcome {
        let loaded = try Scenario.parse(
            bytes: Array(JSONText.write(scenario, .pretty).utf8),
            path: "\(folder.path)/scenario.json")
        let report = try Simulator(
            input: loaded.input, configuration: loaded.configuration, truth: .totals
        ).run(into: DiscardingSink())
        return Outcome(
            stream: report.stream, truth: report.truth, differing: report.differing)
    }

    private func made(_ logs: [String], in folder: Folder) throws -> ScenarioFromLogs {
        let facts = try logs.map {
            try LogGuess.all(LogFile(path: "\(folder.path)/\($0)", name: $0)).map(LogFacts.init)
        }
        return try ScenarioFromLogs(facts, paths: logs.map { [$0] }, name: "made")
    }

    /// The scenario with another input.
    private func scenario(_ made: ScenarioFromLogs, input: JSONValue) throws -> JSONValue {
        guard case .object(var members) = made.scenario else { return made.scenario }
        let place = try #require(members.firstIndex { $0.key == "input" })
        members[place] = JSONMember("input", input)
        return .object(members)
    }

    @Test("each form that generate writes, looked at and guessed, runs as what it is")
    func generatedForms() throws {
        for format in WorldFormat.all where format.packing != .gzip {
            let folder = try Folder()
            var settings = GenerationSettings()
            settings.clicks = 400
            settings.users = 60
            settings.disorder = Milliseconds(20_000)
            settings.writesArrivalTime = true
            try WorldWriter.write(settings, to: folder.path, format: format)
            let packed = format.packing.map { ".\($0.rawValue)" } ?? ""
            let logs: [String]
            let input: JSONValue
            switch format.layout {
            case .combined:
                logs = ["events.jsonl\(packed)"]
                input = .record(["log": .string(logs[0])])
            case .kafkaDump:
                logs = ["topics.jsonl\(packed)"]
                input = .record(["kafka": .string(logs[0])])
            case .sqlite:
                logs = ["events.sqlite"]
                func table(_ name: String) -> JSONValue {
                    .record(["path": .string("events.sqlite"), "table": .string(name)])
                }
                input = .record(["clicks": table("clicks"), "checkouts": table("checkouts")])
            default:
                let ending = format.layout.rawValue + packed
                logs = ["checkouts.\(ending)", "clicks.\(ending)"]
                input = .record(["clicks": .string(logs[1]), "checkouts": .string(logs[0])])
            }
            let made = try made(logs, in: folder)
            let own = try run(made.scenario, in: folder)
            let expected = try run(try scenario(made, input: input), in: folder)
            #expect(own == expected, "\(format.name): \(JSONText.write(made.scenario, .pretty))")
            #expect(own.stream.clicks.read == 400 && own.stream.attributed > 0, "\(format.name)")
        }
    }

    @Test("of a log of both streams each has its own id and time")
    func combined() throws {
        let folder = try Folder()
        try folder.write(
            "t.jsonl",
            """
            {"stream":"clicks","click_id":"c1","user_id":"u2","source":"Google","click_timestamp":"2024-03-15 09:00:00"}
            {"stream":"clicks","click_id":"v2","user_id":"u2","source":"Display","kind":"view","click_timestamp":"2024-03-20 09:00:00"}
            {"stream":"checkouts","checkout_id":"k1","user_id":"u1","amount":10,"checkout_timestamp":"2024-03-20 10:00:00"}
            {"control":"processing_time","time":1710932400000}
            {"stream":"checkouts","checkout_id":"k2","user_id":"u2","amount":20,"checkout_timestamp":"2024-03-20 10:00:00"}

            """)
        let facts = try LogFacts(try LogGuess(LogFile(path: "\(folder.path)/t.jsonl")))
        let text = InspectionText.text([facts], TextStyle(isUnicode: true, width: 100))
        #expect(!text.contains("without a time"), "\(text)")
        let made = try made(["t.jsonl"], in: folder)
        let own = try run(made.scenario, in: folder)
        #expect(
            own
                == (try run(
                    try scenario(made, input: .record(["log": .string("t.jsonl")])), in: folder)))
        #expect(own.stream.checkouts.read == 2 && own.stream.attributed == 1)
    }

    /// Runs what is made of one log, and gives what was guessed.
    private func outcome(_ name: String, _ text: String) throws -> (Outcome, ScenarioFromLogs) {
        let folder = try Folder()
        try folder.write(name, text)
        let made = try made([name], in: folder)
        return (try run(made.scenario, in: folder), made)
    }

    @Test("topics of other names, in a database's changes, are told apart")
    func changesOfADatabase() throws {
        func line(_ topic: String, _ op: String, _ after: String) -> String {
            let event = "{\"op\":\"\(op)\",\"before\":null,\"after\":\(after)}"
            return
                "{\"topic\":\"\(topic)\",\"partition\":0,\"offset\":1,\"ts\":1710928900000,\"payload\":"
                + JSONText.write(.string(event)) + "}"
        }
        let view =
            #"{"id":"v1","visitor_id":"u1","utm_source":"google","viewed_at":"2024-03-20T10:00:00Z"}"#
        let order =
            #"{"number":"o1","customer_id":"u1","total":12.5,"created_at":"2024-03-20T10:01:40Z"}"#
        let (own, made) = try outcome(
            "changes.jsonl",
            [
                line("shop.public.page_views", "c", view), line("shop.public.orders", "c", order),
                line("shop.public.orders", "u", order), "",
            ].joined(separator: "\n"))
        #expect(own.stream.clicks.read == 1 && own.stream.checkouts.read == 1)
        #expect(own.stream.attributed == 1)
        let text = JSONText.write(made.scenario)
        #expect(text.contains(#""envelope":"debezium""#), "\(text)")
        #expect(text.contains(#""shop.public.orders":"checkouts""#), "\(text)")
        #expect(made.reasons.contains { $0.contains("updates and deletes are counted") })
    }

    @Test("a web server's log is one of both streams, by its pages")
    func webServerLog() throws {
        let (own, made) = try outcome(
            "site.log",
            """
            #Fields: date time cs-username cs-uri-stem cs-uri-query
            2024-03-20 10:00:00 u1 /landing utm_source=google
            2024-03-20 10:00:05 u2 /landing utm_source=bing
            2024-03-20 10:10:00 u1 /checkout/thank-you order=77

            """)
        #expect(own.stream.clicks.read == 2 && own.stream.checkouts.read == 1)
        #expect(own.stream.attributed == 1)
        #expect(made.reasons.contains { $0.contains("see whether that is right") })
    }

    @Test("what cannot be guessed is said, with what to do")
    func problems() throws {
        func message(_ name: String, _ text: String) -> String {
            do {
                _ = try outcome(name, text)
                return ""
            } catch let problem as ScenarioFromLogs.Problem {
                return problem.message
            } catch {
                return "\(error)"
            }
        }
        #expect(
            message("a.csv", "id,user_id,at\n1,u,2024-03-20 10:00:00\n")
                .contains("no field tells clicks and checkouts apart"))
        #expect(
            message(
                "a.jsonl",
                """
                {"stream":"clicks","id":"a","user":"u","at":1710928800}
                {"stream":"checkouts","id":"b","user":"u","at":"2024-03-20 10:00:00"}

                """
            ).contains("the clicks' times are written in another way"))
        #expect(
            message(
                "a.jsonl",
                """
                {"type":"visit","id":"a","user":"u","at":1710928800000}
                {"type":"purchase","id":"b","user":"u"}

                """
            ).contains("no field looks like the time of the checkouts"))
        #expect(
            message("a.jsonl", #"{"event":"purchase","id":"b","at":1710928800000}"#)
                .contains("so it has the checkouts alone"))
    }
}
