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

    /// A source without ``map`` and ``fallback``.
    public init(_ origin: Origin) { self.origin = origin }

    /// The value at a path.
    public init(stringLiteral path: String) { origin = .path(path) }

    /// The path, where the value at it is taken as it is.
    public var plainPath: String? {
        guard case .path(let path) = origin, map.isEmpty, fallback == nil else { return nil }
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
