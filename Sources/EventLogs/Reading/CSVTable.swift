/// The rows of a CSV table.
final class CSVTable: TableRows {
    private var rows: CSVRowReader
    private let headerCount: Int
    /// By cell of a row: its column in the file, `nil` where the file has none.
    private var columns: [Int?]
    private var row: CSVRow?

    /// Reads the header and finds the columns in it, whatever their case; those that are
    /// `optional` may be missing.
    init(
        _ input: consuming ChunkedInput, names: [String], optional: Set<String> = []
    ) throws(LogError) {
        columns = Array(repeating: nil, count: names.count)
        var rows = CSVRowReader(input)
        let header = try CSVHeader(&rows)
        for (place, name) in names.enumerated() {
            guard let column = try header.column(name, ignoringCase: true) else {
                if optional.contains(name) { continue }
                throw header.lacks(name, nil, taken: names)
            }
            columns[place] = column
        }
        self.rows = rows
        headerCount = header.names.count
    }

    func next() throws(LogError) -> Int64? {
        row = try rows.next()
        guard let row else { return nil }
        var problem = row.problem
        if problem == nil, rows.cellCount != headerCount {
            problem = .cellCount(rows.cellCount, header: headerCount)
        }
        if let problem {
            let place = FaultPlace(
                schema: LogSchema(names: []), bytes: row.bytes, isTerminated: row.isTerminated)
            let words = place.words(LineFault(problem), FieldValues(count: 0))
            throw LogError(
                .badData, file: rows.name, line: row.line, reason: words.reason, hint: words.hint)
        }
        return row.line
    }

    func value(_ cell: Int) -> FieldValue? {
        guard let row, let column = columns[cell] else { return nil }
        let value = rows.value(column, of: row)
        return value.isAbsent ? nil : value
    }
}
