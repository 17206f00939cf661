import CScan
import Text

/// Cuts the rows out of arrays inside JSON values: `{"data": [{…}, {…}], "has_more": false}`.
///
/// The values stand one behind another, or in an array. What is on no way to a row is skipped as it
/// comes, so that memory holds a chunk and a row, however long the value is. Arrays on the way are
/// walked through; an object where an array is expected is one row.
struct NestedFramer: Framer, ~Copyable {
    var frames: JSONFramer
    private let rows: RowPaths
    var outer: OuterMembers
    /// The names of members of the objects around the rows, for messages.
    private var namesAround: [String] = []
    /// What is open, the innermost last.
    var open: [Level] = []
    /// Whether a value has been met, and a place of rows.
    private var hasValue = false
    private var hasRows = false
    /// Names that have been met on the way, for messages.
    private var met: [String] = []

    enum Level {
        case object(Int)
        case array(Int)
        case rows
    }

    private static let metLimit = 100

    init(_ input: consuming ChunkedInput, _ rows: RowPaths, _ schema: LogSchema) {
        frames = JSONFramer(input)
        self.rows = rows
        outer = OuterMembers(schema)
    }

    var bytesConsumed: Int { frames.bytesConsumed }
    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { frames.unread }
    var number: Int64 { frames.number }

    /// Rows of which everything is looked at.
    init(_ input: consuming ChunkedInput, _ rows: RowPaths) {
        frames = JSONFramer(input)
        self.rows = rows
        outer = OuterMembers()
    }

    var outerMembers: [(path: String, text: [UInt8])] { outer.members }

    mutating func addOuter(to values: inout FieldValues) throws(LineFault) {
        if !outer.isEmpty { try outer.add(to: &values) }
    }

    var outerPaths: [String] { namesAround.map { "..\(FieldPath.written($0))" } }

    mutating func next() throws(LogError) -> Line? {
        frames.putBack()
        while try frames.hasByte(0) {
            let byte = frames.byte(0)
            if byte == 0x0A { frames.line += 1 }
            if byte <= 0x20 {
                frames.input.start += 1
                continue
            }
            switch open.last {
            case nil, .array(0)?:
                // The values themselves, one behind another or in an array.
                if let line = try value(at: 0, byte) { return line }
            case .array(let node)?:
                if let line = try value(at: node, byte) { return line }
            case .rows?:
                switch byte {
                case UInt8(ascii: "{"): return try frames.object()
                case UInt8(ascii: "]"): close()
                case UInt8(ascii: ","): frames.input.start += 1
                default: return try frames.garbage()
                }
            case .object(let node)?:
                switch byte {
                case UInt8(ascii: "}"): close()
                case UInt8(ascii: ","): frames.input.start += 1
                case UInt8(ascii: "\""):
                    if let line = try member(of: node) { return line }
                default: throw damage("has \(Self.shown(byte)) where a name belongs")
                }
            }
        }
        try checkEnd()
        return nil
    }

    /// What begins here at the top or in an array.
    private mutating func value(at node: Int, _ byte: UInt8) throws(LogError) -> Line? {
        switch byte {
        case UInt8(ascii: "{"):
            if node == 0 { hasValue = true }
            push(.object(node))
        case UInt8(ascii: "["): push(.array(node))
        case UInt8(ascii: "]") where !open.isEmpty: close()
        case UInt8(ascii: ",") where !open.isEmpty: frames.input.start += 1
        default:
            if open.isEmpty { return try frames.garbage() }
            if byte == UInt8(ascii: "}") { throw damage("has \"}\" where a value belongs") }
            try skipValue()
        }
        return nil
    }

    /// A member of an object on the way: its name, and its value where that leads nowhere.
    private mutating func member(of node: Int) throws(LogError) -> Line? {
        let end = try frames.endOfString(0)
        guard try frames.hasByte(end), frames.byte(end) == UInt8(ascii: "\"") else {
            throw damage("has a name without an end")
        }
        let start = UnsafePointer(frames.input.bytes + frames.input.start + 1)
        let bytes = UnsafeBufferPointer(start: start, count: end - 1)
        let name = Self.name(bytes)
        let child = place(of: name, in: node)
        let wanted = child == nil && !outer.isEmpty ? outer.index(of: name) : nil
        frames.input.start += end + 1
        try skipSpace()
        guard try frames.hasByte(0), frames.byte(0) == UInt8(ascii: ":") else {
            throw damage("has a name without a value")
        }
        frames.input.start += 1
        try skipSpace()
        guard let child, try frames.hasByte(0) else {
            let isPlain =
                try frames.hasByte(0) && ![0x5B, 0x7B].contains(frames.byte(0))  // [ and {
            if let wanted, isPlain || !outer.isOfAll { try take(wanted) } else { try skipValue() }
            return nil
        }
        let holdsRows = rows.nodes[child].holdsRows
        switch frames.byte(0) {
        case UInt8(ascii: "{"):
            if holdsRows {
                hasRows = true
                if outer.isOpen { try lookAhead() }
                return try frames.object()
            }
            push(.object(child))
        case UInt8(ascii: "["):
            if holdsRows {
                hasRows = true
                if outer.isOpen { try lookAhead() }
            }
            push(holdsRows ? .rows : .array(child))
        default:
            if holdsRows { hasRows = true }
            try skipValue()
        }
        return nil
    }

    /// A name as it is meant, its escapes undone.
    static func name(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let name = Array(bytes)
        guard name.contains(UInt8(ascii: "\\")) else { return name }
        let quoted = [UInt8(ascii: "\"")] + name + [UInt8(ascii: "\"")]
        guard case .string(let text)? = (try? JSONText.parse(quoted))?.value else { return name }
        return Array(text.utf8)
    }

    private mutating func place(of name: [UInt8], in node: Int) -> Int? {
        let child = name.withUnsafeBufferPointer { rows.child(of: node, $0) }
        if !hasRows, met.count < Self.metLimit { Self.note(name, in: &met) }
        if child == nil, namesAround.count < Self.metLimit { Self.note(name, in: &namesAround) }
        return child
    }

    private static func note(_ name: [UInt8], in names: inout [String]) {
        let text = String(decoding: name, as: UTF8.self)
        if !names.contains(text) { names.append(text) }
    }

    // MARK: - Steps

    private mutating func push(_ level: Level) {
        frames.input.start += 1
        open.append(level)
        if case .rows = level { frames.isInArray = true }
        if case .object = level { outer.open() }
    }

    private mutating func close() {
        frames.input.start += 1
        if case .object? = open.popLast() { outer.close() }
        frames.isInArray = false
    }

    private mutating func skipSpace() throws(LogError) {
        while try frames.hasByte(0), frames.byte(0) <= 0x20 {
            if frames.byte(0) == 0x0A { frames.line += 1 }
            frames.input.start += 1
        }
    }

    /// Moves behind a value, however long it is.
    private mutating func skipValue() throws(LogError) {
        var depth = 0
        while try frames.hasByte(0) {
            switch frames.byte(0) {
            case UInt8(ascii: "\""):
                try skipString()
                if depth == 0 { return }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return }
                depth -= 1
                if depth == 0 {
                    frames.input.start += 1
                    return
                }
            case UInt8(ascii: ","): if depth == 0 { return }
            case 0x0A: frames.line += 1
            default: break
            }
            frames.input.start += 1
        }
    }

    private mutating func skipString() throws(LogError) {
        frames.input.start += 1
        while true {
            let from = UnsafePointer(frames.input.bytes + frames.input.start)
            let length = cscan_string_end(from) - from
            frames.input.start = min(frames.input.start + length, frames.input.filled)
            guard try frames.hasByte(0) else { return }
            switch frames.byte(0) {
            case UInt8(ascii: "\""):
                frames.input.start += 1
                return
            case UInt8(ascii: "\\"):
                frames.input.start += 1
                if try frames.hasByte(0), frames.byte(0) != 0x0A { frames.input.start += 1 }
            case 0x0A: throw damage("has a text without an end")
            default: frames.input.start += 1
            }
        }
    }

    // MARK: - Errors

    private mutating func checkEnd() throws(LogError) {
        if !open.isEmpty {
            open = []
            throw LogError(
                damaged: frames.input.name,
                reason: "the JSON around the rows is cut off: a } or ] is missing",
                hint: "was it still written, or not copied whole? Fetch it again")
        }
        guard hasValue, !hasRows else { return }
        let there = PathCensus.nearestFirst(met, to: rows.paths[0])
        throw LogError(
            .badData, file: frames.input.name,
            reason:
                "rows: no value has \(rows.paths.map { "\"\($0)\"" }.joined(separator: " or "))",
            hint: there.isEmpty
                ? nil : "they have \(there.map { "\"\($0)\"" }.joined(separator: ", "))")
    }

    private func damage(_ what: String) -> LogError {
        LogError(
            damaged: frames.input.name,
            reason: "the JSON around the rows \(what), at line \(frames.line)",
            hint: "what is not on the way to \"rows\" has to be JSON as well")
    }

    private static func shown(_ byte: UInt8) -> String {
        byte < 0x7F ? "\"\(Character(UnicodeScalar(byte)))\"" : "a byte \(byte)"
    }
}
