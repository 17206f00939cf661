import Foundation
import Results
import Scenarios
import Simulation
import Testing

@testable import Reports

@Suite struct GoldenSectionTests {
    static func section(_ lines: [String]) -> String {
        var section = GoldenSection("Title")
        for line in lines { section.add(line) }
        return section.text
    }

    static let many = (0..<GoldenText.linesMax + 3).map { "line \($0)" }

    @Test func upToTheLimitEveryLineIsShown() {
        #expect(Self.section(["a  ", "b"]) == "## Title\na\nb\n")
        let full = Self.section(Array(Self.many.prefix(GoldenText.linesMax)))
        #expect(full.split(separator: "\n").count == GoldenText.linesMax + 1)
        #expect(full.hasSuffix("line 199\n"))
        #expect(GoldenSection("").isEmpty && GoldenSection("").text.isEmpty)
    }

    @Test func whatIsBeyondTheLimitHasADigestABlock() throws {
        let lines = (0..<GoldenText.linesMax + 103).map { "line \($0)" }
        let text = Self.section(lines)
        let last = text.split(separator: "\n").suffix(3)
        #expect(
            last.map { $0.prefix { $0 != "," } }
                == ["… rows 201–250", "… rows 251–300", "… rows 301–303"])
        #expect(text.split(separator: "\n").count == GoldenText.linesMax + 4)
        #expect(Self.section(lines) == text)
        // A changed row changes its own block's line, and no other.
        for changed in [200, 249, 250, 302] {
            var other = lines
            other[changed] += "x"
            let pairs = zip(text.split(separator: "\n"), Self.section(other).split(separator: "\n"))
            let block = (changed - 200) / 50 * 50 + 201
            #expect(
                pairs.filter { $0 != $1 }.map(\.0.description)
                    .allSatisfy { $0.hasPrefix("… rows \(block)–") })
            #expect(pairs.count { $0 != $1 } == 1)
        }
    }

    @Test func theFullFormHasEveryRowAndTheLegacyOneAHash() {
        var full = GoldenSection("Title", .full)
        var legacy = GoldenSection("Title", .legacy)
        for line in Self.many {
            full.add(line)
            legacy.add(line)
        }
        #expect(full.text.hasSuffix("line 201\nline 202\n"))
        #expect(legacy.text.hasSuffix("line 199\n… 3 more, hash \(Self.legacyHash)\n"))
    }

    /// Of the last three lines, as it was written before there were blocks.
    static var legacyHash: String {
        var hash = StableHash()
        for line in many.suffix(3) { hash.add(line) }
        return hash.text
    }

    @Test func aGoldenTextOfEveryFormIsCompared() {
        let texts: [GoldenForm: String] = [
            .blocks: "a\n… rows 201–250, hash 0123456789abcdef\n",
            .legacy: "a\n… 50 more, hash 01234567\n", .full: "a\nb\nc\n",
        ]
        func compared(_ golden: String) -> GoldenComparison {
            GoldenComparison(golden: golden, plain: texts[.blocks] ?? "") { texts[$0] ?? "" }
        }
        for (form, text) in texts {
            #expect(compared(text).isSame)
            #expect(compared(text).form == form)
            let other = compared("x" + text)
            #expect(!other.isSame)
            #expect(other.form == form && other.actual == text)
        }
    }

    @Test func aDifferenceShowsTheRowsOfAChangedBlock() {
        var comparison = GoldenComparison(
            golden: "a\n… rows 201–250, hash 0\n", plain: "a\n… rows 201–250, hash 1\n"
        ) { _ in "" }
        comparison.rows = ["… rows 201–250, hash 1": ["k1", "k2"]]
        let lines = comparison.difference(
            from: "a\n… rows 201–250, hash 0\n", named: "old", to: "new")
        #expect(
            lines.suffix(4) == [
                "-… rows 201–250, hash 0", "+… rows 201–250, hash 1", "    k1", "    k2",
            ])
    }

    @Test func nothingBeyondTheLimitChangesUnnoticed() {
        var lines = Self.many
        lines[GoldenText.linesMax + 1] += "x"
        #expect(Self.section(lines) != Self.section(Self.many))
        lines = Self.many
        lines.swapAt(GoldenText.linesMax, GoldenText.linesMax + 1)
        #expect(Self.section(lines) != Self.section(Self.many))
        // A date that is not shown counts as well.
        func dated(_ date: String) -> String {
            var section = GoldenSection("Title")
            for line in Self.many { section.add(on: date, line) }
            return section.text.split(separator: "\n").last.map(String.init) ?? ""
        }
        #expect(dated("2024-03-20") != dated("2024-03-21"))
    }

    @Test func theHashIsTheSameOnEveryMachine() {
        var hash = StableHash()
        // FNV-1a as others have it, its halves folded.
        #expect(hash.text == "4fd0bfc1")
        hash.add("a")
        #expect(hash.text == "bddf3bb5")
        hash.add("")
        #expect(hash.text == "e1ab24b1")
    }

    @Test func datesStandAboveTheFirstLineOfTheirDay() {
        var section = GoldenSection("Title")
        for (date, line) in [("d1", "a"), ("d1", "b"), ("d2", "c")] { section.add(on: date, line) }
        #expect(section.text == "## Title\n— d1\na\nb\n— d2\nc\n")
    }
}

@Suite struct GoldenTextTests {
    static func batch(_ table: ResultTable, _ rows: [[Any?]]) -> RowBatch {
        let batch = RowBatch(table)
        for value in rows.joined() {
            switch value {
            case let integer as Int: batch.append(Int64(integer))
            case let text as String: batch.append(text)
            default: batch.appendNull()
            }
        }
        return batch
    }

    static let noon = 1_710_936_000_000  // 2024-03-20 12:00:00

    static func sale(
        _ checkout: String, _ amount: Int?, _ source: String?, _ time: Int, _ click: String?,
        _ clickTime: Int?
    ) -> [Any?] {
        [
            1, 1, checkout, "u1", "p", 1, amount, nil, nil, nil, nil, nil, amount, source, time,
            click, clickTime,
        ]
    }

    /// A result in which every section has something, with ids that want to break the text.
    static func write(to path: String) throws {
        let writer = try ResultWriter(path: path)
        try writer.write(
            batch(
                .checkoutAttribution,
                [
                    sale("k1", 123_456, "Google", noon, "c1", noon - 60_000),
                    sale("k2\n", nil, nil, noon + 86_400_000, nil, nil),
                    sale("k3", 5, "日本", noon + 86_400_001, "a long click id", noon),
                ]))
        try writer.write(
            batch(
                .sourceCredit,
                [
                    [1, "first-click", "Google", 1_000_000_000, 123_456, 1_000],
                    [1, "first-click", nil, 333_333_333, nil, nil],
                    [2, "first-click", "Google", 2_000_000_000, 1, 1],
                ]))
        try writer.write(
            batch(
                .lateRecord,
                [[1, 7, "clicks", "c9", "u", noon, noon + 5, noon + 15_000, 15_000]]))
        try writer.write(
            batch(.duplicateRecord, [[1, 8, "checkouts", "k1", "u", noon, noon + 86_400_000]]))
        try writer.write(batch(.pendingRecord, [[1, 9, "checkouts", "k9", "u", noon, noon]]))
        try writer.write(
            batch(.rejectedRecord, [[1, "../logs/clicks.jsonl", 3, "click_id is missing", "{}"]]))
        try writer.write(
            batch(
                .joinOutput,
                [[1, 1, 4, "+I", 2, 1, "k1", "c1"], [1, 2, 5, "+I", 3, nil, "k2", nil]]))
        try writer.write(
            batch(.truthDifference, [["k2", "late click", nil, "c9", nil, "Gmail", 7_000]]))
        try writer.write(
            batch(
                .stat,
                [
                    [1, "clicks_read", 3], [1, "clicks_late", 1], [1, "clicks_copied", 0],
                    [1, "checkouts_read", 4], [2, "checkouts_attributed", 3],
                ]))
        try writer.write(
            batch(.watermarkProgress, [[1, 1, noon, "clicks", 0, noon, noon - 15_000]]))
        for run in [Int64(1), 2] {
            writer.addRun(
                RunRow(
                    runID: run, scenario: "a \u{1B} name", mode: run == 1 ? "stream" : "batch",
                    engine: "reference", model: "first-click", seed: 42, watermarkDelay: 15_000,
                    lookback: 3_600_000, configJSON: "{}"))
        }
        let text = #"{"input": {"log": "x"}, "expect": [{"late": {"clicks": 1}}, {"pending": 1}]}"#
        let scenario = try Scenario.parse(
            bytes: Array(text.utf8), path: "s.json", checksFiles: false)
        _ = try writer.complete(expectations: scenario.expectations)
    }

    static let golden = #"""
        # a \u{1B} name
        engine   reference
        model    first-click
        delay    15s
        lookback 1h
        seed     42

        ## Records
        clicks read                        3
        clicks late                        1
        checkouts read                     4

        ## Attribution by source
        first-click  Google        conversions 1     revenue 12.3456     profit 0.10
        first-click  (none)        conversions 0.333333333  revenue –           profit –

        ## Attributed
        — 2024-03-20
        12:00:00.000  k1        user u1     ← c1        11:59:00.000  Google      12.3456
        — 2024-03-21
        12:00:00.000  k2\n      user u1     ← (none)                              –
        12:00:00.001  k3        user u1     ← a long click id  2024-03-20 12:00:00.000  日本        0.0005

        ## Join output
        after 4     +I  k1        ← c1
        after 5     +I  k2        ← (none)

        ## Late records
        — 2024-03-20
        seq 7     clicks     c9        user u      at 12:00:00.000  arrived 12:00:00.005  \#
        watermark 12:00:15.000  late by 15s

        ## Duplicates
        — 2024-03-20
        seq 8     checkouts  k1        user u      at 12:00:00.000  arrived 2024-03-21 12:00:00.000

        ## Pending checkouts
        — 2024-03-20
        seq 9     checkouts  k9        user u      at 12:00:00.000  arrived 12:00:00.000

        ## Rejected lines
        clicks.jsonl:3  click_id is missing

        ## Stream against truth
        checkouts in the truth             3
        seen differently                   1
          by late click                    1

        ## Differences to the truth
        k2        late click          stream (none)              truth c9 Gmail            0.70

        ## Expectations: 1 of 2 held
        ✓ late clicks: 1
        ✗ checkouts pending: expected 1, actual 0

        ## Not shown
        checkout_attribution, other columns rows 1–3, hash 0be07bc047a99499
        join_output, other columns         rows 1–2, hash d9f6b9347dfd3f73
        rejected_record, other columns     rows 1–1, hash 6a91efea01c1c981
        source_credit of the truth         rows 1–1, hash cf2d56ada3a9f408
        watermark_progress                 rows 1–1, hash bdcf97d9da9e8a8a

        """#

    /// The end of the same text before there were blocks.
    static let hiddenBefore = """
        ## Not shown
        watermark_progress                 1 rows, hash 67511d53
        source_credit of the truth         1 rows, hash 6c84a2a5

        """

    @Test func aResultsTextIsTheSameToTheLetter() throws {
        let path = NSTemporaryDirectory() + "attrsim-golden-" + UUID().uuidString + ".sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Self.write(to: path)
        let text = try GoldenText.text(reading: ResultReader(path: path))
        #expect(text == Self.golden)
        let legacy = try GoldenText.text(reading: ResultReader(path: path), .legacy)
        #expect(legacy.hasSuffix(Self.hiddenBefore))
        #expect(text.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(try GoldenText.text(reading: ResultReader(path: path)) == text)
    }
}
