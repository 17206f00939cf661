/// What goes wrong around a job: its machines, its broker, its producers, their clocks.
public enum StormFault: String, CaseIterable, Sendable, Hashable {
    /// The job crashes, and starts again from its last checkpoint.
    case restart
    /// Offsets go back: records are read again.
    case reread
    /// Offsets go ahead, as where they are committed before records are processed: what was read and
    /// not processed never comes.
    case lost
    /// A producer writes a record twice.
    case twice
    /// A partition moves to another consumer: it is silent for a while, and what was not committed is
    /// read again.
    case rebalance
    /// A clock steps, and is set right later.
    case clock

    /// In a few words.
    public var words: String {
        switch self {
        case .restart: "the job starts again from a checkpoint"
        case .reread: "offsets go back"
        case .lost: "offsets go ahead"
        case .twice: "a producer writes twice"
        case .rebalance: "a partition is rebalanced"
        case .clock: "a clock steps"
        }
    }

    /// Whether it does nothing but bring records once more.
    var onlyRepeats: Bool { self == .reread || self == .twice }
}

/// A crash: what was saved, and how far the job had come.
public struct Crash: Sendable, Hashable {
    /// The step that the checkpoint holds the state behind.
    public var checkpoint: Int64
    /// The last step before the crash.
    public var at: Int64
}
