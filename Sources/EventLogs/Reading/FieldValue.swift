import CScan

/// Where a value lies in its line, not yet read.
///
/// It points into the reader's buffer and is good until the next line is read.
struct FieldValue {
    /// What the value is.
    enum Kind: UInt8 {
        /// The line has no such field.
        case missing
        /// JSON `null`, an empty CSV cell.
        case null
        /// A text as it stands.
        case text
        /// A JSON string with escapes.
        case escapedText
        /// A CSV cell with doubled quotes.
        case quotedText
        /// A JSON number.
        case number
        /// `true` or `false`.
        case boolean
        /// `{…}`.
        case object
        /// `[…]`.
        case array
    }

    /// The first byte, quotes left out.
    var start: UnsafePointer<UInt8>
    /// The bytes.
    var length: Int
    /// What they are.
    var kind: Kind

    /// Whether there is nothing.
    var isAbsent: Bool { kind == .missing || kind == .null }

    /// Whether it is text or a number, and not a structure or a boolean.
    var isScalar: Bool {
        switch kind {
        case .text, .escapedText, .quotedText, .number: true
        case .missing, .null, .boolean, .object, .array: false
        }
    }

    /// Whether it is an object or an array.
    var isStructure: Bool { kind == .object || kind == .array }

    /// Whether it is one value that can be shown as text: no structure, and not nothing.
    var isPlain: Bool { isScalar || kind == .boolean }

    /// Whether there is nothing, or a text of no bytes.
    var isEmpty: Bool { isAbsent || length == 0 && isScalar }

    /// Whether it is a text that begins like an object or an array.
    var mayHoldJSON: Bool {
        (kind == .text || kind == .escapedText) && length > 1
            && (start.pointee == UInt8(ascii: "{") || start.pointee == UInt8(ascii: "["))
    }

    /// The raw bytes.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: length) }

    /// Whether the value is text that reads the same as `text`.
    func isText(_ text: StaticString) -> Bool {
        kind == .text && length == text.utf8CodeUnitCount
            && bytes.elementsEqual(
                UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the text that it stands for; its escapes have been checked.
    func append(to buffer: inout TextBuffer) {
        switch kind {
        case .escapedText: JSONEscapes.append(bytes, to: &buffer)
        case .quotedText:
            var i = 0
            while i < length {
                buffer.append(start[i])
                i += start[i] == UInt8(ascii: "\"") ? 2 : 1
            }
        default: buffer.append(start, length)
        }
    }

    /// Gives the bytes that it stands for.
    @inline(__always)
    func withText<Result, E: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> Result
    ) throws(E) -> Result {
        if kind != .escapedText && kind != .quotedText { return try body(bytes) }
        var buffer = TextBuffer()
        append(to: &buffer)
        return try body(UnsafeBufferPointer(start: buffer.start, count: buffer.count))
    }

    /// The text that it stands for, for messages and the like.
    var text: String { withText { String(decoding: $0, as: UTF8.self) } }

    /// The value as a message shows it: short, and in quotes if it is text.
    var shown: String {
        let limit = 40
        var short = text
        if short.unicodeScalars.count > limit {
            short = String(String.UnicodeScalarView(short.unicodeScalars.prefix(limit))) + "…"
        }
        return kind == .number || kind == .boolean ? short : "\"\(short)\""
    }
}
