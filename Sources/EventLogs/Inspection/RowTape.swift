/// Rows that were seen, kept so that they can be seen again. Memory: their values.
struct RowTape {
    private enum Entry {
        case value(field: Int, kind: FieldValue.Kind, end: Int)
        case row(line: Int64, file: Int)
        case bad(line: Int64, file: Int, reason: String)
        case skipped
    }

    private var entries: [Entry] = []
    private var text: [UInt8] = []
    /// Whole rows.
    private(set) var rows = 0

    /// Bytes of memory.
    var size: Int { text.count + entries.count * MemoryLayout<Entry>.stride }

    /// Forgets everything, and keeps the room.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        rows = 0
    }

    mutating func value(_ field: Int, _ value: SeenValue) {
        text.append(contentsOf: value.text)
        entries.append(.value(field: field, kind: value.kind, end: text.count))
    }

    mutating func endRow(line: Int64, file: Int) {
        rows += 1
        entries.append(.row(line: line, file: file))
    }

    mutating func badRow(line: Int64, file: Int, reason: String) {
        entries.append(.bad(line: line, file: file, reason: reason))
    }

    mutating func skippedRow() { entries.append(.skipped) }

    /// Shows everything once more.
    func play(to visitor: inout some RowVisitor) {
        text.withUnsafeBufferPointer { text in
            var start = 0
            for entry in entries {
                switch entry {
                case .value(let field, let kind, let end):
                    visitor.value(
                        field,
                        SeenValue(
                            kind: kind, text: UnsafeBufferPointer(rebasing: text[start..<end])))
                    start = end
                case .row(let line, let file): _ = visitor.endRow(line: line, file: file)
                case .bad(let line, let file, let reason):
                    visitor.badRow(line: line, file: file, reason: reason)
                case .skipped: visitor.skippedRow()
                }
            }
        }
    }
}
