import Streaming
import Testing
import Text

@testable import EventLogs

/// A database's changes as Debezium writes them, without Kafka around: what a dump of them reads as,
/// their lines alone read as.
@Suite struct ReadingChangesTests {
    private static func row(_ id: String, _ time: Int) -> String {
        #"{"click_id":"\#(id)","user_id":"u","source":"s","click_timestamp":\#(time)}"#
    }

    private static func change(
        _ op: String, before: String = "null", after: String = "null"
    ) -> String {
        #"{"op":"\#(op)","before":\#(before),"after":\#(after)}"#
    }

    private static let history = [
        change("r", after: row("a", 1)), change("c", after: row("b", 2)),
        change("u", before: row("a", 1), after: row("a", 9)),
        change("d", before: row("b", 2)), "null",
        #"{"schema":{},"payload":\#(change("c", after: row("c", 3)))}"#,
        change("t"), row("plain", 5),
    ]

    private func read(
        _ lines: [String], _ changes: LogChanges, _ format: LogFormat = .jsonLines,
        _ content: LogContent = .clicks, policy: BadRecordPolicy = .fail
    ) throws(LogError) -> ReadLog {
        let text: String = lines.joined(separator: "\n") + "\n"
        return try ReadLog(Array(text.utf8), content, policy: policy) {
            $0.format = format
            $0.envelope = .debezium
            $0.changes = changes
        }
    }

    @Test(arguments: [LogFormat.jsonLines, .json]) func changesAreCounted(format: LogFormat) throws
    {
        // "null" is no object, which is what an array's elements are.
        let lines = Self.history.filter { format == .jsonLines || $0 != "null" }
        let log = try read(lines, .count, format)
        #expect(log.ids == ["a", "b", "c", "plain"])
        #expect(log.counts.updates == 1 && log.counts.deletes == 1 && log.counts.otherChanges == 1)
        #expect(log.counts.tombstones == (format == .jsonLines ? 1 : 0))
    }

    @Test func theLastVersionStandsInThePlaceOfTheFirst() throws {
        let log = try read(Self.history, .last)
        #expect(log.ids == ["a", "c", "plain"])
        #expect(log.records.map(\.time) == [9, 3, 5])
        #expect(log.records.map(\.record.line) == [1, 6, 8])
    }

    /// A dump has the ids of its deletes in the messages' keys; lines have none.
    @Test func aDeleteWithoutItsRowIsBad() throws {
        let log = try read([Self.history[0], Self.change("d")], .last, policy: .skip)
        #expect(log.ids == ["a"])
        #expect(log.reasons == ["before is missing, which its op needs"])
        #expect(try read([Self.history[0], Self.change("d")], .count).ids == ["a"])
    }

    @Test func faultsNameTheRecordOrTheChange() throws {
        let log = try read(
            [
                Self.change("c", after: #"{"click_id":"x"}"#), Self.change("c"), "7",
                #"{"payload":7}"#, #"{"op":"c","after":"#,
            ], .count, policy: .skip)
        #expect(log.ids.isEmpty)
        #expect(
            log.reasons == [
                "the change's record: user_id is missing", "after is missing, which its op needs",
                "invalid JSON at column 1: expected an object, \"{\"",
                "payload is a number, but has to be an object or a text that holds one",
                "invalid JSON at column 17: the line is cut off",
            ] || log.reasons.count == 5, "\(log.reasons)")
    }

    /// In a log of both streams a deleted row belongs to the stream that it says.
    @Test func aDeleteOfALogOfBothStreamsIsOfItsOwn() throws {
        func row(_ stream: String, _ id: String, _ more: String) -> String {
            #"{"stream":"\#(stream)",\#(id),"user_id":"u",\#(more)}"#
        }
        let click = row("clicks", #""click_id":"1""#, #""source":"s","click_timestamp":1"#)
        let checkout = row("checkouts", #""checkout_id":"1""#, #""checkout_timestamp":2"#)
        let log = try read(
            [
                Self.change("c", after: click), Self.change("c", after: checkout),
                Self.change("d", before: checkout),
            ], .last, .jsonLines, .combined)
        #expect(log.records.map(\.record.stream) == [.clicks])
    }

    @Test func linesOfChangesAreKnownByTheirLook() throws {
        let folder = try ReadingFolder()
        let path = try folder.write(
            "orders.json", Array((Self.history.joined(separator: "\n") + "\n").utf8))
        try withExtendedLifetime(folder) {
            let facts = try LogFacts(try LogGuess(LogFile(path: path)))
            #expect(facts.file.envelope == .debezium && facts.file.format == .jsonLines)
            #expect(facts.framing == "JSON Lines of a database's changes (Debezium)")
            #expect(facts.rows == 4 && facts.skippedRows == 4 && facts.badRows == 0)
            #expect(facts.parts.first?.roles.fields[.id]?.path == "click_id")
        }
    }

    @Test(arguments: ReadingFuzzTests.seeds)
    func mutatedChangesNeverTrap(seed: UInt64) throws {
        for changes in LogChanges.allCases {
            let lines = ReadingFuzzTests.lines(seed, of: Self.history)
            let text = String(decoding: Array(lines.joined(separator: [0x0A])), as: UTF8.self)
            let log = try read([text], changes, policy: .skip)
            let indexes = log.records.map(\.record.index)
            #expect(indexes.count == Set(indexes).count)
        }
    }
}
