import Foundation
import Streaming
import Testing

@testable import EventLogs

@Suite struct ReadingJSONLinesTests {
    static let click =
        #"{"click_id": "c1", "user_id": "u1", "source": "Google", "user_agent": "x", "#
        + #""ip_address": "1.2.3.4", "click_timestamp": "2024-03-20 13:23:48.123"}"#
    static let checkout =
        #"{"checkout_id": "k1", "user_id": "u1", "product_id": "p1", "quantity": 3, "#
        + #""shipping_cost": 1.2345, "discount": 0.05, "payment_method": "Visa", "#
        + #""payment_status": "success", "payment_description": "thanks", "#
        + #""shipping_address": "a street", "checkout_timestamp": "2024-03-20 13:23:48.123"}"#
    static let time: Int64 = 1_710_941_028_123

    @Test func clicksHaveTheirFields() throws {
        let log = try ReadLog(Self.click + "\n", .clicks)
        let click = try #require(log.records.first)
        #expect(log.records.count == 1)
        #expect(click.id == "c1" && click.user == "u1" && click.source == "Google")
        #expect(click.product == nil && click.paymentStatus == nil)
        #expect(click.time == Self.time && click.arrival == Self.time)
        #expect(click.record.stream == .clicks && click.record.partition == 0)
        #expect(!click.record.hasOwnArrivalTime && click.record.numbersPresent == 0)
        #expect(click.record.line == 1 && click.record.index == 0)
        #expect(log.bytesRead == Self.click.utf8.count + 1)
    }

    @Test func checkoutsHaveTheirFields() throws {
        let checkout = try #require(try ReadLog(Self.checkout, .checkouts).records.first)
        #expect(checkout.id == "k1" && checkout.product == "p1" && checkout.source == nil)
        #expect(checkout.paymentMethod == "Visa" && checkout.paymentStatus == "success")
        #expect(checkout.paymentDescription == "thanks")
        #expect(checkout.numbers.quantity == 3 && checkout.numbers.amount == nil)
        #expect(checkout.numbers.shippingCost == 12_345)
        #expect(checkout.numbers.discount == 50_000_000)
        #expect(checkout.record.stream == .checkouts)
    }

    @Test func aRecordWithoutAUserIsARecord() throws {
        let lines = [#""user_id":null,"#, #""user_id":"","#, ""].map {
            #"{"click_id":"c",\#($0)"source":"s","click_timestamp":0}"#
        }
        let log = try ReadLog(lines.joined(separator: "\n"), .clicks)
        #expect(log.records.map { $0.texts[.user] } == [nil, nil, nil])
        #expect(log.records.allSatisfy { !$0.record.hasUser && $0.source == "s" })
    }

    @Test func optionalFieldsAreReadWhereTheyAreGiven() throws {
        let click =
            #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":0,"kind":"view","#
            + #""milestone":"lead","campaign":"spring","medium":"cpc","term":"socks","#
            + #""content":"ad 1","amount":"ignored"}"#
        let texts = try #require(try ReadLog(click, .clicks).records.first).texts
        #expect(
            texts == [
                .id: "c", .user: "u", .source: "s", .kind: "view", .milestone: "lead",
                .campaign: "spring", .medium: "cpc", .term: "socks", .content: "ad 1",
            ])

        let refund =
            #"{"checkout_id":"r","user_id":"u","checkout_timestamp":0,"amount":-12.34565,"#
            + #""refund_of":"k","kind":"return","campaign":7}"#
        let checkout = try #require(try ReadLog(refund, .checkouts).records.first)
        #expect(checkout.texts == [.id: "r", .user: "u", .refundOf: "k", .kind: "return"])
        // Half away from zero.
        #expect(checkout.numbers.amount == -123_457 && checkout.numbers.quantity == nil)
    }

    @Test func everyFieldCanBeRenamed() throws {
        for stream in EventStream.allCases {
            for field in RecordField.all(of: stream) {
                let needed = RecordField.all(of: stream).filter {
                    $0 != field && $0.declaration(in: stream)?.need != .optional
                }
                let members = needed.map { "\"\($0.name(in: stream) ?? "")\":1" } + ["\"x\":7"]
                let content: LogContent = stream == .clicks ? .clicks : .checkouts
                let log = try ReadLog(
                    "{\(members.joined(separator: ","))}", content,
                    fields: [field.rawValue: "x"])
                let entry = try #require(log.records.first)
                let value: String? =
                    switch field.declaration(in: stream)?.value {
                    case .text: entry.texts[field]
                    case .integer(let place, _): entry.numbers[place].map(String.init)
                    case .decimal(let place, let digits):
                        entry.numbers[place].map { String(Double($0) / pow(10, Double(digits))) }
                    case .time: "\(field == .time ? entry.time : entry.arrival)"
                    case .partition: "\(entry.record.partition)"
                    case nil: nil
                    }
                #expect(value == "7" || value == "7.0", "\(stream.name) \(field)")
            }
        }
    }

    @Test(arguments: [
        #"{"checkout_id":"k","user_id":"u","checkout_timestamp":0}"#,
        #"{"checkout_id":"k","user_id":"u","checkout_timestamp":0,"product_id":null,"#
            + #""quantity":null,"shipping_cost":null,"discount":null,"payment_method":null,"#
            + #""payment_status":null,"payment_description":null,"partition":null,"#
            + #""arrival_timestamp":null}"#,
    ])
    func whatIsMissingOrNullIsNull(line: String) throws {
        let checkout = try #require(try ReadLog(line, .checkouts).records.first)
        #expect(checkout.product == nil && checkout.paymentMethod == nil)
        #expect(checkout.paymentStatus == nil && checkout.paymentDescription == nil)
        #expect(checkout.record.numbersPresent == 0 && !checkout.record.hasOwnArrivalTime)
        #expect(checkout.record.partition == 0)
    }

    @Test func anEmptyTextIsNotNull() throws {
        let line =
            #"{"checkout_id":"k","user_id":"u","checkout_timestamp":0,"payment_method":""}"#
        #expect(try ReadLog(line, .checkouts).records.first?.paymentMethod == "")
    }

    @Test(arguments: [
        ("7", "7"), ("-12", "-12"), ("1.50", "1.50"), ("1e3", "1e3"),
        ("12345678901234567890123", "12345678901234567890123"),
    ])
    func numbersAsIDsKeepTheirDigits(number: String, id: String) throws {
        let line = #"{"click_id":\#(number),"user_id":2,"source":3,"click_timestamp":0}"#
        let click = try #require(try ReadLog(line, .clicks).records.first)
        #expect(click.id == id && click.user == "2" && click.source == "3")
    }

    @Test(arguments: [
        (#"a\"b\\c\/d"#, "a\"b\\c/d"), (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"),
        (#"\u0041\u00e9\u20AC"#, "Aé€"), (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00!"#, "😀!"),
        ("é", "é"), ("日本語😀", "日本語😀"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"),
        (#"\uffff"#, "\u{FFFF}"),
    ])
    func escapesAndUnicodeAreRead(written: String, text: String) throws {
        let log = try ReadLog(clickLine(written, 0), .clicks)
        #expect(log.ids == [text])
    }

    /// The keys of real logs may be escaped as well.
    @Test func escapedKeysAreTheSameKeys() throws {
        let line =
            #"{"click\u005fid":"c","user_id":"u","s\u006furce":"s","click_timestamp":"0"}"#
        let click = try #require(try ReadLog(line, .clicks).records.first)
        #expect(click.id == "c" && click.source == "s" && click.time == 0)
    }

    @Test func idsThatLookAlikeButDifferInBytesStayApart() throws {
        let log = try ReadLog(clickLine("é", 0) + "\n" + clickLine("e\u{301}", 0), .clicks)
        #expect(log.ids.map { Array($0.utf8) } == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
    }

    @Test(arguments: [
        "{}", "[]", "[1, 2, [3, {\"click_id\": \"no\"}]]", "{\"click_id\": \"no\", \"b\": [true]}",
        "true", "false", "null", "-1.5e+7", "\"}\"", "\"\\\"]\"", " { \"a\" : [ ] } ",
        String(repeating: "[", count: 512) + String(repeating: "]", count: 512),
    ])
    func whatNobodyAsksForIsSkipped(value: String) throws {
        let line = #"{"extra": \#(value), "# + clickLine("c", 5, #","more":\#(value)"#).dropFirst()
        let log = try ReadLog(String(line), .clicks)
        #expect(log.ids == ["c"] && log.records.first?.time == 5)
    }

    @Test func ofAKeyThatComesTwiceTheLastValueCounts() throws {
        #expect(try ReadLog(clickLine("a", 0, #","click_id":"b""#), .clicks).ids == ["b"])
    }

    @Test func orderAndNumberOfKeysMayChangeFromLineToLine() throws {
        let lines = [
            clickLine("a", 1),
            #"{"click_timestamp":2,"source":"s","user_id":"u","click_id":"b"}"#,
            #"{"x":1,"click_id":"c","y":2,"user_id":"u","source":"s","z":3,"click_timestamp":3}"#,
            clickLine("d", 4),
        ]
        let log = try ReadLog(lines.joined(separator: "\n"), .clicks)
        #expect(log.ids == ["a", "b", "c", "d"])
        #expect(log.records.map(\.time) == [1, 2, 3, 4])
    }

    /// The reader remembers 64 keys of up to 31 bytes; those beyond are read without that help.
    @Test func hundredsOfKeysAndLongKeysAreRead() throws {
        let long = String(repeating: "k", count: 40)
        let many = (0..<200).map { #","key\#($0)":\#($0)"# }.joined()
        let line =
            #"{"\#(long)":1\#(many),"\#(long)x":"c","#
            + #""user_id":"u","source":"s","click_timestamp":0}"#
        let log = try ReadLog(
            line + "\n" + line, .clicks, fields: ["click_id": FieldSource(.path(long + "x"))])
        #expect(log.ids == ["c", "c"])
    }

    @Test func spacesTabsAndCarriageReturnsAreIgnored() throws {
        let text =
            "\r\n \t\n" + " \t{ \"click_id\" :\t\"c\" , \"user_id\":\"u\",\"source\" : \"s\","
            + "\"click_timestamp\" : 0 } \t\r\n"
        let log = try ReadLog(text, .clicks)
        #expect(log.ids == ["c"])
        #expect(log.records.first?.record.line == 3)
    }

    @Test func aByteOrderMarkIsIgnored() throws {
        #expect(try ReadLog("\u{FEFF}" + clickLine("c", 0), .clicks).ids == ["c"])
        #expect(try ReadLog("\u{FEFF}", .clicks).ids == [])
    }

    @Test(arguments: ["", "\n", "\n\n  \n", "\r\n"])
    func anEmptyLogHasNoRecords(text: String) throws {
        let log = try ReadLog(text, .clicks, policy: .skip)
        #expect(log.records.isEmpty && log.rejected.isEmpty)
    }

    @Test(arguments: [
        ["id": "transaction_id", "time": "ts", "user": "who", "source": "channel"],
        [
            "click_id": "transaction_id", "click_timestamp": "ts", "user_id": "who",
            "source": "channel",
        ],
        // The original name counts where there are both.
        [
            "id": "no", "click_id": "transaction_id", "click_timestamp": "ts", "time": "no",
            "user_id": "who", "source": "channel",
        ],
    ])
    func fieldsCanBeRenamed(fields: [String: FieldSource]) throws {
        let line = #"{"transaction_id":"c","who":"u","channel":"s","ts":9,"click_id":"no","no":1}"#
        let click = try #require(try ReadLog(line, .clicks, fields: fields).records.first)
        #expect(click.id == "c" && click.user == "u" && click.source == "s" && click.time == 9)
    }

    @Test func twoFieldsMayBeReadFromOneName() throws {
        let line = #"{"click_id":"c","source":"s","click_timestamp":0}"#
        let log = try ReadLog(line, .clicks, fields: ["user": "click_id"])
        #expect(log.records.first?.user == "c")
    }

    @Test func anUnknownFieldToRenameIsNamedWithTheNearestOne() {
        #expect(
            readingError("", .clicks, fields: ["click_idd": "x"])
                == "log: fields: \"click_idd\" is no field of this log\n  hint: did you mean "
                + "\"click_id\"?")
        #expect(
            readingError("", .clicks, fields: ["quantity": "x"])
                == "log: fields: \"quantity\" is no field of this log\n  hint: fields are id, "
                + "user, time, source, product, kind, milestone, campaign, medium, term, content, "
                + "partition, arrival, click_id, user_id, click_timestamp, product_id, "
                + "arrival_timestamp")
    }

    @Test func quantitiesMayBeWrittenAsDecimalsThatAreWhole() throws {
        for written in ["3", "3.0", "\"3\"", "30e-1"] {
            let line =
                #"{"checkout_id":"k","user_id":"u","checkout_timestamp":0,"quantity":\#(written)}"#
            #expect(try ReadLog(line, .checkouts).records.first?.numbers.quantity == 3)
        }
    }

    @Test(arguments: [
        ("1.00005", 10_001), ("1.00004", 10_000), ("-1.00005", -10_001), ("\"12.5\"", 125_000),
        ("1e2", 1_000_000), ("0", 0), ("922337203685477.5807", Int64.max),
    ])
    func moneyIsExactAndRoundedOnceHalfAwayFromZero(written: String, e4: Int64) throws {
        let line =
            #"{"checkout_id":"k","user_id":"u","checkout_timestamp":0,"#
            + #""shipping_cost":\#(written)}"#
        #expect(try ReadLog(line, .checkouts).records.first?.numbers.shippingCost == e4)
    }
}
