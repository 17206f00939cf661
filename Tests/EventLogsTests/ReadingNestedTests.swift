import Streaming
import Testing

@testable import EventLogs

/// Rows in arrays inside JSON objects.
@Suite struct ReadingNestedTests {
    static func read(
        _ text: String, _ rows: [String], _ format: LogFormat = .json,
        policy: BadRecordPolicy = .fail
    ) throws(LogError) -> ReadLog {
        try ReadLog(Array(text.utf8), .clicks, format, policy: policy) { $0.rows = rows }
    }

    /// What reading fails with.
    static func fault(_ text: String, _ rows: [String]) -> String {
        do throws(LogError) {
            _ = try read(text, rows)
            return ""
        } catch {
            return error.description
        }
    }

    @Test func rowsAreWhereThePathLeads() throws {
        let (a, b, c) = (clickLine("a", 1), clickLine("b", 2), clickLine("c", 3))
        let cases: [(String, [String], [String])] = [
            (#"{"data":[\#(a),\#(b)],"has_more":false}"#, ["data"], ["a", "b"]),
            (#"{"n":{"data":[1,"]}"]},"data" : [ \#(a) ]}"#, ["data"], ["a"]),
            (#"{"hits":{"total":2,"hits":[\#(a),\#(b)]}}"#, ["hits.hits"], ["a", "b"]),
            // Several arrays: all of them, in the order of the file.
            (#"{"y":[\#(b)],"z":[{}],"x":[\#(a)]}"#, ["x", "y"], ["b", "a"]),
            // An object in the array's place is one row, null is none.
            (#"{"data":\#(a)}{"data":null}{"data":[]}"#, ["data"], ["a"]),
            // Arrays on the way are walked through.
            (#"{"pages":[{"data":[\#(a)]},{"data":[\#(b)]}]}"#, ["pages.data"], ["a", "b"]),
            // Values one behind another, and in an array.
            ("{\"data\":[\(a)]}\n{\"data\":[\(b)]}", ["data"], ["a", "b"]),
            (#"[{"data":[\#(a)]},{"data":[\#(b),\#(c)]}]"#, ["data"], ["a", "b", "c"]),
            // Names with dots, and with escapes.
            (#"{"a.b":{"d\u0061ta":[\#(a)]}}"#, ["'a.b'.data"], ["a"]),
        ]
        for (text, rows, ids) in cases {
            #expect(try Self.read(text, rows).ids == ids, "\(text)")
            #expect(try Self.read(text, rows, .jsonLines).ids == ids, "\(text)")
        }
    }

    @Test func linesAreThoseOfTheFile() throws {
        let text =
            "{\n\"n\": \"x\",\n\"data\": [\n\(clickLine("a", 1)),\n{\"click_id\": }\n,\n1, \(clickLine("b", 2))]}"
        let log = try Self.read(text, ["data"], policy: .skip)
        #expect(log.ids == ["a", "b"] && log.rejected.map(\.line) == [5, 7])
    }

    @Test func whatIsWrongIsTold() {
        let row = clickLine("a", 1)
        let missing = Self.fault(#"{"items":[\#(row)],"total":1}"#, ["item"])
        #expect(missing.contains("no value has \"item\"") && missing.contains("\"items\""))
        #expect(Self.fault(#"{"data":[\#(row)]"#, ["data"]).contains("is cut off"))
        #expect(Self.fault(#"{"data":[\#(row)"#, ["data"]).contains("is cut off"))
        #expect(
            Self.fault(#"{"n":[1,}],"data":[\#(row)]}"#, ["n.data"]).contains("around the rows"))
        #expect(Self.fault(#"{"n" 1,"data":[\#(row)]}"#, ["data"]).contains("without a value"))
        #expect(Self.fault("{'data':[]}", ["data"]).contains("where a name belongs"))
        #expect(Self.fault("", ["data"]) == "")
    }

    @Test func whatIsCutOffIsToldAndWhatIsBeforeIsKept() throws {
        let whole =
            #"{"m":{"k":[1,{"z":"}"}]},"data":[\#(clickLine("a", 1)), \#(clickLine("b", 2))],"e":"x"}"#
        for length in 1..<whole.utf8.count {
            let text = String(decoding: Array(whole.utf8)[..<length], as: UTF8.self)
            #expect(Self.fault(text, ["data"]) != "", "\(text)")
            let log = try Self.read(text, ["data"], policy: .skip)
            #expect(log.ids == Array(["a", "b"].prefix(log.ids.count)), "\(text)")
        }
    }

    /// Random documents: the rows are those of a slow walk over the parsed value.
    @Test func randomDocumentsGiveTheirRows() throws {
        for seed in 0..<300 as Range<UInt64> {
            var numbers = TestNumbers(seed)
            var ids: [String] = []
            func scalar() -> String {
                ["1", "null", "\"]}\"", "\"\\\"{\"", "-2.5e3", "true"][Int(numbers.next() % 6)]
            }
            func other(_ depth: Int) -> String {
                switch numbers.next() % (depth > 2 ? 1 : 3) {
                case 0: return scalar()
                case 1:
                    return "["
                        + (0..<Int(numbers.next() % 3)).map { _ in other(depth + 1) }.joined(
                            separator: ",") + "]"
                default: return "{\"k\": \(other(depth + 1)), \"data\":\(scalar())}"
                }
            }
            func rows() -> String {
                let count = Int(numbers.next() % 4)
                return "["
                    + (0..<count).map { _ -> String in
                        ids.append("c\(ids.count)")
                        return clickLine(ids.last ?? "", Int64(ids.count), ",\"x\":\(other(0))")
                    }.joined(separator: numbers.next() % 2 == 0 ? "," : " ,\n ") + "]"
            }
            var text = ""
            for _ in 0..<(1 + numbers.next() % 3) {
                let before = other(0)
                let behind = other(0)
                text +=
                    "{\"b\":\(before),\"a\":{\"o\":\(other(0)),\"data\":\(rows())},\n \"z\" : \(behind)}"
                    + (numbers.next() % 2 == 0 ? "\n" : "")
            }
            #expect(try Self.read(text, ["a.data"]).ids == ids, "seed \(seed): \(text)")
        }
    }

    @Test func memoryHoldsARowHoweverLongTheRestIs() throws {
        let long = String(repeating: "\\\"]{x", count: ChunkedInput.chunk / 3)
        let text = #"{"skipped":["\#(long)", {"\#(long)": 1}],"data":[\#(clickLine("a", 1))]}"#
        #expect(try Self.read(text, ["data"]).ids == ["a"])
    }

    @Test(arguments: [
        (
            #"{"items":[{"id":1,"at":"2024-03-18T08:11:00Z"},{"id":2,"at":"2024-03-18T08:12:00Z"}],"n":2}"#,
            ["items"]
        ),
        (#"{"object":"list","data":[{"id":"ch","created":1710748800}]}"#, ["data"]),
        (
            #"{"data":{"orders":{"edges":[{"node":{"createdAt":"2024-03-18T08:11:00Z"}}]}}}"#,
            ["data.orders.edges"]
        ),
        (
            #"{"clicks":[{"t":1710748800000}],"orders":[{"t":1710748800000}]}"#,
            ["clicks", "orders"]
        ),
        // An order with its lines and parcels is a row itself.
        (#"{"id":1,"created_at":"2024-03-18T08:11:00Z","lines":[{"sku":"a"},{"sku":"b"}]}"#, []),
        (
            #"{"id":1,"created_at":"2024-03-18T08:11:00Z","parcels":[{"at":"2024-03-18T08:11:00Z"},{"at":"2024-03-18T09:11:00Z"}]}"#,
            []
        ),
        (
            "{\"at\":\"2024-03-18T08:11:00Z\",\"p\":[{\"at\":\"2024-03-18T08:11:00Z\"}]}\n{\"at\":\"2024-03-18T08:12:00Z\",\"p\":[]}",
            []
        ),
        // Pages one a line.
        (
            "{\"data\":[{\"at\":\"2024-03-18T08:11:00Z\"}]}\n{\"data\":[{\"at\":\"2024-03-18T08:12:00Z\"}]}",
            ["data"]
        ),
        (#"{"a":1}"#, []), ("", []),
    ])
    func arraysOfRowsAreFound(text: String, arrays: [String]) {
        #expect(WrapperProbe(Array(text.utf8), isWhole: true).arrays == arrays, "\(text)")
    }

    @Test(
        "a value nested deeper than a thread's stack is a bad row, wherever it is looked at",
        arguments: [("[", "]"), ("{\"a\":", "}")])
    func deepValues(open: String, close: String) throws {
        let deep = String(repeating: open, count: 60_000)
        let ends = String(repeating: close, count: 60_000)
        let rows =
            "{\"t\":\"2024-03-20T10:00:00Z\",\"a\":\(deep)1\(ends)}\n"
            + "{\"t\":\"2024-03-20T10:00:01Z\",\"a\":1}\n"
        for text in [rows, "{\"data\":[{\"t\":\(deep)\n", "{\"data\":\(deep)"] {
            #expect(WrapperProbe(Array(text.utf8), isWhole: true).arrays == [])
        }
        let whole = "{\"data\":[{\"t\":\"2024-03-20T10:00:00Z\"},{\"t\":1}]}\n"
        let text = Array((whole + whole + "{\"data\":\(deep)").utf8)
        #expect(WrapperProbe(text, isWhole: true).arrays == ["data"])
        let folder = try ReadingFolder()
        let path = try folder.write("deep.jsonl", Array(rows.utf8))
        try withExtendedLifetime(folder) {
            let facts = try LogFacts(try LogGuess(LogFile(path: path)))
            #expect(facts.rows == 1 && facts.badRows == 1)
            #expect(facts.firstBad.first?.reason.hasSuffix("nested deeper than 512") == true)
        }
    }

    /// The users of clicks, whose path leads out of the row.
    private static func users(
        _ text: String, _ path: String, _ rows: [String] = ["e"], _ format: LogFormat = .jsonLines
    ) throws(LogError) -> [String] {
        try ReadLog(
            Array(text.utf8), .clicks, format,
            fields: [
                "id": "i", "user": FieldSource(.path(path)), "time": "t",
                "source": .init(.value("s")),
            ]
        ) { $0.rows = rows }.records.map(\.user)
    }

    @Test func pathsLeadToWhatIsAroundTheRow() throws {
        let (a, b) = (#"{"i":"a","t":1}"#, #"{"i":"b","t":2}"#)
        let cases: [(String, String, [String], [String])] = [
            (
                #"{"s":1,"e":[\#(a),\#(b)]}"# + "\n" + #"{"s":"x","e":[\#(a)]}"#, "..s", ["e"],
                ["1", "1", "x"]
            ),
            // Behind the rows, in front of them and behind again, in the next object alone.
            (
                #"{"e":[\#(a),\#(b)], "s" : "y" }{"e":[\#(a)]}{"s":"z","e":[\#(b)]}"#, "..s", ["e"],
                ["y", "y", "", "z"]
            ),
            (#"{"s":1,"e":[\#(a)],"s":2}"#, "..s", ["e"], ["1"]),
            // What the row has is another thing.
            (#"{"s":1,"e":[{"i":"a","t":1,"s":9}]}"#, "..s", ["e"], ["1"]),
            (
                #"{"u":{"ids":[{"k":"x","v":"7"}],"n.m":"8"},"e":[\#(a)]}"#, "..u.ids[k=x].v",
                ["e"], ["7"]
            ),
            (#"{"u":{"n.m":"8"},"e":\#(a)}"#, "..u.'n.m'", ["e"], ["8"]),
            // The nearest object that has it; one further out.
            (
                #"{"s":0,"d":[{"s":1,"e":[\#(a)]},{"e":[\#(b)],"x":{}}]}"#, "..s", ["d.e"],
                ["1", "0"]
            ),
            (#"{"d":[{"s":1,"e":[\#(a)]},{"e":[\#(b)]}],"s":0}"#, "..s", ["d.e"], ["1", "0"]),
            (#"{"d":[{"s":1,"e":[\#(a)]},{"e":[\#(b)]}],"s":0}"#, "....s", ["d.e"], ["0", "0"]),
            (#"[{"d":{"e":[\#(a)]},"s":5},{"d":{"e":[\#(b)]}}]"#, "..s", ["d.e"], ["5", ""]),
            // Names with escapes; null is found, and is nothing.
            (#"{"\u0073":"é\n","e":[\#(a)]}"#, "..s", ["e"], ["é\n"]),
            (#"{"s":7,"d":[{"s":null,"e":[\#(a)]}]}"#, "..s", ["d.e"], [""]),
            // Two places of rows.
            (#"{"e":[\#(a)],"f":[\#(b)],"s":[1],"u":"w"}"#, "..u", ["e", "f"], ["w", "w"]),
        ]
        for (text, path, rows, users) in cases {
            for format in [LogFormat.json, .jsonLines] {
                #expect(
                    try Self.users(text, path, rows, format) == users,
                    "\(path) of \(text)")
            }
        }
    }

    @Test func aRowIsNoDifferentWhereItsSurroundingsAreLong() throws {
        let filling = String(repeating: "x", count: 300_000)
        let row = #"{"i":"a","t":1}"#
        let behind = #"{"e":[\#(row),\#(row)],"f":["\#(filling)",{"s":"no"}],"s":"u"}"#
        let before = #"{"s":"v","f":"\#(filling)","e":[\#(row)]}"#
        #expect(try Self.users(behind + "\n" + before, "..s") == ["u", "u", "v"])
    }

    @Test func whatCannotBeFoundAroundARowIsTold() {
        func fault(_ path: String, _ rows: [String] = ["e"]) -> String {
            do throws(LogError) {
                _ = try Self.users(#"{"session":1,"e":[{"i":"a","t":1}]}"#, path, rows)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(fault("session").contains("the row has not \"session\""))
        #expect(fault("session").contains("\"..session\""))
        #expect(fault("..sesion").contains("\"..session\""))
        #expect(fault("..session", []).contains("leads out of the row"))
    }

    @Test func inspectionSeesWhatIsAroundRows() throws {
        let folder = try ReadingFolder()
        let text =
            #"{"session":1,"n":{"a":1},"e":[{"t":1709287200000},{"t":1709287200001}]}"# + "\n"
        let path = try folder.write("log.jsonl", Array((text + text).utf8))
        try withExtendedLifetime(folder) {
            let guess = try #require(try LogGuess.all(LogFile(path: path)).first)
            let facts = try LogFacts(guess)
            #expect(facts.fields.map(\.path) == ["t", "..session"] && facts.rows == 4)
            #expect(facts.fields.map(\.filled) == [4, 4])
        }
    }
}
