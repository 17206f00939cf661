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
