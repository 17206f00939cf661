import Testing

@testable import Streaming

@Suite struct FirstRowsTests {
    private func row(_ click: Int32) -> JoinRow { JoinRow(checkout: 1, click: click) }
    private func time(_ milliseconds: Int64) -> EventTime { EventTime(milliseconds: milliseconds) }

    private func inserted(_ rows: inout FlinkFirstRows) -> [Int32] {
        let clicks = rows.changes.filter { $0.kind == .insert }.map(\.row.click)
        rows.clear()
        return clicks
    }

    @Test func aRowComesOnceWhenTheWatermarkReachesItsTime() {
        var rows = FlinkFirstRows()
        rows.add(row(1), partition: 0, time: time(100), at: .beforeAll)
        rows.add(row(2), partition: 0, time: time(90), at: .beforeAll)
        rows.add(row(3), partition: 0, time: time(90), at: .beforeAll)
        rows.advance(to: Watermark(time(89)), at: .beforeAll)
        #expect(inserted(&rows) == [])
        rows.advance(to: Watermark(time(90)), at: .beforeAll)
        #expect(inserted(&rows) == [2], "the least time, of a tie the first")
        rows.add(row(4), partition: 0, time: time(95), at: .beforeAll)
        rows.advance(to: .end, at: .beforeAll)
        #expect(inserted(&rows) == [], "for ever")
        #expect(rows.row(of: 0)?.click == 2)
    }

    @Test func aPadIsLateOnceTheWatermarkIsBeyond1970() {
        var rows = FlinkFirstRows()
        rows.add(JoinRow(padded: 1), partition: 0, time: nil, at: .beforeAll)
        rows.advance(to: Watermark(time(1)), at: .beforeAll)
        #expect(rows.row(of: 0)?.isPad == true, "it came while there was no watermark")
        rows.add(JoinRow(padded: 2), partition: 1, time: nil, at: .beforeAll)
        #expect(rows.dropped == 1)
        rows.restart()
        rows.add(JoinRow(padded: 3), partition: 2, time: nil, at: .beforeAll)
        rows.advance(to: Watermark(time(1)), at: .beforeAll)
        #expect(rows.row(of: 2)?.isPad == true, "after a restore the watermark starts anew")
    }

    @Test func whatLivedItsTimeIsForgotten() {
        var rows = FlinkFirstRows(timeToLive: Milliseconds(1_000))
        let start = ProcessingTime(milliseconds: 0)
        rows.add(row(1), partition: 0, time: time(10), at: start)
        rows.advance(to: Watermark(time(10)), at: start)
        #expect(inserted(&rows) == [1])
        rows.add(row(2), partition: 0, time: time(20), at: start + Milliseconds(999))
        rows.add(row(3), partition: 0, time: time(20), at: start + Milliseconds(1_000))
        rows.advance(to: .end, at: start + Milliseconds(9_000))
        #expect(inserted(&rows) == [3])
    }

    /// Random rows and watermarks against the rules over plain dictionaries.
    @Test(arguments: UInt64(1)...60) func theRulesHold(seed: UInt64) {
        var random = RandomSequence(seed: seed, purpose: "first rows")
        var rows = FlinkFirstRows()
        var waiting: [UInt32: (time: Int64, click: Int32)] = [:]
        var emitted: Set<UInt32> = []
        var watermark = Int64.min
        for click in Int32(1)...400 {
            let partition = UInt32(random.below(40))
            let time = max(0, max(0, watermark) - 20 + Int64(random.below(60)))
            rows.add(row(click), partition: partition, time: self.time(time), at: .beforeAll)
            if time >= watermark, !emitted.contains(partition),
                waiting[partition].map({ time < $0.time }) ?? true
            {
                waiting[partition] = (time, click)
            }
            guard random.below(3) == 0 else { continue }
            watermark = max(0, watermark) + 1 + Int64(random.below(15))
            rows.advance(to: Watermark(rawValue: watermark), at: .beforeAll)
            let due = waiting.filter { $0.value.time <= watermark }
            for partition in due.keys {
                waiting[partition] = nil
                emitted.insert(partition)
            }
            let found = inserted(&rows)
            #expect(found.sorted() == due.values.map(\.click).sorted(), "seed \(seed)")
        }
    }
}
