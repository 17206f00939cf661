import Reports
import Simulation
import Testing

@Suite struct SweepTests {
    private static func report() -> SweepReport {
        var points: [SweepReport.Point] = []
        for (delay, different) in [("0s", 40), ("5s", 20), ("10s", 1), ("15s", 0)]
            as [(String, Int64)]
        {
            var measures = RunMeasures()
            measures.checkouts = 100_000
            measures.different = different
            measures.revenueE4 = 10_000_000
            measures.revenueDifferentE4 = different == 0 ? nil : Int128(different) * 10_000
            measures.clicksLate = different
            points.append(SweepReport.Point(values: [delay], measures: measures))
        }
        return SweepReport(
            scenario: "late", paths: ["watermark.delay"], method: .onePass, points: points)
    }

    @Test func theTableNeverRoundsToAllUnlessAllAreRight() {
        #expect(
            SweepText.text(Self.report(), .plain) == """
                late  4 points · all from one run, exact

                watermark.delay  as in truth  wrong                            revenue wrong  share  late
                             0s      99.96 %     40  ████████████████████████          40.00  4.0 %    40
                             5s      99.98 %     20  ████████████                      20.00  2.0 %    20
                            10s      99.99 %      1  ▋                                  1.00  0.1 %     1
                            15s     100.00 %      0                                     0.00  0.0 %     0

                Credited as in the truth  by watermark.delay
                100.00 %             ▆▆▆▆▆ █████
                                     █████ █████
                                     █████ █████
                               █████ █████ █████
                               █████ █████ █████
                 99.96 % ▁▁▁▁▁ █████ █████ █████
                         0s          10s   15s

                """)
    }

    @Test func withoutUnicodeThereIsNone() {
        let text = SweepText.text(Self.report(), TextStyle(isUnicode: false, width: 80))
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func whatWasLeftOutIsSaid() {
        var measures = RunMeasures()
        #expect(measures.rejectedNote == nil)
        measures.linesRejected = 1
        #expect(measures.rejectedNote == "1 line is no record and was left out")
        measures.linesRejected = 1_200
        #expect(measures.rejectedNote == "1,200 lines are no records and were left out")
    }

    @Test func csvHasARowAPoint() {
        let lines = SweepCSV.text(Self.report()).split(separator: "\n")
        #expect(
            lines[0] == """
                watermark.delay,checkouts,same,different,completeness_e9,revenue_e4,\
                revenue_different_e4,clicks_late,checkouts_late,latency_p50_ms,latency_p95_ms,\
                latency_p99_ms,latency_max_ms,results,results_at_end,corrections,clicks_held_max,\
                checkouts_held_max
                """)
        #expect(lines[3] == "10s,100000,99999,1,999990000,10000000,10000,1,0,,,,,,,,,")
        // Nothing wrong is worth nothing, which is known.
        #expect(lines[4] == "15s,100000,100000,0,1000000000,10000000,0,0,0,,,,,,,,,")
    }

    @Test func jsonNamesTheValuesOfAPoint() {
        let text = SweepJSON.text(Self.report())
        #expect(text.contains("\"method\": \"one-pass\""))
        #expect(text.contains("\"watermark.delay\": \"10s\""))
        #expect(text.contains("\"revenue_different_e4\": 10000"))
        #expect(text.contains("\"latency_p50_ms\": null"))
    }
}
