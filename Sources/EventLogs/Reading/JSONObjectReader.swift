/// Reads JSON objects into the values of a schema, those inside other objects and arrays as well.
struct JSONObjectReader: ~Copyable {
    private var keys: KeyTree
    /// What texts of the row stand for that hold JSON themselves, and how many there are.
    private var texts: [InnerText] = []
    private var textCount = 0

    /// A text whose place in memory does not change while the row is at hand.
    private final class InnerText {
        var buffer = TextBuffer()
    }

    /// A reader of what a schema has in the rows themselves.
    init(_ schema: LogSchema) { keys = KeyTree(schema.paths.filter { $0.path.levels == 0 }) }

    /// A reader of some paths, wherever their objects are.
    init(_ paths: [(path: FieldPath, slot: Int)]) { keys = KeyTree(paths) }

    /// Reads the object between `start` and the NUL at `end`, and checks that there is nothing
    /// else. Of a key that comes twice the last value counts.
    @inline(__always)
    mutating func read(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
        into values: inout FieldValues
    ) throws(LineFault) {
        var scanner = JSONScanner(start: start, end: end)
        try read(&scanner, into: &values)
    }

    /// Reads the object that the inside of a JSON string stands for, from behind its opening quote
    /// on, where it stands.
    ///
    /// It gives up, with a fault that says nothing to people, where that is not possible: at any
    /// escape but those of the text's own quotes, and where a whole object or array is wanted. A
    /// reader reads the insides of strings alone, or none.
    ///
    /// - Returns: the place of the closing quote.
    @inline(__always)
    mutating func read(
        inside start: UnsafePointer<UInt8>, into values: inout FieldValues
    ) throws(LineFault) -> UnsafePointer<UInt8> {
        var scanner = QuotedScanner<EscapedQuotes>(start: start, end: start)
        try read(&scanner, into: &values)
        return scanner.cursor
    }

    @inline(__always)
    private mutating func read<Quotes: JSONQuotes>(
        _ scanner: inout QuotedScanner<Quotes>, into values: inout FieldValues
    ) throws(LineFault) {
        values.clear()
        textCount = 0
        scanner.skipSpace()
        guard scanner.take("{") else { throw scanner.fault(.expectedObject) }
        scanner.skipSpace()
        if !scanner.take("}") { try readMembers(&scanner, &values, of: KeyTree.root) }
        scanner.skipSpace()
        if !scanner.isAtEnd { throw scanner.fault(.trailing) }
    }

    @inline(__always)
    private mutating func readMembers<Quotes: JSONQuotes>(
        _ scanner: inout QuotedScanner<Quotes>, _ values: inout FieldValues, of node: Int
    ) throws(LineFault) {
        var place = keys.start(of: node)
        while true {
            let target = try keys.read(&scanner, after: &place, of: node)
            scanner.skipSpace()
            guard scanner.take(":") else { throw scanner.fault(.expectedColon) }
            scanner.skipSpace()
            if target >= 0 {
                try set(target, to: try scanner.value(), &scanner, &values)
            } else {
                try descend(into: ~target, &scanner, &values)
            }
            scanner.skipSpace()
            if scanner.take(",") {
                scanner.skipSpace()
            } else if scanner.take("}") {
                return
            } else {
                throw scanner.fault(.expectedComma(object: true))
            }
        }
    }

    /// Puts a value into its slot. The text of a structure inside a string is not what it stands for.
    @inline(__always)
    private func set<Quotes: JSONQuotes>(
        _ slot: Int, to value: FieldValue, _ scanner: inout QuotedScanner<Quotes>,
        _ values: inout FieldValues
    ) throws(LineFault) {
        if Quotes.areEscaped, value.isStructure, slot != LogSchema.ignored {
            throw scanner.fault(.expectedValue)
        }
        values[slot] = value
    }

    /// Reads a value that paths lead into. Calls itself no deeper than the longest path.
    @inline(never)
    private mutating func descend<Quotes: JSONQuotes>(
        into node: Int, _ scanner: inout QuotedScanner<Quotes>, _ values: inout FieldValues
    ) throws(LineFault) {
        // Whatever an earlier value of the same key had in it.
        for slot in keys.slots(below: node) { values.remove(slot) }
        let first = scanner.cursor
        var value: FieldValue
        if scanner.cursor.pointee == UInt8(ascii: "{") {
            scanner.advance(1)
            scanner.skipSpace()
            if !scanner.take("}") { try readMembers(&scanner, &values, of: node) }
            value = FieldValue(start: first, length: scanner.cursor - first, kind: .object)
        } else if scanner.cursor.pointee == UInt8(ascii: "["), !keys.elements(of: node).isEmpty {
            try readElements(&scanner, &values, of: node)
            value = FieldValue(start: first, length: scanner.cursor - first, kind: .array)
        } else {
            value = try scanner.value()
            if value.mayHoldJSON {
                // Inside of a string the text is written in another way.
                if Quotes.areEscaped { throw scanner.fault(.badEscape) }
                try descend(into: node, inside: value, &values)
            }
        }
        try set(keys.slot(of: node), to: value, &scanner, &values)
    }

    /// Reads a text that paths lead into, as queues and collectors wrap an event: `"Body": "{…}"`. One
    /// that is no JSON has nothing in it.
    private mutating func descend(
        into node: Int, inside text: FieldValue, _ values: inout FieldValues
    ) throws(LineFault) {
        if textCount == texts.count { texts.append(InnerText()) }
        let inner = texts[textCount]
        inner.buffer.truncate(to: 0)
        text.append(to: &inner.buffer)
        let length = inner.buffer.count
        inner.buffer.terminate()
        var scanner = JSONScanner(start: inner.buffer.start, end: inner.buffer.start + length)
        var whole = scanner
        guard (try? whole.value()) != nil else { return }
        whole.skipSpace()
        guard whole.isAtEnd else { return }
        textCount += 1
        try descend(into: node, &scanner, &values)
    }

    /// Reads an array, and the elements of it that are wanted once more.
    private mutating func readElements<Quotes: JSONQuotes>(
        _ scanner: inout QuotedScanner<Quotes>, _ values: inout FieldValues, of node: Int
    ) throws(LineFault) {
        let wanted = keys.elements(of: node)
        var found = Set<Int>()
        scanner.advance(1)
        scanner.skipSpace()
        if scanner.take("]") { return }
        var index = 0
        while true {
            let element = scanner
            let value = try scanner.value()
            // What the element has under the key that was looked at last.
            var seen: (key: [UInt8], value: FieldValue?)?
            for (place, one) in wanted.enumerated() where !found.contains(place) {
                if let wantedIndex = one.index {
                    if wantedIndex != index { continue }
                } else {
                    guard value.kind == .object else { continue }
                    if seen?.key != one.key {
                        seen = (one.key, try Self.member(one.key, of: element))
                    }
                    guard let member = seen?.value, member.isPlain,
                        member.withText({ $0.elementsEqual(one.value) })
                    else { continue }
                }
                found.insert(place)
                if one.target >= 0 {
                    try set(one.target, to: value, &scanner, &values)
                } else {
                    var inside = element
                    try descend(into: ~one.target, &inside, &values)
                }
            }
            index += 1
            scanner.skipSpace()
            if scanner.take(",") {
                scanner.skipSpace()
            } else if scanner.take("]") {
                return
            } else {
                throw scanner.fault(.expectedComma(object: false))
            }
        }
    }

    /// The first member of a name in the object at which a scanner stands.
    static func member<Quotes: JSONQuotes>(
        _ name: [UInt8], of scanner: QuotedScanner<Quotes>
    ) throws(LineFault) -> FieldValue? {
        var scanner = scanner
        scanner.advance(1)
        scanner.skipSpace()
        if scanner.take("}") { return nil }
        repeat {
            scanner.skipSpace()
            let key = try scanner.string()
            scanner.skipSpace()
            scanner.advance(1)  // the colon: the object has been checked
            scanner.skipSpace()
            let value = try scanner.value()
            if key.withText({ $0.elementsEqual(name) }) { return value }
            scanner.skipSpace()
        } while scanner.take(",")
        return nil
    }
}
