import Testing

@testable import Streaming

/// Drives an engine by hand: records are numbered from 1, what comes out is kept as words.
struct EngineHarness<Engine: IntervalJoinEngine & ~Copyable>: ~Copyable {
    var engine: Engine
    private var records: Int32 = 0

    init(_ engine: consuming Engine) { self.engine = engine }

    mutating func click(_ time: Int64, key: UInt32 = 0) -> String {
        records += 1
        engine.addClick(records, time: EventTime(milliseconds: time), key: key)
        return drain()
    }

    mutating func checkout(_ time: Int64, key: UInt32 = 0) -> String {
        records += 1
        engine.addCheckout(records, time: EventTime(milliseconds: time), key: key)
        return drain()
    }

    mutating func watermark(_ time: Int64) -> String {
        engine.advance(to: Watermark(rawValue: time))
        return drain()
    }

    mutating func batch() -> String {
        engine.endBatch()
        return drain()
    }

    /// `2-1` is checkout 2 with click 1, `2--` a pad, `!3` a dropped record, `~4` a released one.
    private mutating func drain() -> String {
        let output = engine.output
        var words = output.rows.map { "\($0.checkout)-\($0.isPad ? "-" : String($0.click))" }
        words += output.dropped.map { "!\($0.handle)" }
        words += (output.releasedClicks + output.releasedCheckouts).sorted().map { "~\($0)" }
        engine.clear()
        engine.checkInvariants()
        return words.joined(separator: " ")
    }
}

private func bounds(_ before: Int64, _ after: Int64 = 0, isInclusive: Bool = true) -> JoinBounds {
    JoinBounds(
        lookback: Milliseconds(before), lookahead: Milliseconds(after), isInclusive: isInclusive)
}

@Suite struct FlinkSQLJoinTests {
    @Test func aPadComesOneMillisecondBehindTheCheckout() {
        var harness = EngineHarness(FlinkSQLJoin(bounds: bounds(60), isLeft: true))
        #expect(harness.checkout(100) == "")
        #expect(harness.watermark(100) == "")
        #expect(harness.watermark(101) == "1-- ~1")
    }

    @Test func aCheckoutAtTheWatermarkIsNotKept() {
        var harness = EngineHarness(FlinkSQLJoin(bounds: bounds(60), isLeft: true))
        #expect(harness.watermark(100) == "")
        #expect(harness.checkout(100) == "1-- ~1")
        #expect(harness.checkout(101) == "")
    }

    @Test func aClickIsKeptUntilTheWatermarkIsAtItsReach() {
        var harness = EngineHarness(FlinkSQLJoin(bounds: bounds(60), isLeft: true))
        #expect(harness.watermark(100) == "")
        #expect(harness.click(40) == "~1")
        #expect(harness.click(41) == "")
        #expect(harness.checkout(101) == "3-2")
        #expect(harness.watermark(101) == "", "both timers are at 102")
        #expect(harness.watermark(102) == "~2 ~3")
    }

    @Test func exclusiveBoundsAreMovedByOneMillisecond() {
        var harness = EngineHarness(
            FlinkSQLJoin(bounds: bounds(60, 5, isInclusive: false), isLeft: true))
        #expect(harness.checkout(100) == "")
        #expect(harness.click(40) == "")
        #expect(harness.click(41) == "1-3")
        #expect(harness.click(104) == "1-4")
        #expect(harness.click(105) == "")
    }

    @Test func noBoundsAtAllPadAtOnce() {
        var harness = EngineHarness(
            FlinkSQLJoin(bounds: bounds(0, 0, isInclusive: false), isLeft: true))
        #expect(harness.click(100) == "~1")
        #expect(harness.checkout(100) == "2-- ~2")
    }

    @Test func aLateCheckoutJoinsWhatIsStillHeld() {
        var harness = EngineHarness(FlinkSQLJoin(bounds: bounds(60), isLeft: true))
        #expect(harness.click(50) == "")
        #expect(harness.watermark(110) == "")
        #expect(harness.checkout(80) == "2-1 ~2", "50 + 60 is not before the watermark yet")
        #expect(harness.watermark(111) == "~1")
        #expect(harness.checkout(80) == "3-- ~3")
    }

    @Test func theMinimalCleanupDelaysThePad() {
        var harness = EngineHarness(
            FlinkSQLJoin(bounds: bounds(60), isLeft: true, minCleanup: Milliseconds(7)))
        #expect(harness.checkout(100) == "")
        #expect(harness.watermark(107) == "")
        #expect(harness.watermark(108) == "1-- ~1")
    }

    @Test func aRecordOlderThanTheTimersLeavesWithIt() {
        var harness = EngineHarness(FlinkSQLJoin(bounds: bounds(60), isLeft: true))
        #expect(harness.checkout(200) == "")
        #expect(harness.checkout(100) == "")
        #expect(harness.watermark(150) == "", "the timer is the younger one's")
        #expect(harness.watermark(201) == "2-- 1-- ~1 ~2", "in the order of Java's hash map")
    }

    @Test func anInnerJoinHasNoPads() {
        var harness = EngineHarness(FlinkSQLJoin(bounds: bounds(60), isLeft: false))
        #expect(harness.checkout(100) == "")
        #expect(harness.engine.pendingCheckouts == [1])
        #expect(harness.watermark(.max) == "~1")
        #expect(harness.engine.pendingCheckouts == [])
        #expect(harness.checkout(100) == "~2", "after the end nothing is kept")
    }

    @Test func aCleaningBefore1970ForgetsWhatIsLeft() {
        var harness = EngineHarness(FlinkSQLJoin(bounds: bounds(0, 10), isLeft: true))
        // The first arms a timer at −4 + 10 + 1; the second is later, but not after 1970.
        #expect(harness.checkout(-4) == "")
        #expect(harness.checkout(-1) == "")
        #expect(harness.watermark(7) == "1-- !2 ~1 ~2")
    }

    @Test func theWatermarkOfTheRowsIsHeldBackByTheLongerReach() {
        let join = FlinkSQLJoin(bounds: bounds(60, 5), isLeft: true)
        #expect(join.outputWatermark(for: Watermark(rawValue: 100)).rawValue == 40)
        #expect(join.outputWatermark(for: .end) == .end)
    }
}

@Suite struct FlinkDataStreamJoinTests {
    @Test func aRecordAtTheWatermarkIsOnTimeOneBeforeItIsLate() {
        var harness = EngineHarness(FlinkDataStreamJoin(bounds: bounds(60)))
        #expect(harness.click(50) == "")
        #expect(harness.watermark(100) == "")
        #expect(harness.checkout(99) == "!2 ~2")
        #expect(harness.checkout(100) == "3-1")
        #expect(harness.click(99) == "!4 ~4")
        #expect(harness.click(100) == "3-5")
    }

    @Test func aClickLeavesAtTheEndOfItsReach() {
        var harness = EngineHarness(FlinkDataStreamJoin(bounds: bounds(60)))
        #expect(harness.click(40) == "")
        #expect(harness.click(41) == "")
        #expect(harness.watermark(100) == "~1")
        #expect(harness.checkout(100) == "3-2", "40 would match, but has left")
    }

    @Test func aCheckoutLeavesAtItsTimePlusLookahead() {
        var harness = EngineHarness(FlinkDataStreamJoin(bounds: bounds(60, 5)))
        #expect(harness.checkout(100) == "")
        #expect(harness.click(105) == "1-2")
        #expect(harness.watermark(104) == "")
        #expect(harness.watermark(105) == "~1")
    }

    @Test func theSourcesHoldTheWatermarkBackByOneMillisecond() {
        let rule = FlinkDataStreamJoin.watermarkRule
        #expect(rule.apply(to: Watermark(rawValue: 100)).rawValue == 99)
        #expect(rule.apply(to: .end) == .end)
        #expect(rule.apply(to: .unset) == .unset)
        #expect(FlinkSQLJoin.watermarkRule.apply(to: Watermark(rawValue: 0)) == .unset)
        #expect(FlinkSQLJoin.watermarkRule.apply(to: Watermark(rawValue: 1)).rawValue == 1)
    }
}

@Suite struct KafkaStreamsJoinTests {
    private func join(
        _ bounds: JoinBounds, grace: Int64 = 0, mode: KafkaStreamsJoin.Mode = .fixed,
        emitInterval: Int64 = 0, store: KafkaStreamsJoin.Store = .rocksDB
    ) -> EngineHarness<KafkaStreamsJoin> {
        EngineHarness(
            KafkaStreamsJoin(
                bounds: bounds, isLeft: true, grace: Milliseconds(grace), mode: mode,
                emitInterval: Milliseconds(emitInterval), store: store))
    }

    @Test func aPadComesBeyondTheEndOfGraceAndNotAtIt() {
        var harness = join(bounds(60), grace: 10)
        #expect(harness.checkout(100) == "")
        #expect(harness.click(110, key: 1) == "")
        #expect(harness.checkout(110, key: 1) == "3-2", "100 + 10 is not before stream time")
        #expect(harness.engine.pendingCheckouts == [1])
        #expect(harness.checkout(111, key: 1) == "1-- 4-2")
        #expect(harness.engine.pendingCheckouts == [])
    }

    @Test func heldCheckoutsOfOneTimeComeByKeyIfTheCallerSaysHow() {
        var join = KafkaStreamsJoin(bounds: bounds(0), isLeft: true, grace: .zero)
        let keys: [UInt32] = [3, 1, 2, 1]
        for (handle, key) in keys.enumerated() {
            join.addCheckout(Int32(handle), time: EventTime(milliseconds: 100), key: key)
        }
        join.addCheckout(4, time: EventTime(milliseconds: 101), key: 0)
        join.addCheckout(5, time: EventTime(milliseconds: 102), key: 0)
        #expect(join.output.rows.map(\.checkout) == [0, 1, 2, 3, 4])
        join.orderTies(<)
        #expect(join.output.rows.map(\.checkout) == [1, 3, 2, 0, 4])
    }

    @Test func onlyARecordAtStreamTimePutsOut() {
        var harness = join(bounds(60), grace: 10)
        #expect(harness.checkout(100) == "")
        #expect(harness.checkout(1_000, key: 1) == "1--")
        #expect(harness.checkout(1_000, key: 2) == "")
        #expect(harness.click(999, key: 1) == "2-4")
    }

    @Test func anOutOfOrderCheckoutIsPaddedAtOnceAndStillPairs() {
        var harness = join(bounds(100, 100), grace: 1_000)
        #expect(harness.click(300, key: 9) == "")
        #expect(harness.checkout(199) == "2--")
        #expect(harness.checkout(200) == "", "200 + 100 is not before stream time")
        #expect(harness.click(150) == "2-4 3-4")
    }

    @Test func eagerPadsEveryCheckoutWithoutAMatchAtOnce() {
        var harness = join(bounds(60, 60), mode: .eager)
        #expect(harness.checkout(100) == "1--")
        #expect(harness.click(90) == "1-2")
        #expect(harness.checkout(95) == "3-2")
        #expect(KafkaStreamsJoin.eagerGrace(bounds(100, 100)).count == 86_399_800)
    }

    @Test func aStoreForgetsByItsOwnTime() {
        var harness = join(bounds(100, 100))
        #expect(harness.checkout(1_000_000, key: 9) == "")
        #expect(harness.click(100) == "", "the clicks' store has seen nothing later")
        #expect(harness.checkout(100) == "3-2 !3 ~3", "the checkouts' store has")
        #expect(harness.click(150) == "", "so that a later click does not find it")
    }

    @Test func theClockThrottlesEmission() {
        var harness = join(bounds(0), emitInterval: 1_000)
        #expect(harness.checkout(100) == "")
        harness.engine.moveClock(to: ProcessingTime(milliseconds: 5_000))
        #expect(harness.checkout(200) == "1--")
        harness.engine.moveClock(to: ProcessingTime(milliseconds: 5_999))
        #expect(harness.checkout(300) == "")
        harness.engine.moveClock(to: ProcessingTime(milliseconds: 6_000))
        #expect(harness.checkout(400) == "2-- 3--")
    }

    @Test func aClickLooksOnlyBeyondTheLookback() {
        var harness = join(bounds(60))
        #expect(harness.checkout(100) == "")
        #expect(harness.checkout(120) == "1--")
        // The last look noted 100, the latest time that was held then.
        #expect(harness.click(150, key: 1) == "")
        #expect(harness.click(160, key: 1) == "", "100 + 60 is not before stream time")
        #expect(harness.click(161, key: 1) == "2--")
    }

    @Test func whatStaysOpenWaitsForTheLatestHeld() {
        var harness = join(bounds(60, 50))
        for time in [Int64(100), 120, 140] { #expect(harness.checkout(time) == "") }
        #expect(harness.checkout(151, key: 1) == "1--", "a look, which notes 140")
        #expect(harness.checkout(171, key: 2) == "", "2 is closed, 140 + 50 is not before 171")
        #expect(harness.checkout(190, key: 3) == "")
        #expect(harness.checkout(191, key: 4) == "2-- 3--")
    }

    @Test func inMemoryARecordNeedsToBeBehindTheRetention() {
        var rocks = join(bounds(100))
        var memory = join(bounds(100), store: .inMemory)
        for time in [Int64(1_000), 900] {
            #expect(rocks.click(time, key: 1) == "")
            #expect(memory.click(time, key: 1) == (time == 900 ? "!2 ~2" : ""))
        }
        #expect(memory.click(901, key: 1) == "")
        #expect(memory.checkout(1_000, key: 1) == "4-3 4-1")
        #expect(rocks.checkout(1_000, key: 1) == "3-1", "a fetch begins at 901")
        #expect(memory.engine.clicksHeld.now == 2 && rocks.engine.clicksHeld.now == 2)
    }
}

@Suite struct SparkJoinTests {
    private func join(
        _ bounds: JoinBounds, isLeft: Bool = true, policy: SparkJoin.WatermarkPolicy = .min,
        noDataBatches: Bool = true
    ) -> EngineHarness<SparkJoin> {
        EngineHarness(
            SparkJoin(
                bounds: bounds, isLeft: isLeft, clicksDelay: .zero, checkoutsDelay: .zero,
                policy: policy, noDataBatches: noDataBatches))
    }

    @Test func aRecordAtTheWatermarkIsDroppedOneBeyondItIsKept() {
        var harness = join(bounds(60))
        #expect(harness.click(100) + harness.checkout(100) == "")
        #expect(harness.batch() == "2-1")
        #expect(harness.engine.watermark.rawValue == 100)
        #expect(harness.checkout(100) == "!3 ~3")
        #expect(harness.checkout(101) == "")
        #expect(harness.batch() == "4-1")
    }

    @Test func nothingUpTo1970IsKeptByTheFirstBatch() {
        var harness = join(bounds(60))
        #expect(harness.checkout(0) == "!1 ~1")
        #expect(harness.checkout(1) == "")
    }

    @Test func aCheckoutIsPaddedOneMillisecondBehindTheWatermark() {
        var harness = join(bounds(60))
        #expect(harness.checkout(99) + harness.checkout(100, key: 1) == "")
        #expect(harness.batch() == "")
        #expect(harness.click(100, key: 9) + harness.batch() == "1-- ~1")
        #expect(harness.engine.lastBatch.noDataHasRun)
        #expect(harness.engine.pendingCheckouts == [2])
    }

    @Test func withoutNoDataBatchesEvictionWaitsAndLateRecordsStillJoin() {
        var harness = join(bounds(10), noDataBatches: false)
        #expect(harness.click(100) + harness.checkout(200) + harness.click(200, key: 1) == "")
        #expect(harness.batch() == "")
        #expect(harness.checkout(105) == "", "the batch before ran with 0")
        #expect(harness.batch() == "4-1 ~1 ~4")
        #expect(harness.checkout(200) == "!5 ~5")
    }

    @Test func anInputWithoutRecordsHoldsTheWatermarkUnlessTheGreaterCounts() {
        var least = join(bounds(10))
        var greatest = join(bounds(10), policy: .max)
        #expect(least.checkout(100) + least.batch() == "")
        #expect(least.engine.watermark.rawValue == 0)
        #expect(greatest.checkout(100) + greatest.batch() == "")
        #expect(greatest.engine.watermark.rawValue == 100)
        #expect(least.batch() == "")
        #expect(!least.engine.lastBatch.hasRun, "a batch needs a record")
    }
}
