import Streaming

extension Disturbance {
    /// Whether it can change when a record, or a copy of one, arrives.
    ///
    /// Without any such disturbance the order of the records stays what it was.
    public var mayDelay: Bool {
        switch effect {
        case .delay(let distribution): distribution.mayDelay
        case .late(let share, let by): share.billionths > 0 && by > .zero
        case .duplicate(let share, let after): share.billionths > 0 && after.mayDelay
        case .hold(let from, let to), .reread(let from, let to): from < to
        case .drop, .skew: false
        }
    }
}

extension DelayDistribution {
    /// Whether a sample can be more than zero.
    public var mayDelay: Bool {
        switch self {
        case .constant(let time): time > .zero
        case .uniform(_, let max), .exponential(_, let max), .logNormal(_, _, let max),
            .pareto(_, _, let max):
            max > .zero
        }
    }
}
