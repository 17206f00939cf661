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
            ranker.forget(0)
            #expect(ranker.row(of: 0) == nil)
        }
    }
}
