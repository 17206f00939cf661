/// What is fetched ahead of a record.
public enum PrefetchPass: Sendable, Hashable, BitwiseCopyable {
    /// What is known of its key.
    case keys
    /// The records of its key that it will be linked to, or that a search begins at.
    case records

    /// Fetches what a record of a side will touch, which goes into its own side's buffer and looks in
    /// the other's.
    func fetch(
        _ side: JoinSide, key: UInt32, clicks: borrowing KeyedBuffer,
        checkouts: borrowing KeyedBuffer
    ) {
        switch self {
        case .keys:
            clicks.prefetch(key)
            checkouts.prefetch(key)
        case .records where side == .click:
            clicks.prefetchLast(of: key)
            checkouts.prefetchFound(of: key)
        case .records:
            clicks.prefetchFound(of: key)
            checkouts.prefetchLast(of: key)
        }
    }
}
