import Text

/// The first record of a CSV file: the names of its columns.
struct CSVHeader {
    /// The names in their order.
    private(set) var names: [String] = []
    /// Which columns are wanted, and the slots where their values go.
    private(set) var columns: [(slot: Int, column: Int)] = []

    private let file: String
    private let line: Int64

    /// Reads the header and finds the columns in it.
    init(
        _ rows: inout CSVRowReader, _ wanted: [CSVRows.Column], ignoringCase: Bool
    ) throws(LogError) {
        try self.init(names: &rows)
        for column in wanted {
            if let place = try place(of: column.name, ignoringCase: ignoringCase) {
                // Two fields may be read from one column.
                if !columns.contains(where: { $0.slot == column.slot }) {
                    columns.append((column.slot, place))
                }
            } else if column.isNeeded {
                throw lacks(column, taken: wanted.map(\.name))
            }
        }
    }

    /// Reads the names.
    private init(names rows: inout CSVRowReader) throws(LogError) {
        file = rows.name
        guard let row = try rows.next() else {
            throw LogError(.badData, file: rows.name, reason: "has no header: it is empty")
        }
        line = row.line
        if let problem = row.problem {
            let place = FaultPlace(
                schema: LogSchema(names: []), bytes: row.bytes, isTerminated: row.isTerminated)
            let words = place.words(LineFault(problem), FieldValues(count: 0))
            throw LogError(
                .badData, file: file, line: line, reason: words.reason, hint: words.hint)
        }
        guard rows.cellCount <= CSVRowReader.cellLimit else {
            throw LogError(
                .badData, file: file, line: line,
                reason: "has \(rows.cellCount) columns, but at most \(CSVRowReader.cellLimit) fit")
        }
        for column in 0..<rows.cellCount { names.append(rows.value(column, of: row).text) }
    }

    /// The column of a name, or `nil`.
    ///
    /// - Throws: if there are two of it, since nobody can tell which one is meant.
    private func place(of name: String, ignoringCase: Bool) throws(LogError) -> Int? {
        let wanted = ignoringCase ? name.lowercased() : name
        let found = names.indices.filter {
            (ignoringCase ? names[$0].lowercased() : names[$0]) == wanted
        }
        if found.count > 1 {
            throw LogError(
                .badData, file: file, line: line,
                reason: "the header has the column \(name) twice")
        }
        return found.first
    }

    /// The error for a needed column that is not there; `taken` are columns that others need.
    private func lacks(_ column: CSVRows.Column, taken: [String]) -> LogError {
        let (name, field) = (column.name, column.field)
        let free = names.filter { !taken.contains($0) }
        let near =
            NearestName.of(name, among: free)
            ?? field.flatMap { NearestName.of($0.rawValue, among: free) }
        let key = field?.rawValue ?? name
        return LogError(
            .badData, file: file, line: line, reason: "the header has no column \(name)",
            hint: near.map {
                "there is \"\($0)\"; if that is it: \"fields\": {\"\(key)\": \"\($0)\"}"
            } ?? "columns are \(names.prefix(20).joined(separator: ", "))")
    }
}
