public import Streaming

/// Something that happens to records between the shop and the pipeline.
public struct Disturbance: Sendable, Hashable {
    /// The stream that it concerns; `nil`: both.
    public var stream: EventStream?
    /// The partition that it concerns; `nil`: all.
    public var partition: Int32?
    /// What happens.
    public var effect: Effect

    /// A disturbance of one stream, or of both.
    public init(stream: EventStream? = nil, partition: Int32? = nil, effect: Effect) {
        self.stream = stream
        self.partition = partition
        self.effect = effect
    }

    /// Whether a record may arrive more than once.
    public var makesCopies: Bool {
        if case .duplicate = effect { return true }
        return false
    }

    /// What happens to a record. Shares are in billionths.
    public enum Effect: Sendable, Hashable {
        /// Every record arrives later.
        case delay(DelayDistribution)
        /// A share of the records arrives later by a fixed time.
        case late(share: Share, by: Milliseconds)
        /// A share of the records arrives once more, at the same time or later.
        case duplicate(share: Share, after: DelayDistribution)
        /// A share of the records never arrives.
        case drop(share: Share)
        /// An outage: what would arrive from `from` on and before `to` arrives at `to`.
        case hold(from: ProcessingTime, to: ProcessingTime)
        /// The clocks of a share of the users are wrong: event times are shifted by so many
        /// milliseconds, which may be negative. A partition's clock is the share of all users of
        /// that partition.
        case skew(share: Share, byMilliseconds: Int64)
    }
}

/// A share of a whole, from 0 to 1, in billionths.
public struct Share: Sendable, Hashable, Comparable {
    /// 0 … 1,000,000,000.
    public var billionths: UInt32

    /// A share of so many billionths, at most the whole.
    public init(billionths: UInt32) { self.billionths = min(billionths, 1_000_000_000) }

    /// All.
    public static let all = Share(billionths: 1_000_000_000)

    /// Orders shares by size.
    public static func < (a: Share, b: Share) -> Bool { a.billionths < b.billionths }
}

/// How long a record is on its way. All parameters are milliseconds; samples are rounded down to
/// whole milliseconds and cut at `max`.
public enum DelayDistribution: Sendable, Hashable {
    /// Always the same.
    case constant(Milliseconds)
    /// Any time from `min` to `max`, both included, equally likely.
    case uniform(min: Milliseconds, max: Milliseconds)
    /// Memoryless, with this mean.
    case exponential(mean: Milliseconds, max: Milliseconds)
    /// Log-normal with this median; `sigma` in billionths.
    case logNormal(median: Milliseconds, sigmaE9: Int64, max: Milliseconds)
    /// Pareto from `min` with a heavy tail; `alpha` in billionths.
    case pareto(min: Milliseconds, alphaE9: Int64, max: Milliseconds)
}
