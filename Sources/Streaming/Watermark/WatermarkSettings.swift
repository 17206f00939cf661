/// How a stream's watermark follows from its records.
public struct WatermarkSettings: Sendable, Hashable {
    /// Where the watermark comes from.
    public enum Strategy: Sendable, Hashable {
        /// The largest event time so far, less ``delay``.
        case bounded
        /// Control records in the log say it.
        case scripted
        /// There is none until the stream ends.
        case none
    }

    /// When a new watermark takes effect.
    public enum Emission: Sendable, Hashable {
        /// With the record that caused it.
        case perRecord
        /// At the next tick of processing time; the first tick is one interval after the first
        /// arrival of all.
        case every(Milliseconds)
    }

    /// Where the watermark comes from. Default: bounded.
    public var strategy = Strategy.bounded
    /// How long to wait for stragglers. Default: 0.
    public var delay = Milliseconds.zero
    /// How far behind the watermark a record is still taken. Default: 0.
    public var allowedLateness = Milliseconds.zero
    /// After how long without a record a partition, or the stream, no longer holds the watermark
    /// back. Default: never.
    public var idleTimeout: Milliseconds?
    /// When a new watermark takes effect. Default: with each record.
    public var emission = Emission.perRecord
    /// How many partitions the stream is known to have from the start: each holds the watermark
    /// until its first record. Default: not known; a partition counts from its first record.
    public var partitions: Int?

    /// Whether an operator behind the source makes the watermark: one over all partitions, nothing
    /// of 0 or less, and with periodic emission a move of more than the interval at once. Default:
    /// the source makes it, for each partition.
    public var isAssigned = false
    /// How many such operators there are, each with the partitions of its own. Default: one.
    public var assigners = 1
    /// Whether, when the last active partition goes idle, the watermark becomes the greatest of
    /// them. Default: it stays.
    public var jumpsWhenIdle = false

    /// The defaults.
    public init() {}
}

extension WatermarkSettings {
    /// Where a partition's watermark is made: by itself, or by its operator.
    func place(of partition: Int32) -> Int32 {
        isAssigned ? partition % Int32(max(1, assigners)) : partition
    }

    /// How many such places hold the watermark from the start.
    var placesDeclared: Int {
        guard isAssigned else { return partitions ?? 0 }
        return assigners > 1 ? min(assigners, partitions ?? 0) : 0
    }
}
