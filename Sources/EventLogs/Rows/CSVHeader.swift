import Streaming
import Text

/// The names of a CSV file's columns: of its first record, of a W3C log's `#Fields:` row, or given
/// by whoever knows them.
struct CSVHeader {
    /// The names in their order.
    private(set) var names: [String] = []
    /// The row as it stands in the file; empty if the names were given.
    private(set) var text: [UInt8] = []
    /// Which columns are wanted, and the slots where their values go.
    private(set) var columns: [(slot: Int, column: Int)] = []
    /// Whether it is a W3C log's, in which `-` stands for nothing.
    private(set) var isW3C = false

    /// Whether the names are not the file's own.
    private var isGiven = false
    /// Whether there is no header row: messages then speak of columns alone.
    private var isDatabase = false
    private let file: String
    private let line: Int64?

    /// How the row of a W3C log begins that names its columns.
    static let w3cFields = Array("#Fields:".utf8)
    /// How the first line of a W3C log may begin.
    private static let w3cDirectives = [
        "#Fields:", "#Version:", "#Software:", "#Date:", "#Remark:",
    ]

    /// Reads the header, unless the names are given, and finds the columns in it.
    init(
        _ rows: inout CSVRowReader, given: [String]?, _ wanted: [CSVRows.Column],
        ignoringCase: Bool, mayBeEmpty: Bool = false
    ) throws(LogError) {
        file = rows.name
        if mayBeEmpty, try rows.isAtEnd() {
            line = nil
            return
        }
        if let given {
            names = given
            isGiven = true
            line = nil
        } else if let fields = try Self.w3cHeader(&rows) {
            names = Self.names(ofW3C: fields.row)
            text = Array(fields.row.utf8)
            isW3C = true
            line = fields.line
        } else {
            (names, text, line) = try Self.firstRecord(&rows)
        }
        try find(wanted, ignoringCase: ignoringCase)
    }

    /// The header that a further `#Fields:` row makes.
    init(
        w3c row: String, file: String, line: Int64, _ wanted: [CSVRows.Column], ignoringCase: Bool
    ) throws(LogError) {
        self.file = file
        self.line = line
        isW3C = true
        names = Self.names(ofW3C: row)
        try find(wanted, ignoringCase: ignoringCase)
    }

    /// The columns of what has no header row, such as a database's table.
    init(
        names: [String], file: String, _ wanted: [CSVRows.Column], ignoringCase: Bool
    ) throws(LogError) {
        self.file = file
        self.names = names
        line = nil
        isDatabase = true
        try find(wanted, ignoringCase: ignoringCase)
    }

    private mutating func find(
        _ wanted: [CSVRows.Column], ignoringCase: Bool
    ) throws(LogError) {
        for column in wanted {
            if let place = try place(of: column, ignoringCase: ignoringCase) {
                // Two fields may be read from one column.
                if !columns.contains(where: { $0.slot == column.slot }) {
                    columns.append((column.slot, place))
                }
            } else if column.isNeeded {
                throw lacks(column, taken: wanted.map(\.name))
            }
        }
    }

    /// The `#Fields:` row at the beginning of a W3C log; `nil` if the file is none.
    private static func w3cHeader(
        _ rows: inout CSVRowReader
    ) throws(LogError) -> (row: String, line: Int64)? {
        var isW3C = false
        for directive in w3cDirectives where try rows.begins(with: Array(directive.utf8)) {
            isW3C = true
        }
        guard isW3C else { return nil }
        if rows.dialect.comments.isEmpty { rows.dialect.comments = [[UInt8(ascii: "#")]] }
        while try rows.begins(with: [UInt8(ascii: "#")]) {
            let line = rows.unread.line
            let isFields = try rows.begins(with: w3cFields)
            guard let text = try rows.line() else { break }
            if isFields { return (text, line) }
        }
        throw LogError(
            .badData, file: rows.name, reason: "has no #Fields: row before its first record",
            hint: "name the columns in \"header\"")
    }

    private static func names(ofW3C row: String) -> [String] {
        row.dropFirst(w3cFields.count).split { $0 == " " || $0 == "\t" }.map(String.init)
    }

    /// The names in the first record.
    private static func firstRecord(
        _ rows: inout CSVRowReader
    ) throws(LogError) -> (names: [String], text: [UInt8], line: Int64) {
        guard let row = try rows.next() else {
            throw LogError(.badData, file: rows.name, reason: "has no header: it is empty")
        }
        if let problem = row.problem {
            let place = FaultPlace(
                schema: LogSchema(names: []), bytes: row.bytes, isTerminated: row.isTerminated)
            let words = place.words(LineFault(problem), FieldValues(count: 0))
            throw LogError(
                .badData, file: rows.name, line: row.line, reason: words.reason, hint: words.hint)
        }
        let text = Array(row.bytes)
        if !row.isTerminated,
            zip(text, text.dropFirst()).contains(where: { $0 == 0x0D && $1 != 0x0A })
        {
            throw LogError(
                .badData, file: rows.name, line: row.line,
                reason: "its lines end with a carriage return alone, as those of old Macs do",
                hint: "convert it: tr '\\r' '\\n' < FILE > NEW.csv")
        }
        guard rows.cellCount <= CSVRowReader.cellLimit else {
            throw LogError(
                .badData, file: rows.name, line: row.line,
                reason: "has \(rows.cellCount) columns, but at most \(CSVRowReader.cellLimit) fit")
        }
        return (
            (0..<rows.cellCount).map { rows.value($0, of: row).text }, text, row.line
        )
    }

    /// The place of a column, or `nil`. Whoever names the columns may use the fields' short names.
    private func place(
        of column: CSVRows.Column, ignoringCase: Bool
    ) throws(LogError) -> Int? {
        if let place = try place(of: column.name, ignoringCase: ignoringCase) { return place }
        guard isGiven, let field = column.field,
            EventStream.allCases.contains(where: { field.name(in: $0) == column.name })
        else { return nil }
        return try place(of: field.rawValue, ignoringCase: ignoringCase)
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
        var hint: String?
        if names.count == 1, let delimiter = Self.delimiter(in: names[0]) {
            hint = "it has one column only: if that should be more, \"delimiter\": \"\(delimiter)\""
        }
        let nearHint = near.map {
            "there is \"\($0)\"; if that is it: \"fields\": {\"\(key)\": \"\($0)\"}"
        }
        return LogError(
            .badData, file: file, line: line,
            reason: "\(isDatabase ? "there is" : "the header has") no column \(name)",
            hint: hint ?? nearHint
                ?? "columns are \(names.prefix(20).joined(separator: ", "))")
    }

    /// What else may stand between the cells of a header that is one cell.
    private static func delimiter(in header: String) -> String? {
        [(";", ";"), ("\t", "\\t"), ("|", "|")].first { header.contains($0.0) }?.1
    }
}
