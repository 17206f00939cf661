import Testing
import Text

@testable import Reports

/// The line that says how late records were, and names that are cut in their middle.
@Suite struct LatenessLineTests {
    private static func summary(_ cells: [(Int64, Int64, Int64)], late: Int64) -> RunSummary {
        var summary = RunSummary()
        summary.lateness = cells.map { ($0.0, $0.1, $0.2) }
        summary.watermarkDelay = 15_000
        summary.streams = [StreamFates(stream: "clicks")]
        summary.streams[0].late = late
        return summary
    }

    @Test func columnsAreDoublingsAndTheDelayStandsBetweenThem() throws {
        // Three doublings of eight columns each: 1 s, 2 s, 4 s to 8 s; 256 is eight doublings.
        var summary = Self.summary(
            [(0, 0, 900), (1000, 1000, 1), (2000, 2000, 16), (4000, 8000, 256)], late: 0)
        summary.watermarkDelay = 4000
        let line = try #require(LatenessLine(summary))
        #expect(
            line.lines(after: "How late", TextStyle()) == [
                "How late  1s ▁       ▅       │█        ≤8s  273 of 1,173 records behind (│ 4s)"
            ])
        #expect(
            line.lines(after: "How late", TextStyle(isUnicode: false)) == [
                "How late  1s .       +       |@        <=8s  273 of 1,173 records behind (| 4s)"
            ])
        // In less room what it says stands below.
        #expect(
            line.lines(after: "How late", TextStyle(width: 60)) == [
                "How late  1s ▁       ▅       │█        ≤8s",
                "          273 of 1,173 records behind (│ 4s)",
            ])
    }

    @Test func whatWasLateIsSaid() throws {
        var summary = Self.summary([(1, 1, 30), (1024, 20_000, 9)], late: 9)
        let words = try #require(LatenessLine(summary)).parts(TextStyle()).words
        #expect(words == "39 of 39 records behind, 9 late (│ 15s)")
        // What the latest one needed is no end of a cell.
        summary.streams[0].lateByMax = 4321
        #expect(try #require(LatenessLine(summary)).parts(TextStyle()).picture.hasSuffix(" 19.3s"))
    }

    @Test func aFewRecordsHaveNoLine() {
        #expect(LatenessLine(Self.summary([(0, 0, 900), (5, 5, 19)], late: 0)) == nil)
        #expect(LatenessLine(RunSummary()) == nil)
    }

    @Test func namesAreCutInTheMiddle() {
        #expect(DisplayWidth.cutMiddle("abcdefghij", to: 10) == "abcdefghij")
        #expect(DisplayWidth.cutMiddle("abcdefghij", to: 7) == "abc…hij")
        #expect(DisplayWidth.cutMiddle("abcdefghij", to: 6) == "abc…ij")
        #expect(DisplayWidth.cutMiddle("abcdefghij", to: 1) == "…")
        #expect(DisplayWidth.cutMiddle("abcdefghij", to: 0) == "")
        // Wide letters take two columns.
        #expect(DisplayWidth.cutMiddle("日本語日本語", to: 7) == "日…本語")
    }
}
