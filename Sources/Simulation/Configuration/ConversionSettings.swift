public import EventLogs
public import Streaming

/// A kind of checkout that counts as a conversion.
public struct ConversionKind: Sendable, Hashable {
    /// The kind, as the log has it.
    public var kind: String
    /// How far before such a checkout a click may lie, the limit included; `nil`: as far as the join
    /// reaches.
    public var lookback: Milliseconds?

    /// A kind.
    public init(_ kind: String, lookback: Milliseconds? = nil) {
        self.kind = kind
        self.lookback = lookback
    }
}

/// A group of clicks that totals are asked for.
public struct ChannelRule: Sendable, Hashable {
    /// The channel.
    public var name: String
    /// Conditions on the fields of a click, all of which must hold; none: every click.
    public var selection: RowSelection

    /// A channel.
    public init(_ name: String, where selection: RowSelection = RowSelection()) {
        self.name = name
        self.selection = selection
    }
}

/// Whose day a credit belongs to in `credit_by_day`.
public struct DaySettings: Sendable, Hashable {
    /// The record whose day it is.
    public enum Basis: String, Sendable, Hashable, CaseIterable {
        /// The checkout's.
        case conversion
        /// The click's.
        case click
    }

    /// Whose day. Default: the conversion's.
    public var basis = Basis.conversion
    /// The time zone that days begin in.
    public var timeZone = "UTC"

    /// The defaults.
    public init() {}
}

/// A lookback in calendar days: from the start of the day so many days before the checkout's day.
public struct CalendarLookback: Sendable, Hashable {
    /// How many days.
    public var days: Int64
    /// The time zone that days begin in.
    public var timeZone: String

    /// A lookback.
    public init(days: Int64, timeZone: String = "UTC") {
        self.days = days
        self.timeZone = timeZone
    }

    /// How far such a lookback reaches at most, which is what the join goes by: the checkout's own
    /// day, and one day more where clocks change.
    public var reach: Milliseconds {
        Milliseconds((days + (timeZone == "UTC" || timeZone == "Etc/UTC" ? 1 : 2)) * 86_400_000)
    }
}
