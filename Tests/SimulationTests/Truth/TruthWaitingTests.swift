import EventLogs
import Testing

@testable import Simulation

/// What is kept of a checkout once both runs have settled it.
@Suite struct TruthWaitingTests {
    private static func record(_ index: UInt32) -> EventRecord {
        var record = EventRecord()
        record.stream = .checkouts
        record.index = index
        return record
    }

    private static func close(_ comparison: TruthComparison, _ index: UInt32, click: UInt32?) {
        comparison.close(
            index, click: click, revenue: 1, id: UnsafeBufferPointer(start: nil, count: 0))
    }

    private static func settle(
        _ outcomes: StreamOutcomes, _ index: UInt32, _ settlement: Settlement
    ) { outcomes.settle(index, settlement) { CountedAgain(checkoutID: [9], revenue: 2) } }

    private static func causes(_ comparison: TruthComparison) -> [DifferenceCause] {
        var causes: [DifferenceCause] = []
        comparison.finish { difference, _, _ in causes.append(difference.cause) }
        return causes
    }

    @Test(arguments: [true, false], [nil, UInt32(7)])
    func whatBothAgreeOnIsForgotten(truthIsFirst: Bool, click: UInt32?) {
        let outcomes = StreamOutcomes()
        let comparison = TruthComparison(outcomes)
        outcomes.judge(.checkouts, index: 0, .onTime)
        if truthIsFirst { Self.close(comparison, 0, click: click) }
        #expect(outcomes.verdicts.count == (truthIsFirst ? 1 : 0))
        Self.settle(outcomes, 0, Settlement(click))
        if !truthIsFirst { Self.close(comparison, 0, click: click) }
        #expect(outcomes.verdicts.isEmpty)
    }

    @Test(arguments: [true, false]) func whatDiffersWaits(truthIsFirst: Bool) {
        let outcomes = StreamOutcomes()
        let comparison = TruthComparison(outcomes)
        outcomes.judge(.checkouts, index: 0, .onTime)
        outcomes.judge(.clicks, index: 7, .late)
        if truthIsFirst { Self.close(comparison, 0, click: 7) }
        Self.settle(outcomes, 0, .unattributed)
        if !truthIsFirst { Self.close(comparison, 0, click: 7) }
        #expect(Self.causes(comparison) == [.lateClick])
    }

    /// A repeated checkout that both runs set aside is nothing; one that the stream counted is a
    /// conversion too many, whether its first record was closed before or not.
    @Test(arguments: [(RecordFate.duplicate, 0), (.onTime, 1)], [true, false])
    func aRepeatedCheckoutIsADifferenceIfTheStreamCountedIt(
        fate: (RecordFate, differences: Int), firstIsClosed: Bool
    ) {
        let outcomes = StreamOutcomes()
        let comparison = TruthComparison(outcomes)
        outcomes.judge(.checkouts, index: 0, .onTime)
        Self.settle(outcomes, 0, .unattributed)
        outcomes.judge(.checkouts, index: 1, fate.0)
        if firstIsClosed { Self.close(comparison, 0, click: nil) }
        comparison.setAside(
            Self.record(1), first: 0, in: UnsafeBufferPointer(start: nil, count: 0)
        ) { 2 }
        if fate.0.isAccepted { Self.settle(outcomes, 1, .unattributed) }
        if !firstIsClosed { Self.close(comparison, 0, click: nil) }
        #expect(outcomes.verdicts.isEmpty)
        #expect(
            Self.causes(comparison)
                == [DifferenceCause](repeating: .duplicateCounted, count: fate.differences))
    }

    /// Of copies of one record the first has the row; each further row is one too many.
    @Test(arguments: [true, false]) func aSecondRowOfOneRecordIsCountedAgain(truthIsFirst: Bool) {
        let outcomes = StreamOutcomes()
        let comparison = TruthComparison(outcomes)
        outcomes.judge(.checkouts, index: 0, .onTime)
        if truthIsFirst { Self.close(comparison, 0, click: nil) }
        Self.settle(outcomes, 0, .unattributed)
        if !truthIsFirst { Self.close(comparison, 0, click: nil) }
        Self.settle(outcomes, 0, .unattributed)
        Self.settle(outcomes, 0, .noRow)
        #expect(Self.causes(comparison) == [.duplicateCounted])
    }
}
