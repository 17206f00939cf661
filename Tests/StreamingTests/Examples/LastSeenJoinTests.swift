import Testing

@testable import Streaming

@Suite struct LastSeenJoinTests {
    @Test func aCheckoutTakesTheLastClickOfItsUser() {
        var join = LastSeenJoin()
        let time = EventTime(milliseconds: 5)
        join.addCheckout(0, time: time, key: 7)
        join.addClick(0, time: time, key: 7)
        join.addClick(1, time: time, key: 7)
        join.addCheckout(1, time: time, key: 7)
        #expect(
            join.output.rows == [JoinRow(padded: 0), JoinRow(checkout: 1, click: 1)])
        #expect(join.output.releasedClicks == [0])
        join.checkInvariants()
        join.clear()
        #expect(join.output.rows.isEmpty)
    }
}
