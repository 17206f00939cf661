/// A change of the attributed table.
public struct RankedChange: Sendable, Hashable, BitwiseCopyable {
    /// What happens to the row where nobody is told of it.
    public enum Silent: Sendable, Hashable, BitwiseCopyable {
        /// The ranking keeps a row that it may show later.
        case hold
        /// The ranking does not keep the row any more, shown or held.
        case letGo
    }

    /// What the changelog says of it; `nil` where nobody is told.
    public let kind: RowKind?
    /// Whether the ranking mentions the row once less.
    public let isTakenAway: Bool
    /// The row that it happens to.
    public let row: JoinRow

    /// A change that the changelog has.
    public init(_ kind: RowKind, _ row: JoinRow) {
        self.kind = kind
        isTakenAway = kind.isRetraction
        self.row = row
    }

    /// A change that nobody is told of.
    public init(_ change: Silent, _ row: JoinRow) {
        kind = nil
        isTakenAway = change == .letGo
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
