import CScan
import Text

/// How the quotes of a JSON text are written, and where it ends.
protocol JSONQuotes {
    /// Whether a backslash stands before each.
    static var areEscaped: Bool { get }
    /// Whether a quote stands at `p`.
    static func stand(at p: UnsafePointer<UInt8>) -> Bool
    /// Whether the text is over at `p`.
    static func isOver(at p: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool
}

extension JSONQuotes {
    /// Bytes of a quote.
    @inline(__always)
    static var width: Int { areEscaped ? 2 : 1 }
}

/// A text on its own: it ends with a NUL, which no JSON text holds, so that every loop stops there
/// without asking where the end is; at least 32 readable bytes follow it.
enum PlainQuotes: JSONQuotes {
    static var areEscaped: Bool { false }

    @inline(__always)
    static func stand(at p: UnsafePointer<UInt8>) -> Bool { p.pointee == UInt8(ascii: "\"") }

    @inline(__always)
    static func isOver(at p: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool { p == end }
}

/// A text inside a string of JSON, as payloads are: each quote has a backslash before it, and a
/// quote alone ends it. Whatever else needs a backslash is a fault; see
/// `JSONObjectReader`.
enum EscapedQuotes: JSONQuotes {
    static var areEscaped: Bool { true }

    @inline(__always)
    static func stand(at p: UnsafePointer<UInt8>) -> Bool {
        p.pointee == UInt8(ascii: "\\") && p[1] == UInt8(ascii: "\"")
    }

    @inline(__always)
    static func isOver(at p: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> Bool {
        p.pointee == UInt8(ascii: "\"")
    }
}

/// A scanner of a text on its own.
typealias JSONScanner = QuotedScanner<PlainQuotes>

/// Walks over one JSON text and checks all of it, also what nobody asks for.
struct QuotedScanner<Quotes: JSONQuotes> {
    /// How deep objects and arrays may be nested.
    static var deepestNesting: Int { NestingStack.deepest }

    /// The next byte.
    private(set) var cursor: UnsafePointer<UInt8>
    private let start: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    /// A scanner of the bytes from `start` on; `end` is where a text on its own has its NUL.
    @inline(__always)
    init(start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        cursor = start
        self.start = start
        self.end = end
    }

    /// Whether everything has been read.
    @inline(__always)
    var isAtEnd: Bool { Quotes.isOver(at: cursor, end: end) }

    /// A fault at the next byte.
    @inline(never)
    func fault(_ problem: JSONProblem) -> LineFault {
        LineFault(.json(problem, at: cursor - start))
    }

    /// Moves on by so many bytes, which the caller has looked at.
    @inline(__always)
    mutating func advance(_ count: Int) { cursor += count }

    /// Moves over whitespace.
    @inline(__always)
    mutating func skipSpace() {
        // Most writers put one space or none.
        if cursor.pointee == UInt8(ascii: " ") { cursor += 1 }
        if cursor.pointee > UInt8(ascii: " ") { return }
        skipMoreSpace()
    }

    @inline(never)
    private mutating func skipMoreSpace() {
        while true {
            switch cursor.pointee {
            case UInt8(ascii: " "), 0x09, 0x0A, 0x0D: cursor += 1
            default: return
            }
        }
    }

    /// Moves over `byte` if it comes next.
    @inline(__always)
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        if cursor.pointee != UInt8(truncatingIfNeeded: byte.value) { return false }
        cursor += 1
        return true
    }

    /// Reads a value of any kind.
    @inline(__always)
    mutating func value() throws(LineFault) -> FieldValue {
        if Quotes.stand(at: cursor) { return try string() }
        switch cursor.pointee {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return try number()
        default: return try otherValue()
        }
    }

    /// Reads a string; the opening quote comes next.
    @inline(__always)
    mutating func string() throws(LineFault) -> FieldValue {
        let first = cursor + Quotes.width
        let stop = cscan_string_end(first)
        if !Quotes.stand(at: stop) { return try stringWithEscapes(first, stop) }
        cursor = stop + Quotes.width
        return FieldValue(start: first, length: stop - first, kind: .text)
    }

    @inline(never)
    private mutating func stringWithEscapes(
        _ first: UnsafePointer<UInt8>, _ stop: UnsafePointer<UInt8>
    ) throws(LineFault) -> FieldValue {
        cursor = stop
        // Escapes of escapes, or the end of all.
        if Quotes.areEscaped { throw fault(.badEscape) }
        while cursor.pointee != UInt8(ascii: "\"") {
            if cursor.pointee != UInt8(ascii: "\\") { throw fault(.controlCharacter) }
            let escape = JSONEscapes.check(cursor)
            cursor += escape.length
            if let problem = escape.problem { throw fault(problem) }
            cursor = cscan_string_end(cursor)
        }
        cursor += 1
        return FieldValue(start: first, length: cursor - 1 - first, kind: .escapedText)
    }

    @inline(__always)
    private mutating func number() throws(LineFault) -> FieldValue {
        let first = cursor
        if cursor.pointee == UInt8(ascii: "-") { cursor += 1 }
        if cursor.pointee == UInt8(ascii: "0") {
            cursor += 1
        } else {
            try digits()
        }
        if cursor.pointee == UInt8(ascii: ".") {
            cursor += 1
            try digits()
        }
        if cursor.pointee | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            if cursor.pointee == UInt8(ascii: "+") || cursor.pointee == UInt8(ascii: "-") {
                cursor += 1
            }
            try digits()
        }
        // `01` and `1x` are read as 1 and something; say what it is.
        let next = cursor.pointee
        if next.isDigit || next.isLetter { throw fault(.badNumber) }
        return FieldValue(start: first, length: cursor - first, kind: .number)
    }

    @inline(__always)
    private mutating func digits() throws(LineFault) {
        if !cursor.pointee.isDigit { throw fault(.badNumber) }
        repeat { cursor += 1 } while cursor.pointee.isDigit
    }

    @inline(never)
    private mutating func otherValue() throws(LineFault) -> FieldValue {
        let first = cursor
        let kind: FieldValue.Kind
        switch cursor.pointee {
        case UInt8(ascii: "t"):
            try literal("true")
            kind = .boolean
        case UInt8(ascii: "f"):
            try literal("false")
            kind = .boolean
        case UInt8(ascii: "n"):
            try literal("null")
            kind = .null
        case UInt8(ascii: "{"):
            try skipNested()
            kind = .object
        case UInt8(ascii: "["):
            try skipNested()
            kind = .array
        default: throw fault(.expectedValue)
        }
        return FieldValue(start: first, length: cursor - first, kind: kind)
    }

    private mutating func literal(_ word: StaticString) throws(LineFault) {
        for i in 0..<word.utf8CodeUnitCount {
            if cursor.pointee != word.utf8Start[i] { throw fault(.badLiteral) }
            cursor += 1
        }
        if cursor.pointee.isDigit || cursor.pointee.isLetter { throw fault(.badLiteral) }
    }

    /// Moves over an object or array: a loop with a stack of bits, because a line can nest deeper
    /// than a thread's stack.
    private mutating func skipNested() throws(LineFault) {
        var stack = NestingStack()
        while true {
            // A value comes next.
            if take("{") {
                guard stack.push(isObject: true) else { throw fault(.tooDeep) }
                skipSpace()
                if !take("}") {
                    try keyAndColon()
                    continue
                }
                stack.pop()
            } else if take("[") {
                guard stack.push(isObject: false) else { throw fault(.tooDeep) }
                skipSpace()
                if !take("]") { continue }
                stack.pop()
            } else {
                if Quotes.stand(at: cursor) {
                    _ = try string()
                } else if cursor.pointee.isDigit || cursor.pointee == UInt8(ascii: "-") {
                    _ = try number()
                } else {
                    _ = try otherValue()
                }
            }
            // A value is over: close what ends here, or go on behind a comma.
            while true {
                if stack.isEmpty { return }
                skipSpace()
                if take(",") {
                    skipSpace()
                    if stack.isObject { try keyAndColon() }
                    break
                }
                guard take(stack.isObject ? "}" : "]") else {
                    throw fault(.expectedComma(object: stack.isObject))
                }
                stack.pop()
            }
        }
    }

    private mutating func keyAndColon() throws(LineFault) {
        guard Quotes.stand(at: cursor) else { throw fault(.expectedKey) }
        _ = try string()
        skipSpace()
        guard take(":") else { throw fault(.expectedColon) }
        skipSpace()
    }
}

/// Which of the open brackets are objects': a bit each.
private struct NestingStack {
    static let deepest = 512  // 8 × 64 bits
    private var bits = SIMD8<UInt64>()
    private var depth = 0
    /// Whether the innermost is an object.
    private(set) var isObject = false

    var isEmpty: Bool { depth == 0 }

    /// - Returns: `false` if there is no room.
    mutating func push(isObject: Bool) -> Bool {
        if depth == Self.deepest { return false }
        let bit = UInt64(1) << UInt64(depth & 63)
        if isObject { bits[depth >> 6] |= bit } else { bits[depth >> 6] &= ~bit }
        depth += 1
        self.isObject = isObject
        return true
    }

    mutating func pop() {
        depth -= 1
        if depth > 0 { isObject = bits[(depth - 1) >> 6] >> UInt64((depth - 1) & 63) & 1 == 1 }
    }
}

extension UInt8 {
    /// Whether it is an ASCII letter.
    @inline(__always)
    var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
