import Streaming
import Testing
import Text

@testable import EventLogs

/// The logs of web servers; numbers, times and comments as spreadsheets of the world have them.
@Suite struct ReadingServerLogTests {
    private static let names = [
        "remote_addr", "ident", "remote_user", "time_local", "request", "status",
        "body_bytes_sent", "http_referer", "http_user_agent",
    ]
    private static let fields: [String: FieldSource] = [
        "id": FieldSource(.join(["remote_addr", "time_local"], with: " ")), "time": "time_local",
        "user": FieldSource(.parameter("uid", of: "request")),
        "source": FieldSource(.parameter("utm_source", of: "request")),
        "campaign": "http_referer",
    ]

    @Test func bracketsGroupLikeQuotesAndADashIsNothing() throws {
        let text = """
            203.0.113.7 - - [18/Mar/2024:08:00:00 +0000] "GET /p?utm_source=google&uid=u1 HTTP/1.1" 200 5 "-" "Mozilla/5.0 (X11)"
            203.0.113.8 - bob [18/Mar/2024:09:01:55 +0100] "GET /p?uid=u%202&utm_source=bing HTTP/1.1" 200 512 "https://x.org/?q=\\"a\\"" "Agent \\"quoted\\" [x] \\\\"

            """
        let log = try ReadLog(Array(text.utf8), .clicks, .csv, fields: Self.fields) {
            $0.delimiter = UInt8(ascii: " ")
            $0.header = Self.names
        }
        #expect(log.records.map(\.time) == [1_710_748_800_000, 1_710_748_915_000])
        #expect(log.records.map(\.user) == ["u1", "u 2"])
        #expect(log.records.map(\.source) == ["google", "bing"])
        #expect(log.records[0].texts[.campaign] == nil)
        #expect(log.records[1].texts[.campaign]?.hasPrefix("https://x.org/") == true)
    }

    @Test func aBracketThatNothingClosesIsALetter() throws {
        let text = "c1 [x u1 s 2024-03-18T08:00:00Z\nc2 [x]y u1 s 2024-03-18T08:00:00Z\n"
        let log = try ReadLog(Array(text.utf8), .clicks, .csv) {
            $0.delimiter = UInt8(ascii: " ")
            $0.header = ["click_id", "campaign", "user_id", "source", "click_timestamp"]
        }
        #expect(log.records.map { $0.texts[.campaign] } == ["[x", "[x]y"])
    }

    @Test func aServersLogIsRecognised() {
        func names(_ text: String) -> [String]? {
            AccessLog.names(Array(text.utf8).split(separator: 0x0A)[...])
        }
        let line =
            #"203.0.113.7 - - [18/Mar/2024:08:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "M (X)""#
        #expect(names(line) == Self.names)
        #expect(names("shop.example " + line + " 0.005")?.first == "host")
        #expect(names("shop.example " + line + " 0.005")?.last == "column_11")
        #expect(names("a b c\nd e f") == nil)
        #expect(names("") == nil)
    }

    @Test func numbersMayHaveAComma() throws {
        let cases: [(String, Int64?)] = [
            ("137,74", 1_377_400), ("1.234,5", 12_345_000), ("1.234.567,89", 12_345_678_900),
            ("1 234,5", 12_345_000), ("1'234,50", 12_345_000), ("1\u{A0}234,5", 12_345_000),
            ("1\u{202F}234,5", 12_345_000), ("-0,5", -5_000), ("1.234", 12_340_000),
            ("12", 120_000),
            ("", nil), ("12.50", 125_000),
            ("12,50 €", 125_000), ("EUR 1.000,5", 10_005_000), ("-€ 1,5", -15_000),
        ]
        for (text, amount) in cases {
            let log = try ReadLog(
                Array(
                    "checkout_id;checkout_timestamp;amount\nk;2024-03-18 08:00:00;\(text)\n".utf8),
                .checkouts, .csv
            ) {
                $0.delimiter = UInt8(ascii: ";")
                $0.decimalSign = .comma
            }
            #expect(log.records[0].numbers.amount == amount, "\(text)")
        }
        // A number of JSON has a point whatever texts have.
        let log = try ReadLog(
            Array(
                #"{"checkout_id":"k","checkout_timestamp":"2024-03-18 08:00:00","amount":1.234}"#
                    .utf8),
            .checkouts
        ) { $0.decimalSign = .comma }
        #expect(log.records[0].numbers.amount == 12_340)
    }

    @Test func numbersMayHaveCommasBetweenThousandsAndACurrency() throws {
        let cases: [(String, Int64?)] = [
            ("$1,234.50", 12_345_000), ("1,234", 12_340_000), ("1,234,567.8", 12_345_678_000),
            ("USD 12", 120_000), ("12.5 kr.", 125_000), ("-$5", -50_000), ("$-5", -50_000),
            (".5", 5_000), ("$.5", 5_000), ("1e2", 1_000_000), ("€1", 10_000), ("", nil),
        ]
        for (text, amount) in cases {
            let log = try ReadLog(Self.order(text), .checkouts, .tsv) { $0.decimalSign = .point }
            #expect(log.records[0].numbers.amount == amount, "\(text)")
        }
        for text in ["1,2", "k3", "order 12", "12abc", "12:30", "free", "1,23.5"] {
            #expect(throws: LogError.self, "\(text)") {
                try ReadLog(Self.order(text), .checkouts, .tsv) { $0.decimalSign = .point }
            }
        }
        // Nothing of that unless it is said.
        #expect(throws: LogError.self) { try ReadLog(Self.order("$5"), .checkouts, .tsv) }
    }

    private static func order(_ amount: String) -> [UInt8] {
        Array("checkout_id\tcheckout_timestamp\tamount\nk\t2024-03-18 08:00:00\t\(amount)\n".utf8)
    }

    @Test func numbersMayCountCents() throws {
        for (unit, text, amount) in [
            (NumberUnit.cents, "1099", Int64(109_900)), (.micros, "10990000", 109_900),
            (.cents, "-5", -500), (.cents, "\"1099\"", 109_900),
        ] {
            var source = FieldSource(.path("n"))
            source.unit = unit
            let log = try ReadLog(
                Array(
                    #"{"checkout_id":"k","checkout_timestamp":"2024-03-18 08:00:00","n":\#(text)}"#
                        .utf8), .checkouts, fields: ["amount": source])
            #expect(log.records[0].numbers.amount == amount)
        }
    }

    @Test func datesMayBeginWithTheDayOrTheMonth() throws {
        let cases: [(String, TimeFormat, String)] = [
            ("18.03.2024 09:01", .dayFirst, "2024-03-18 09:01:00"),
            ("18/3/2024 9:01:30", .dayFirst, "2024-03-18 09:01:30"),
            ("18-03-24 09:01", .dayFirst, "2024-03-18 09:01:00"),
            ("3/18/2024 9:01 AM", .monthFirst, "2024-03-18 09:01:00"),
            ("03/18/2024, 9:01:05 pm", .monthFirst, "2024-03-18 21:01:05"),
            ("03/18/2024 12:01 AM", .monthFirst, "2024-03-18 00:01:00"),
            ("03/18/2024 12:01 PM", .monthFirst, "2024-03-18 12:01:00"),
            ("03/18/2024 09:01:00.250 +0100", .monthFirst, "2024-03-18 08:01:00.250"),
        ]
        for (text, format, same) in cases {
            var text = text
            let read = text.withUTF8 { TimeText.read($0, format) }
            let expected = try TimeText.parse(same).get().milliseconds
            #expect(try read.get().milliseconds == expected, "\(text)")
        }
        for (text, format) in [
            ("18.03.2024 09:01", TimeFormat.monthFirst), ("31.02.2024 09:01", .dayFirst),
            ("18.03.2024", .dayFirst), ("18.03.2024 13:01 PM", .dayFirst), ("x", .dayFirst),
            ("18.03/2024 09:01", .dayFirst), ("1.2.3", .dayFirst),
        ] {
            var text = text
            #expect(throws: TimeText.Problem.self) {
                try text.withUTF8 { TimeText.read($0, format) }.get()
            }
        }
        var unclear = "18.03.2024 09:01"
        #expect(unclear.withUTF8 { TimeText.read($0, .automatic) } == .failure(.dayOrMonthFirst))
    }

    @Test func rowsMayBeginInSeveralWaysThatAreLeftOut() throws {
        let text =
            "Report of March\n\"18 March - 20 March\"\nclick_id,user_id,source,click_timestamp\n"
            + "c,u,s,2024-03-18 08:00:00\nTotal: Account,,,\n"
        let log = try ReadLog(Array(text.utf8), .clicks, .csv) {
            $0.comments = ["Report", "\"18", "Total"]
        }
        #expect(log.ids == ["c"])
    }
}
