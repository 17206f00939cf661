/// A touchpoint as the models see it: how long before the conversion, and whose it was.
///
/// A path is an array of touches, the oldest first. Touches of one time stay in the order in which
/// the caller gives them (the simulator's is event time, id, seq): the later one of a tie counts as
/// the later touch.
@frozen
public struct Touch: Sendable, Hashable, BitwiseCopyable {
    /// Milliseconds before the conversion; 0 is the conversion's own instant.
    ///
    /// A touch after the conversion (a join with a lookahead) has a negative age. It keeps its
    /// place in the path; models that weigh by time treat it as of age 0.
    public var age: Double

    /// The interned number of the source, from 0.
    public var source: Int32

    /// The interned number of the kind (click, view, email, …); 0 where kinds play no part.
    public var kind: UInt16 = 0

    /// What the touch brought about.
    public var milestones = Milestones()

    /// A touch of a source, some milliseconds before the conversion.
    @inlinable
    public init(age: Int64, source: Int32) {
        // Exact up to 2⁵³ ms, which is 285,000 years.
        self.init(exactAge: Double(age), source: source)
    }

    /// A touch of a source, some milliseconds, whole or not, before the conversion.
    @inlinable
    public init(exactAge: Double, source: Int32) {
        self.age = exactAge
        self.source = source
    }
}

/// The steps of a customer that a touch brought about.
@frozen
public struct Milestones: OptionSet, Sendable, Hashable, BitwiseCopyable {
    /// A bit a milestone.
    public let rawValue: UInt8

    /// Milestones by their bits.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The first touch of the path, unless another one is said to be it.
    public static let first = Self(rawValue: 1)
    /// The customer became known.
    public static let lead = Self(rawValue: 2)
    /// A sale became likely.
    public static let opportunity = Self(rawValue: 4)
    /// The sale was closed; the last touch, unless another one is said to be it.
    public static let close = Self(rawValue: 8)

    /// The names in logs and journeys, in the order in which customers pass them.
    public static let names: [(name: String, milestone: Milestones)] = [
        ("first", .first), ("lead", .lead), ("opportunity", .opportunity), ("close", .close),
    ]

    /// The milestone of a name, `nil` for none.
    public init?(named name: String) {
        guard let found = Self.names.first(where: { $0.name == name }) else { return nil }
        self = found.milestone
    }
}
