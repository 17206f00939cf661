import Testing
import Text

/// The mark that combines with what stands before it: a quote and it are one Character.
private let mark = "\u{301}"

@Suite struct EscapeTests {
    @Test(arguments: [
        ("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("a\"\u{301}b", "\"a\"\"\u{301}b\""),
        ("a\r\nb", "\"a\r\nb\""), ("a\rb", "\"a\rb\""), (" a", "\" a\""), ("a ", "\"a \""),
        ("", ""),
    ]) func aFieldOfCSVIsReadBackAsItWas(text: String, field: String) throws {
        #expect(Array(CSVText.field(text).utf8) == Array(field.utf8))
        var table = CSVTable(Array("h,i\n\(CSVText.row([text, "x"]))\n".utf8))
        _ = try table.row()
        let row = try #require(try table.row())
        #expect(row.fields.map { Array($0) } == [Array(text.utf8), [0x78]])
    }

    @Test func nothingInJSONOrInAMessageSteersATerminal() {
        for code in (0..<0x20).map({ $0 }) + [
            0x7F, 0x80, 0x9B, 0x9F, 0x61C, 0x200E, 0x2028, 0x202E, 0x2066, 0x2069, 0xFEFF,
        ] {
            guard let scalar = Unicode.Scalar(UInt32(code)) else { continue }
            let text = "a\(Character(scalar))b"
            #expect(!JSONText.quoted(text).unicodeScalars.contains(scalar), "U+\(code)")
            let message = PrintableText.escapingLines(text)
            #expect(!message.unicodeScalars.contains(scalar) || scalar == "\n", "U+\(code)")
        }
        #expect(JSONText.quoted("\u{9B}x\u{202E}") == #""\u009bx\u202e""#)
        #expect(PrintableText.escapingLines("a\nb\u{1B}[31m\r\n") == "a\nb\\u{1B}[31m\\r\n")
        #expect(JSONText.quoted("é\u{2070}\u{600}") == "\"é\u{2070}\u{600}\"")
    }

    @Test func anEmptyTextIsToldFromNothing() {
        #expect(CSVText.field("", marksEmpty: true) == "\"\"")
    }

    @Test(arguments: 0..<8) func whatIsWrittenAsCSVOrJSONIsReadBack(seed: UInt64) throws {
        // An own small generator: Text knows none.
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func draw(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let pieces = [
            "\"", "'", ",", "\n", "\r", "\t", "\\", "a", " ", mark, "\u{2028}", "\u{2029}",
            "\u{7F}",
            "\u{9B}", "\u{61C}", "\u{202E}", "\u{2069}", "\u{200F}", "\u{FEFF}", "\u{2070}",
            "\u{600}",
            "\u{0}", "\u{1F}", "é", "😀", ";", "",
        ]
        for _ in 0..<300 {
            let text = (0..<draw(8)).map { _ in pieces[draw(pieces.count)] }.joined()
            let node = try JSONText.parse(JSONText.quoted(text))
            guard case .string(let read) = node.value else {
                Issue.record("seed \(seed): no string")
                continue
            }
            #expect(Array(read.utf8) == Array(text.utf8), "seed \(seed)")
            var table = CSVTable(Array("h,i\n\(CSVText.row([text, "x"]))\n".utf8))
            _ = try table.row()
            #expect(try table.row()?.fields[0].elementsEqual(text.utf8) == true, "seed \(seed)")
        }
    }

    @Test func quotesInSQLAreDoubledByBytes() {
        #expect(SQLText.literal("it's") == "'it''s'")
        #expect(Array(SQLText.literal("'\(mark)").utf8) == Array("'''\(mark)'".utf8))
        #expect(SQLText.identifier("a\"b") == "\"a\"\"b\"")
        #expect(FlinkText.identifier("a`b") == "`a``b`")
    }

    @Test func markupIsNone() {
        #expect(
            MarkupText.html("<a href='x'>&\"\u{1B}")
                == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\u{1B}")
        #expect(MarkupText.xml("a\n<b>\u{0}'") == "a&#10;&lt;b&gt;\\u{0}'")
        #expect(MarkupText.xml("\u{9B}1m\u{202E}") == "\\u{9B}1m\\u{202E}")
        #expect(MarkupText.roff(".x-y\\") == "\\&.x\\-y\\e")
        #expect(MarkupText.roffArgument("a \"b\"") == "\"a \\(dqb\\(dq\"")
        #expect(Array(MarkupText.html("\"\(mark)").utf8) == Array("&quot;\(mark)".utf8))
    }
}
