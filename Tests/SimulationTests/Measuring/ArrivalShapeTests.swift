import EventLogs
@testable import Simulation
import Streaming
import Testing

/// What a result keeps of long courses: no stall and no extreme is lost, whatever came when.
@Suite struct ArrivalShapeTests {
    /// A course whose clock now and then stands still for long, whose watermark now and then lags.
    private static func course(seed: UInt64, count: Int) -> [WatermarkTrace.Advance] {
        var random = RandomSequence(seed: seed, purpose: "course")
        var clock = Int64(random.below(1000)) - 500
        return (0..<count).map { number in
            switch random.below(1000) {
            case 0: clock += Int64(random.below(3_000_000))
            case 1..<300: break
            default: clock += Int64(random.below(40))
            }
            let lag = random.below(500) == 0 ? Int64(random.below(100_000)) : 15_000
            return WatermarkTrace.Advance(
                seq: Int64(number), clock: ProcessingTime(milliseconds: clock), series: .join,
                partition: nil, latest: nil,
                watermark: Watermark(rawValue: clock - lag + Int64(random.below(50))))
        }
    }

    /// Each partition has its own course, whether there are a few or many.
    @Test(arguments: [1, 8, 9, 500]) func partitionsAreToldApart(count: UInt64) {
        for seed in UInt64(0)..<10 {
            var random = RandomSequence(seed: seed, purpose: "partitions")
            var shape = StreamShape()
            var expected: [Int32: (records: Int64, latest: Int64)] = [:]
            for clock in Int64(0)..<2_000 {
                var record = EventRecord()
                record.partition = Int32(random.below(count)) * 7 - 20
                let time = clock - Int64(random.below(100))
                record.eventTime = EventTime(milliseconds: time)
                shape.meet(
                    record, .unset, wait: .zero, clock: ProcessingTime(milliseconds: clock))
                let known = expected[record.partition] ?? (0, .min)
                expected[record.partition] = (known.records + 1, max(known.latest, time))
            }
            let found = shape.partitions
            #expect(found.map(\.number) == expected.keys.sorted(), "seed \(seed)")
            for course in found {
                let records = course.stretches.reduce(0) { $0 + $1.records }
                #expect(records == expected[course.number]?.records, "seed \(seed)")
                #expect(
                    course.stretches.last?.latest == expected[course.number]?.latest,
                    "seed \(seed)")
            }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func noStallAndNoExtremeIsLost(seed: UInt64) throws {
        let all = Self.course(seed: seed, count: 9_000)
        var course = WatermarkCourse()
        for advance in all { course.add(advance) }
        let kept = course.advances.map { Int($0.seq) }
        #expect(kept.count <= 6 * WatermarkCourse.bucketsMax, "seed \(seed)")
        #expect(zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 }, "in order, each once")
        #expect(kept.first == 0 && kept.last == all.count - 1)
        let isKept = Set(kept)

        let length = course.bucketLength
        let buckets = Dictionary(grouping: all.indices) { place in
            (all[place].clock.milliseconds - all[0].clock.milliseconds) / length
        }
        #expect(buckets.count <= WatermarkCourse.bucketsMax)
        func distance(_ place: Int) -> Int64 {
            all[place].clock.milliseconds - all[place].watermark.rawValue
        }
        for places in buckets.values {
            let kept = places.filter(isKept.contains)
            #expect(kept.map(distance).min() == places.map(distance).min(), "seed \(seed)")
            #expect(kept.map(distance).max() == places.map(distance).max(), "seed \(seed)")
        }
        // Of every bucket the greatest lag right before an advance.
        func lag(_ place: Int) -> Int64 {
            all[place].clock.milliseconds - all[place - 1].watermark.rawValue
        }
        let lags = course.lags
        #expect(zip(lags, lags.dropFirst()).allSatisfy { $0.clock <= $1.clock }, "seed \(seed)")
        for (number, places) in buckets {
            let own = lags.filter { ($0.clock - all[0].clock.milliseconds) / length == number }
            #expect(
                own.map(\.lag).max() == places.filter { $0 > 0 }.map(lag).max(), "seed \(seed)")
        }
        // Both ends of every gap longer than a bucket, and of the longest in each bucket.
        func gap(_ place: Int) -> Int64 {
            all[place].clock.milliseconds - all[place - 1].clock.milliseconds
        }
        for place in all.indices.dropFirst() where gap(place) > length {
            #expect(isKept.contains(place) && isKept.contains(place - 1), "seed \(seed)")
        }
        // The longest gaps are stalls, each as long as it was.
        let end = all[all.count - 1].clock
        let usual = (end.milliseconds - all[0].clock.milliseconds) / Int64(all.count - 1)
        let stalls = all.indices.dropFirst().filter { gap($0) >= max(1000, 20 * usual) }
        let found = course.stalls(until: end)
        #expect(
            found.map(\.length).sorted(by: >)
                == Array(stalls.map(gap).sorted(by: >).prefix(WatermarkCourse.stallsMax)),
            "seed \(seed)")
        for stall in found {
            #expect(
                stalls.contains {
                    all[$0].clock.milliseconds == stall.to
                        && all[$0 - 1].watermark.rawValue == stall.watermark
                }, "seed \(seed)")
        }
        for places in buckets.values where places.count > 1 {
            let inside = places.dropFirst()
            let longest = inside.map(gap).max()
            #expect(
                inside.contains {
                    gap($0) == longest && isKept.contains($0) && isKept.contains($0 - 1)
                }, "seed \(seed)")
        }
    }

    @Test func aShortCourseIsKeptWhole() {
        let all = Self.course(seed: 7, count: WatermarkCourse.limit)
        var course = WatermarkCourse()
        for advance in all { course.add(advance) }
        #expect(course.advances.map(\.seq) == all.map(\.seq))
        #expect(course.bucketLength == 0)
        #expect(course.lags.isEmpty)
    }

    @Test func theEndsOfTimeDoNotOverflow() {
        var course = WatermarkCourse()
        for number in 0..<5000 {
            course.add(
                WatermarkTrace.Advance(
                    seq: Int64(number),
                    clock: ProcessingTime(milliseconds: number < 4200 ? .min : .max - 1),
                    series: .join, partition: nil, latest: nil,
                    watermark: Watermark(rawValue: number < 4999 ? .min + 1 : .max)))
        }
        #expect(course.advances.first?.seq == 0)
        #expect(course.advances.last?.seq == 4999)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func aPartitionKeepsItsSilences(seed: UInt64) {
        let all = Self.course(seed: seed, count: 4_000)
        var course = PartitionCourse(number: 3)
        for advance in all {
            course.meet(advance.watermark.rawValue, at: advance.clock.milliseconds)
        }
        let stretches = course.stretches
        #expect(stretches.count <= PartitionCourse.stretchesMax)
        #expect(stretches.reduce(0) { $0 + $1.records } == Int64(all.count))
        #expect(stretches.first?.first == all[0].clock.milliseconds)
        #expect(stretches.last?.last == all.last?.clock.milliseconds)
        #expect(stretches.last?.latest == all.map(\.watermark.rawValue).max())
        #expect(
            stretches.map(\.delayMax).max()
                == all.map { $0.clock.milliseconds - $0.watermark.rawValue }.max())
        let clocks = all.map(\.clock.milliseconds)
        let longest = zip(clocks, clocks.dropFirst()).map { $1 - $0 }.max()
        let inside = stretches.compactMap { $0.silence.map { $0.to - $0.from } }
        let between = zip(stretches, stretches.dropFirst()).map { $1.first - $0.last }
        #expect((inside + between).max() == longest, "seed \(seed)")
    }

    @Test func cellsOfLatenessLieSideBySide() {
        var cells = LatenessCells()
        let needs: [Int64] = [-5, 0, 1, 15, 16, 17, 18, 100, 1000, 3_600_000, 1 << 62, .max]
        for need in needs { cells.add(need) }
        let found = cells.cells
        #expect(found.reduce(0) { $0 + $1.records } == Int64(needs.count))
        #expect(found.first.map { [$0.from, $0.to, $0.records] } == [0, 0, 2])
        #expect(found.contains { $0 == (16, 17, 2) })
        #expect(found.contains { $0 == (18, 19, 1) })
        #expect(found.last.map { $0.to } == .max)
        for need in needs where need > 0 {
            let cell = found.first { $0.from <= need && need <= $0.to }
            #expect(cell != nil, "\(need)")
            if let cell, need < 1 << 60 { #expect(cell.to - cell.from <= max(0, need / 8)) }
        }
        for (a, b) in zip(found, found.dropFirst()) { #expect(a.to < b.from) }
    }

    /// Of the records that the reference engine counts as late, each needs a longer delay.
    @Test func lateRecordsAreThoseBeyondTheDelay() throws {
        let run = try SmallRun(
            [
                click("c1", "u1", 100), click("c2", "u1", 85), click("c3", "u1", 84),
                click("c4", "u1", 102), checkout("k1", "u1", 110),
            ]
        ) { $0.clicksWatermark.delay = Milliseconds(15_000) }
        // c2 is 15 s behind the newest, at the limit; c3 16 s.
        #expect(
            run.table(.recordLateness, ["stream", "from_ms", "to_ms", "records"]) == [
                ["clicks", "0", "0", "2"], ["clicks", "14336", "15359", "1"],
                ["clicks", "15360", "16383", "1"], ["checkouts", "0", "0", "1"],
            ])
        #expect(run.table(.lateRecord, ["id"]) == [["c3"]])
        #expect(
            run.table(.partitionProgress, ["stream", "records", "max_event_time", "delay_max_ms"])
                == [
                    ["clicks", "3", "100000", "16000"], ["clicks", "1", "102000", "0"],
                    ["checkouts", "1", "110000", "0"],
                ])
    }
}
