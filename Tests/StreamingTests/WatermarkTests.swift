import Streaming
import Testing

@Suite struct WatermarkTests {
    @Test func equalityHasNotPassed() {
        let watermark = Watermark(EventTime(milliseconds: 100))
        #expect(watermark.hasPassed(EventTime(milliseconds: 99)))
        #expect(!watermark.hasPassed(EventTime(milliseconds: 100)))
        #expect(!watermark.hasPassed(EventTime(milliseconds: 101)))
    }

    @Test func theEndsStayWhatTheyAre() {
        #expect(Watermark.unset - Milliseconds(5) == .unset)
        #expect(Watermark.end - Milliseconds(5) == .end)
        #expect(Watermark.end.hasPassed(.latest))
        #expect(!Watermark.unset.hasPassed(.earliest))
    }
}

@Suite struct JoinBoundsTests {
    @Test(arguments: [
        (true, Int64(39), false), (true, 40, true), (true, 105, true), (true, 106, false),
        (false, 40, false), (false, 41, true), (false, 104, true), (false, 105, false),
    ])
    func bothEndsMatchIffInclusive(isInclusive: Bool, click: Int64, matches: Bool) {
        let bounds = JoinBounds(
            lookback: Milliseconds(60), lookahead: Milliseconds(5), isInclusive: isInclusive)
        let checkout = EventTime(milliseconds: 100)
        #expect(bounds.match(click: EventTime(milliseconds: click), checkout: checkout) == matches)
    }
}

@Suite struct StreamProgressTests {
    private func settings(
        delay: Int64 = 10, idle: Int64? = nil, partitions: Int? = nil,
        emission: WatermarkSettings.Emission = .perRecord
    ) -> WatermarkSettings {
        var settings = WatermarkSettings()
        settings.delay = Milliseconds(delay)
        settings.idleTimeout = idle.map(Milliseconds.init)
        settings.partitions = partitions
        settings.emission = emission
        return settings
    }

    private func observe(
        _ progress: inout StreamProgress, _ partition: Int32, _ time: Int64, at clock: Int64
    ) {
        let now = ProcessingTime(milliseconds: clock)
        progress.observe(
            partition: partition, time: EventTime(milliseconds: time), arrival: now, clock: now)
    }

    @Test func watermarkDoesNotMoveBackwards() {
        var progress = StreamProgress(settings())
        observe(&progress, 0, 100, at: 1)
        observe(&progress, 0, 50, at: 2)
        #expect(progress.watermark.rawValue == 90)
    }

    @Test func theSlowestPartitionHoldsTheWatermark() {
        var progress = StreamProgress(settings())
        observe(&progress, 0, 100, at: 1)
        observe(&progress, 1, 70, at: 2)
        #expect(progress.watermark.rawValue == 90, "a new partition does not lower it")
        observe(&progress, 0, 200, at: 3)
        #expect(progress.watermark.rawValue == 90)
        observe(&progress, 1, 150, at: 4)
        #expect(progress.watermark.rawValue == 140)
    }

    @Test func declaredPartitionsHoldTheWatermarkFromTheStart() {
        var progress = StreamProgress(settings(partitions: 2))
        observe(&progress, 0, 100, at: 1)
        #expect(!progress.watermark.isSet)
        observe(&progress, 1, 80, at: 2)
        #expect(progress.watermark.rawValue == 70)
    }

    @Test func aPartitionIsIdleExactlyAtItsTimeout() {
        var progress = StreamProgress(settings(idle: 60))
        progress.start(at: ProcessingTime(milliseconds: 0))
        observe(&progress, 0, 100, at: 0)
        observe(&progress, 1, 50, at: 10)
        observe(&progress, 0, 200, at: 20)
        progress.fireIdleTimers(at: ProcessingTime(milliseconds: 69))
        #expect(progress.watermark.rawValue == 90, "at 69 partition 1 still holds")
        #expect(progress.nextIdleTimer == ProcessingTime(milliseconds: 70))
        progress.fireIdleTimers(at: ProcessingTime(milliseconds: 70))
        #expect(progress.watermark.rawValue == 190)
        #expect(!progress.isIdle)
        progress.fireIdleTimers(at: ProcessingTime(milliseconds: 80))
        #expect(progress.isIdle)
        #expect(progress.watermark.rawValue == 190, "an idle stream keeps its watermark")
        observe(&progress, 1, 60, at: 90)
        #expect(!progress.isIdle)
        #expect(progress.watermark.rawValue == 190, "a returning partition does not lower it")
    }

    @Test func aStreamWithoutRecordsIsIdleATimeoutAfterTheFirstArrivalOfAll() {
        var progress = StreamProgress(settings(idle: 60))
        progress.start(at: ProcessingTime(milliseconds: 5))
        progress.fireIdleTimers(at: ProcessingTime(milliseconds: 64))
        #expect(!progress.isIdle)
        progress.fireIdleTimers(at: ProcessingTime(milliseconds: 65))
        #expect(progress.isIdle)
    }

    @Test func periodicWatermarksWaitForTheTick() {
        var progress = StreamProgress(settings(emission: .every(Milliseconds(200))))
        progress.start(at: ProcessingTime(milliseconds: 1000))
        observe(&progress, 0, 100, at: 1000)
        #expect(!progress.watermark.isSet)
        #expect(progress.nextTickTimer == ProcessingTime(milliseconds: 1200))
        progress.fireTick(at: ProcessingTime(milliseconds: 1200))
        #expect(progress.watermark.rawValue == 90)
        #expect(progress.nextTickTimer == nil)
        observe(&progress, 0, 110, at: 1400)
        #expect(
            progress.nextTickTimer == ProcessingTime(milliseconds: 1600),
            "a record at a tick's own time waits for the next")
    }
}
