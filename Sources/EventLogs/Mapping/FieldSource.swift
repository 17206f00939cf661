/// Where the value of a field comes from.
public struct FieldSource: Sendable, Hashable, ExpressibleByStringLiteral {
    /// What is looked at, before ``map`` and ``fallback``.
    public enum Origin: Sendable, Hashable {
        /// The value at a path.
        case path(String)
        /// The first of some paths that has a value.
        case firstOf([String])
        /// The values of some paths with a text between them; those that have none are left out.
        case join([String], with: String)
        /// A parameter of an address, a query or a cookie, percent-decoded.
        case parameter(String, of: String)
        /// Always the same text.
        case value(String)
    }

    /// What is looked at.
    public var origin: Origin
    /// Other texts for some values; a value that it does not name stays.
    public var map: [String: String] = [:]
    /// The text that stands for a missing, null or empty value, after ``map``.
    public var fallback: String?

    /// What a number counts; `nil`: whole units.
    public var unit: NumberUnit?
    /// How people have written a number, see ``LogFile/decimalSign``; `nil`: as JSON has it.
    var decimalSign: DecimalSign?

    /// A source without ``map`` and ``fallback``.
    public init(_ origin: Origin) { self.origin = origin }

    /// The value at a path.
    public init(stringLiteral path: String) { origin = .path(path) }

    /// The path, where the value at it is taken as it is.
    public var plainPath: String? {
        guard case .path(let path) = origin, map.isEmpty, fallback == nil, unit == nil,
            decimalSign == nil
        else { return nil }
        return path
    }

    /// The paths that it looks at.
    public var paths: [String] {
        switch origin {
        case .path(let path), .parameter(_, let path): [path]
        case .firstOf(let paths), .join(let paths, _): paths
        case .value: []
        }
    }

    /// It in a few words, for messages.
    var shown: String {
        switch origin {
        case .path(let path): path
        case .firstOf(let paths): "firstOf \(paths.joined(separator: ", "))"
        case .join(let paths, _): "join \(paths.joined(separator: ", "))"
        case .parameter(let name, let path): "parameter \(name) of \(path)"
        case .value(let value): "value \(value)"
        }
    }
}

/// What a number counts that is no whole unit of money.
public enum NumberUnit: String, Sendable, Hashable, CaseIterable {
    /// Hundredths, as payment services have them: 1099 is 10.99.
    case cents
    /// Millionths, as advertising services have them: 10990000 is 10.99.
    case micros

    /// The exponent that makes a number of it one of whole units.
    var exponent: [UInt8] { Array((self == .cents ? "e-2" : "e-6").utf8) }
}

/// What stands before the decimals of a log's numbers, as people write them.
public enum DecimalSign: String, Sendable, Hashable, CaseIterable {
    /// `1,234.56`.
    case point = "."
    /// `1.234,56`.
    case comma = ","
}
