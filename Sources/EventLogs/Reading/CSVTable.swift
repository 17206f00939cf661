/// The rows of a CSV table.
final class CSVTable: TableRows {
    private var rows: CSVRowReader
    private let header: CSVHeader
    private let columnCount: Int

    /// Reads the header and finds the columns in it, whatever their case; those that are
    /// `optional` may be missing.
    init(
        _ input: consuming ChunkedInput, names: [String], optional: Set<String> = []
    ) throws(LogError) {
        columnCount = names.count
        var rows = CSVRowReader(input)
        var header = try CSVHeader(&rows)
        for (place, name) in names.enumerated() {
            guard let column = try header.column(name, ignoringCase: true) else {
                if optional.contains(name) { continue }
                throw header.lacks(name, nil, taken: names)
            }
            header.columns.append((place, column))
        }
        self.rows = rows
        self.header = header
    }

    func next() throws(LogError) -> (line: Int64, cells: [[UInt8]?])? {
        guard let row = try rows.next() else { return nil }
        var problem = row.problem
        if problem == nil, rows.cellCount != header.names.count {
            problem = .cellCount(rows.cellCount, header: header.names.count)
        }
        if let problem {
            let place = FaultPlace(
                schema: LogSchema(names: []), bytes: row.bytes, isTerminated: row.isTerminated)
            let words = place.words(LineFault(problem), FieldValues(count: 0))
            throw LogError(
                .badData, file: rows.name, line: row.line, reason: words.reason, hint: words.hint)
        }
        var cells = [[UInt8]?](repeating: nil, count: columnCount)
        for (place, column) in header.columns {
            let value = rows.value(column, of: row)
            cells[place] = value.isAbsent ? nil : value.withText { Array($0) }
        }
        return (row.line, cells)
    }
}
