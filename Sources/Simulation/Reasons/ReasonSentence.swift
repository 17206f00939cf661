/// The sentence of a rule, with places for what a reason fills in: it has no number of its own.
///
/// ```swift
/// "still held \(.click) when the checkout came: \(.numbers)"
/// ```
public struct ReasonSentence: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// What a reason fills in.
    public enum Place: Sendable, Hashable {
        /// The click's name.
        case click
        /// The step.
        case step
        /// The time of the record.
        case time
        /// Both sides of the inequality, with their sums.
        case numbers
    }

    /// A piece of it.
    public enum Piece: Sendable, Hashable {
        case words(String)
        case place(Place)
    }

    /// The pieces, in order.
    public var pieces: [Piece]

    /// A sentence without places.
    public init(stringLiteral words: String) { pieces = [.words(words)] }

    /// A sentence with places.
    public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    /// One behind the other, as a long sentence stands in two lines of code.
    public static func + (a: ReasonSentence, b: ReasonSentence) -> ReasonSentence {
        var both = a
        both.pieces += b.pieces
        return both
    }

    /// Takes down words and places.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        /// Nothing yet.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// Words.
        public mutating func appendLiteral(_ words: String) {
            if !words.isEmpty { pieces.append(.words(words)) }
        }

        /// A place.
        public mutating func appendInterpolation(_ place: Place) { pieces.append(.place(place)) }
    }
}

/// The rules of an engine that decide about a checkout, each with its sentence.
///
/// A rule's name is what `compare --json` says and what differences are grouped by.
public protocol ReasonRule: RawRepresentable<String>, CaseIterable, Sendable, Hashable {
    /// What is said of it.
    var sentence: ReasonSentence { get }
}
