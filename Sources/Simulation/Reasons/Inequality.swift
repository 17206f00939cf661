public import Streaming

/// The numbers of a rule: two sides, each a sum of named parts, and how they compare.
///
///     W = 10:00:12.000 > t + lookahead = 10:00:10.000
///
/// The sums are reckoned from the parts, so that what is said of them cannot differ from them.
public struct Inequality: Sendable, Hashable {
    /// How the left side stands to the right one.
    public enum Relation: String, Sendable, Hashable, CaseIterable {
        case less = "<"
        case atMost = "≤"
        case atLeast = "≥"
        case greater = ">"

        /// Whether it holds.
        public func holds(_ left: Watermark, _ right: Watermark) -> Bool {
            switch self {
            case .less: left < right
            case .atMost: left <= right
            case .atLeast: left >= right
            case .greater: left > right
            }
        }
    }

    /// A duration that is added to a side, or taken from it.
    public struct Part: Sendable, Hashable {
        /// What it is: `lookback`, `1 ms`.
        public var name: String
        /// How long it is, in milliseconds; below 0 where it is taken off.
        public var milliseconds: Int64
        /// Whether it is taken off: the sign that it has in the sentence.
        public var isTakenOff: Bool
    }

    /// A moment in event time, and what is added to it.
    public struct Side: Sendable, Hashable {
        /// What the moment is.
        public enum Base: Sendable, Hashable {
            /// A record's own event time, called `t` or `c`.
            case record
            /// What the engine goes by: W, stream time.
            case engine
            /// Something that the engine has noted, as how far a side has been cleaned.
            case note
        }

        /// What the moment is.
        public var base: Base
        /// Its name.
        public var baseName: String
        /// The moment: unset and end are beyond all times, and adding moves neither.
        public var moment: Watermark
        /// What is added to it.
        public var parts: [Part] = []

        /// The event time of a checkout.
        static func checkout(_ time: EventTime) -> Side {
            Side(base: .record, baseName: "t", moment: Watermark(time))
        }

        /// The event time of a click.
        static func click(_ time: EventTime) -> Side {
            Side(base: .record, baseName: "c", moment: Watermark(time))
        }

        /// The event time of a record of either kind.
        static func record(_ time: EventTime, _ side: JoinSide) -> Side {
            side == .click ? click(time) : checkout(time)
        }

        /// The engine's own time.
        static func engine(_ name: String, _ moment: Watermark) -> Side {
            Side(base: .engine, baseName: name, moment: moment)
        }

        /// Something that the engine has noted.
        static func note(_ name: String, _ moment: Watermark) -> Side {
            Side(base: .note, baseName: name, moment: moment)
        }

        /// The side with a duration added.
        func adding(_ name: String, _ duration: Int64) -> Side {
            var side = self
            side.parts.append(Part(name: name, milliseconds: duration, isTakenOff: false))
            return side
        }

        /// The side with a duration taken off.
        func less(_ name: String, _ duration: Int64) -> Side {
            var side = self
            side.parts.append(Part(name: name, milliseconds: -duration, isTakenOff: true))
            return side
        }

        /// `W`, `t + lookahead + grace`, `W − lookback − 1 ms`.
        public var name: String {
            parts.reduce(baseName) { $0 + ($1.isTakenOff ? " − " : " + ") + $1.name }
        }

        /// The sum.
        public var value: Watermark {
            if !moment.isSet || moment == .end { return moment }
            return Watermark(rawValue: parts.reduce(moment.rawValue) { $0 + $1.milliseconds })
        }
    }

    /// The left side.
    public var left: Side
    /// How it stands to the right one.
    public var relation: Relation
    /// The right side.
    public var right: Side

    init(_ left: Side, _ relation: Relation, _ right: Side) {
        self.left = left
        self.relation = relation
        self.right = right
    }

    /// Whether the numbers are what the relation asks for.
    public var holds: Bool { relation.holds(left.value, right.value) }

    /// By how much the sides would have to move for it not to hold any more; `nil` where one of
    /// them is no time.
    public var margin: Int64? {
        let values = [left.value, right.value]
        guard values.allSatisfy({ $0.isSet && $0 != .end }) else { return nil }
        let distance = values[1].rawValue - values[0].rawValue
        switch relation {
        case .less: return distance
        case .atMost: return distance + 1
        case .atLeast: return 1 - distance
        case .greater: return -distance
        }
    }
}
