/// A partition of a stream at one moment.
public struct PartitionState: Sendable, Hashable {
    /// Its number.
    public var number: Int32
    /// Its largest event time; `nil` before its first record.
    public var latest: EventTime?
    /// Whether it counts, or has been silent for the idle timeout.
    public var isActive: Bool
    /// Whether the stream's watermark waits for it, of several partitions.
    public var holdsBack: Bool
}
