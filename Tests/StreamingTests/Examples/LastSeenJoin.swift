@testable import Streaming

/// Joins a checkout with the last click of its user that has come, however old, and never waits.
struct LastSeenJoin: IntervalJoinEngine, ~Copyable {
    static let watermarkRule = WatermarkRule()
    static let hasEndOfInput = false
    static let leavesNothingPending = true

    private(set) var output = JoinOutput()
    var listing = PairListing.all
    var nullKey = UInt32.max
    private var last: [UInt32: Int32] = [:]
    private var heldMax = 0

    var eventTimeProgress: Watermark { .unset }
    var clicksHeld: HeldCount { HeldCount(now: last.count, max: heldMax) }
    var checkoutsHeld: HeldCount { HeldCount(now: 0, max: 0) }
    var pendingCheckouts: [Int32] { [] }
    var moment: EngineMoment { EngineMoment(time: .unset) }

    mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        // The one before is mentioned no more.
        if let before = last.updateValue(handle, forKey: key) {
            output.releasedClicks.append(before)
        }
        heldMax = max(heldMax, last.count)
    }

    mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32) {
        if key != nullKey, let click = last[key] {
            output.rows.append(JoinRow(checkout: handle, click: click))
        } else {
            output.rows.append(JoinRow(padded: handle))
        }
        output.releasedCheckouts.append(handle)
    }

    mutating func clear() { output.clear() }

    func checkInvariants() { precondition(last.count <= heldMax, "more is held than ever was") }
}
