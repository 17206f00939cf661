import Streaming
import Testing
import Text

@testable import EventLogs

/// Dumps as they come: tombstones, unions, object payloads, a database's changes.
@Suite struct ReadingKafkaTests {
    static let dump = LogContent.kafkaDump(topics: [:])

    static func line(_ payload: String, _ more: String = "") -> String {
        #"{"topic":"clicks","partition":0,"ts":7\#(more),"payload":\#(payload)}"#
    }

    /// The text as the inside of a JSON string, its quotes as `quote` says.
    static func escaped(_ text: String, quote: String = "\\\"") -> String {
        text.map { $0 == "\"" ? quote : $0 == "\\" ? "\\\\" : String($0) }.joined()
    }

    @Test func conditionsLookIntoPayloads() throws {
        var file = LogFile(path: "", name: "dump")
        file.selection = RowSelection([
            .init("tag.of", .not(.oneOf(["test"]))), .init("source", .like("g*")),
        ])
        let text =
            [
                (#"{"click_id":"1","user_id":"u","source":"google","click_timestamp":1}"#),
                (#"{"click_id":"2","source":"google","click_timestamp":2,"tag":{"of":"test"}}"#),
                (#"{"click_id":"3","source":"bing","click_timestamp":3,"tag":{"of":"real"}}"#),
                (#"{"click_id":"4","source":"gmail","click_timestamp":4,"tag":{"of":"real"}}"#),
            ].map { Self.line("\"\(Self.escaped($0))\"") } + [Self.line("null")]
        let log = try ReadLog(file, text.joined(separator: "\n") + "\n", Self.dump)
        #expect(log.ids == ["1", "4"])
        #expect(log.rowsSkipped.log == 2)
    }

    /// Whatever the escapes of a payload, it reads the same: `\"` has a way of its own.
    @Test(arguments: ReadingFuzzTests.seeds)
    func aPayloadReadsTheSameHoweverItIsEscaped(seed: UInt64) throws {
        var numbers = TestNumbers(seed)
        var payloads: [String] = []
        for number in 0..<200 {
            // Of every length, so that quotes fall on all places of a block.
            let id =
                String(repeating: "é", count: Int.random(in: 0...9, using: &numbers)) + "\(number)"
            var text = clickLine(
                id, Int64(number),
                [#","x":"""#, #", "y" : [ {"z":"a"} ]"#, #","n":"a\\b""#, ""][number % 4])
            if number % 11 == 0 { text.removeLast(Int.random(in: 1...20, using: &numbers)) }
            if number % 13 == 0 {
                let places = text.indices.filter { text[$0] == "\"" }
                text.remove(at: places[Int.random(in: 0..<places.count, using: &numbers)])
            }
            payloads.append(text)
        }
        let plain = payloads.map { Self.line("\"\(Self.escaped($0))\"") }.joined(separator: "\n")
        let other = payloads.map { Self.line("\"\(Self.escaped($0, quote: "\\u0022"))\"") }
            .joined(separator: "\n")
        let a = try ReadLog(plain, Self.dump, policy: .skip)
        let b = try ReadLog(other, Self.dump, policy: .skip)
        #expect(
            a.ids == b.ids && a.records.map(\.source) == b.records.map(\.source), "seed \(seed)")
        #expect(a.reasons == b.reasons && a.rejected.map(\.line) == b.rejected.map(\.line))
        #expect(a.records.count > 150)
    }

    /// The same where fields lie inside a payload's objects and arrays, where a whole object is
    /// asked for, and where the line goes on behind the payload.
    @Test(arguments: ReadingFuzzTests.seeds.prefix(8))
    func aPayloadsStructuresReadTheSameHoweverTheyAreEscaped(seed: UInt64) throws {
        var numbers = TestNumbers(seed)
        let fields: [String: FieldSource] = [
            "user": .init(.path("who.id")), "source": .init(.path("tags[k=utm].v")),
            "campaign": .init(.path("list[1]")),
        ]
        let tails = [
            "", #","headers":["a","b\"c"]"#, #","payload":null"#, #","partition":-1"#, ",",
            #","x":\#t{}"#,
        ]
        var lines: [[String]] = [[], []]
        for number in 0..<150 {
            func pick(_ texts: [String]) -> String {
                texts[Int.random(in: 0..<texts.count, using: &numbers)]
            }
            let who = pick([
                #"{"id":"u"}"#, #"{"x":{"id":"w"}, "id" : "v"}"#, #"{"id":{"y":1}}"#, "7", "{}",
            ])
            let tags = pick([
                #"[{"k":"a","v":"no"},{"k":"utm","v":"google"}]"#, #"[{"k":"utm","v":{"z":"\""}}]"#,
                "[]",
                #"[{"v":"bing", "k":"utm"}, {"k":"utm","v":"late"}]"#, #"{"k":"utm","v":"x"}"#,
            ])
            let list = pick([
                #"["a","b"]"#, "[1,[2]]", #"["a"]"#, #"["a",{"b":"c"}]"#, #"["é","\u00e9"]"#,
            ])
            var text =
                #"{"click_id":"\#(number)","who":\#(who),"tags":\#(tags),"list":\#(list),"click_timestamp":5}"#
            if number % 9 == 0 { text.removeLast(Int.random(in: 1...40, using: &numbers)) }
            let tail = pick(tails)
            for (way, quote) in ["\\\"", "\\u0022"].enumerated() {
                lines[way].append(
                    #"{"topic":"clicks","payload":"\#(Self.escaped(text, quote: quote))"\#(tail)}"#)
            }
        }
        func read(_ lines: [String]) throws -> ReadLog {
            try ReadLog(
                lines.joined(separator: "\n"), Self.dump, fields: fields, policy: .skip)
        }
        let a = try read(lines[0])
        let b = try read(lines[1])
        #expect(a.ids == b.ids, "seed \(seed)")
        #expect(a.records.map(\.texts) == b.records.map(\.texts), "seed \(seed)")
        // Columns of what is wrong behind a payload differ, as its escapes have other lengths.
        let behind = a.reasons.indices.filter { !a.reasons[$0].hasPrefix("invalid JSON at") }
        #expect(behind.map { a.reasons[$0] } == behind.map { b.reasons[$0] }, "seed \(seed)")
        #expect(a.rejected.map(\.line) == b.rejected.map(\.line), "seed \(seed)")
        #expect(a.records.count > 5)
    }

    @Test func whatIsNoRecordIsCounted() throws {
        let text = [
            "% Auto-selecting Consumer mode", Self.line("null"), Self.line(clickLine("c1", 1)),
            "%", Self.line("null", #","key":"a""#), Self.line("\"\""),
        ].joined(separator: "\n")
        let log = try ReadLog(text, Self.dump, policy: .skip)
        #expect(log.ids == ["c1"] && log.counts.tombstones == 2)
        #expect(log.rejected.map(\.line) == [6])
    }

    @Test func unionsAreTheirValues() throws {
        let payload =
            #"{"click_id":{"string":"c"},"user_id":{"string":"u"},"source":{"string":"a\nb"},"#
            + #""click_timestamp":{"long":5}}"#
        let log = try ReadLog(Self.line(payload), Self.dump)
        #expect(log.records.map(\.source) == ["a\nb"] && log.records.map(\.time) == [5])
        #expect(
            readingError(
                Self.line(
                    #"{"click_id":{"text":"c"},"user_id":"u","click_timestamp":1,"source":""}"#),
                Self.dump)?
                .contains("click_id is an object") == true)
    }

    @Test func aDumpMayHoldOneStreamAlone() throws {
        let text = Self.line(clickLine("c1", 1)).replacing("\"clicks\"", with: "\"shop.web\"")
        let log = try ReadLog(text, .clicks, .kafka)
        #expect(log.ids == ["c1"] && log.records.map(\.arrival) == [7])
    }

    /// Seconds, unless the log's `timeFormat` says what ten digits are; `ts` is in milliseconds else.
    @Test func aTimeOfTenDigitsIsRefused() throws {
        let text = Self.line(clickLine("c1", 1)).replacing("\"ts\":7", with: "\"ts\":1710928800")
        let error = try #require(readingError(text, Self.dump))
        #expect(error.contains("ts: 1710928800 has 10 digits"))
        for (format, arrival) in [
            (TimeFormat.epochSeconds, Int64(1_710_928_800_000)),
            (.epochMilliseconds, 1_710_928_800),
        ] {
            var file = LogFile(path: "", name: "dump")
            file.timeFormat = format
            #expect(try ReadLog(file, text, Self.dump).records.map(\.arrival) == [arrival])
        }
    }

    // MARK: - Changes

    static func change(_ op: String, before: String = "null", after: String = "null") -> String {
        line(#"{"op":"\#(op)","before":\#(before),"after":\#(after)}"#)
    }

    static func read(
        _ lines: [String], _ changes: LogChanges, policy: BadRecordPolicy = .fail
    ) throws(LogError) -> ReadLog {
        try ReadLog(Array(lines.joined(separator: "\n").utf8), dump, policy: policy) {
            $0.envelope = .debezium
            $0.changes = changes
        }
    }

    static let history = [
        change("r", after: clickLine("a", 1)), change("c", after: clickLine("b", 2)),
        change("u", before: clickLine("a", 1), after: clickLine("a", 9)),
        change("d", before: clickLine("b", 2)), change("c", after: clickLine("c", 3)),
        change("d", before: clickLine("c", 3)), change("c", after: clickLine("c", 4)),
        change("t"), line(clickLine("plain", 5)),
    ]

    @Test func changesAreCounted() throws {
        let log = try Self.read(Self.history, .count)
        #expect(log.ids == ["a", "b", "c", "c", "plain"])
        #expect(log.counts.updates == 1 && log.counts.deletes == 2 && log.counts.otherChanges == 1)
    }

    @Test func theLastVersionStandsInThePlaceOfTheFirst() throws {
        let log = try Self.read(Self.history, .last)
        #expect(log.ids == ["a", "c", "plain"])
        #expect(log.records.map(\.time) == [9, 4, 5])
        #expect(log.records.map(\.record.line) == [1, 5, 9])
        #expect(log.records.map(\.record.index) == [0, 1, 2])
    }

    @Test func aChangeWithoutItsRowIsBad() throws {
        let log = try Self.read(
            [Self.change("c"), Self.line("7"), Self.history[0]], .count, policy: .skip)
        #expect(log.ids == ["a"])
        #expect(log.reasons.first == "payload: after is missing, which its op needs")
    }

    @Test(arguments: ReadingFuzzTests.seeds)
    func mutatedChangesNeverTrap(seed: UInt64) throws {
        for changes in LogChanges.allCases {
            let lines = ReadingFuzzTests.lines(seed, of: Self.history)
            let log = try ReadLog(
                Array(lines.joined(separator: [0x0A])), Self.dump, policy: .skip
            ) {
                $0.envelope = .debezium
                $0.changes = changes
            }
            let indexes = log.records.map(\.record.index)
            #expect(
                indexes.count == Set(indexes).count
                    || log.records.contains { $0.record.stream == .checkouts })
        }
    }

    @Test func aPayloadMayHoldTextsThatHoldJSON() throws {
        let inner = #"{\\\"u\\\":\\\"u1\\\"}"#
        let payload =
            #"{\"click_id\":\"c\",\"source\":\"s\",\"click_timestamp\":1,\"b\":\"\#(inner)\",\"l\":\"[1,2]\"}"#
        let text = #"{"topic":"clicks","partition":0,"offset":0,"ts":1,"payload":"\#(payload)"}"#
        let plain =
            #"{"topic":"clicks","partition":0,"offset":0,"ts":1,"payload":"{\"click_id\":\"d\",\"source\":\"s\",\"click_timestamp\":1,\"l\":\"[5,6]\"}"}"#
        let log = try ReadLog(
            "\(text)\n\(plain)", .kafkaDump(topics: [:]),
            fields: ["user": FieldSource(.firstOf(["b.u", "l[1]"]))])
        #expect(log.records.map(\.user) == ["u1", "6"])
    }
}
