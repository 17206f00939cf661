import Text

/// Whoever looks at all fields of all rows of a log.
protocol RowVisitor {
    /// A path that no row before this one had; the first is number 0. `isOfDump`: it is what a dump
    /// says of a row, and may have the name of a field of the row itself.
    mutating func newField(_ path: String, isOfDump: Bool)

    /// A value of the row: `field` is the same number for the same path throughout.
    mutating func value(_ field: Int, _ value: SeenValue)

    /// The row is complete. `line`: where it begins; `file`: its place in the log.
    ///
    /// - Returns: `false` if it was the last one of interest.
    mutating func endRow(line: Int64, file: Int) -> Bool

    /// A row that cannot be read.
    mutating func badRow(line: Int64, file: Int, reason: String)

    /// A row that holds no record, such as a line of kcat itself.
    mutating func skippedRow()
}

/// A value as it stands in a row, good until the next one.
struct SeenValue {
    /// What it is.
    var kind: FieldValue.Kind
    /// Its text, without escapes.
    var text: UnsafeBufferPointer<UInt8>
}

/// The paths of a log's fields, numbered in the order in which they come.
struct FieldPaths {
    /// The paths, as a scenario writes them.
    private(set) var names: [String] = []
    private var nodes = [Node(), Node()]

    /// Beyond so many paths further ones are not told apart: keys that are data (`{"u17": …}`).
    static let limit = 2_000

    private struct Node {
        var children: [(key: [UInt8], node: Int)] = []
        /// The child that came last: keys come in the same order in most rows.
        var last = -1
        var field = -1
        var name = ""
    }

    /// The node of the row itself.
    static let root = 0
    /// The node of a dump's line around the row.
    static let line = 1

    /// The node of a member, or `nil` where there are too many.
    mutating func child(
        of node: Int, _ key: some Collection<UInt8>, _ name: (String) -> String
    ) -> Int? {
        let children = nodes[node].children
        let next = nodes[node].last + 1
        var found = next < children.count && children[next].key.elementsEqual(key) ? next : -1
        if found < 0 {
            found = children.firstIndex { $0.key.elementsEqual(key) } ?? -1
        }
        if found < 0 {
            guard nodes.count < Self.limit else { return nil }
            found = children.count
            nodes[node].children.append((Array(key), nodes.count))
            let text = name(String(decoding: key, as: UTF8.self))
            let before = nodes[node].name
            let path = before.isEmpty || text.hasPrefix("[") ? before + text : "\(before).\(text)"
            nodes.append(Node(name: path))
        }
        nodes[node].last = found
        return nodes[node].children[found].node
    }

    /// Begins a row.
    mutating func begin(_ node: Int) { nodes[node].last = -1 }

    /// The number of the field at a node.
    mutating func field(of node: Int) -> Int {
        if nodes[node].field < 0 {
            nodes[node].field = names.count
            names.append(nodes[node].name)
        }
        return nodes[node].field
    }
}

/// Shows a visitor every value inside a JSON object, by its path.
struct ObjectWalk {
    private var paths = FieldPaths()
    /// So many paths the visitor knows.
    private var shown = 0
    /// Whether the rows' own member `payload` is left out, and Avro's unions stand for their value.
    var isDump = false
    /// Whether the object at hand is a payload, whose fields stand beside those of its line.
    var isInPayload = false

    /// Elements of arrays are told apart by the first of these members that they have.
    private static let elementKeys = ["key", "name", "k"]
    /// Deeper objects are one value.
    private static let deepest = 16
    /// Of an array so many elements are looked at.
    private static let elementLimit = 64

    /// Walks over one object.
    mutating func walk<Visitor: RowVisitor>(
        _ scanner: inout JSONScanner, _ visitor: inout Visitor
    ) throws(LineFault) {
        scanner.skipSpace()
        guard scanner.cursor.pointee == UInt8(ascii: "{") else {
            throw scanner.fault(.expectedObject)
        }
        let root = isDump && !isInPayload ? FieldPaths.line : FieldPaths.root
        try visit(&scanner, root, depth: 0, &visitor)
        scanner.skipSpace()
        if !scanner.isAtEnd { throw scanner.fault(.trailing) }
    }

    /// Shows a plain value of what is around the object, by the path that leads there.
    mutating func show<Visitor: RowVisitor>(
        _ path: String, _ text: [UInt8], _ visitor: inout Visitor
    ) throws(LineFault) {
        var buffer = TextBuffer()
        for byte in text { buffer.append(byte) }
        let length = buffer.count
        buffer.terminate()
        var scanner = JSONScanner(start: buffer.start, end: buffer.start + length)
        let node = paths.child(of: FieldPaths.root, path.utf8) { _ in path }
        try visit(&scanner, node, depth: Self.deepest, &visitor)
    }

    private mutating func visit<Visitor: RowVisitor>(
        _ scanner: inout JSONScanner, _ node: Int?, depth: Int, _ visitor: inout Visitor
    ) throws(LineFault) {
        guard let node, depth <= Self.deepest else {
            _ = try scanner.value()
            return
        }
        switch scanner.cursor.pointee {
        case UInt8(ascii: "{"):
            if isDump, try union(&scanner, node, &visitor) { return }
            try members(&scanner, node, depth, &visitor)
        case UInt8(ascii: "["): try elements(&scanner, node, depth, &visitor)
        default:
            let value = try scanner.value()
            show(value, at: node, &visitor)
            if value.mayHoldJSON { visit(inside: value, node, depth, &visitor) }
        }
    }

    /// Shows what is in a text that holds an object itself.
    private mutating func visit<Visitor: RowVisitor>(
        inside value: FieldValue, _ node: Int, _ depth: Int, _ visitor: inout Visitor
    ) {
        var buffer = TextBuffer()
        value.append(to: &buffer)
        let length = buffer.count
        buffer.terminate()
        var scanner = JSONScanner(start: buffer.start, end: buffer.start + length)
        var whole = scanner
        guard (try? whole.value())?.kind == .object else { return }
        whole.skipSpace()
        if whole.isAtEnd {
            // It has been read: there is no fault in it.
            try? members(&scanner, node, depth + 1, &visitor)
        }
    }

    private mutating func show<Visitor: RowVisitor>(
        _ value: FieldValue, at node: Int, _ visitor: inout Visitor
    ) {
        let field = paths.field(of: node)
        while shown < paths.names.count {
            visitor.newField(paths.names[shown], isOfDump: isDump && !isInPayload)
            shown += 1
        }
        value.withText { visitor.value(field, SeenValue(kind: value.kind, text: $0)) }
    }

    /// Shows what a union stands for, if the object is one.
    private mutating func union<Visitor: RowVisitor>(
        _ scanner: inout JSONScanner, _ node: Int, _ visitor: inout Visitor
    ) throws(LineFault) -> Bool {
        if node == FieldPaths.root || node == FieldPaths.line { return false }
        var behind = scanner
        guard let value = AvroUnions.value(of: try behind.value()), value.isScalar else {
            return false
        }
        show(value, at: node, &visitor)
        scanner = behind
        return true
    }

    private mutating func members<Visitor: RowVisitor>(
        _ scanner: inout JSONScanner, _ node: Int, _ depth: Int, _ visitor: inout Visitor
    ) throws(LineFault) {
        scanner.advance(1)
        scanner.skipSpace()
        if scanner.take("}") { return }
        paths.begin(node)
        repeat {
            scanner.skipSpace()
            guard scanner.cursor.pointee == UInt8(ascii: "\"") else {
                throw scanner.fault(.expectedKey)
            }
            let key = try scanner.string()
            scanner.skipSpace()
            guard scanner.take(":") else { throw scanner.fault(.expectedColon) }
            scanner.skipSpace()
            if node == FieldPaths.line, key.isText("payload") {
                _ = try scanner.value()
                scanner.skipSpace()
                continue
            }
            let child = key.withText { paths.child(of: node, $0, FieldPath.written) }
            try visit(&scanner, child, depth: depth + 1, &visitor)
            scanner.skipSpace()
        } while scanner.take(",")
        guard scanner.take("}") else { throw scanner.fault(.expectedComma(object: true)) }
    }

    private mutating func elements<Visitor: RowVisitor>(
        _ scanner: inout JSONScanner, _ node: Int, _ depth: Int, _ visitor: inout Visitor
    ) throws(LineFault) {
        scanner.advance(1)
        scanner.skipSpace()
        if scanner.take("]") { return }
        var index = 0
        repeat {
            scanner.skipSpace()
            let child = index < Self.elementLimit ? element(scanner, index, of: node) : nil
            try visit(&scanner, child, depth: depth + 1, &visitor)
            index += 1
            scanner.skipSpace()
        } while scanner.take(",")
        guard scanner.take("]") else { throw scanner.fault(.expectedComma(object: false)) }
    }

    /// The node of the element at which a scanner stands: `[key=source]`, or its index.
    private mutating func element(_ scanner: JSONScanner, _ index: Int, of node: Int) -> Int? {
        if scanner.cursor.pointee == UInt8(ascii: "{") {
            for key in Self.elementKeys {
                var whole = scanner
                guard (try? whole.value()) != nil,
                    let value = try? JSONObjectReader.member(Array(key.utf8), of: scanner),
                    value.kind == .text || value.kind == .escapedText
                else { continue }
                return child(of: node, named: "[\(key)=\(FieldPath.written(value.text))]")
            }
        }
        return child(of: node, named: "[\(index)]")
    }

    private mutating func child(of node: Int, named name: String) -> Int? {
        paths.child(of: node, Array(name.utf8)) { _ in name }
    }
}
