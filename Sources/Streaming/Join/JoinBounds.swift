/// Which clicks a checkout may be credited to: those from `lookback` before it to `lookahead`
/// after it.
public struct JoinBounds: Sendable, Hashable {
    /// How far before the checkout a click may lie.
    public var lookback: Milliseconds
    /// How far after the checkout a click may lie.
    public var lookahead: Milliseconds
    /// Whether a click exactly at an end matches. Both ends or neither.
    public var isInclusive: Bool

    /// Bounds of an interval join.
    public init(lookback: Milliseconds, lookahead: Milliseconds = .zero, isInclusive: Bool = true) {
        self.lookback = lookback
        self.lookahead = lookahead
        self.isInclusive = isInclusive
    }

    /// The earliest event time of a click that matches a checkout at `time`.
    @inlinable
    public func earliestClick(for time: EventTime) -> EventTime {
        EventTime(milliseconds: time.milliseconds - lookback.count + (isInclusive ? 0 : 1))
    }

    /// The latest event time of a click that matches a checkout at `time`.
    @inlinable
    public func latestClick(for time: EventTime) -> EventTime {
        EventTime(milliseconds: time.milliseconds + lookahead.count - (isInclusive ? 0 : 1))
    }

    /// Whether a click at `click` matches a checkout at `checkout`.
    @inlinable
    public func match(click: EventTime, checkout: EventTime) -> Bool {
        click >= earliestClick(for: checkout) && click <= latestClick(for: checkout)
    }
}
