import Testing

@testable import Shrinking

@Suite struct GoldenChangeTests {
    private let golden = """
        ## Records
        clicks late                        0

        ## Attributed
        10:00:00.000  k1        user 1      ← c1        09:59:00.000
        10:01:00.000  k2        user 2      ← c2        10:00:00.000
        """
    private var actual: String {
        golden.replacing("late                        0", with: "late                        1")
            .replacing("← c2        10:00:00.000", with: "← c9        10:00:30.000")
    }

    @Test func aRecordsLineSaysMoreThanACounter() throws {
        let change = try #require(GoldenChange(golden: golden, actual: actual))
        #expect(change.actual.contains("← c9"))
        #expect(change.expected?.contains("← c2") == true)
        #expect(change.shows(in: actual))
        #expect(!change.shows(in: golden))
    }

    @Test func theCorrectedTextHasTheExpectedLine() throws {
        let change = try #require(GoldenChange(golden: golden, actual: actual))
        let corrected = change.corrected(actual)
        #expect(corrected.contains("← c2"))
        #expect(!corrected.contains("← c9"))
        // The counter, which is not what the change is about, stays as it came out.
        #expect(corrected.contains("late                        1"))
    }

    @Test func missingLinesAloneAreNoChangeToKeep() {
        #expect(GoldenChange(golden: golden + "\nmore", actual: golden) == nil)
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        var pieces: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            pieces.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return (pieces + [rest]).joined(separator: other)
    }
}
