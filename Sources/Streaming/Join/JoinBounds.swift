/// Which clicks a checkout may be credited to: those from `lookback` before it to `lookahead`
/// after it. Either may be negative: the window then lies wholly behind the checkout, or before it.
public struct JoinBounds: Sendable, Hashable {
    /// How far before the checkout a click may lie.
    public var lookback: Milliseconds
    /// How far after the checkout a click may lie.
    public var lookahead: Milliseconds
    /// Whether a click exactly `lookback` before the checkout matches.
    public var includesLower: Bool
    /// Whether a click exactly `lookahead` after the checkout matches.
    public var includesUpper: Bool

    /// Bounds of an interval join that includes both ends, or neither.
    public init(lookback: Milliseconds, lookahead: Milliseconds = .zero, isInclusive: Bool = true) {
        self.lookback = lookback
        self.lookahead = lookahead
        includesLower = isInclusive
        includesUpper = isInclusive
    }

    /// Whether both ends match.
    public var isInclusive: Bool { includesLower && includesUpper }

    /// Which ends match, in the words of a scenario.
    public var words: String {
        func word(_ included: Bool) -> String { included ? "inclusive" : "exclusive" }
        return includesLower == includesUpper
            ? word(includesLower)
            : "lower \(word(includesLower)), upper \(word(includesUpper))"
    }

    /// The earliest event time of a click that matches a checkout at `time`.
    @inlinable
    public func earliestClick(for time: EventTime) -> EventTime {
        EventTime(milliseconds: time.milliseconds - lookback.count + (includesLower ? 0 : 1))
    }

    /// The latest event time of a click that matches a checkout at `time`.
    @inlinable
    public func latestClick(for time: EventTime) -> EventTime {
        EventTime(milliseconds: time.milliseconds + lookahead.count - (includesUpper ? 0 : 1))
    }

    /// Whether no click can match any checkout.
    @inlinable
    public var isEmpty: Bool {
        lookback.count + lookahead.count - (includesLower ? 0 : 1) - (includesUpper ? 0 : 1) < 0
    }

    /// Whether a click at `click` matches a checkout at `checkout`.
    @inlinable
    public func match(click: EventTime, checkout: EventTime) -> Bool {
        click >= earliestClick(for: checkout) && click <= latestClick(for: checkout)
    }
}

/// What becomes of records without a match.
public enum JoinKind: Sendable, Hashable, BitwiseCopyable {
    /// They are no rows.
    case inner
    /// A checkout without a click is a row.
    case left
    /// A click without a checkout is a row.
    case right
    /// Both are rows.
    case full
    /// A checkout with a click is a row, once, without the click.
    case semi

    /// Whether a checkout without a click is a row.
    public var padsCheckouts: Bool { self == .left || self == .full }
    /// Whether a click without a checkout is a row.
    public var padsClicks: Bool { self == .right || self == .full }
}
