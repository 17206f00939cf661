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

    func next() throws(LogError) -> (line: Int64, cells: [[UInt8]?])? {
        while let line = try lines.next() {
            if line.bytes.allSatisfy({ $0 <= 0x20 }) { continue }
            do throws(LineFault) {
                return (line.number, try cells(of: line))
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

    private func cells(of line: Line) throws(LineFault) -> [[UInt8]?] {
        if line.isTooLong { throw LineFault(.tooLong) }
        try object.read(line.start, line.end)
        if let offset = UTF8Check.firstInvalid(line.start, line.end - line.start) {
            throw LineFault(.notUTF8(at: offset))
        }
        var cells: [[UInt8]?] = []
        for slot in 2..<2 + columnCount {  // behind the schema's two special slots
            let value = object.values[slot]
            guard value.isAbsent || value.isScalar else {
                throw LineFault(.wrongType(slot: slot, expected: .text))
            }
            cells.append(value.isAbsent ? nil : value.withText { Array($0) })
        }
        return cells
    }
}
