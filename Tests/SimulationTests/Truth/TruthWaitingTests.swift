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
        let name = ClickName(id: [1], source: [2])
        comparison.close(
            index, click: click, clickName: { name }, revenue: 1,
            id: UnsafeBufferPointer(start: nil, count: 0)
        ) { _ in name }
    }

    @Test(arguments: [true, false], [nil, UInt32(7)])
    func whatBothAgreeOnIsForgotten(truthIsFirst: Bool, click: UInt32?) {
        let outcomes = StreamOutcomes()
        let comparison = TruthComparison(outcomes)
        outcomes.judge(.checkouts, index: 0, .onTime)
        if truthIsFirst { Self.close(comparison, 0, click: click) }
        #expect(outcomes.verdicts.count == (truthIsFirst ? 1 : 0))
        outcomes.settle(Self.record(0), Settlement(click))
        if !truthIsFirst { Self.close(comparison, 0, click: click) }
        #expect(outcomes.verdicts.isEmpty)
    }

    @Test(arguments: [true, false]) func whatDiffersWaits(truthIsFirst: Bool) {
        let outcomes = StreamOutcomes()
        let comparison = TruthComparison(outcomes)
        outcomes.judge(.checkouts, index: 0, .onTime)
        outcomes.judge(.clicks, index: 7, .late)
        if truthIsFirst { Self.close(comparison, 0, click: 7) }
        outcomes.settle(Self.record(0), .unattributed)
        if !truthIsFirst { Self.close(comparison, 0, click: 7) }
        var causes: [DifferenceCause] = []
        comparison.finish { causes.append($1.cause) }
        #expect(causes == [.lateClick])
    }

    /// A repeated checkout that both runs set aside is nothing to wait for; one that the stream took
    /// is a conversion too many.
    @Test(arguments: [(RecordFate.duplicate, 0), (.onTime, 1)])
    func aRepeatedCheckoutWaitsIfTheStreamTookIt(fate: RecordFate, differences: Int) {
        let outcomes = StreamOutcomes()
        let comparison = TruthComparison(outcomes)
        outcomes.judge(.checkouts, index: 0, .onTime)
        outcomes.settle(Self.record(0), .unattributed)
        outcomes.judge(.checkouts, index: 1, fate)
        comparison.setAside(
            Self.record(1), first: 0, in: UnsafeBufferPointer(start: nil, count: 0))
        Self.close(comparison, 0, click: nil)
        #expect(outcomes.verdicts.count == differences)
        var causes: [DifferenceCause] = []
        comparison.finish { causes.append($1.cause) }
        #expect(causes == [DifferenceCause](repeating: .duplicate, count: differences))
    }
}
