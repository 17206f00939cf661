public import Streaming

/// Whether, and for how long, a record's id is remembered, so that another record of it is set
/// aside.
public enum Deduplication: Sendable, Hashable {
    /// No record is set aside.
    case off
    /// Until the stream's watermark − allowed lateness exceeds the event time of the first record.
    case watermark
    /// For ever.
    case forever
    /// Until the stream's watermark exceeds the event time of the first record by more than this.
    case within(Milliseconds)
    /// As Spark's `dropDuplicatesWithinWatermark`: until the watermark reaches the event time of the
    /// first record + the watermark's delay.
    case untilReached
}

extension Deduplication: ExpressibleByBooleanLiteral {
    /// `true`: ``watermark``, `false`: ``off``.
    public init(_ deduplicates: Bool) { self = deduplicates ? .watermark : .off }

    /// As ``init(_:)``.
    public init(booleanLiteral value: Bool) { self.init(value) }
}

extension RunConfiguration {
    /// What the stream run does: what the scenario says, else what the engine does.
    public var deduplication: Deduplication {
        deduplicate ?? Deduplication(engine.traits.deduplicates)
    }

    /// Whether the truth counts each id once: unless the scenario itself says that no record is set
    /// aside. What an engine does by default says nothing about the log.
    var truthDeduplicates: Bool { deduplicate != .off }
}
