/// A stream's watermark and its idleness, worked out anew from the partitions each time.
struct OracleStreamWatermark {
    /// Beyond every event time.
    static let infinity = Int.max

    let settings: OracleSettings.Watermark
    /// W; nil while unset.
    private(set) var value: Int?
    /// The running maximum at this moment, which becomes W at once or at the next tick.
    private var coming: Int?
    private(set) var isEnded = false
    /// By partition.
    private var largestEventTime: [Int: Int] = [:]
    private var lastArrival: [Int: Int] = [:]

    init(_ settings: OracleSettings.Watermark) {
        self.settings = settings
    }

    /// The limit of lateness, W − allowedLateness; nil while W is unset.
    var limit: Int? {
        guard let value else { return nil }
        return value == Self.infinity ? value : value - settings.allowedLateness
    }

    private var partitions: [Int] {
        Set(largestEventTime.keys).union(0..<(settings.partitions ?? 0)).sorted()
    }

    /// When the partition goes inactive, if no further record comes.
    private func deadline(of partition: Int, firstArrival: Int?) -> Int? {
        guard let timeout = settings.idleTimeout,
            let since = lastArrival[partition] ?? firstArrival
        else { return nil }
        return since + timeout
    }

    private func isActive(_ partition: Int, at now: Int?, firstArrival: Int?) -> Bool {
        guard let now, let deadline = deadline(of: partition, firstArrival: firstArrival) else {
            return true
        }
        return now < deadline
    }

    /// All times at which something of this stream goes idle, if no further record comes.
    func deadlines(firstArrival: Int?) -> [Int] {
        var deadlines = partitions.compactMap { deadline(of: $0, firstArrival: firstArrival) }
        if partitions.isEmpty, let timeout = settings.idleTimeout, let firstArrival {
            deadlines.append(firstArrival + timeout)
        }
        return deadlines
    }

    /// Whether the join leaves the stream out of its minimum.
    func isIdle(at now: Int?, firstArrival: Int?) -> Bool {
        if partitions.isEmpty {
            guard let timeout = settings.idleTimeout, let firstArrival, let now else {
                return false
            }
            return now >= firstArrival + timeout
        }
        return partitions.allSatisfy { !isActive($0, at: now, firstArrival: firstArrival) }
    }

    mutating func take(eventTime: Int, partition: Int, at now: Int) {
        largestEventTime[partition] = max(largestEventTime[partition] ?? eventTime, eventTime)
        lastArrival[partition] = now
    }

    /// The running maximum of the minimum over the active partitions of (largest − delay).
    mutating func advance(at now: Int?, firstArrival: Int?) {
        guard settings.strategy == .bounded, !isEnded else { return }
        let active = partitions.filter { isActive($0, at: now, firstArrival: firstArrival) }
        var minimum: Int?
        for partition in active {
            // A declared partition without a record has no watermark, and so the stream has none.
            guard let largest = largestEventTime[partition] else { return }
            let own = largest - settings.delay
            minimum = min(minimum ?? own, own)
        }
        if let minimum {
            coming = max(coming ?? minimum, minimum)
        }
        if settings.every == nil { tick() }
    }

    /// What has been reached takes effect.
    mutating func tick() {
        guard !isEnded, let coming else { return }
        value = max(value ?? coming, coming)
    }

    mutating func set(to time: Int) {
        guard settings.strategy == .scripted, !isEnded else { return }
        value = max(value ?? time, time)
    }

    mutating func end() {
        isEnded = true
        value = Self.infinity
    }
}
