/// A change of the attributed table.
public struct RankedChange: Sendable, Hashable, BitwiseCopyable {
    /// What happens to the row.
    public enum Operation: Sendable, Hashable, BitwiseCopyable {
        /// `+I`: a new row.
        case insert
        /// `-U`: the row as it was, followed by ``updateAfter``.
        case updateBefore
        /// `+U`: the row as it is now.
        case updateAfter
        /// `-D`: the row is gone.
        case delete
        /// Nobody is told: the ranking keeps a row that it may show later.
        case hold
        /// Nobody is told: the ranking does not keep the row any more, shown or held.
        case letGo
    }

    /// Whether the change is one of the changelog.
    public var isShown: Bool { operation != .hold && operation != .letGo }
    /// Whether the ranking mentions the row once less.
    public var isTakenAway: Bool {
        operation == .updateBefore || operation == .delete || operation == .letGo
    }
    /// What happens.
    public var operation: Operation
    /// The row that it happens to.
    public var row: JoinRow

    /// A change.
    public init(_ operation: Operation, _ row: JoinRow) {
        self.operation = operation
        self.row = row
    }
}

/// Which click of several a checkout is attributed to.
public enum RankingOrder: Sendable, Hashable, BitwiseCopyable {
    /// The first one: `ORDER BY click_timestamp ASC`.
    case first
    /// The last one: `ORDER BY click_timestamp DESC`.
    case last
}
