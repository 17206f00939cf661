import HeapModule
import Streaming

/// All events of a world in the order in which they happen.
///
/// Holds what is in flight: a visit's next click, checkouts that will come, and the next visit to
/// begin. So memory follows the rate and the lag, not the number of clicks.
struct WorldTimeline {
    private let settings: GenerationSettings
    private let activity: UserActivity
    private let visits: RandomStream
    private let clicks: RandomStream
    private let checkouts: RandomStream
    private let partitions: RandomStream
    private let end: Int64

    private var schedule: ClickSchedule
    private var nextVisit: WorldEvent?
    private var clicksPlanned: UInt64 = 0
    private var inFlight = Heap<WorldEvent>()

    /// How many events are in flight.
    var inFlightCount: Int { inFlight.count }

    /// The timeline of a checked world.
    init(_ settings: GenerationSettings, activity: UserActivity) {
        self.settings = settings
        self.activity = activity
        visits = RandomStream(seed: settings.seed, purpose: "world.visits")
        clicks = RandomStream(seed: settings.seed, purpose: "world.clicks.time")
        checkouts = RandomStream(seed: settings.seed, purpose: "world.checkouts.time")
        // As a broker's partitioner, this knows nothing of the world's seed.
        partitions = RandomStream(seed: 0, purpose: "partition")
        end = settings.start.milliseconds + settings.duration.count
        schedule = ClickSchedule(settings)
        planVisit()
    }

    /// The next event, `nil` after the last. O(log of what is in flight).
    mutating func next() -> WorldEvent? {
        // Visits of the same moment must all be in before the first of them comes out.
        while let visit = nextVisit, inFlight.min.map({ visit.time <= $0.time }) ?? true {
            inFlight.insert(visit)
            planVisit()
        }
        guard let event = inFlight.popMin() else { return nil }
        if event.isClick {
            if event.clicksLeft > 0 { inFlight.insert(click(after: event)) }
            insertCheckouts(of: event)
        }
        return event
    }

    /// Draws the next visit, or none after the last click. Its index is its first click's number.
    private mutating func planVisit() {
        let click = clicksPlanned
        let left = UInt64(settings.clicks) - click
        guard left > 0 else {
            nextVisit = nil
            return
        }
        // A further click with probability 1 − 1/mean: a geometric length.
        let mean = UInt64(settings.clicksPerVisit)
        var length: UInt64 = 1
        while length < left, visits.below(mean, click, draw: 1 + length) >= 1_000_000_000 {
            length += 1
        }
        let user = activity.user(visits.bits(click, draw: 0))
        nextVisit = WorldEvent(
            time: schedule.start(
                ofVisitAt: click, length: length, random: visits.bits(click, draw: 1)),
            click: UInt32(click), checkout: 0, user: user,
            partition: Int32(partitions.below(UInt64(settings.partitions), UInt64(user))),
            clicksLeft: UInt32(length - 1))
        clicksPlanned += length
    }

    private func click(after event: WorldEvent) -> WorldEvent {
        var next = event
        next.click += 1
        next.clicksLeft -= 1
        let index = UInt64(next.click)
        let gap = Int64(clicks.exponential(index) * Double(settings.clickGap.count))
        // The world ends: what is left of the visit hurries.
        let room = end - event.time.milliseconds
        let step = gap < room ? gap : Int64(clicks.below(UInt64(room), index, draw: 1))
        next.time.milliseconds += step
        return next
    }

    /// Checkouts follow as long as a coin falls heads; heads has the probability m / (1 + m).
    private mutating func insertCheckouts(of click: WorldEvent) {
        let mean = UInt64(settings.checkoutsPerClick)
        let index = UInt64(click.click)
        var checkout = click
        checkout.clicksLeft = 0
        // Draws of checkout n: 2n for the coin before it, 2n + 1 for its lag.
        var n: UInt32 = 1
        while checkouts.below(1_000_000_000 + mean, index, draw: UInt64(n) * 2) < mean {
            let lag = checkouts.exponential(index, draw: UInt64(n) * 2 + 1)
            checkout.checkout = n
            checkout.time.milliseconds =
                click.time.milliseconds + Int64(lag * Double(settings.checkoutLag.count))
            inFlight.insert(checkout)
            n += 1
        }
    }
}
