import Streaming
import Testing
import Text

@testable import EventLogs

/// What every wrong line says, to the letter: users read it, and scripts may.
@Suite struct ReadingFaultTests {
    static func checkout(_ more: String) -> String {
        #"{"checkout_id":"k","user_id":"u","checkout_timestamp":0,\#(more)}"#
    }

    static let invalidJSONIsNamedWithItsColumnCases: [(line: String, reason: String)] = [
        ("x", "invalid JSON at column 1: expected an object, \"{\""),
        (
            "[1]",
            "invalid JSON at column 1: expected an object, \"{\"\n  hint: if the file is one array: "
                + "\"format\": \"json\""
        ),
        ("{a:1}", "invalid JSON at column 2: expected a key in quotes"),
        ("{\"a\":1,}", "invalid JSON at column 8: expected a key in quotes"),
        ("{\"a\" 1}", "invalid JSON at column 6: expected \":\""),
        ("{\"a\":}", "invalid JSON at column 6: expected a value"),
        ("{\"a\":'x'}", "invalid JSON at column 6: expected a value"),
        ("{\"a\":.5}", "invalid JSON at column 6: expected a value"),
        ("{\"a\":+5}", "invalid JSON at column 6: expected a value"),
        ("{\"a\":1 \"b\":2}", "invalid JSON at column 8: expected \",\" or \"}\""),
        ("{\"a\":[1 2]}", "invalid JSON at column 9: expected \",\" or \"]\""),
        ("{\"a\":{\"b\":1;}}", "invalid JSON at column 12: expected \",\" or \"}\""),
        ("{\"a\":[1,]}", "invalid JSON at column 9: expected a value"),
        (
            "{\"a\":\"x\ty\"}",
            "invalid JSON at column 8: a control character in a string has to be escaped"
        ),
        (
            "{\"a\":\"x\u{0}y\"}",
            "invalid JSON at column 8: a control character in a string has to be escaped"
        ),
        ("{\"a\":\"\\x\"}", "invalid JSON at column 8: no such escape"),
        ("{\"a\":\"\\u12G4\"}", "invalid JSON at column 11: no such escape"),
        ("{\"a\":\"\\ud83d\"}", "invalid JSON at column 7: half of a surrogate pair"),
        ("{\"a\":\"\\ude00\"}", "invalid JSON at column 7: half of a surrogate pair"),
        ("{\"a\":\"\\ud83d\\n\"}", "invalid JSON at column 7: half of a surrogate pair"),
        ("{\"a\":\"\\ud83d\\ud83d\"}", "invalid JSON at column 7: half of a surrogate pair"),
        ("{\"a\":01}", "invalid JSON at column 7: not a number as JSON writes it"),
        ("{\"a\":-}", "invalid JSON at column 7: not a number as JSON writes it"),
        ("{\"a\":1.}", "invalid JSON at column 8: not a number as JSON writes it"),
        ("{\"a\":1e}", "invalid JSON at column 8: not a number as JSON writes it"),
        ("{\"a\":0x1}", "invalid JSON at column 7: not a number as JSON writes it"),
        ("{\"a\":tru}", "invalid JSON at column 9: expected true, false or null"),
        ("{\"a\":nulL}", "invalid JSON at column 9: expected true, false or null"),
        ("{\"a\":True}", "invalid JSON at column 6: expected a value"),
        ("{\"a\":truex}", "invalid JSON at column 10: expected true, false or null"),
        ("{\"a\":1}x", "invalid JSON at column 8: something behind the object"),
        ("{\"a\":1}{}", "invalid JSON at column 8: something behind the object"),
        ("{\"a\":1}\u{0}", "invalid JSON at column 8: something behind the object"),
        ("{\"a\":1", "invalid JSON: it ends too early"),
        ("{\"a\":\"x", "invalid JSON: it ends too early"),
        ("{\"a\":\"\\u12", "invalid JSON: it ends too early"),
        ("{\"a\":\"\\ud83d", "invalid JSON: it ends too early"),
        ("{", "invalid JSON: it ends too early"),
    ]

    @Test(arguments: invalidJSONIsNamedWithItsColumnCases)
    func invalidJSONIsNamedWithItsColumn(line: String, reason: String) {
        #expect(
            readingError("\n" + line + "\n" + clickLine("c", 0), .clicks) == "log:2: \(reason)")
    }

    @Test func whatIsNestedTooDeepIsNamed() {
        let line = "{\"a\":" + String(repeating: "[", count: 513) + "1"
        #expect(
            readingError(line + "\n", .clicks)
                == "log:1: invalid JSON at column 519: nested deeper than 512")
    }

    @Test(arguments: [
        "{\"click_id\":\"c", "{", "{\"click_id\":\"c\",\"user_id\":\"u\"", "{\"a\":tr",
    ])
    func aTruncatedLastLineIsNamed(line: String) {
        #expect(
            readingError(clickLine("c", 0) + "\n" + line, .clicks)
                == "log:2: the line is cut off\n  hint: the log's last line has no end; was it "
                + "still written?")
    }

    static let aWrongClickIsNamedCases: [(line: String, error: String)] = [
        (
            #"{"user_id":"u","source":"s","click_timestamp":0}"#, "click_id is missing"
        ),
        (
            #"{"clickid":"c","user_id":"u","source":"s","click_timestamp":0}"#,
            "click_id is missing\n  hint: there is \"clickid\"; if that is it: "
                + "\"fields\": {\"id\": \"clickid\"}"
        ),
        (
            #"{"click_id":null,"user_id":"u","source":"s","click_timestamp":0}"#,
            "click_id is missing (it is null or empty)"
        ),
        (
            #"{"click_id":"","user_id":"u","source":"s","click_timestamp":0}"#,
            "click_id is empty"
        ),
        (
            #"{"click_id":"c","user_id":"u","click_timestamp":0}"#, "source is missing"
        ),
        (
            #"{"click_id":"c","user_id":"u","source":"s"}"#, "click_timestamp is missing"
        ),
        (
            #"{"click_id":{"a":1},"user_id":"u","source":"s","click_timestamp":0}"#,
            "click_id is an object, but has to be text"
        ),
        (
            #"{"click_id":"c","user_id":["u"],"source":"s","click_timestamp":0}"#,
            "user_id is a list, but has to be text"
        ),
        (
            #"{"click_id":"c","user_id":"u","source":true,"click_timestamp":0}"#,
            "source is true or false, but has to be text"
        ),
        (
            #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":false}"#,
            "click_timestamp is true or false, but has to be a time"
        ),
        (
            #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":1.5}"#,
            "click_timestamp: 1.5 is no time\n  hint: write 2024-03-20 13:23:48.123 (UTC), "
                + "RFC 3339 or milliseconds since 1970"
        ),
        (
            #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":"2024-02-30 00:00:00"}"#,
            "click_timestamp: \"2024-02-30 00:00:00\" is no time: that month has 29 days"
        ),
        (
            #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":"2024-02-03"}"#,
            "click_timestamp: \"2024-02-03\" is a day, not a time\n  hint: add the time of day: "
                + "2024-03-20 00:00:00"
        ),
        (
            #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":1710941028123456}"#,
            "click_timestamp: 1710941028123456 has 16 digits, as microseconds since 1970 have: a "
                + "time in milliseconds has 13\n  hint: say which it is: \"timeFormat\": "
                + "\"epoch-microseconds\" (or \"epoch-milliseconds\")"
        ),
        (
            clickLine("c", 0, #","partition":-1"#),
            "partition: -1 is not a whole number from 0 to 2147483647"
        ),
        (
            clickLine("c", 0, #","partition":2147483648"#),
            "partition: 2147483648 is not a whole number from 0 to 2147483647"
        ),
        (
            clickLine("c", 0, #","partition":"first""#),
            "partition: \"first\" is not a whole number from 0 to 2147483647"
        ),
        (
            clickLine("c", 0, #","partition":[0]"#),
            "partition is a list, but has to be a number"
        ),
        (
            clickLine("c", 0, #","arrival_timestamp":"soon""#),
            "arrival_timestamp: \"soon\" is no time\n  hint: write 2024-03-20 13:23:48.123 (UTC), "
                + "RFC 3339 or milliseconds since 1970"
        ),
        (
            clickLine("c", 0, #","arrival_timestamp":{}"#),
            "arrival_timestamp is an object, but has to be a time"
        ),
    ]

    @Test(arguments: aWrongClickIsNamedCases)
    func aWrongClickIsNamed(line: String, error: String) {
        #expect(readingError(line + "\n", .clicks) == "log:1: \(error)")
    }

    static let aWrongCheckoutIsNamedCases: [(more: String, error: String)] = [
        (#""quantity":1.5"#, "quantity: 1.5 is not a whole number from -1000000000 to 1000000000"),
        (
            #""quantity":1000000001"#,
            "quantity: 1000000001 is not a whole number from -1000000000 to 1000000000"
        ),
        (#""quantity":true"#, "quantity is true or false, but has to be a number"),
        (#""shipping_cost":"free""#, "shipping_cost: \"free\" is not a number"),
        (#""shipping_cost":1e30"#, "shipping_cost: 1e30 is too large"),
        (#""shipping_cost":{}"#, "shipping_cost is an object, but has to be a number"),
        (#""discount":"5%""#, "discount: \"5%\" is not a number"),
        (#""discount":99999999999"#, "discount: 99999999999 is too large"),
        (#""payment_method":[]"#, "payment_method is a list, but has to be text"),
        (#""payment_status":false"#, "payment_status is true or false, but has to be text"),
        (
            #""shipping_cost":"\#(String(repeating: "é", count: 50))""#,
            "shipping_cost: \"\(String(repeating: "é", count: 40))…\" is not a number"
        ),
    ]

    @Test(arguments: aWrongCheckoutIsNamedCases)
    func aWrongCheckoutIsNamed(more: String, error: String) {
        #expect(readingError(Self.checkout(more), .checkouts) == "log:1: \(error)")
    }

    @Test func theNamesOfRenamedFieldsAreTheLogs() {
        #expect(
            readingError(
                #"{"ID":"c","user_id":"u","source":"s","ts":"x"}"#, .clicks,
                fields: ["id": "ID", "time": "ts"], times: .epochSeconds)
                == "log:1: ts: \"x\" is no number, but timeFormat is epoch-seconds")
        #expect(
            readingError(#"{"click_id":"c"}"#, .clicks, fields: ["id": "the_id"])
                == "log:1: the_id is missing\n  hint: there is \"click_id\"; if that is it: "
                + "\"fields\": {\"id\": \"click_id\"}")
    }

    @Test func withAProductInTheKeyClicksNeedOne() {
        #expect(
            readingError(clickLine("c", 0), .clicks, needsClickProduct: true)
                == "log:1: product_id is missing")
        #expect(
            readingError(
                clickLine("c", 0, #","product_id":"p""#), .clicks, needsClickProduct: true) == nil)
    }

    static let aWrongLineOfACombinedLogIsNamedCases: [(line: String, error: String)] = [
        (clickLine("c", 0), "stream is missing"),
        (
            #"{"stream":"views"}"#,
            "stream: \"views\" is no stream\n  hint: streams are \"clicks\" and \"checkouts\""
        ),
        (
            #"{"stream":["clicks"]}"#,
            "stream: \"[\"clicks\"]\" is no stream\n  hint: streams are \"clicks\" and "
                + "\"checkouts\""
        ),
        (
            #"{"control":"watermerk","stream":"clicks","time":1}"#,
            "control: \"watermerk\" is not known\n  hint: did you mean \"watermark\"?"
        ),
        (
            #"{"control":7}"#,
            "control: 7 is not known\n  hint: controls are watermark, processing_time, "
                + "end_of_stream, idle, active, restart, batch"
        ),
        (#"{"control":"watermark","time":1}"#, "stream is missing"),
        (#"{"control":"watermark","stream":"clicks"}"#, "time is missing"),
        (#"{"control":"processing_time","time":null}"#, "time is missing (it is null or empty)"),
        (
            #"{"control":"processing_time","time":[]}"#,
            "time is a list, but has to be a time"
        ),
        (#"{"control":"end_of_stream"}"#, "stream is missing"),
    ]

    @Test(arguments: aWrongLineOfACombinedLogIsNamedCases)
    func aWrongLineOfACombinedLogIsNamed(line: String, error: String) {
        #expect(readingError(line + "\n", .combined) == "log:1: \(error)")
    }

    static let aWrongLineOfADumpIsNamedCases: [(line: String, error: String)] = [
        (#"{"payload":{}}"#, "topic is missing"),
        (#"{"topic":[],"payload":{}}"#, "topic is a list, but has to be text"),
        (
            #"{"topic":"views","payload":{}}"#,
            "topic: \"views\" is not a known topic; topics are \"checkouts\", \"clicks\"\n  hint: "
                + "say which stream it is: \"topics\": {\"views\": \"clicks\"}"
        ),
        (#"{"topic":"clicks"}"#, "payload is missing"),
        (
            #"{"topic":"clicks","payload":7}"#,
            "payload is a number, but has to be an object, or its text"
        ),
        (
            #"{"topic":"clicks","payload":"hello"}"#,
            "payload: invalid JSON at column 1: expected an object, \"{\""
        ),
        (
            #"{"topic":"clicks","payload":"{\"click_id\":\"c"}"#,
            "payload: invalid JSON: it ends too early"
        ),
        (#"{"topic":"clicks","payload":""}"#, "payload: invalid JSON: it ends too early"),
        (
            #"{"topic":"clicks","payload":{"clickId":"c"}}"#,
            "payload: click_id is missing\n  hint: there is \"clickId\"; if that is it: "
                + "\"fields\": {\"id\": \"clickId\"}"
        ),
        (
            #"{"topic":"clicks","partition":"x","payload":{}}"#,
            "partition: \"x\" is not a whole number from 0 to 2147483647"
        ),
        (
            #"{"topic":"clicks","ts":"2024-03-20 00:00:00","payload":{}}"#,
            "ts: \"2024-03-20 00:00:00\" is no number, but timeFormat is epoch-milliseconds"
        ),
        (#"{"topic":"clicks","ts":[1],"payload":{}}"#, "ts is a list, but has to be a time"),
    ]

    @Test(arguments: aWrongLineOfADumpIsNamedCases)
    func aWrongLineOfADumpIsNamed(line: String, error: String) {
        #expect(readingError(line + "\n", .kafkaDump(topics: [:])) == "log:1: \(error)")
    }

    @Test(arguments: [
        ([0xFF], 31), ([0xC3], 31), ([0xC0, 0x80], 31), ([0xED, 0xA0, 0x80], 31),
        ([0xF4, 0x90, 0x80, 0x80], 31), ([0x61, 0x80], 32), ([0xE2, 0x82, 0x61], 31),
    ])
    func whatIsNotUTF8IsNamedWithItsColumn(bytes: [UInt8], column: Int) throws {
        for field in ["click_id", "nobodys_"] {
            let line =
                Array(#"{"source":"s""#.utf8) + Array(#","\#(field)":"abcd"#.utf8) + bytes
                + Array(#"","user_id":"u","click_timestamp":0}"#.utf8)
            let text = line + [0x0A] + Array(clickLine("c", 0).utf8)
            let log = try ReadLog(text, .clicks, policy: .skip)
            #expect(log.ids == ["c"])
            #expect(log.reasons == ["is not UTF-8 at column \(column)"])
        }
    }

    @Test func inCSVWhatIsNotUTF8IsNamedToo() throws {
        let text =
            Array("click_id,user_id,source,click_timestamp\na".utf8) + [0xFF]
            + Array(",u,s,0\nb,u,s,0\n".utf8)
        let log = try ReadLog(text, .clicks, .csv, policy: .skip)
        #expect(log.ids == ["b"] && log.reasons == ["is not UTF-8 at column 2"])
        #expect(log.rejected.map(\.raw) == ["a\u{FFFD},u,s,0"])
    }

    @Test(arguments: [
        (
            [0xFF, 0xFE, 0x7B, 0],
            "log: is UTF-16, but logs are UTF-8\n  hint: convert it: iconv -f "
                + "UTF-16 -t UTF-8 FILE"
        ),
        (
            [0xFE, 0xFF, 0, 0x7B],
            "log: is UTF-16, but logs are UTF-8\n  hint: convert it: iconv -f "
                + "UTF-16 -t UTF-8 FILE"
        ),
    ])
    func whatIsNoTextAtAllIsNamed(bytes: [UInt8], error: String) {
        // Skipping lines does not help where there are none.
        #expect {
            _ = try ReadLog(bytes, .clicks, policy: .skip)
        } throws: { "\($0)" == error }
    }

    @Test func skippedLinesAreReportedWithFileLineReasonAndText() throws {
        let text = [
            clickLine("a", 0), "nonsense\r", "", clickLine("", 1), clickLine("b", 2), "{",
        ].joined(separator: "\n")
        let log = try ReadLog(text, .clicks, policy: .skip)
        #expect(log.ids == ["a", "b"])
        #expect(log.rejected.map(\.file) == ["log", "log", "log"])
        #expect(log.rejected.map(\.line) == [2, 4, 6])
        #expect(log.rejected.map(\.raw) == ["nonsense", clickLine("", 1), "{"])
        #expect(
            log.reasons == [
                "invalid JSON at column 1: expected an object, \"{\"", "click_id is empty",
                "the line is cut off",
            ])
        #expect(log.records.map(\.record.index) == [0, 1])
    }

    @Test(arguments: [4_095, 4_096, 4_097, 5_000, 300_000])
    func ofALongRejectedLineTheBeginningIsKept(length: Int) throws {
        let line = String(repeating: "é", count: length / 2) + (length % 2 == 1 ? "x" : "")
        let log = try ReadLog(line + "\n" + clickLine("c", 0), .clicks, policy: .skip)
        #expect(log.ids == ["c"])
        let raw = try #require(log.rejected.first?.raw)
        #expect(line.hasPrefix(raw) && raw.utf8.count == min(length, 4_096))
        // One byte further in, the cut would fall within a character.
        let shifted = try ReadLog("y" + line + "\n", .clicks, policy: .skip).rejected
        #expect(("y" + line).hasPrefix(try #require(shifted.first?.raw)))
    }
}
