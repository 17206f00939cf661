import Streaming
import Text

extension Disturbance: CustomStringConvertible {
    /// What it does, in plain words: `2 % of clicks 45 s late`.
    public var description: String {
        switch effect {
        case .delay(let distribution):
            "\(records) delayed by \(distribution.words)"
        case .late(let share, let by):
            "\(share.words) of \(records) \(by.words) late"
        case .duplicate(let share, let after):
            after.mayDelay
                ? "\(share.words) of \(records) once more after \(after.words)"
                : "\(share.words) of \(records) twice"
        case .drop(let share, let span):
            "\(share.words) of \(records) lost\(span.words)"
        case .hold(let from, let to):
            "\(records) held from \(TimeText.text(from)) to \(TimeText.text(to))"
        case .reread(let from, let to):
            "\(records) from \(TimeText.text(from)) to \(TimeText.text(to)) read again"
        case .skew(let share, let milliseconds, let span):
            "clocks of \(share.words) of users \(Self.shift(milliseconds))\(span.words) (\(records))"
        }
    }

    private var records: String {
        (stream?.name ?? "clicks and checkouts") + (partition.map { " of partition \($0)" } ?? "")
    }

    private static func shift(_ milliseconds: Int64) -> String {
        let size = timeWords(milliseconds.magnitude)
        return milliseconds < 0 ? "\(size) slow" : "\(size) fast"
    }
}

extension ArrivalSpan {
    /// ` from … to …`, with a space before it; nothing for all times.
    fileprivate var words: String {
        (from.map { " from \(TimeText.text($0))" } ?? "")
            + (to.map { " to \(TimeText.text($0))" } ?? "")
    }
}

extension DelayDistribution {
    /// `4 s on average (exponential), 2 min at most`.
    fileprivate var words: String {
        switch self {
        case .constant(let time):
            time.words
        case .uniform(let min, let max):
            "\(min.words) to \(max.words)"
        case .exponential(let mean, let max):
            "\(mean.words) on average (exponential\(Self.cut(max)))"
        case .logNormal(let median, let sigmaE9, let max):
            "\(median.words) in the middle (log-normal, sigma \(DecimalText.trimmed(sigmaE9, decimals: 9))\(Self.cut(max)))"
        case .pareto(let min, let alphaE9, let max):
            "at least \(min.words) (Pareto, alpha \(DecimalText.trimmed(alphaE9, decimals: 9))\(Self.cut(max)))"
        }
    }

    private static func cut(_ max: Milliseconds) -> String {
        max == .longest ? "" : ", at most \(max.words)"
    }
}

extension Share {
    /// `2 %`, `0.05 %`.
    fileprivate var words: String { DecimalText.trimmed(Int64(billionths), decimals: 7) + " %" }
}

extension Milliseconds {
    /// `45 s`: in the largest unit that leaves no rest.
    fileprivate var words: String { timeWords(UInt64(count)) }
}

private func timeWords(_ milliseconds: UInt64) -> String {
    let units: [(UInt64, String)] = [
        (86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"),
    ]
    for (size, name) in units where milliseconds > 0 && milliseconds % size == 0 {
        return "\(milliseconds / size) \(name)"
    }
    return "\(milliseconds) ms"
}
