/// What became of a record. Every record read or injected has exactly one.
///
/// The raw values order the fates of the copies of one record: the best of them is what happened
/// to the record.
public enum RecordFate: UInt8, Sendable, BitwiseCopyable, Comparable {
    /// It was not seen (yet).
    case unseen = 0
    /// Injected disorder lost it.
    case dropped = 1
    /// It came after the watermark − allowed lateness.
    case late = 2
    /// It was in time for the watermark, but a filter in front of the join kept it out.
    case filtered = 3
    /// Its id was remembered.
    case duplicate = 4
    /// It came after the watermark, but within the allowed lateness.
    case withinAllowedLateness = 5
    /// It came before the watermark, or with it.
    case onTime = 6

    /// Whether it took part in the join.
    public var isAccepted: Bool { self >= .withinAllowedLateness }

    /// Orders fates from the worst to the best.
    public static func < (a: RecordFate, b: RecordFate) -> Bool { a.rawValue < b.rawValue }
}
