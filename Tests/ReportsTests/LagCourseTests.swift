@testable import Reports
import Testing

/// How far a watermark is behind the clock, as a report draws it: at every moment the clock less the
/// watermark, also where nothing advanced.
@Suite struct LagCourseTests {
    private static func data(
        _ advances: [(clock: Int64, watermark: Int64)], until end: Int64
    ) -> ReportData {
        var data = ReportData()
        var before: Int64?
        for advance in advances {
            data.progress.append(
                .init(
                    stream: "join", clock: advance.clock, latest: nil,
                    watermark: advance.watermark, before: before))
            before = advance.watermark
        }
        data.clock.whole = (advances.first?.clock ?? 0)...end
        data.clock.shown = data.clock.whole
        return data
    }

    private static func points(_ data: ReportData) -> [[Int64]] {
        LagCourse(of: "join", data, within: data.clock.shown).points.map { [$0.clock, $0.lag] }
    }

    @Test func aStallGrowsUntilTheAdvanceThatEndsIt() {
        // The watermark stands at 90 from 100 to 400, then jumps to 380, and the run goes on to 500.
        let data = Self.data([(100, 90), (400, 380)], until: 500)
        #expect(Self.points(data) == [[100, 10], [400, 310], [400, 20], [500, 120]])
    }

    @Test func behindTheEndOfAStreamNothingLags() {
        var data = Self.data([(100, 90)], until: 500)
        data.watermarkEnds = ["join": 300]
        #expect(Self.points(data) == [[100, 10], [300, 210]])
    }

    @Test func ofASampleTheGreatestLagsAreDrawn() {
        var data = Self.data([(100, 90), (400, 380)], until: 400)
        for place in data.progress.indices { data.progress[place].before = nil }
        data.lagPeaks = ["join": [(clock: 250, lag: 70), (clock: 400, lag: 40)]]
        #expect(Self.points(data) == [[100, 10], [250, 70], [400, 40], [400, 20]])
    }

    @Test func whatGrowsEvenlyIsBentWhereTheScaleIs() {
        let data = Self.data([(0, 0), (100, 90)], until: 100)
        let course = LagCourse(of: "join", data, within: 0...100)
        #expect(course.bent(every: 0).map(\.lag) == [0, 100, 10])
        #expect(course.bent(every: 25).map(\.lag) == [0, 25, 50, 75, 100, 10])
    }

    @Test func aFewRecordsFarOutsideDoNotSetTheAxis() {
        var data = ReportData()
        let day: Int64 = 86_400_000
        data.lanes = [
            .init(
                stream: "clicks", partition: 0,
                stretches: [
                    .init(first: 1000, last: 7_200_000, records: 4000, latest: 7_200_000),
                    .init(first: 400 * day, last: 400 * day, records: 2, latest: 400 * day),
                ])
        ]
        data.findClock([])
        #expect(data.clock.whole == 1000...(400 * day))
        #expect(data.clock.shown == 1000...7_200_000)
        #expect(data.clock.recordsOutside == 2)
        // A hundredth of all and more is no exception.
        data.lanes[0].stretches[1].records = 100
        data.findClock([])
        #expect(data.clock.shown == data.clock.whole)
    }

    @Test func whereHardlyARecordComesAQuarterOfTheRunIsASilence() {
        // Two records 69 s apart in a run of 70 s, with eight others between them.
        var data = ReportData()
        func moments(_ stream: String, _ partition: Int64, _ clocks: [Int64]) -> ReportData.Lane {
            .init(
                stream: stream, partition: partition,
                stretches: clocks.map { .init(first: $0, last: $0, records: 1, latest: $0) },
                silences: zip(clocks, clocks.dropFirst()).map { $0...$1 })
        }
        data.lanes = [
            moments("clicks", 0, [0, 20_000, 40_000, 62_000]),
            moments("clicks", 1, [1000, 70_000]),
            moments("checkouts", 0, [10_000, 30_000, 50_000, 69_000]),
        ]
        data.findClock([])
        #expect(data.lanes[1].longSilences(in: data.clock) == [1000...70_000])
        #expect(data.lanes[0].longSilences(in: data.clock).isEmpty)
        #expect(data.lanes[2].longSilences(in: data.clock).isEmpty)
    }

    @Test func aWatermarkThatIsNeverSetStandsStill() {
        var data = ReportData()
        data.lanes = [
            .init(
                stream: "checkouts", partition: 0,
                stretches: [.init(first: 0, last: 3_600_000, records: 500, latest: 3_600_000)])
        ]
        data.findClock([])
        data.findUnsetWatermark([])
        #expect(data.stalls.map(\.clock) == [0...3_600_000])
        #expect(data.stalls.first?.watermark == nil)
        #expect(data.stalls.first?.cause == "no clicks came")
        data.stalls = []
        data.goesByWatermark = false
        data.findUnsetWatermark([])
        #expect(data.stalls.isEmpty)
    }
}
