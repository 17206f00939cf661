/// A value of a JSON text, as it was written: keys keep their order and numbers their digits.
public enum JSONValue: Sendable, Equatable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number, as its exact text.
    case number(String)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONNode])
    /// Keys and values in their order; no key is there twice.
    case object([JSONMember])

    /// An integer.
    public static func integer<I: BinaryInteger>(_ value: I) -> JSONValue { .number("\(value)") }

    /// A list of values.
    public static func list(_ values: [JSONValue]) -> JSONValue {
        .array(values.map { JSONNode($0) })
    }

    /// A list of texts.
    public static func strings(_ values: [String]) -> JSONValue {
        .list(values.map { .string($0) })
    }

    /// Keys and values in this order.
    public static func record(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { JSONMember($0.key, $0.value) })
    }
}

/// A value and where it stands.
public struct JSONNode: Sendable, Equatable {
    /// The value.
    public var value: JSONValue
    /// Where it starts; `TextPosition.none` for a value that was never read.
    public var position: TextPosition

    /// A value, read or made.
    public init(_ value: JSONValue, at position: TextPosition = .none) {
        self.value = value
        self.position = position
    }

    /// Two nodes are equal if their values are, wherever they stand.
    public static func == (a: JSONNode, b: JSONNode) -> Bool { a.value == b.value }

    /// The value of `key`, if this is an object that has it.
    public func member(_ key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.node
    }
}

/// A key and its value.
public struct JSONMember: Sendable, Equatable {
    /// The key, its escapes resolved.
    public var key: String
    /// Where the key starts.
    public var keyPosition: TextPosition
    /// The value.
    public var node: JSONNode

    /// A key and its value as read.
    public init(_ key: String, at keyPosition: TextPosition, _ node: JSONNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.node = node
    }

    /// A key and its value, to be written.
    public init(_ key: String, _ value: JSONValue) { self.init(key, at: .none, JSONNode(value)) }

    /// Two members are equal if their keys and values are, wherever they stand.
    public static func == (a: JSONMember, b: JSONMember) -> Bool {
        a.key == b.key && a.node == b.node
    }
}

/// A place in a text: line and column from 1; the column counts characters (Unicode scalars).
public struct TextPosition: Sendable, Hashable, Comparable {
    /// The line, from 1; 0 if there is no place.
    public var line: Int
    /// The column, from 1; 0 if there is no place.
    public var column: Int

    /// A place in a text.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// No place: the value was made, not read.
    public static let none = TextPosition(line: 0, column: 0)

    /// Orders places as a reader meets them.
    public static func < (a: TextPosition, b: TextPosition) -> Bool {
        (a.line, a.column) < (b.line, b.column)
    }
}
