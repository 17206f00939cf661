/// The rows of a table in JSON Lines.
final class JSONTable: TableRows {
    private var lines: LineReader
    private let schema: LogSchema
    private var object: JSONObjectReader
    private let columnCount: Int

    init(_ input: consuming ChunkedInput, names: [String]) {
        lines = LineReader(input)
        schema = LogSchema(names: names)
        object = JSONObjectReader(schema)
        columnCount = names.count
    }

    func next() throws(LogError) -> Int64? {
        while let line = try lines.next() {
            if line.bytes.allSatisfy({ $0 <= 0x20 }) { continue }
            do throws(LineFault) {
                try read(line)
                return line.number
            } catch {
                let place = FaultPlace(
                    schema: schema, bytes: line.bytes, isTerminated: line.isTerminated)
                let words = place.words(error, object.values)
                throw LogError(
                    .badData, file: lines.name, line: line.number, reason: words.reason,
                    hint: words.hint)
            }
        }
        return nil
    }

    func value(_ cell: Int) -> FieldValue? {
        let value = object.values[Self.slot(of: cell)]
        return value.isAbsent ? nil : value
    }

    private func read(_ line: Line) throws(LineFault) {
        if line.isTooLong { throw LineFault(.tooLong) }
        try object.read(line.start, line.end)
        if let offset = UTF8Check.firstInvalid(line.start, line.end - line.start) {
            throw LineFault(.notUTF8(at: offset))
        }
        for cell in 0..<columnCount {
            guard let value = value(cell) else { continue }
            if !value.isScalar {
                throw LineFault(.wrongType(slot: Self.slot(of: cell), expected: .text))
            }
        }
    }

    /// Cells lie behind the schema's two special slots.
    private static func slot(of cell: Int) -> Int { 2 + cell }
}
