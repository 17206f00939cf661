import Foundation
import Results
import Scenarios
import Testing
import Text

@testable import Reports

/// The summary of a run that has everything.
func wholeSummary() -> RunSummary {
    var summary = RunSummary()
    summary.scenario = "late-events"
    summary.engine = "reference"
    summary.model = "first-click"
    summary.seed = 42
    summary.watermarkDelay = 15_000
    summary.lookback = 3_600_000
    summary.fingerprint = "f00d"
    var clicks = StreamFates(stream: "clicks")
    clicks.read = 10_000
    clicks.copied = 97
    clicks.onTime = 9_800
    clicks.late = 196
    clicks.duplicate = 101
    clicks.lateByMax = 90_500
    var checkouts = StreamFates(stream: "checkouts")
    checkouts.read = 5_000
    checkouts.onTime = 5_000
    summary.streams = [clicks, checkouts]
    summary.checkouts.attributed = 4_000
    summary.checkouts.unattributed = 1_000
    summary.checkouts.lookupMissed = 1
    summary.injected = [("clicks are delayed by 4s on average", 10_000), ("copies", 97)]
    summary.rejectedLines = [("logs/clicks.jsonl", 1)]
    summary.attribution = [
        ModelTotals(
            model: "first-click",
            sources: [
                SourceTotal(
                    source: "Facebook", conversionsE9: 2_500_000_000_000,
                    revenueE4: 1_234_567_800, profitE4: 12_345_600),
                SourceTotal(
                    source: "Google", conversionsE9: 1_500_000_000_000, revenueE4: 700_000_000,
                    profitE4: -50_000),
                SourceTotal(
                    source: nil, conversionsE9: 1_000_000_000_000, revenueE4: nil, profitE4: nil),
            ]),
        ModelTotals(
            model: "last-click",
            sources: [
                SourceTotal(
                    source: "Google", conversionsE9: 4_000_000_000_000, revenueE4: nil,
                    profitE4: nil)
            ]),
        ModelTotals(
            model: "linear",
            sources: [
                SourceTotal(
                    source: "Google", conversionsE9: 2_000_333_333_333, revenueE4: nil,
                    profitE4: nil)
            ]),
    ]
    var cause = TruthSummary.Cause(name: "late click")
    cause.checkouts = 150
    cause.anotherClick = 100
    cause.lostClick = 50
    cause.revenueE4 = 98_765_432
    summary.truth = TruthSummary(
        checkouts: 5_000, different: 150, causes: [cause],
        sources: [
            SourceTotal(
                source: "Facebook", conversionsE9: 2_600_000_000_000, revenueE4: nil, profitE4: nil)
        ])
    summary.warnings = ["the log \u{1B}[2J ends early"]
    summary.expectations = [
        outcome("late clicks", true, "196", "196"),
        outcome("checkout k17: click", false, "'c9'", "'c8'"),
    ]
    summary.file = "out/late-events.sqlite"
    summary.elapsed = 1_234
    return summary
}

func outcome(
    _ name: String, _ passed: Bool, _ expected: String, _ actual: String
) -> ExpectationOutcome {
    ExpectationOutcome(name: name, passed: passed, expected: expected, actual: actual)
}

@Suite struct SummaryTextTests {
    func lines(_ width: Int, isUnicode: Bool = true) -> [String] {
        SummaryText.text(wholeSummary(), TextStyle(isUnicode: isUnicode, width: width))
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    static let wide = #"""
        late-events  reference · first-click · delay 15s · lookback 1h · seed 42

        Records        read  copied  on time  late  duplicate
          clicks     10,000      97    9,800   196        101  late by up to 1m 30.5s
          checkouts   5,000       0    5,000     0          0
          1 line rejected: logs/clicks.jsonl

        Injected                               records
          clicks are delayed by 4s on average   10,000
          copies                                    97

        Attribution     first-click   share                   revenue    profit  last-click    linear  truth
          Facebook            2,500  50.0 %  ████████████  123,456.78  1,234.56           0         0  2,600
          Google              1,500  30.0 %  ███████▎       70,000.00     -5.00       4,000  2,000.33      0
          unattributed        1,000  20.0 %  ████▊                  –         –           0         0      0
          1 checkout left out: user or product unknown

        Stream against truth  4,850 of 5,000 checkouts the same (97.00 %)
          what differs, by cause  checkouts  another click  click lost  revenue concerned
          late click                    150            100          50           9,876.54

        Expectations  1 of 2 failed
          ✓ late clicks
          ✗ checkout k17: click
              expected  'c9'
              actual    'c8'

        Result  out/late-events.sqlite  1.2s · 12.1 k/s

        """#

    static let narrow = #"""
        late-events
          reference | first-click | delay 15s | lookback 1h
          seed 42

        Records        read  copied  on time  late  duplicate
          clicks     10,000      97    9,800   196        101
          checkouts   5,000       0    5,000     0          0
          ... 1 more column at 77 characters
          1 line rejected: logs/clicks.jsonl

        Injected                               records
          clicks are delayed by 4s on average   10,000
          copies                                    97

        Attribution     first-click   share       revenue    profit
          Facebook            2,500  50.0 %    123,456.78  1,234.56
          Google              1,500  30.0 %     70,000.00     -5.00
          unattributed        1,000  20.0 %             -         -
          ... 3 more at 88 characters: last-click, linear, truth
          1 checkout left out: user or product unknown

        Stream against truth 4,850 of 5,000 checkouts the same
        (97.00 %)
          what differs, by cause  checkouts  another click
          late click                    150            100
          ... 2 more at 81 characters: click lost, revenue concerned

        Expectations  1 of 2 failed
          ok late clicks
          FAILED checkout k17: click
              expected  'c9'
              actual    'c8'

        Result  out/late-events.sqlite  1.2s | 12.1 k/s

        """#

    @Test func theSummaryIsTheSameToTheLetter() {
        #expect(SummaryText.text(wholeSummary(), .plain) == Self.wide)
        let ascii = TextStyle(isUnicode: false, width: 60)
        #expect(SummaryText.text(wholeSummary(), ascii) == Self.narrow)
    }

    @Test(arguments: [60, 80, 100, 120, 200])
    func noLineOfATableIsWiderThanTheTerminal(width: Int) {
        for line in lines(width) where line.hasPrefix("  ") {
            #expect(DisplayWidth.of(line) <= width, "\(line)")
        }
    }

    @Test(arguments: [100, 120, 140])
    func theBarsOfThreeModelsCanBeCompared(width: Int) {
        let longest = lines(width).map { $0.count { $0 == "█" } }.max() ?? 0
        #expect(longest >= 8)
    }

    @Test func withoutColoursThereIsNoEscapeSequence() {
        let text = SummaryText.text(wholeSummary(), .plain)
        #expect(!text.contains("\u{1B}"))
        // Warnings are not part of the result: they go to standard error.
        #expect(!text.contains("ends early"))
        let colored = SummaryText.text(wholeSummary(), TextStyle(isColored: true))
        #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == text)
    }

    @Test func withoutUnicodeEverythingIsASCII() {
        #expect(lines(100, isUnicode: false).joined().utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func quietlyOnlyWhatFailedIsSaid() {
        #expect(
            SummaryText.quietText(wholeSummary(), .plain)
                == "✗ checkout k17: click\n    expected  'c9'\n    actual    'c8'\n")
        var held = wholeSummary()
        held.expectations.removeLast()
        #expect(SummaryText.quietText(held, .plain).isEmpty)
    }

    @Test func anEmptyRunHasASummaryToo() {
        var summary = RunSummary()
        summary.scenario = "nothing"
        #expect(
            SummaryText.text(summary, .plain)
                == "nothing  seed 0\n\nRecords  read  on time  late  duplicate\n")
    }

    @Test func manySourcesBecomeOneLine() {
        var summary = wholeSummary()
        summary.truth = nil
        summary.attribution = [
            ModelTotals(
                model: "first-click",
                sources: (0..<20).map {
                    SourceTotal(
                        source: "source \($0)", conversionsE9: Int64(20 - $0) * 1_000_000_000,
                        revenueE4: nil, profitE4: nil)
                })
        ]
        let text = SummaryText.text(summary, .plain)
        #expect(text.contains("  source 11") && !text.contains("source 12"))
        #expect(text.contains("  8 others"))
    }
}

@Suite struct SummaryJSONTests {
    @Test func theSummaryIsJSONAndAlwaysTheSame() throws {
        let text = SummaryJSON.text(wholeSummary())
        #expect(text == SummaryJSON.text(wholeSummary()))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["scenario"] as? String == "late-events")
        #expect(object["passed"] as? Bool == false)
        let streams = try #require(object["streams"] as? [String: [String: Any]])
        #expect(streams["clicks"]?["late_by_ms_max"] as? Int == 90_500)
        #expect(streams["checkouts"]?["late_by_ms_max"] is NSNull)
        #expect((object["attribution"] as? [[String: Any]])?.count == 3)
        #expect(!text.contains("1234,"), "how long it took depends on the machine")
    }

    @Test func theKeysKeepTheirOrder() throws {
        guard case .object(let members) = SummaryJSON.value(wholeSummary()) else {
            Issue.record("no object")
            return
        }
        #expect(
            members.map(\.key) == [
                "scenario", "engine", "model", "seed", "watermark_delay_ms", "lookback_ms",
                "result", "fingerprint", "passed", "streams", "checkouts", "rejected_lines",
                "injected", "attribution", "truth", "warnings", "expectations", "channels", "spend",
            ])
        guard case .object = SummaryJSON.value(RunSummary()) else {
            Issue.record("no object")
            return
        }
    }

    @Test func anySeedAndAnyTextAreWritten() throws {
        var summary = wholeSummary()
        summary.seed = .max
        summary.scenario = "\u{0}\"\\\n😀\u{2028}"
        let value = try JSONText.parse(SummaryJSON.text(summary))
        #expect(value.member("seed")?.value == .number("18446744073709551615"))
        #expect(value.member("scenario")?.value == .string(summary.scenario))
    }
}
