/// Reads and writes JSON (RFC 8259) without Foundation, so that the program starts fast, and with
/// what Foundation loses: positions, the order of keys and the exact digits of numbers.
public enum JSONText {
    /// How deep lists and objects may be nested.
    public static let depthLimit = 64

    /// How a value is laid out.
    public enum Layout: Sendable {
        /// On one line, without spaces.
        case compact
        /// Indented by two spaces; lists of plain values stay on one line.
        case pretty
    }

    /// Reads a whole text, which must hold exactly one value. Cost: one pass.
    ///
    /// - Throws: ``JSONError`` with the place of the first thing that is no JSON, of a key that is
    ///   there twice, or of bytes that are no UTF-8.
    public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONNode {
        var parser = try JSONParser(bytes)
        return try parser.parseText()
    }

    /// Reads a whole text, as ``parse(_:)-([UInt8])``.
    public static func parse(_ text: String) throws(JSONError) -> JSONNode {
        try parse(Array(text.utf8))
    }

    /// The text of a value. The same value always gives the same bytes. `pretty` ends with a line
    /// break.
    public static func write(_ value: JSONValue, _ layout: Layout = .compact) -> String {
        var writer = JSONWriter(isPretty: layout == .pretty)
        writer.write(value, indent: 0)
        return layout == .pretty ? writer.text + "\n" : writer.text
    }
}

/// Why a text is no JSON.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where.
    public var position: TextPosition
    /// What is wrong, in a few words.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// `line 3, column 7: a comma is missing`
    public var description: String {
        "line \(position.line), column \(position.column): \(message)"
            + (hint.map { ". Hint: \($0)" } ?? "")
    }
}

/// The state of writing a value.
private struct JSONWriter {
    var text = ""
    let isPretty: Bool

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func write(_ value: JSONValue, indent: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): writeString(string)
        case .array(let nodes):
            let onOneLine = !isPretty || nodes.allSatisfy { $0.value.isPlain }
            writeList(nodes, open: "[", close: "]", onOneLine: onOneLine, indent: indent) {
                $0.write($1.value, indent: indent + 1)
            }
        case .object(let members):
            writeList(members, open: "{", close: "}", onOneLine: !isPretty, indent: indent) {
                $0.writeString($1.key)
                $0.text += $0.isPretty ? ": " : ":"
                $0.write($1.node.value, indent: indent + 1)
            }
        }
    }

    private mutating func writeList<Element>(
        _ elements: [Element], open: String, close: String, onOneLine: Bool, indent: Int,
        writeElement: (inout JSONWriter, Element) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += onOneLine && isPretty ? ", " : "," }
            if !onOneLine { startLine(indent + 1) }
            writeElement(&self, element)
        }
        if !onOneLine && !elements.isEmpty { startLine(indent) }
        text += close
    }

    private mutating func startLine(_ indent: Int) {
        text += "\n"
        text += String(repeating: "  ", count: indent)
    }

    private mutating func writeString(_ string: String) { text += JSONText.quoted(string) }
}

extension JSONValue {
    /// Whether the value is neither a list nor an object.
    fileprivate var isPlain: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
