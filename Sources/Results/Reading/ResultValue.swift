/// A value that a query yields, or takes as a parameter.
public enum ResultValue: Sendable, Hashable {
    /// SQL's NULL.
    case null
    /// An integer.
    case integer(Int64)
    /// A floating-point number; no table holds one, but `avg` and division yield them.
    case real(Double)
    /// A text.
    case text(String)

    /// The integer, or `nil` for all else.
    public var integer: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    /// The text, or `nil` for all else.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

extension ResultValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}
