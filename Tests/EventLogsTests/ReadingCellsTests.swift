import Streaming
import Testing

@testable import EventLogs

/// Separated values of other kinds: delimiters, headers given, comments, W3C logs, tabs.
@Suite struct ReadingCellsTests {
    static let names = ["click_id", "user_id", "source", "click_timestamp"]

    static func read(
        _ text: String, _ format: LogFormat = .csv, policy: BadRecordPolicy = .fail,
        change: (inout LogFile) -> Void = { _ in }
    ) throws(LogError) -> ReadLog {
        try ReadLog(Array(text.utf8), .clicks, format, policy: policy, change: change)
    }

    @Test(arguments: [";", "|", "\t", " ", "x"])
    func anyDelimiter(delimiter: String) throws {
        let rows = [
            names(delimiter),
            ["c1", "u,1", "\"a\(delimiter)b\"", "1"].joined(separator: delimiter),
        ]
        let log = try Self.read(rows.joined(separator: "\n")) {
            $0.delimiter = delimiter.utf8.first
        }
        #expect(
            log.records.map(\.source) == ["a\(delimiter)b"] && log.records.map(\.user) == ["u,1"])
    }

    private func names(_ delimiter: String) -> String {
        // None of the names holds an x.
        Self.names.joined(separator: delimiter)
    }

    @Test func aHeaderMayBeGiven() throws {
        let log = try Self.read("1,c1,u1,s\n2,c2,u2,s\n3,c3\n", policy: .skip) {
            $0.header = ["click_timestamp", "click_id", "user_id", "source"]
        }
        #expect(log.ids == ["c1", "c2"] && log.records.map(\.record.line) == [1, 2])
        #expect(log.reasons == ["has 2 cells, but the header has 4"])
    }

    @Test func aHeaderThatIsGivenMayUseTheShortNames() throws {
        let log = try Self.read("1\tc1\tu1\ts\n", .tsv) {
            $0.header = ["time", "id", "user", "source"]
        }
        #expect(log.ids == ["c1"] && log.records.map(\.user) == ["u1"])
    }

    @Test func aLogOfBothStreamsMayBeCSV() throws {
        let text =
            "stream,click_id,user_id,source,click_timestamp,checkout_id,checkout_timestamp\n"
            + "clicks,c1,u,s,1,,\ncheckouts,,u,,,k1,2\n"
        #expect(try ReadLog(text, .combined, .csv).ids == ["c1", "k1"])
    }

    @Test func commentsAreLeftOut() throws {
        let text =
            "// a\n\(Self.names.joined(separator: ","))\n//b\nc1,u,s,1\n///c\n/c2,u,s,2\n// d"
        let log = try Self.read(text) { $0.comments = ["//"] }
        #expect(log.ids == ["c1", "/c2"] && log.records.map(\.record.line) == [4, 6])
    }

    @Test func aW3CLogNamesItsColumns() throws {
        let text =
            "#Version: 1.0\r\n#Fields: time  id\tuser source product_id\r\n1 c1 u1 s p\r\n2 c2 u2 s -\r\n"
            + "#Fields: id time source user\nc3 3 s u3\n"
        let log = try Self.read(text) {
            $0.delimiter = UInt8(ascii: " ")
            $0.fields = ["id": "id", "user": "user", "time": "time", "source": "source"]
        }
        #expect(log.ids == ["c1", "c2", "c3"] && log.records.map(\.user) == ["u1", "u2", "u3"])
        #expect(log.records.map(\.product) == ["p", nil, nil])
        #expect(log.records.map(\.time) == [1, 2, 3])
    }

    @Test func quotesOfTabSeparatedValuesAreLoose() throws {
        let rows = [
            Self.names.joined(separator: "\t"), "c1\tu\t\"a\tb\"\t1", "c2\tu\tsays \"x\"\t2",
            "c3\tu\t\"open\t3", "c4\tu\t\"a\"\"b\"\t4", "c5\tu\t\"a\"b\t5",
        ]
        let log = try Self.read(rows.joined(separator: "\n"), .tsv)
        #expect(
            log.records.map(\.source) == ["a\tb", "says \"x\"", "\"open", "a\"b", "\"a\"b"])
    }

    @Test func theDelimiterThatAFileSeemsToHaveIsNamed() {
        let error = readingError("click_id;user_id;source;click_timestamp\n", .clicks, .csv)
        #expect(error?.contains("\"delimiter\": \";\"") == true)
    }

    @Test(arguments: ReadingFuzzTests.seeds)
    func mutatedTabsNeverTrap(seed: UInt64) throws {
        let lines = ReadingFuzzTests.lines(
            seed, of: ["c1\tu\t\"a\t1", "c2\tu\t\"x\"\t2\r", "#\t\"\""])
        let text =
            Array((Self.names.joined(separator: "\t") + "\n").utf8)
            + Array(lines.joined(separator: [0x0A]))
        let log = try ReadLog(text, .clicks, .tsv, policy: .skip) { $0.comments = ["#"] }
        let places = log.records.map(\.record.line) + log.rejected.map(\.line)
        #expect(Set(places).count == places.count, "seed \(seed)")
        #expect(log.bytesRead == text.count)
    }

    // MARK: - Several files

    @Test func severalFilesAreOneLog() throws {
        let folder = try ReadingFolder()
        for (name, bytes) in [
            ("b.jsonl", Array((clickLine("b1", 1) + "\nx\n").utf8)),
            ("a.jsonl.gz", PackedText.gzip(Array((clickLine("a1", 5) + "\n").utf8))),
            ("c.jsonl", Array("\n".utf8)), ("d.jsonl", Array(clickLine("d1", 3).utf8)),
            (".hidden.jsonl", Array("x".utf8)), ("e.csv", Array("x".utf8)),
        ] { _ = try folder.write(name, bytes) }
        let file = LogFile(path: folder.path + "/?.jsonl*", name: "?.jsonl*")
        let log = try ReadLog(openLog(file, as: .clicks, onBadRecord: .skip))
        #expect(log.ids == ["a1", "b1", "d1"])
        #expect(log.rejected.map(\.file) == ["b.jsonl"] && log.rejected.map(\.line) == [2])
        #expect(log.records.map { RowPosition(packed: $0.record.line).file } == [0, 1, 3])
        #expect(log.records.map(\.arrival) == [5, 5, 5])
    }

    @Test(arguments: [
        ("abc", "a*c", true), ("abc", "a?c", true), ("abc", "*", true), ("abc", "a*b", false),
        ("", "*", true), ("", "?", false), ("aXbXc", "a*X?", true), ("é", "?", true),
        ("aab", "*ab", true), ("abab", "*ab*ab", true), ("aba", "*ab*ab", false), ("a", "a", true),
    ])
    func patterns(name: String, pattern: String, isLike: Bool) {
        #expect(LogPath.matches(Array(name.utf8)[...], Array(pattern.utf8)[...]) == isLike)
    }

    @Test func endingsSayTheFormat() {
        for (path, format) in [
            ("a.jsonl", LogFormat.jsonLines), ("a.JSON.gz", .json), ("a.csv.zst", .csv),
            ("a.tsv", .tsv), ("a.db", .sqlite), ("a.sqlite3", .sqlite), ("a.log", .jsonLines),
            ("-", .jsonLines),
        ] { #expect(LogFormat(endingOf: path) == format) }
    }

    @Test(arguments: [LogFormat.csv, .tsv])
    func whatDatabasesWriteForNothing(format: LogFormat) throws {
        let between = format == .csv ? "," : "\t"
        let rows = [
            Self.names + ["product_id"], ["c1", #"\N"#, "s", "1", #"\N"#],
            ["c2", #""\N""#, "s", "2", #"\n"#], ["c3", "NULL", "s", "3", #"a\N"#],
        ]
        let text = rows.map { $0.joined(separator: between) }.joined(separator: "\n")
        let log = try Self.read(text, format)
        #expect(log.records.map(\.user) == ["", #"\N"#, "NULL"])
        #expect(log.records.map(\.product) == [nil, #"\n"#, #"a\N"#])
        let other = try Self.read(text, format) { $0.nullWords = ["NULL", "c9"] }
        #expect(other.records.map(\.user) == ["", #"\N"#, ""])
    }

    @Test func wordsForNothingAreOfAnyFormat() throws {
        let lines = ["\"NULL\"", "-1", "\"N\\u0055LL\"", "\"u\"", "null", "[\"NULL\"]"].map {
            #"{"click_id":"c","user_id":\#($0),"source":"s","click_timestamp":1}"#
        }
        let log = try ReadLog(
            Array(lines.joined(separator: "\n").utf8), .clicks, policy: .skip
        ) { $0.nullWords = ["NULL", "-1"] }
        #expect(log.records.map(\.user) == ["", "", "", "u", ""])
        #expect(log.reasons == ["user_id is a list, but has to be text"])
    }

    @Test func aHeaderThatComesAgainIsNoRow() throws {
        let header = Self.names.joined(separator: ",")
        let log = try Self.read("\(header)\nc1,u,s,1\n\(header)\r\nc2,u,s,2\n\(header)")
        #expect(log.ids == ["c1", "c2"] && log.rejected.isEmpty && log.counts.headersRepeated == 2)
        let given = try Self.read("\(header)\nc1,u,s,1\n", policy: .skip) { $0.header = Self.names }
        #expect(given.ids == ["c1"] && given.rejected.count == 1)
    }

    @Test func anEmptyFileAmongSeveralHasNoRows() throws {
        let folder = try ReadingFolder()
        let header = Self.names.joined(separator: ",")
        let texts = ["", "\(header)\nc1,u,s,1\n", "", "\(header)\nc2,u,s,2\n"]
        var file = LogFile(path: "")
        file.paths = try texts.enumerated().map { place, text in
            LogPath(path: try folder.write("\(place).csv", Array(text.utf8)))
        }
        file.format = .csv
        for policy in BadRecordPolicy.allCases {
            let log = try ReadLog(openLog(file, as: .clicks, onBadRecord: policy))
            #expect(log.ids == ["c1", "c2"] && log.rejected.isEmpty)
        }
        #expect(try LogFacts(try LogGuess(file)).rows == 2)
        let table = try TableReader(file, columns: ["click_id"])
        var rows = 0
        while try table.next() != nil { rows += 1 }
        #expect(rows == 2)
        #expect(readingError("", .clicks, .csv) == "log: has no header: it is empty")
    }

    @Test func lineEndsOfOldMacsAreNamed() throws {
        let header = Self.names.joined(separator: ",")
        #expect(
            readingError("\(header)\rc1,u,s,1\r", .clicks, .csv)
                == "log:1: its lines end with a carriage return alone, as those of old Macs do\n"
                + "  hint: convert it: tr '\\r' '\\n' < FILE > NEW.csv")
        let line = #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":1}"#
        #expect(readingError("\(line)\r\(line)\r", .clicks)?.contains("tr '\\r' '\\n'") == true)
        // A name over two lines, as spreadsheets have it.
        let quoted = try Self.read(
            "click_id,user_id,source,click_timestamp,\"a\r\nb\"\nc,u,s,1,2\n")
        #expect(quoted.ids == ["c"])
    }
}
