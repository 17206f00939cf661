import EventLogs
import Streaming

/// When each user's checkouts happened that a run has accepted: what `attribution.cut` goes by.
///
/// Cost: a number a checkout, given up once no click before it is wanted any more (an engine, which
/// does not say when that is, keeps them), and a search a checkout.
struct PreviousCheckouts: ~Copyable {
    private let goesByKey: Bool
    private var users = KeyTable()
    /// By user: in order.
    private var times: [[EventTime]] = []

    init(_ key: JoinSettings.Key) { goesByKey = key == .user }

    /// The number of a checkout's user.
    mutating func user(of arrival: Arrival) -> UInt32 {
        goesByKey ? arrival.key : users.intern(arrival.record.user(in: arrival.text))
    }

    /// A checkout was accepted; no click before `horizon` is wanted any more.
    mutating func insert(_ time: EventTime, of user: UInt32, horizon: EventTime) {
        while times.count <= Int(user) { times.append([]) }
        let count = times[Int(user)].count
        // Giving up one at a time would move the others each time.
        if count >= 16, times[Int(user)][count / 2] < horizon {
            times[Int(user)].removeFirst(count / 2 + 1)
        }
        var place = times[Int(user)].count
        while place > 0, time < times[Int(user)][place - 1] { place -= 1 }
        times[Int(user)].insert(time, at: place)
    }

    /// Before it, clicks of a checkout at `time` are used up: 1 ms behind the latest checkout of the
    /// user before that time. `nil`: there is none.
    func earliestTouch(for time: EventTime, of user: UInt32) -> EventTime? {
        guard Int(user) < times.count else { return nil }
        var place = times[Int(user)].count
        while place > 0, times[Int(user)][place - 1] >= time { place -= 1 }
        return place == 0 ? nil : times[Int(user)][place - 1] + Milliseconds(1)
    }
}
