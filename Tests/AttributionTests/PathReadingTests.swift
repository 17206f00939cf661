import Attribution
import Streaming
import Testing

@Suite("Reading paths")
struct PathReadingTests {
    static func csv(_ text: String, _ separator: String = ">") throws(PathError) -> PathSet {
        try PathSet(csv: Array(text.utf8), separator: separator)
    }

    static func names(_ paths: PathSet, _ place: Int) -> [String] {
        paths.touches(of: paths.paths[place]).map { paths.sources[Int($0.source)] }
    }

    @Test("columns in any order, under the usual names, with CRLF, quotes and a mark")
    func columns() throws {
        let paths = try Self.csv(
            "\u{FEFF}total_null,\"path\",total_conversions,Total_Conversion_Value\r\n"
                + "4,\"Paid, Search > \"\"Mail\"\"\",2,10.5\r\n\r\n0,Mail>Mail,1,0\r\n")
        #expect(Self.names(paths, 0) == ["Paid, Search", "\"Mail\""])
        #expect(Self.names(paths, 1) == ["Mail", "Mail"])
        #expect(paths.paths[0].conversions == 2)
        #expect(paths.paths[0].value == 10.5)
        #expect(paths.nulls == 4)
        #expect(!paths.hasTimes)
    }

    @Test("semicolons and tabs between columns", arguments: [";", "\t"])
    func otherCommas(_ comma: String) throws {
        let text = "path;conversions;extra\na > b, c;3;x\n"
        let paths = try Self.csv(String(text.map { $0 == ";" ? Character(comma) : $0 }))
        #expect(Self.names(paths, 0) == ["a", "b, c"])
        #expect(
            paths.notes == [
                "the column \"extra\" is not used", "no column \"nulls\": every journey converted",
            ])
    }

    @Test("an exported conversion_path: one run, ten-thousandths")
    func exportedPaths() throws {
        let text =
            "run_id,path,touchpoints,conversions,value_e4,nulls\r\n1,a > b,2,3,125000,1\r\n"
            + "2,a > b,2,4,135000,0\r\n1,b,1,1,0,0\r\n"
        let first = try Self.csv(text)
        #expect(first.conversions == 4 && first.value == 12.5 && first.nulls == 1)
        let truth = try PathSet(csv: Array(text.utf8), run: 2)
        #expect(truth.conversions == 4 && truth.value == 13.5 && truth.nulls == 0)
        let error = #expect(throws: PathError.self) {
            try PathSet(csv: Array(text.utf8), run: 3)
        }
        #expect(error?.reason == "no path of run 3")
        #expect(throws: PathError.self) {
            try Self.csv("path,conversions,value,value_e4\na,1,1,10000\n")
        }
    }

    @Test("another separator, and times")
    func separatorAndTimes() throws {
        let text = "path,hours_before,conversions,nulls\na->b|c > d,24.5|0,1,0\n"
        let paths = try Self.csv(text, " | ")
        #expect(Self.names(paths, 0) == ["a->b", "c > d"])
        #expect(paths.touches(of: paths.paths[0]).map(\.age) == [88_200_000, 0])
        #expect(paths.hasTimes)
    }

    @Test("names are the same if their bytes are")
    func bytes() throws {
        let paths = try Self.csv("path,conversions\ncaf\u{E9},1\ncafe\u{301},1\n")
        #expect(paths.sources.count == 2)
    }

    static let badCSV: [(String, Int, String)] = [
        ("", 1, "empty"), ("\n\n", 1, "empty"),
        ("path,nulls\na,1\n", 1, "no column \"conversions\""),
        ("conversions\n1\n", 1, "no column \"path\""),
        ("path,conversions,total_conversions\na,1,1\n", 1, "second column"),
        ("path,conversions\na,1\nb\n", 3, "1 fields where the header has 2"),
        ("path,conversions\na,1\nb,x\n", 3, "\"x\", not a number"),
        ("path,conversions\na,\n", 2, "\"\", not a number"),
        ("path,conversions\na,NA\n", 2, "not a number"),
        ("path,conversions\na,inf\n", 2, "not a number"),
        ("path,conversions\na,0x10\n", 2, "not a number"),
        ("path,conversions\na,1e999\n", 2, "not a number"),
        ("path,conversions\na,-1\n", 2, "conversions is -1"),
        ("path,conversions,nulls\na,1,-2\n", 2, "nulls is -2"),
        ("path,conversions,value\na,0,5\n", 2, "a value of 5 without a conversion"),
        ("path,conversions\na > > b,1\n", 2, "a source of the path is empty"),
        ("path,conversions\n,1\n", 2, "no touch"),
        ("path,conversions\n\"a,1\nb,1\n", 2, "no end"),
        ("path,conversions\n\"a\"b,1\n", 2, "after a closing quote"),
        ("path,conversions\n\"x\ny\",1\nb,?\n", 4, "not a number"),
        ("path,conversions,hours_before\na>b,1,5\n", 2, "1 hours before for 2 touches"),
        ("path,conversions,hours_before\na>b,1,5>6\n", 2, "go up"),
        ("path,conversions,hours_before\na,1,-1\n", 2, "-1 hours"),
    ]

    @Test("bad CSV is refused with its line and a reason", arguments: badCSV)
    func bad(_ text: String, _ line: Int, _ reason: String) {
        let error = #expect(throws: PathError.self) { try Self.csv(text) }
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) ?? false, "\(error?.reason ?? "")")
    }

    @Test("text that is not UTF-8 is refused")
    func notUTF8() {
        let bytes = Array("path,conversions\n".utf8) + [0x61, 0xFF, 0x2C, 0x31]
        let error = #expect(throws: PathError.self) { try PathSet(csv: bytes) }
        #expect(error?.line == 2)
    }

    static let json = """
        {"name": "x", "journeys": [
          {"path": ["a", "b\\u00e9\\ud83d\\ude00"], "hours_before": [24, 0.5],
           "conversions": 2, "value": 1.5e1, "nulls": 3},
          {"path": ["a"], "conversions": 0, "nulls": 1}
        ]}
        """

    @Test("JSON journeys, with and without times")
    func journeys() throws {
        let paths = try PathSet(json: Array(Self.json.utf8))
        #expect(Self.names(paths, 0) == ["a", "b\u{E9}\u{1F600}"])
        #expect(paths.value == 15)
        #expect(!paths.hasTimes)
        #expect(try PathSet(json: Array("[]".utf8)).paths.isEmpty)
    }

    static let badJSON: [(String, Int, String)] = [
        ("", 1, "the text is empty"), ("{", 1, "a key"), ("3", 1, "no journeys"),
        ("{\"journeys\": 3}", 1, "no journeys"), ("[] []", 1, "after the end"),
        ("[1,]", 1, "a value is expected"), ("[\n1]", 2, "no object"),
        ("[{\"path\": [\"a\"]}]", 1, "without \"conversions\""),
        ("[{\"conversions\": 1}]", 1, "without \"path\""),
        ("[{\"path\": \"a\", \"conversions\": 1}]", 1, "no array"),
        ("[{\"path\": [1], \"conversions\": 1}]", 1, "no string"),
        ("[{\"path\": [\"a\"], \"conversions\": \"1\"}]", 1, "no number"),
        ("[{\"path\": [\"a\"],\n\"nulsl\": 1}]", 2, "unknown name \"nulsl\""),
        ("[{\"path\": [\"a\"], \"path\": [\"b\"]}]", 1, "twice"),
        ("[{\"path\": [], \"conversions\": 1}]", 1, "no touch"),
        ("[\"\\ud800\"]", 1, "surrogate"), ("[\"\\u12g4\"]", 1, "hexadecimal"),
        ("[\"\\", 1, "escape"), ("[\"\\u", 1, "hexadecimal"), ("[+1]", 1, "not +"),
        ("[\"a", 1, "closing quote"), ("[nul]", 1, "not n"), ("[1 2]", 1, "comma"),
        (String(repeating: "[", count: 100_000), 1, "deeper than 64"),
    ]

    @Test("bad JSON is refused with its line and a reason", arguments: badJSON)
    func badJourneys(_ text: String, _ line: Int, _ reason: String) {
        let error = #expect(throws: PathError.self) { try PathSet(json: Array(text.utf8)) }
        #expect(error?.line == line)
        #expect(error?.reason.contains(reason) ?? false, "\(error?.reason ?? "")")
    }

    @Test("mutated files are read or refused, and what is read can be computed", arguments: 0..<8)
    func mutations(_ seed: UInt64) {
        var random = RandomSequence(seed: seed, purpose: "tests.mutations")
        let csv = "path,conversions,value,nulls\n\"a > b\",2,3.5,1\r\nb > c > b,0,0,4\n"
        for text in [csv, Self.json] {
            for _ in 0..<1_500 {
                var bytes = Array(text.utf8)
                for _ in 0...random.below(4) { mutate(&bytes, &random) }
                let fromCSV = try? PathSet(csv: bytes)
                let fromJSON = try? PathSet(json: bytes)
                for paths in [fromCSV, fromJSON] {
                    guard let paths else { continue }
                    let rows = ModelRows(paths).rows
                    #expect(rows.allSatisfy { $0.value.isFinite }, "seed \(seed)")
                }
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout RandomSequence) {
        guard !bytes.isEmpty else { return }
        let place = Int(random.below(UInt64(bytes.count)))
        switch random.below(5) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8(random.below(256))
        case 2: bytes.insert(Array("\"\\,>{}[]\n\r0e-".utf8)[Int(random.below(13))], at: place)
        case 3: bytes.removeLast(bytes.count - place)
        default: bytes.insert(contentsOf: bytes.prefix(place), at: place)
        }
    }
}
