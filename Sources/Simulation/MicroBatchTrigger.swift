import Streaming

/// When a micro-batch, or a checkpoint, is cut that goes by the clock: one interval after the first arrival of all,
/// and then every interval.
///
/// A trigger without a record since the last one does nothing, so that none is due then.
struct MicroBatchTrigger {
    private let interval: Int64
    private var first: Int64?
    /// When the batch under way ends; `nil` while it has no record.
    private(set) var due: ProcessingTime?

    /// The trigger of an engine, `nil` where batches do not go by the clock.
    init?(_ engine: EngineSettings) {
        guard let interval = engine.batchInterval else { return nil }
        self.interval = max(1, interval.count)
    }

    /// The first record of all has arrived.
    mutating func start(at time: ProcessingTime) { first = time.milliseconds }

    /// A record has arrived; triggers due before have fired.
    mutating func note(at clock: ProcessingTime) {
        guard due == nil, let first else { return }
        let passed = (clock.milliseconds - first) / interval
        due = ProcessingTime(milliseconds: first + (passed + 1) * interval)
    }

    /// The batch is cut.
    mutating func fire() { due = nil }
}
