import Streaming
import Testing
import Text

@testable import EventLogs

@Suite struct ReadingCSVTests {
    static let header = "click_id,user_id,source,click_timestamp"

    func ids(_ rows: String, lineEnd: String = "\n") throws -> [String] {
        try ReadLog(Self.header + lineEnd + rows, .clicks, .csv).ids
    }

    @Test(arguments: ["\n", "\r\n"])
    func rowsAreRead(lineEnd: String) throws {
        let rows = ["c1,u1,Google,5", "c2,u2,,6", "", "c3,u3,x,7"]
        let text = ([Self.header] + rows.filter { $0 != "c2,u2,,6" }).joined(separator: lineEnd)
        let log = try ReadLog(text, .clicks, .csv)
        #expect(log.ids == ["c1", "c3"])
        #expect(log.records.map(\.source) == ["Google", "x"])
        #expect(log.records.map(\.record.line) == [2, 4])
        #expect(log.records.map(\.time) == [5, 7])
        #expect(log.bytesRead == text.utf8.count)
    }

    static let quotedCellsAreReadCases: [(row: String, id: String)] = [
        ("\"c1\",u,s,0\n", "c1"), ("\"a,b\",u,s,0", "a,b"), ("\"a\"\"b\",u,s,0", "a\"b"),
        ("\"\"\"\",u,s,0", "\""), ("\"a\nb\",u,s,0", "a\nb"), ("\"a\r\nb\",u,s,0", "a\r\nb"),
        ("日本,u,s,0", "日本"), (" a ,u,s,0", " a "), ("a\u{0}b,u,s,0", "a\u{0}b"),
    ]

    @Test(arguments: quotedCellsAreReadCases)
    func quotedCellsAreRead(row: String, id: String) throws {
        #expect(try ids(row) == [id])
        #expect(try ids(row + "\n") == [id])
    }

    @Test func linesAreCountedThroughQuotedNewlines() throws {
        let log = try ReadLog(
            Self.header + "\n\"a\n\nb\",u,\"s\n\",0\nc,u,s,0\nd,u,s,x\n", .clicks, .csv,
            policy: .skip)
        #expect(log.records.map(\.record.line) == [2, 6])
        #expect(log.rejected.map(\.line) == [7])
    }

    @Test func aByteOrderMarkBeforeTheHeaderIsIgnored() throws {
        #expect(try ReadLog("\u{FEFF}" + Self.header + "\nc,u,s,0", .clicks, .csv).ids == ["c"])
        #expect(
            try ReadLog(
                "\u{FEFF}\"click_id\",user_id,source,click_timestamp\nc,u,s,0", .clicks, .csv
            )
            .ids == ["c"])
    }

    @Test func emptyCellsAreNull() throws {
        let text = """
            checkout_id,user_id,checkout_timestamp,product_id,quantity,discount,payment_method
            k,u,0,,,,""
            """
        let checkout = try #require(try ReadLog(text, .checkouts, .csv).records.first)
        #expect(checkout.product == nil && checkout.paymentMethod == nil)
        #expect(checkout.numbers.quantity == nil && checkout.numbers.discount == nil)
    }

    @Test func columnsCanBeRenamedAndFurtherOnesAreIgnored() throws {
        let text = "x,ts,transaction_id,who,y,channel\n1,9,c,u,2,s\n"
        let log = try ReadLog(
            text, .clicks, .csv,
            fields: ["id": "transaction_id", "time": "ts", "user": "who", "source": "channel"])
        #expect(log.ids == ["c"] && log.records.first?.time == 9)
    }

    static let aWrongHeaderIsNamedCases: [(text: String, error: String)] = [
        ("", "log: has no header: it is empty"), ("\n\n", "log: has no header: it is empty"),
        (
            "click_id,user_id,click_timestamp\n",
            "log:1: the header has no column source\n  hint: columns are click_id, user_id, "
                + "click_timestamp"
        ),
        (
            "clickid,user_id,source,click_timestamp\n",
            "log:1: the header has no column click_id\n  hint: there is \"clickid\"; if that is it: "
                + "\"fields\": {\"id\": \"clickid\"}"
        ),
        (
            "\nclick_id,user_id,click_id,source,click_timestamp\n",
            "log:2: the header has the column click_id twice"
        ),
        ("click_id,\"user", "log:1: the line is cut off: a quoted cell is not closed"),
        (
            "click_id,us\"er\n",
            "log:1: invalid CSV at column 12: a quote inside a cell that does not begin with one"
        ),
    ]

    @Test(arguments: aWrongHeaderIsNamedCases)
    func aWrongHeaderIsNamed(text: String, error: String) {
        #expect(readingError(text, .clicks, .csv) == error)
    }

    @Test func aHeaderOfTooManyColumnsIsNamed() {
        let header = (0..<5_000).map { "c\($0)" }.joined(separator: ",")
        #expect(
            readingError(header, .clicks, .csv)
                == "log:1: has 5000 columns, but at most 4096 fit")
    }

    @Test func withAProductInTheKeyClicksNeedItsColumn() {
        #expect(
            readingError(Self.header + "\n", .clicks, .csv, needsClickProduct: true)
                == "log:1: the header has no column product_id\n  hint: columns are click_id, "
                + "user_id, source, click_timestamp")
    }

    static let aWrongRowIsRejectedAndTheNextOnesAreReadCases: [(row: String, reason: String)] = [
        ("c,u,s", "has 3 cells, but the header has 4"), ("c", "has 1 cell, but the header has 4"),
        ("c,u,s,0,x", "has 5 cells, but the header has 4"),
        (
            "a\"b,u,s,0",
            "invalid CSV at column 2: a quote inside a cell that does not begin with one"
        ),
        (
            "\"a\"b,u,s,0",
            "invalid CSV at column 4: something between a closing quote and the comma"
        ),
        (
            "\"a\"\rb,u,s,0",
            "invalid CSV at column 4: something between a closing quote and the comma"
        ),
        (",u,s,0", "click_id is missing (it is null or empty)"),
        ("c,u,s,soon", "click_timestamp: \"soon\" is no time"),
    ]

    @Test(arguments: aWrongRowIsRejectedAndTheNextOnesAreReadCases)
    func aWrongRowIsRejectedAndTheNextOnesAreRead(row: String, reason: String) throws {
        for lineEnd in ["\n", "\r\n"] {
            let text = [Self.header, "a,u,s,0", row, "b,u,s,1", "d,u,s,2", ""]
                .joined(separator: lineEnd)
            let log = try ReadLog(text, .clicks, .csv, policy: .skip)
            #expect(log.ids == ["a", "b", "d"])
            #expect(log.reasons == [reason])
            #expect(log.rejected.map(\.line) == [3])
            #expect(log.rejected.map(\.raw) == [row])
            #expect(log.records.map(\.record.line) == [2, 4, 5])
        }
    }

    /// One stray quote must not swallow the rest of the log.
    @Test func aQuoteThatIsNeverClosedRejectsItsLineAlone() throws {
        let text = Self.header + "\na,u,s,0\n\"b,u,s,1\nc,u,s,2\nd,u,s,3\n"
        let log = try ReadLog(text, .clicks, .csv, policy: .skip)
        #expect(log.ids == ["a", "c", "d"])
        #expect(log.reasons == ["invalid CSV at column 1: a quoted cell is not closed"])
        #expect(log.rejected.map(\.raw) == ["\"b,u,s,1"])
        #expect(log.records.map(\.record.line) == [2, 4, 5])
    }

    @Test func aQuoteThatIsNotClosedWithin16MiBRejectsItsLineAlone() throws {
        let row = "x,u,\(String(repeating: "s", count: 16_000)),5\n"
        let builder = Array(repeating: row, count: 1_100).joined()
        let log = try ReadLog(
            Self.header + "\na,u,s,0\n\"b,u,s,1\n" + builder, .clicks, .csv, policy: .skip)
        #expect(log.records.count == 1_101)
        #expect(log.rejected.map(\.line) == [3])
        #expect(log.reasons == ["invalid CSV at column 1: a quoted cell is not closed"])
        #expect(log.rejected.map(\.raw) == ["\"b,u,s,1"])
    }

    /// The next quoted cell would else close it, lines below.
    @Test func aStrayQuoteRejectsNoLineUpToTheNextQuotedCell() throws {
        let text = Self.header + "\nk,u,s,0\na,u,\"s,1\nb,u,s,2\nc,u,\"s\",3\n\"d\",u,s,4\n"
        let log = try ReadLog(text, .clicks, .csv, policy: .skip)
        #expect(log.ids == ["k", "b", "c", "d"])
        #expect(log.reasons == ["invalid CSV at column 5: a quoted cell is not closed"])
        #expect(log.rejected.map(\.raw) == ["a,u,\"s,1"])
        #expect(log.records.map(\.record.line) == [2, 4, 5, 6])
    }

    static let aTruncatedLastRowIsNamedCases: [(row: String, reason: String)] = [
        ("c,u,s", "the line is cut off: it has 3 of 4 cells"),
        ("c,u,\"s", "the line is cut off: a quoted cell is not closed"),
    ]

    @Test(arguments: aTruncatedLastRowIsNamedCases)
    func aTruncatedLastRowIsNamed(row: String, reason: String) {
        #expect(readingError(Self.header + "\n" + row, .clicks, .csv) == "log:2: \(reason)")
    }

    @Test func cellsAtTheBordersOfChunksAreRead() throws {
        let chunk = ChunkedInput.chunk
        for shift in [-3, -2, -1, 0, 1, 2, 3] {
            for (cell, text) in [("\"x\"\"y\"", "x\"y"), ("\"x\ny\"", "x\ny"), ("xy", "xy")] {
                let first = Self.header + "\n"
                let padding = chunk - first.utf8.count - "p,u,,0\n".utf8.count - 2 + shift
                let row = "p,u,\(String(repeating: "s", count: padding)),0\n"
                let log = try ReadLog(first + row + cell + ",u,s,7\r\n", .clicks, .csv)
                #expect(log.ids == ["p", text])
                #expect(log.records.last?.time == 7)
            }
        }
    }

    @Test func aCombinedLogMayBeCSV() throws {
        let text = """
            stream,control,click_id,checkout_id,user_id,source,click_timestamp,checkout_timestamp,time
            clicks,,c,,u,s,1,,
            checkouts,,,k,u,,,2,
            clicks,watermark,,,,,,,3
            """
        let log = try ReadLog(text, .combined, .csv)
        #expect(log.ids == ["c", "k", ""])
        #expect(log.records.map(\.record.kind) == [.event, .event, .watermark])
    }

    // MARK: - Tables

    func rows(_ text: String, _ columns: [String]) throws(LogError) -> [[String?]] {
        let reader = try TableReader(csv: Array(text.utf8), named: "table", columns: columns)
        var rows: [[String?]] = []
        while let row = try reader.next() {
            rows.append(
                columns.indices.map { row.text($0).map { String(decoding: $0, as: UTF8.self) } })
        }
        return rows
    }

    @Test func tablesIgnoreTheCaseOfTheirHeader() throws {
        let text = "GENDER,Extra,User_ID\r\nf,1,u1\r\n\"\",2,\"u\"\"2\"\r\n"
        #expect(try rows(text, ["user_id", "gender"]) == [["u1", "f"], ["u\"2", nil]])
    }

    static let aWrongTableIsNamedCases: [(text: String, error: String)] = [
        ("", "table: has no header: it is empty"),
        (
            "user,gender\n",
            "table:1: the header has no column user_id\n  hint: there is \"user\"; if that is it: "
                + "\"fields\": {\"user_id\": \"user\"}"
        ),
        ("user_id,gender,USER_ID\n", "table:1: the header has the column user_id twice"),
        ("user_id,gender\nu\n", "table:2: has 1 cell, but the header has 2"),
        (
            "user_id,gender\nu,\"x\"y\n",
            "table:2: invalid CSV at column 6: something between a closing quote and the comma"
        ),
    ]

    @Test(arguments: aWrongTableIsNamedCases)
    func aWrongTableIsNamed(text: String, error: String) {
        #expect {
            try rows(text, ["user_id", "gender"])
        } throws: { "\($0)" == error }
    }

    @Test func tablesAreAlsoReadFromJSONLines() throws {
        let folder = try ReadingFolder()
        var file = LogFile(
            path: try folder.write(
                "t.jsonl",
                Array(#"{"ID":"p1","price":1.5,"category":null}"#.utf8) + [0x0A, 0x0A]
                    + Array(#"{"price":"2","ID":7}"#.utf8)), name: "t")
        file.fields = ["product_id": "ID"]
        let reader = try TableReader(file, columns: ["product_id", "price", "category"])
        let first = try #require(try reader.next())
        #expect(first.line == 1 && first.text(0) == Array("p1".utf8) && first.text(2) == nil)
        #expect(try first.decimal(1, scale: 4) == 15_000)
        let second = try #require(try reader.next())
        #expect(second.line == 3 && second.text(0) == Array("7".utf8) && second.text(2) == nil)
        #expect(try second.decimal(2, scale: 4) == nil)
        #expect(try reader.next() == nil)
    }

    static let aTablesCellsAreCheckedCases: [(rows: String, error: String)] = [
        ("p,x\n", "t:2: price: \"x\" is not a number"), (",1\n", "t:2: product_id is missing"),
        ("p,99999999999999999999\n", "t:2: price: \"99999999999999999999\" is too large"),
    ]

    @Test(arguments: aTablesCellsAreCheckedCases)
    func aTablesCellsAreChecked(rows: String, error: String) throws {
        let reader = try TableReader(
            csv: Array(("product_id,price\n" + rows).utf8), named: "t",
            columns: ["product_id", "price"])
        let row = try #require(try reader.next())
        #expect {
            try row.withNeeded(0) { _ in }
            _ = try row.decimal(1, scale: 4)
        } throws: { "\($0)" == error }
    }

    static let aWrongLineOfAJSONTableIsNamedCases: [(text: String, error: String)] = [
        (#"{"user_id": [1]}"#, "t.jsonl:1: user_id is a list, but has to be text"),
        (
            "[]",
            "t.jsonl:1: invalid JSON at column 1: expected an object, \"{\"\n  hint: if the file is one "
                + "array: \"format\": \"json\""
        ),
        (
            #"{"user_id": "u"#,
            "t.jsonl:1: the line is cut off\n  hint: the log's last line has no end; was it still written?"
        ),
    ]

    @Test(arguments: aWrongLineOfAJSONTableIsNamedCases)
    func aWrongLineOfAJSONTableIsNamed(text: String, error: String) throws {
        let folder = try ReadingFolder()
        let path = try folder.write("t.jsonl", Array(text.utf8))
        let reader = try TableReader(LogFile(path: path, name: "t.jsonl"), columns: ["user_id"])
        #expect { try reader.next() } throws: { "\($0)" == error }
    }

    @Test("a table's times and days are those of its format and zone")
    func tableTimes() throws {
        let folder = try ReadingFolder()
        func row(
            _ time: String, format: TimeFormat = .automatic, zone: String? = nil
        ) throws -> (time: Int64?, day: Int64?) {
            var file = LogFile(
                path: try folder.write("t.csv", Array("id,at\na,\(time)\n".utf8)), name: "t.csv")
            file.timeFormat = format
            file.timeZone = zone
            let reader = try TableReader(file, columns: ["id", "at"])
            let row = try #require(try reader.next())
            return (try row.time(1)?.milliseconds, try row.day(1))
        }
        // 2024-03-20 00:30 in Berlin is 23:30 UTC of the day before, 19,801 days after 1970.
        let utc = try row("2024-03-20 00:30:00")
        let berlin = try row("2024-03-20 00:30:00", zone: "Europe/Berlin")
        #expect(utc.time == 1_710_894_600_000 && utc.day == 19_802)
        #expect(berlin.time == 1_710_891_000_000 && berlin.day == 19_802)
        let seconds = try row("1710891000", format: .epochSeconds, zone: "Europe/Berlin")
        #expect(seconds.time == 1_710_891_000_000 && seconds.day == 19_802)
        #expect(try row("1710891000", format: .epochSeconds).day == 19_801)
        let error = #expect(throws: LogError.self) { try row("1710891000") }
        #expect(error?.hint?.contains("epoch-seconds") == true, "\(error?.description ?? "")")
        withExtendedLifetime(folder) {}
    }
}
