import Testing

@testable import Streaming

@Suite struct RankerTests {
    private let pad = JoinRow(padded: 1)

    private func flink(
        _ ranking: FlinkRanker.Ranking, _ order: RankingOrder,
        _ rows: [(row: JoinRow, time: Int64?)]
    ) -> [RankedChange] {
        var ranker = FlinkRanker(ranking, order)
        for (row, time) in rows {
            ranker.add(
                row, partition: 0, clickTime: time.map { EventTime(milliseconds: $0) })
        }
        return ranker.changes
    }

    private func row(_ click: Int32) -> JoinRow { JoinRow(checkout: 1, click: click) }

    @Test func firstKeepsTheFirstOfATie() {
        for ranking in [FlinkRanker.Ranking.rowTime, .cast] {
            let changes = flink(ranking, .first, [(row(1), 10), (row(2), 10), (row(3), 9)])
            #expect(
                changes == [
                    RankedChange(.insert, row(1)), RankedChange(.updateBefore, row(1)),
                    RankedChange(.updateAfter, row(3)),
                ])
        }
    }

    @Test func lastTakesTheLastOfATieByRowTimeAndTheFirstByCast() {
        let rows: [(row: JoinRow, time: Int64?)] = [(row(1), 10), (row(1), 10)]
        #expect(flink(.cast, .last, rows) == [RankedChange(.insert, row(1))])
        #expect(flink(.rowTime, .last, rows).count == 3, "even an identical row is an update")
    }

    @Test func aPadIsLeastExceptBefore1970ByRowTime() {
        let rows: [(row: JoinRow, time: Int64?)] = [(row(1), 10), (pad, nil)]
        #expect(flink(.rowTime, .first, rows).last?.row == pad)
        #expect(flink(.cast, .first, rows).last?.row == pad)
        let early: [(row: JoinRow, time: Int64?)] = [(row(1), -10), (pad, nil)]
        #expect(flink(.rowTime, .first, early).last?.row == row(1), "NULL counts as 0")
        #expect(flink(.cast, .first, early).last?.row == pad, "NULL is before every time")
    }

    @Test func allPadsShareOnePartitionByUser() {
        var ranker = FlinkRanker(.rowTime, .first)
        ranker.add(JoinRow(padded: 1), partition: nil, clickTime: nil)
        ranker.add(JoinRow(padded: 2), partition: nil, clickTime: nil)
        #expect(ranker.changes == [RankedChange(.insert, JoinRow(padded: 1))])
        #expect(ranker.row(of: nil) == JoinRow(padded: 1))
        #expect(ranker.row(of: 7) == nil)
    }

    @Test(arguments: [RankingOrder.first, .last]) func anyMatchBeatsAPad(order: RankingOrder) {
        var ranker = UpsertRanker(order)
        let never: (Int32, Int32) -> Bool = { _, _ in false }
        ranker.add(pad, partition: 0, clickTime: nil, precedes: never)
        ranker.add(row(5), partition: 0, clickTime: EventTime(milliseconds: -7), precedes: never)
        ranker.add(pad, partition: 0, clickTime: nil, precedes: never)
        #expect(
            ranker.changes == [
                RankedChange(.insert, pad), RankedChange(.updateBefore, pad),
                RankedChange(.updateAfter, row(5)),
            ])
    }

    @Test func tiesAreBrokenByTheCaller() {
        let time = EventTime(milliseconds: 10)
        for (order, kept) in [(RankingOrder.first, Int32(3)), (.last, 8)] {
            var ranker = UpsertRanker(order)
            for click in [Int32(5), 3, 8] {
                ranker.add(row(click), partition: 0, clickTime: time, precedes: <)
            }
            #expect(ranker.row(of: 0)?.click == kept)
        }
    }

    @Test func partitionsThatAreNoMoreLeaveTheOthersInTheirPlaces() {
        var flink = FlinkRanker(.cast, .first)
        var upsert = UpsertRanker(.first)
        for number in 0..<UInt32(5_000) {
            let time = EventTime(milliseconds: Int64(number))
            flink.add(row(Int32(number)), partition: number, clickTime: time)
            upsert.add(
                row(Int32(number)), partition: number, clickTime: time, precedes: <)
            flink.forget(below: number / 2)
            upsert.forget(below: number / 2)
        }
        for number in UInt32(2_499)..<5_000 {
            #expect(flink.row(of: number)?.click == Int32(number))
            #expect(upsert.row(of: number)?.click == Int32(number))
        }
        #expect(flink.row(of: 5_000) == nil)
        flink.forget(below: 5_000)
        upsert.forget(below: 5_000)
        #expect(flink.row(of: 4_999) == nil)
        #expect(upsert.row(of: 4_999) == nil)
    }

    @Test func flink2ReplacesAFirstClickByCastWithoutTakingItBack() {
        var ranker = FlinkRanker(.cast, .first, replacesSilently: true)
        for (click, time) in [(Int32(1), Int64(10)), (2, 9)] {
            ranker.add(row(click), partition: 0, clickTime: EventTime(milliseconds: time))
        }
        #expect(
            ranker.changes.filter { $0.kind != nil } == [
                RankedChange(.insert, row(1)), RankedChange(.updateAfter, row(2)),
            ])
    }

    @Test func aRankingForgetsWhatLivedItsTime() {
        var ranker = FlinkRanker(.rowTime, .first, timeToLive: Milliseconds(1_000))
        for (click, now) in [(Int32(1), Int64(0)), (2, 999), (3, 1_000)] {
            ranker.add(
                row(click), partition: 0, clickTime: EventTime(milliseconds: 10),
                at: ProcessingTime(milliseconds: now))
        }
        #expect(
            ranker.changes.filter { $0.kind != nil } == [
                RankedChange(.insert, row(1)), RankedChange(.insert, row(3)),
            ])
    }

    @Test func aBundleGoesOnPartitionAfterPartition() {
        var bundle = FlinkBundle(size: 3)
        var clicks: [Int32] = []
        let isFull = [
            bundle.add(row(1), partition: 7), bundle.add(row(2), partition: nil),
            bundle.add(row(3), partition: 7),
        ]
        #expect(isFull == [false, false, true])
        bundle.flush { clicks.append($0.row.click) }
        #expect(clicks == [1, 3, 2])
        bundle.flush { _ in clicks = [] }
        #expect(clicks.count == 3, "nothing waits any more")
    }

    @Test func aGroupComesOnceWithTheWatermarkAtItsTime() {
        var ranker = GroupRanker(.first)
        let time = EventTime(milliseconds: 100)
        for (click, clickTime) in [(Int32(1), Int64(90)), (2, 80), (3, 80)] {
            ranker.add(
                row(click), partition: 0, time: time,
                clickTime: EventTime(milliseconds: clickTime))
        }
        ranker.advance(to: Watermark(rawValue: 99))
        #expect(ranker.row(of: 0) == nil)
        ranker.advance(to: Watermark(rawValue: 100))
        #expect(ranker.row(of: 0)?.click == 2, "of a tie the first that came")
    }

    @Test func aViewShowsWhatStands() {
        var ranker = ViewRanker(.first)
        var back = pad
        back.kind = .delete
        // By step: the rows that come (or, as −1, −2, go), 0 being the pad.
        for (step, clicks) in [[0], [1, 2], [-2], [-1]].enumerated() {
            if step == 1 || step == 2 {
                let stood = ranker.add(back, partition: 0, clickTime: nil, precedes: <)
                #expect(stood == (step == 1), "at step 2 it does not stand any more")
            }
            for click in clicks.map(Int32.init) {
                var row = click == 0 ? pad : row(abs(click))
                row.kind = click < 0 ? .delete : .insert
                let time = click == 0 ? nil : EventTime(milliseconds: abs(click) == 1 ? 10 : 5)
                let stood = ranker.add(row, partition: 0, clickTime: time, precedes: <)
                #expect(stood)
            }
            ranker.settle(<)
        }
        #expect(
            ranker.changes == [
                RankedChange(.insert, pad), RankedChange(.updateBefore, pad),
                RankedChange(.updateAfter, row(2)), RankedChange(.updateBefore, row(2)),
                RankedChange(.updateAfter, row(1)), RankedChange(.delete, row(1)),
            ])
    }
}
