/// The watermark of one stream, from its partitions' records.
///
/// W is the running maximum of the minimum, over the active partitions, of (largest event time −
/// delay): a new or returning partition can hold W, never lower it. A partition without a record
/// for the idle timeout is inactive; a stream whose partitions are all inactive is idle.
///
/// Timers are asked for and fired by whoever owns the clock: idle timeouts before ticks.
public struct StreamProgress {
    private struct Partition {
        var number: Int32
        /// `nil` until the first record of a declared partition.
        var latest: EventTime?
        var lastArrival: ProcessingTime
        var isActive = true
        /// What control records say of it.
        var scripted = Watermark.unset
        /// Whether a control record made it idle, so that under scripted watermarks no record
        /// wakes it.
        var isSilenced = false
    }

    private let settings: WatermarkSettings
    private var partitions: [Partition] = []
    /// By number, where partitions are many; only looked up.
    private var places: [Int32: Int] = [:]
    /// The largest event times of the active partitions: the least number where one has none.
    private var latest = LeastOf()
    /// When the active partitions had their last records, where that matters.
    private var arrivals = LeastOf()
    /// What control records say of the active partitions, where watermarks are scripted.
    private var scripts = LeastOf()
    private var lastPartition = 0
    /// How many declared partitions have had no record yet.
    private var unseenDeclared: Int
    private var declaredAreActive = true
    /// What the watermark will be at the next tick, if emission is periodic.
    private var candidate = Watermark.unset
    private var nextTick: ProcessingTime?
    /// No idle timeout is due before this.
    private var nextIdleCheck: ProcessingTime?
    private var firstArrival: ProcessingTime?
    /// Whether a control record made the whole stream idle.
    private var isSilenced = false

    /// The watermark in force.
    public private(set) var watermark = Watermark.unset
    /// Whether the stream has no active partition, and so does not hold the join's watermark back.
    public private(set) var isIdle = false
    /// Whether the stream is over.
    public private(set) var hasEnded = false

    /// A stream before its first record.
    public init(_ settings: WatermarkSettings) {
        self.settings = settings
        unseenDeclared = settings.placesDeclared
    }

    /// The watermark less the allowed lateness: an earlier record is late.
    public var horizon: Watermark { watermark - settings.allowedLateness }

    /// The delay that the watermark goes by; zero where it goes by none.
    public var wait: Milliseconds { settings.strategy == .bounded ? settings.delay : .zero }

    /// The partitions as they are now, those by number that have had a record, for a person.
    public var partitionStates: [PartitionState] {
        let active = partitions.filter(\.isActive).compactMap(\.latest)
        let (least, greatest) = (active.min(), active.max())
        return partitions.sorted { $0.number < $1.number }.map { partition in
            PartitionState(
                number: partition.number, latest: partition.latest, isActive: partition.isActive,
                holdsBack: partition.isActive && least != greatest && partition.latest == least)
        }
    }

    /// The largest event time of the partition of the last record.
    public var latestOfLastPartition: EventTime? {
        partitions.isEmpty ? nil : partitions[lastPartition].latest
    }

    /// The first record of all streams has arrived: timeouts and ticks count from here.
    public mutating func start(at time: ProcessingTime) {
        firstArrival = time
        // What has ended is never idle.
        if settings.idleTimeout != nil, !hasEnded { nextIdleCheck = time }
    }

    /// A record was read, whatever became of it.
    ///
    /// - Parameters:
    ///   - number: the record's partition.
    ///   - time: its event time.
    ///   - arrival: when it arrived; idle timeouts count from here.
    ///   - clock: the virtual clock, at or behind which no tick can be any more.
    public mutating func observe(
        partition number: Int32, time: EventTime, arrival: ProcessingTime, clock: ProcessingTime
    ) {
        if hasEnded { return }
        let place = locate(settings.place(of: number))
        lastPartition = place
        let isNewest = partitions[place].latest.map { $0 < time } ?? true
        let wasIdle = !partitions[place].isActive
        if isNewest { partitions[place].latest = time }
        partitions[place].lastArrival = arrival
        if settings.strategy == .scripted, isSilenced || partitions[place].isSilenced {
            return note(place)
        }
        partitions[place].isSilenced = false
        partitions[place].isActive = true
        note(place)
        isSilenced = false
        isIdle = false
        // Only a new largest event time, or a partition's return, can change the minimum.
        // The ticks of this moment have run before the record.
        if isNewest || wasIdle { update(ticksFrom: clock + Milliseconds(1)) }
    }

    /// A control record says the watermark, of one partition or of the whole stream; it never goes
    /// back. Who was silenced counts again; who timed out does with its next record.
    public mutating func script(_ time: EventTime, partition number: Int32? = nil) {
        guard settings.strategy == .scripted, !hasEnded else { return }
        guard let number else {
            if isSilenced || partitions.contains(where: \.isSilenced) { isIdle = false }
            isSilenced = false
            watermark = max(watermark, Watermark(time))
            return
        }
        isSilenced = false
        isIdle = false
        let place = locate(settings.place(of: number))
        partitions[place].scripted = max(partitions[place].scripted, Watermark(time))
        partitions[place].isActive = true
        partitions[place].isSilenced = false
        note(place)
        followScript()
    }

    /// A control record says that a partition, or the whole stream, does not count until it comes
    /// back: with a record or, where watermarks are scripted, with its next watermark.
    public mutating func silence(partition number: Int32? = nil) {
        if hasEnded { return }
        if let number {
            let place = locate(settings.place(of: number))
            partitions[place].isActive = false
            partitions[place].isSilenced = true
            note(place)
            if isSomeActive || unseenDeclared > 0 {
                followScript()
                return update(ticksFrom: ProcessingTime(milliseconds: 0))
            }
        } else {
            isSilenced = true
            for place in partitions.indices {
                partitions[place].isActive = false
                note(place)
            }
        }
        goIdle()
    }

    /// The job starts again: what has been seen is forgotten, who takes part is not.
    public mutating func restart() {
        if hasEnded { return }
        unseenDeclared = settings.placesDeclared
        if unseenDeclared > 0 {
            for place in partitions.indices {
                partitions[place].isActive = false
                note(place)
            }
            partitions.removeAll()
            places.removeAll()
        }
        for place in partitions.indices {
            partitions[place].latest = nil
            partitions[place].scripted = .unset
            note(place)
        }
        watermark = .unset
        candidate = .unset
        nextTick = nil
    }

    /// Nobody counts any more.
    private mutating func goIdle() {
        isIdle = true
        guard settings.jumpsWhenIdle else { return }
        for partition in partitions {
            if let latest = partition.latest, settings.strategy == .bounded {
                watermark = max(watermark, Watermark(latest) - settings.delay)
            }
            watermark = max(watermark, partition.scripted)
        }
    }

    /// The scripted watermark of the whole stream: the least of its active partitions'.
    private mutating func followScript() {
        guard settings.strategy == .scripted, unseenDeclared == 0 || !declaredAreActive else {
            return
        }
        guard isSomeActive else { return }
        watermark = max(watermark, Watermark(rawValue: scripts.least))
    }

    /// The stream is over: its watermark is beyond every time.
    public mutating func end() {
        hasEnded = true
        isIdle = false
        watermark = .end
        nextTick = nil
        nextIdleCheck = nil
    }

    /// The next idle timeout, or `nil`.
    public var nextIdleTimer: ProcessingTime? { nextIdleCheck }

    /// The next tick of a periodic watermark, or `nil`.
    public var nextTickTimer: ProcessingTime? { nextTick }

    /// Runs the idle timeouts that are due at `time`.
    public mutating func fireIdleTimers(at time: ProcessingTime) {
        guard let timeout = settings.idleTimeout, let due = nextIdleCheck, due <= time else {
            return
        }
        while let place = arrivals.place, partitions[place].lastArrival + timeout <= time {
            partitions[place].isActive = false
            note(place)
        }
        nextIdleCheck = arrivals.place.map { partitions[$0].lastArrival + timeout }
        if let firstArrival {
            let waitsForFirst = unseenDeclared > 0 || (partitions.isEmpty && !isIdle)
            if waitsForFirst && declaredAreActive {
                let deadline = firstArrival + timeout
                declaredAreActive = deadline > time
                if declaredAreActive {
                    nextIdleCheck = nextIdleCheck.map { min($0, deadline) } ?? deadline
                }
            }
        }
        // Timeouts run before a tick of the same moment.
        if nextIdleCheck != nil { update(ticksFrom: time) } else { goIdle() }
    }

    /// Runs the tick that is due at `time`.
    public mutating func fireTick(at time: ProcessingTime) {
        guard let due = nextTick, due <= time else { return }
        nextTick = nil
        watermark = max(watermark, candidate)
    }

    private mutating func locate(_ number: Int32) -> Int {
        if lastPartition < partitions.count, partitions[lastPartition].number == number {
            return lastPartition
        }
        if let known = places[number] { return known }
        unseenDeclared = max(0, unseenDeclared - 1)
        places[number] = partitions.count
        partitions.append(
            Partition(number: number, latest: nil, lastArrival: .beforeAll))
        note(partitions.count - 1)
        return partitions.count - 1
    }

    /// Whether some partition that is known takes part.
    private var isSomeActive: Bool { latest.least != LeastOf.absent }

    /// A partition has changed: what it holds back is reckoned anew.
    private mutating func note(_ place: Int) {
        let partition = partitions[place]
        let isActive = partition.isActive
        // No event time is that large, and none that small.
        latest.set(
            place, isActive ? partition.latest?.milliseconds ?? Self.noRecord : LeastOf.absent)
        if settings.idleTimeout != nil {
            arrivals.set(
                place, isActive ? partition.lastArrival.milliseconds : LeastOf.absent)
        }
        if settings.strategy == .scripted {
            scripts.set(place, isActive ? partition.scripted.rawValue : LeastOf.absent)
        }
    }

    /// Below all event times: a partition without a record.
    private static let noRecord = Int64.min

    /// - Parameter earliest: the time of the next tick that has not run yet, at the earliest.
    private mutating func update(ticksFrom earliest: ProcessingTime) {
        if let timeout = settings.idleTimeout, nextIdleCheck == nil {
            // All were inactive; the one that returned is the first to be due again.
            nextIdleCheck = arrivals.place.map { partitions[$0].lastArrival + timeout }
        }
        guard settings.strategy == .bounded, let least = leastLatest() else { return }
        let new = Watermark(least) - settings.delay
        guard new > max(watermark, candidate) else { return }
        if settings.isAssigned, new.rawValue <= 0 { return }
        candidate = new
        switch settings.emission {
        case .perRecord: watermark = new
        case .every(let interval):
            let moved = new.rawValue.subtractingReportingOverflow(max(watermark.rawValue, 0))
            if settings.isAssigned, moved.overflow || moved.partialValue > interval.count {
                watermark = new
            } else {
                schedule(interval, from: earliest)
            }
        }
    }

    /// The least of the active partitions' largest event times, `nil` while one has none.
    private func leastLatest() -> EventTime? {
        if unseenDeclared > 0 && declaredAreActive { return nil }
        guard isSomeActive, latest.least != Self.noRecord else { return nil }
        return EventTime(milliseconds: latest.least)
    }

    /// Ticks are one interval apart from the first arrival of all.
    private mutating func schedule(_ interval: Milliseconds, from earliest: ProcessingTime) {
        guard nextTick == nil, let firstArrival else { return }
        let length = max(1, interval.count)
        let passed = (earliest.milliseconds - firstArrival.milliseconds + length - 1) / length
        nextTick = ProcessingTime(
            milliseconds: firstArrival.milliseconds + max(1, passed) * length)
    }
}
