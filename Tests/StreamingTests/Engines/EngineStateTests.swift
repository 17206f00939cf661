import Testing

@testable import Streaming

/// Memory follows the state: what has expired is given up, however long the run.
@Suite struct EngineStateTests {
    /// Clicks and checkouts every 10 ms of event time, seven keys, in order.
    ///
    /// - Returns: the most clicks that were held.
    private func run<Engine: IntervalJoinEngine & ~Copyable>(
        _ engine: inout Engine, firstTime: Int64? = nil
    ) -> Int {
        var released = 0
        if let firstTime {
            engine.addClick(1_000_000, time: EventTime(milliseconds: firstTime), key: 0)
        }
        for number in Int32(0)..<30_000 {
            let time = EventTime(milliseconds: 1_000_000 + Int64(number) * 10)
            let key = UInt32(number % 7)
            if number % 10 == 9 {
                engine.addCheckout(number, time: time, key: key)
            } else {
                engine.addClick(number, time: time, key: key)
            }
            engine.advance(to: Watermark(time))
            if number % 50 == 0 { engine.endBatch() }
            released += engine.output.releasedClicks.count + engine.output.releasedCheckouts.count
            engine.clear()
        }
        engine.endBatch()
        released += engine.output.releasedClicks.count + engine.output.releasedCheckouts.count
        engine.clear()
        #expect(released + engine.clicksHeld.now + engine.checkoutsHeld.now >= 30_000)
        engine.checkInvariants()
        return engine.clicksHeld.max
    }

    private let bounds = JoinBounds(lookback: Milliseconds(10_000))

    @Test(arguments: [nil, Int64(4_000_000_000_000)])
    func flinkHoldsOneLookback(firstTime: Int64?) {
        // 900 clicks within the lookback; a key's timer lets them go together, one visit late.
        var sql = FlinkSQLJoin(bounds: bounds, isLeft: true)
        #expect(run(&sql, firstTime: firstTime) < 1_900)
        var dataStream = FlinkDataStreamJoin(bounds: bounds)
        #expect(run(&dataStream, firstTime: firstTime) <= 902)
    }

    @Test func kafkaHoldsItsSegments() {
        // 5,400 clicks a segment of 60 s.
        var kafka = KafkaStreamsJoin(bounds: bounds, isLeft: true, grace: .zero)
        #expect(run(&kafka) < 11_000)
    }

    @Test func sparkHoldsOneLookbackAndABatch() {
        var spark = SparkJoin(
            bounds: bounds, isLeft: true, clicksDelay: .zero, checkoutsDelay: .zero)
        #expect(run(&spark) < 1_000)
    }
}
