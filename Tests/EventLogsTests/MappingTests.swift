import Streaming
import Testing

@testable import EventLogs

@Suite struct MappingTests {
    /// What a source makes of a row of clicks, as the click's campaign.
    private func campaign(_ source: FieldSource, _ members: String) throws -> String? {
        let row = #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":0,\#(members)}"#
        let log = try ReadLog(row, .clicks, fields: ["campaign": source])
        return try #require(log.records.first).texts[.campaign]
    }

    private func source(
        _ origin: FieldSource.Origin, map: [String: String] = [:], fallback: String? = nil
    ) -> FieldSource {
        var source = FieldSource(origin)
        source.map = map
        source.fallback = fallback
        return source
    }

    @Test func valuesAreComputed() throws {
        let row = #""a":{"b":"x","n":7,"t":true,"e":"","q":"\"é\""},"u":"/p?b=1""#
        func check(_ source: FieldSource, _ expected: String?) throws {
            #expect(try campaign(source, row) == expected, "\(source)")
        }
        try check(source(.path("a.b")), "x")
        try check(source(.firstOf(["z", "a.e", "a.b"])), "x")
        try check(source(.firstOf(["a.n", "a.b"])), "7")
        try check(source(.join(["a.b", "a.e", "a.n", "a.t"], with: " / ")), "x / 7 / true")
        try check(source(.join(["z", "a.b"], with: "-"), fallback: "d"), "x")
        try check(source(.join(["z", "a.e"], with: "-"), fallback: "d"), "d")
        try check(source(.join(["a.q", "a.q"], with: "")), "\"é\"\"é\"")
        try check(source(.parameter("b", of: "u")), "1")
        try check(source(.value("always")), "always")
        try check(source(.path("a.b"), map: ["x": "y", "y": "z"]), "y")
        try check(source(.path("a.n"), map: ["8": "eight"]), "7")
        try check(source(.path("a.t"), map: ["true": "yes"]), "yes")
        try check(source(.path("z"), fallback: "none"), "none")
        try check(source(.path("a.e"), fallback: "none"), "none")
        try check(source(.path("a.b"), map: ["x": ""], fallback: "none"), "none")
        try check(source(.firstOf(["z", "y"]), fallback: "none"), "none")
        try check(source(.parameter("c", of: "u"), fallback: "none"), "none")
    }

    @Test(
        arguments: [
            ("https://x.example/p?utm_source=news%20letter&utm_medium=email", "news letter"),
            ("https://x.example/p?a=1&utm_source=a+b#utm_source=no", "a b"),
            ("https://x.example/?utm_source=one&utm_source=two", "one"),
            ("?utm_source=q", "q"),
            ("utm_source=q&b=2", "q"),
            ("b=2&utm_source=q", "q"),
            ("utm%5Fsource=q", "q"),
            ("/p?utm_source=a;b&c", "a;b"),
            ("/p?utm_source=x?y", "x?y"),
            ("/p?utm_source", ""),
            ("/p?utm_source=%zz%4", "%zz%4"),
            ("/p?utm_source=%C3%A9%FF", "é\u{FFFD}"),
            ("b=2; utm_source=cookie ; c=3", "cookie"),
            ("b=2;%20utm_source=cookie%20;%20c=3", "cookie"),
            ("b=x&y; utm_source=a+b", "a+b"),
            ("utm_source=a%20b; c", "a b"),
            ("https://x.example/p", nil),
            ("utm_sources=1", nil),
            ("", nil),
        ] as [(String, String?)])
    func parametersAreFound(text: String, expected: String?) {
        var buffer = TextBuffer()
        let isThere = Array(text.utf8).withUnsafeBufferPointer {
            URLParameter.append(Array("utm_source".utf8), of: $0, to: &buffer)
        }
        let found = String(
            decoding: UnsafeBufferPointer(start: buffer.start, count: buffer.count), as: UTF8.self)
        #expect((isThere ? found : nil) == expected)
    }

    @Test(arguments: [
        ("cpc*", "cpc-brand", true), ("cpc*", "cpc", true), ("cpc*", "xcpc", false),
        ("*", "", true), ("?", "é", true), ("?", "", false), ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "a-c-b", false), ("**a", "ba", true), ("", "", true), ("", "a", false),
        ("a?c", "abc", true), ("*utm_source=*", "/p?utm_source=x", true),
    ])
    func patterns(pattern: String, text: String, isMatch: Bool) {
        let found = Array(text.utf8).withUnsafeBufferPointer {
            ValueCondition.like(pattern).holds($0)
        }
        #expect(found == isMatch)
    }

    private let rows = """
        {"click_id":1,"user_id":"u","source":"s","click_timestamp":0,"t":"page","n":1}
        {"click_id":2,"user_id":"u","source":"s","click_timestamp":0,"t":"track","n":null}
        {"click_id":3,"user_id":"u","source":"s","click_timestamp":0,"n":true,"o":{"a":1}}
        {"click_id":4,"user_id":"u","source":"s","click_timestamp":0,"t":"","n":"1"}
        """

    @Test(
        arguments: [
            (.oneOf(["page"]), "t", ["1"]), (.oneOf(["page", "track"]), "t", ["1", "2"]),
            (.oneOf(["1"]), "n", ["1", "4"]), (.oneOf(["true"]), "n", ["3"]),
            (.not(.oneOf(["page"])), "t", ["2", "3", "4"]),
            (.not(.oneOf(["page", "track"])), "t", ["3", "4"]),
            (.exists(true), "t", ["1", "2", "4"]), (.exists(false), "t", ["3"]),
            (.exists(true), "n", ["1", "3", "4"]), (.exists(true), "o", ["3"]),
            (.like("*a*"), "t", ["1", "2"]), (.not(.like("p*")), "t", ["2", "3", "4"]),
            (.all([.like("*a*"), .not(.oneOf(["page"]))]), "t", ["2"]),
            (.oneOf([""]), "t", ["4"]), (.oneOf(["1"]), "o.a", ["3"]), (.oneOf(["x"]), "o", []),
        ] as [(ValueCondition, String, [String])])
    func conditionsSayWhichRowsAreRecords(
        condition: ValueCondition, path: String, ids: [String]
    ) throws {
        var file = LogFile(path: "", name: "log")
        file.selection = RowSelection([.init(path, condition)])
        let log = try ReadLog(file, rows, .clicks)
        #expect(log.ids == ids)
        #expect(log.rowsSkipped.clicks == Int64(4 - ids.count))
    }

    @Test func anEmptyCellDoesNotExist() throws {
        var file = LogFile(path: "", name: "log")
        file.format = .csv
        file.selection = RowSelection([.init("x.y", .exists(true))])
        let text =
            "click_id,user_id,source,click_timestamp,x.y\n1,u,s,0,\n2,u,s,0,\"\"\n3,u,s,0,a\n"
        #expect(try ReadLog(file, text, .clicks).ids == ["3"])
    }

    @Test func oneFileOfBothStreams() throws {
        var file = LogFile(path: "", name: "log")
        file.fields = ["time": "at", "user": "who"]
        var clicks = StreamWords()
        clicks.selection = RowSelection([.init("e", .oneOf(["page", "both"]))])
        clicks.fields = ["id": "n", "source": FieldSource(.value("web"))]
        var checkouts = StreamWords()
        checkouts.selection = RowSelection([.init("e", .oneOf(["order", "both"]))])
        checkouts.fields = ["checkout_id": "order.id", "amount": "order.total"]
        file.words = [.clicks: clicks, .checkouts: checkouts]
        let log = try ReadLog(
            file,
            """
            {"e":"page","n":"c1","who":"u","at":1}
            {"e":"order","order":{"id":"k1","total":2.5},"who":"u","at":2}
            {"e":"other","control":"a/b"}
            {"e":"both","n":"c2","order":{"id":"k2"},"who":"u","at":3}
            {"control":"watermark","stream":"clicks","time":9}
            """, .combined)
        #expect(log.ids == ["c1", "k1", "c2", "k2", ""])
        #expect(log.records.map(\.record.line) == [1, 2, 4, 4, 5])
        #expect(log.records[2].source == "web" && log.records[3].record.stream == .checkouts)
        #expect(log.records[1].numbers.amount == 25_000)
        #expect(log.records[4].record.kind == .watermark)
        #expect(log.rowsSkipped.log == 1)
    }

    // MARK: - Paths that no row has

    private func error(_ fields: [String: FieldSource], _ text: String) -> String? {
        readingError(text, .clicks, fields: fields)
    }

    private let row =
        #"{"click_id":"c","user_id":"u","source":"s","click_timestamp":0,"utm":{"camp":"x","#
        + #""src":"y"},"p":[{"key":"ref","value":1}]}"#

    @Test func aPathThatNoRowHasIsAnErrorThatShowsTheNearest() {
        #expect(
            error(["campaign": "utm.cmap"], row + "\n" + row) == """
                log: fields.campaign: no row has "utm.cmap"
                  hint: they have "utm.camp", "click_id", "user_id", "source", "click_timestamp", \
                "utm.src", "p[0].key", "p[0].value"
                """)
        #expect(
            error(["campaign": "p[key=rfe].value"], row)?.contains(
                #"they have "p[key=ref].value""#) == true)
        #expect(
            error(["campaign": FieldSource(.firstOf(["x", "y"]))], row)?.hasPrefix(
                #"log: fields.campaign: the row has not "x" or "y""#) == true)
        #expect(
            error(["campaign": FieldSource(.parameter("a", of: "url"))], row)?.hasPrefix(
                #"log: fields.campaign: the row has not "url""#) == true)
    }

    @Test func someRowHasIt() throws {
        let late = (0..<999).map { _ in row }.joined(separator: "\n") + "\n"
        let last = row.replacing("\"utm\"", with: "\"z\":null,\"utm\"")
        #expect(error(["campaign": "z"], late + last) == nil)
        #expect(error(["campaign": "z"], late + row + "\n" + last) != nil)
        #expect(error(["campaign": FieldSource(.firstOf(["x", "utm.src"]))], row) == nil)
        var withDefault = FieldSource(.path("z"))
        withDefault.fallback = "none"
        #expect(error(["campaign": withDefault], row) == nil)
        #expect(error(["campaign": "z"], "") == nil)
    }

    @Test func rowsThatTheStreamDoesNotTakeDoNotCount() throws {
        var file = LogFile(path: "", name: "log")
        file.fields = ["campaign": "z"]
        file.selection = RowSelection([.init("source", .oneOf(["other"]))])
        #expect(try ReadLog(file, row, .clicks).records.isEmpty)
        let other = row.replacing("\"s\"", with: "\"other\"")
        #expect(throws: LogError.self) { try ReadLog(file, row + "\n" + other, .clicks) }
    }

    @Test func aColumnThatIsNotThere() {
        let text = "click_id,user_id,source,click_timestamp,utm.camp\nc,u,s,0,\n"
        #expect(readingError(text, .clicks, .csv, fields: ["campaign": "utm.camp"]) == nil)
        #expect(
            readingError(text, .clicks, .csv, fields: ["campaign": "utm.cmap"])?.contains(
                #"they have "utm.camp""#) == true)
    }

    @Test(arguments: [("a..b", "has an empty name in it"), ("a[x]", "has [x]: write")])
    func aTextThatIsNoPathIsNamed(path: String, reason: String) {
        let error = error(["campaign": FieldSource(.path(path))], row)
        #expect(error?.hasPrefix("log: the path \"\(path)\" \(reason)") == true)
    }
}
