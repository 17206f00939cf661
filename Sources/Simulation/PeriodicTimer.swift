import Streaming

/// When a micro-batch, or a checkpoint, is cut that goes by the clock: one interval after the first
/// arrival of all, and then every interval.
///
/// A timer without a record since the last one does nothing, so that none is due then.
struct PeriodicTimer {
    private let interval: Int64
    private var first: Int64?
    /// When it is due; `nil` while there is no record since it was.
    private(set) var due: ProcessingTime?

    /// A timer of such an interval.
    init(_ interval: Milliseconds) { self.interval = max(1, interval.count) }

    /// The first record of all has arrived.
    mutating func start(at time: ProcessingTime) { first = time.milliseconds }

    /// A record has arrived, or there is something to do all the same; timers due before have fired.
    mutating func note(at clock: ProcessingTime) {
        guard due == nil, let first else { return }
        let passed = (clock.milliseconds - first) / interval
        due = ProcessingTime(milliseconds: first + (passed + 1) * interval)
    }

    /// It was due.
    mutating func fire() { due = nil }
}
