import HeapModule
import Streaming

/// The events of a world in the order in which their logs are written: by true arrival.
struct WorldLog {
    private let disorder: Int64
    private let delays: RandomStream
    private var timeline: WorldTimeline
    private var upcoming: WorldEvent?
    private var onTheirWay = Heap<LoggedEvent>()
    private var counts: (clicks: UInt32, checkouts: UInt32) = (0, 0)

    /// The log of a checked world.
    init(_ settings: GenerationSettings, activity: UserActivity) {
        disorder = settings.disorder.count
        delays = RandomStream(seed: settings.seed, purpose: "world.arrival")
        timeline = WorldTimeline(settings, activity: activity)
        upcoming = timeline.next()
    }

    /// The next event with its true arrival and its place in its log, `nil` after the last.
    mutating func next() -> LoggedEvent? {
        guard var logged = disorder == 0 ? nextInTime() : nextArrival() else { return nil }
        if logged.event.isClick {
            logged.index = counts.clicks
            counts.clicks &+= 1
        } else {
            logged.index = counts.checkouts
            counts.checkouts &+= 1
        }
        return logged
    }

    private mutating func nextInTime() -> LoggedEvent? {
        guard let event = upcoming else { return nil }
        upcoming = timeline.next()
        return LoggedEvent(event: event, arrival: ProcessingTime(event.time))
    }

    private mutating func nextArrival() -> LoggedEvent? {
        // Whatever happens from now on arrives at its own time at the earliest.
        while let event = upcoming,
            onTheirWay.min.map({ event.time.milliseconds <= $0.arrival.milliseconds }) ?? true
        {
            let delay = delays.below(
                UInt64(disorder) + 1, UInt64(event.click), draw: UInt64(event.checkout))
            let arrival = event.time.milliseconds + Int64(delay)
            onTheirWay.insert(
                LoggedEvent(event: event, arrival: ProcessingTime(milliseconds: arrival)))
            upcoming = timeline.next()
        }
        return onTheirWay.popMin()
    }
}

extension ProcessingTime {
    /// The moment at which something arrives that takes no time to arrive.
    fileprivate init(_ time: EventTime) { self.init(milliseconds: time.milliseconds) }
}
