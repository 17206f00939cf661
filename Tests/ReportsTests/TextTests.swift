import Testing
import Text

@testable import Reports

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
        (Int64.max, "9,223,372,036,854,775,807"), (Int64.min, "-9,223,372,036,854,775,808"),
    ])
    func countsAreGrouped(value: Int64, text: String) { #expect(NumberText.count(value) == text) }

    @Test(arguments: [
        (0, "0.00", "0.00"), (12_345, "1.23", "1.2345"), (12_350, "1.24", "1.235"),
        (-12_350, "-1.24", "-1.235"), (49, "0.00", "0.0049"), (50, "0.01", "0.005"),
        (-49, "0.00", "-0.0049"), (10_000, "1.00", "1.00"),
        (
            12_345_678_900, "1,234,567.89",
            "1234567.89"
        ), (Int64.max, "922,337,203,685,477.58", "922337203685477.5807"),
        (Int64.min, "-922,337,203,685,477.58", "-922337203685477.5808"),
    ])
    func moneyIsRoundedHalfAwayFromZeroOrExact(e4: Int64, rounded: String, exact: String) {
        #expect(NumberText.money(e4: e4) == rounded && NumberText.exactMoney(e4: e4) == exact)
    }

    @Test(arguments: [
        (0, "0", "0"), (1_000_000_000, "1", "1"), (333_333_333, "0.33", "0.333333333"),
        (335_000_000, "0.34", "0.335"), (1_500_000_000_000, "1,500", "1500"),
        (4_999_999, "0", "0.004999999"), (5_000_000, "0.01", "0.005"),
        (
            -5_000_000, "-0.01",
            "-0.005"
        ), (Int64.max, "9,223,372,036.85", "9223372036.854775807"),
    ])
    func creditsAreRoundedOrExact(e9: Int64, rounded: String, exact: String) {
        #expect(NumberText.credit(e9: e9) == rounded && NumberText.exactCredit(e9: e9) == exact)
    }

    @Test(arguments: [
        (1, 3, "33.3 %"), (2, 3, "66.7 %"), (1, 2_000, "0.1 %"), (1, 2_001, "0.0 %"),
        (3, 3, "100.0 %"), (0, 3, "0.0 %"), (1, 0, ""), (-1, 3, ""),
        (Int64.max, Int64.max, "100.0 %"),
    ])
    func sharesHaveOneDecimal(part: Int64, whole: Int64, text: String) {
        #expect(NumberText.percent(part, of: whole) == text)
    }
}

@Suite struct TimeTextTests {
    @Test(arguments: [
        (0, "1970-01-01 00:00:00.000"), (-1, "1969-12-31 23:59:59.999"),
        (1_710_941_028_123, "2024-03-20 13:23:48.123"),
        (951_782_400_000, "2000-02-29 00:00:00.000"),
        (-62_167_219_200_000, "0000-01-01 00:00:00.000"),
        (253_402_300_799_999, "9999-12-31 23:59:59.999"),
        (-62_167_219_200_001, "-0001-12-31 23:59:59.999"),
    ])
    func timesAreUTC(milliseconds: Int64, text: String) {
        #expect(TimeText.dateAndTime(milliseconds) == text)
    }

    @Test func noTimeTraps() {
        #expect(TimeText.dateAndTime(.max).hasSuffix("07:12:55.807"))
        #expect(TimeText.dateAndTime(.min).hasSuffix("16:47:04.192"))
    }

    @Test(arguments: [
        (0, "0ms"), (500, "500ms"), (-1, "-1ms"), (1_000, "1s"), (48_123, "48.123s"),
        (1_500, "1.5s"), (90_000, "1m 30s"), (5_400_000, "1h 30m"), (604_800_000, "7d"),
        (90_061_001, "1d 1h 1m 1.001s"), (-90_000, "-1m 30s"),
        (Int64.min, "-106751991167d 7h 12m 55.808s"),
    ])
    func durationsAreExact(milliseconds: Int64, text: String) {
        #expect(TimeText.duration(milliseconds: milliseconds) == text)
    }
}

@Suite struct PrintableTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("é日本😀", "é日本😀"), ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{0}\u{7F}\u{9B}", "\\u{0}\\u{7F}\\u{9B}"),
        ("\u{202E}abc\u{2028}", "\\u{202E}abc\\u{2028}"), ("\u{FEFF}x", "\\u{FEFF}x"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ])
    func nothingInDataMovesTheCursor(text: String, printed: String) {
        #expect(PrintableText.escaping(text) == printed)
    }

    @Test func tabsStayWhereTheyAreWanted() {
        #expect(PrintableText.escaping("a\tb\n", keepingTabs: true) == "a\tb\\n")
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ｱ", 1), ("Ａ", 2),
        ("한글", 4), ("😀", 2), ("👨‍👩‍👧", 2), ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("–…←", 3), ("█▌", 2),
    ])
    func widthsAreThoseOfATerminal(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"), ("abc", 1, "…"), ("abc", 0, ""), ("", 0, ""),
        ("e\u{301}bcd", 3, "e\u{301}b…"),
    ])
    func whatIsTooWideIsCutBetweenCharacters(text: String, width: Int, cut: String) {
        #expect(DisplayWidth.cut(text, to: width) == cut)
        #expect(DisplayWidth.of(DisplayWidth.cut(text, to: width)) <= width)
    }
}

@Suite struct BarTests {
    @Test(arguments: [
        (3, 4, 2, "█▌"), (4, 4, 2, "██"), (0, 4, 2, ""), (1, 1_000, 2, "▏"), (9, 4, 2, "██"),
        (1, 2, 1, "▌"), (1, 4, 0, ""), (-1, 4, 2, ""), (1, 0, 2, ""),
        (Int64.max, Int64.max, 3, "███"),
    ])
    func barsShowEighthsOfAColumn(value: Int64, whole: Int64, width: Int, bar: String) {
        #expect(Bar.text(value, of: whole, width: width, isUnicode: true) == bar)
    }

    @Test(arguments: [(3, 4, 4, "###"), (1, 1_000, 4, "#"), (4, 4, 4, "####"), (0, 4, 4, "")])
    func withoutUnicodeBarsAreWhole(value: Int64, whole: Int64, width: Int, bar: String) {
        #expect(Bar.text(value, of: whole, width: width, isUnicode: false) == bar)
    }
}

@Suite struct TextTableTests {
    var table: TextTable {
        var table = TextTable(
            [.init("name", .left, widthMax: 6), .init("n"), .init("note", .left)])
        table.rows = [["日本", "1", "x"], ["long enough", "1,234", ""], ["\u{1B}[0m"]]
        return table
    }

    @Test func columnsAreAlignedByWhatATerminalShows() {
        #expect(
            table.lines(.plain) == [
                "  name        n  note", "  日本        1  x", "  long …  1,234", "  \\u{1B…",
            ])
    }

    @Test func columnsWithoutRoomAreLeftOutFromTheRight() {
        #expect(table.lines(TextStyle(width: 16)).first == "  name        n")
        #expect(table.lines(TextStyle(width: 3)).first == "  name")
    }

    @Test func headingsThatAreAllEmptyAreLeftOut() {
        var table = TextTable([.init("", .left), .init("")], indent: 0)
        table.rows = [["a", "1"]]
        #expect(table.lines(.plain) == ["a  1"])
        #expect(TextTable([]).lines(.plain) == [])
    }

    @Test func coloursTakeNoWidth() {
        var table = TextTable([.init("a", .left), .init("b")], indent: 0)
        table.rows = [[.init("x", .red), .init("1", .dim)]]
        let lines = table.lines(TextStyle(isColored: true))
        #expect(
            lines == [
                "\u{1B}[1ma\u{1B}[0m  \u{1B}[2mb\u{1B}[0m",
                "\u{1B}[31mx\u{1B}[0m  \u{1B}[2m1\u{1B}[0m",
            ])
    }
}

@Suite struct ProgressLineTests {
    let line = ProgressLine(
        records: 1_234_567, elapsed: 1_000, virtualTime: 1_710_941_028_123, bytesRead: 450,
        bytesTotal: 1_000)

    @Test(arguments: [
        (100, "1,234,567 records · 1.2 M/s · at 2024-03-20 13:23:48 · 45 % █████████"),
        (62, "1,234,567 records · 1.2 M/s · at 2024-03-20 13:23:48 · 45 % ▌"),
        (61, "1,234,567 records · 1.2 M/s · at 2024-03-20 13:23:48 · 45 %"),
        (56, "1,234,567 records · 1.2 M/s · at 2024-03-20 13:23:48 ▉"),
        (30, "1,234,567 records · 1.2 M/s ▌"), (20, "1,234,567 records ▌"), (10, ""), (0, ""),
    ])
    func theLineIsNeverAsWideAsTheTerminal(width: Int, text: String) {
        let shown = line.text(TextStyle(width: width))
        #expect(shown == text)
        #expect(DisplayWidth.of(shown) < max(1, width))
    }

    @Test(arguments: [
        (1, 1_000, "1/s"), (999, 1_000, "999/s"), (1_000, 1_000, "1.0 k/s"),
        (123_456, 1_000, "123 k/s"), (1_500_000, 1_000, "1.5 M/s"), (5, 0, nil), (0, 5, nil),
        (Int64.max, 1, "9223372036854775 M/s"),
    ])
    func ratesAreShort(records: Int64, elapsed: Int64, text: String?) {
        #expect(ProgressLine.rate(records: records, elapsed: elapsed) == text)
    }

    @Test func whatIsNotKnownIsLeftOut() {
        #expect(ProgressLine(records: 0, elapsed: 0).text(.plain) == "0 records")
        let beyond = ProgressLine(records: 1, elapsed: 0, bytesRead: 9, bytesTotal: 3)
        #expect(beyond.text(.plain) == "1 records · 100 % ████████████████████")
    }
}

@Suite struct TextTablePartsTests {
    @Test func whatDoesNotFitFollowsBelow() {
        var table = TextTable(
            [.init("Revenue", .left), .init("truth"), .init("reference"), .init("spark")],
            indent: 0)
        table.rows = [["  A", "1.00", "2.00", "3.00"]]
        #expect(
            table.linesInParts(TextStyle(width: 26))
                == [
                    "Revenue  truth  reference", "  A       1.00       2.00", "",
                    "Revenue  spark", "  A       3.00",
                ])
        #expect(table.linesInParts(TextStyle(width: 80)) == table.lines(TextStyle(width: 80)))
    }

    @Test func columnsThatFindNoRoomAreNamed() {
        var table = TextTable(
            [
                .init("Attribution of the week", .left), .init("conversions"), .init(""),
                .init("truth"),
            ],
            indent: 0)
        table.rows = [["  A", "1", "", "2"]]
        #expect(
            table.lines(TextStyle(width: 42)) == [
                "Attribution of the week  conversions",
                "  A                                1",
                "  … 1 more at 45 characters: truth",
            ])
        #expect(table.lines(TextStyle(width: 45)).count == 2)
        // A column of nothing is not missed.
        table.columns.removeLast()
        table.rows = [["  A", "1", ""]]
        #expect(table.lines(TextStyle(width: 37)).count == 2)
    }
}
