public import Streaming

/// Something that happens to records between the shop and the pipeline.
public struct Disturbance: Sendable, Hashable {
    /// The stream that it concerns; `nil`: both.
    public var stream: EventStream?
    /// The partition that it concerns; `nil`: all.
    public var partition: Int32?
    /// What happens.
    public var effect: Effect
    /// The seed of its own draws; `nil`: the scenario's.
    public var seed: UInt64?

    /// A disturbance of one stream, or of both.
    public init(
        stream: EventStream? = nil, partition: Int32? = nil, effect: Effect, seed: UInt64? = nil
    ) {
        self.stream = stream
        self.partition = partition
        self.effect = effect
        self.seed = seed
    }

    /// Whether a record may arrive more than once.
    public var makesCopies: Bool {
        switch effect {
        case .duplicate, .reread: true
        case .delay, .late, .drop, .hold, .skew: false
        }
    }

    /// What happens to a record. Shares are in billionths.
    public enum Effect: Sendable, Hashable {
        /// Every record arrives later.
        case delay(DelayDistribution)
        /// A share of the records arrives later by a fixed time.
        case late(share: Share, by: Milliseconds)
        /// A share of the records arrives once more, at the same time or later.
        case duplicate(share: Share, after: DelayDistribution)
        /// A share of the records never arrives: of all, or of those that would arrive in a span.
        case drop(share: Share, during: ArrivalSpan = .always)
        /// An outage: what would arrive from `from` on and before `to` arrives at `to`.
        case hold(from: ProcessingTime, to: ProcessingTime)
        /// Offsets go back: what arrived from `from` on and before `to` arrives once more at `to`, in
        /// its order.
        case reread(from: ProcessingTime, to: ProcessingTime)
        /// The clocks of a share of the users are wrong: event times are shifted by so many
        /// milliseconds, which may be negative, while they arrive in a span. A partition's clock is
        /// the share of all users of that partition.
        case skew(share: Share, byMilliseconds: Int64, during: ArrivalSpan = .always)
    }
}

/// A span of processing time: a clock steps at its start, and back at its end.
public struct ArrivalSpan: Sendable, Hashable {
    /// The first moment in it; `nil`: it has no start.
    public var from: ProcessingTime?
    /// The first moment behind it; `nil`: it has no end.
    public var to: ProcessingTime?

    /// From the first moment on, and before the second.
    public init(from: ProcessingTime? = nil, to: ProcessingTime? = nil) {
        self.from = from
        self.to = to
    }

    /// All moments.
    public static let always = ArrivalSpan()

    /// Whether no moment lies in it.
    public var isEmpty: Bool {
        if let from, let to { from >= to } else { false }
    }

    /// Whether a moment lies in it.
    @inlinable
    public func contains(_ time: ProcessingTime) -> Bool {
        if let from, time < from { return false }
        if let to, time >= to { return false }
        return true
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
