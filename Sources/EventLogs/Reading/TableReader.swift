public import Streaming
import Text

/// Reads a table of the shop, such as its users or products: some columns of a CSV or JSON Lines
/// file, row by row.
///
/// ```swift
/// let users = try TableReader(file, columns: ["user_id", "gender"])
/// while let row = try users.next() { … try row.needed(0) … row.text(1) … }
/// ```
/// The case of a CSV header's names is ignored, further columns are too. `file.fields` says
/// where else columns come from, `file.selection` which rows count. A path that a row of JSON Lines
/// lacks is NULL.
/// Memory does not grow with the file. One thread uses it at a time.
public final class TableReader: @unchecked Sendable {
    private let rows: any TableRows
    private let names: [String]
    private let times: TableTimes

    /// Opens a table and, of a CSV file, reads the header.
    ///
    /// - Parameters:
    ///   - file: the table.
    ///   - columns: the columns that it must have, in the order of a row's cells.
    ///   - optional: columns that may be missing, NULL then; they stand behind `columns`.
    /// - Throws: if it cannot be opened, or its header lacks a column.
    public init(
        _ file: LogFile, columns: [String], optional: [String] = []
    ) throws(LogError) {
        let layout = try TableLayout(file, columns: columns, optional: optional)
        names = layout.names
        times = TableTimes(format: file.timeFormat, zone: try file.zone())
        let files = file.files
        let request = RowsRequest(
            file: file, schema: layout.schema, columns: layout.wanted, ignoresCase: true,
            topics: TopicStreams([:], other: .clicks), isOfSeveral: files.count > 1)
        if files.isEmpty {
            throw LogError(.notFound, file: file.name, reason: "there is no file of such a name")
        }
        rows = try request.open(for: TableMaker(files: files, layout: layout)).get()
    }

    /// Opens a table that is in memory, as CSV.
    ///
    /// - Throws: if its header lacks a column.
    public init(
        csv text: [UInt8], named name: String, columns: [String], optional: [String] = []
    ) throws(LogError) {
        var table = LogFile(path: name)
        table.format = .csv
        let layout = try TableLayout(table, columns: columns, optional: optional)
        names = layout.names
        times = TableTimes(format: .automatic, zone: nil)
        rows = try Table([LogPath(path: "", name: name)], layout) {
            (path, _) throws(LogError) -> CSVRows in
            try CSVRows(
                ChunkedInput(name: path.name, MemoryBytes(text)), layout.schema,
                columns: layout.wanted, ignoringCase: true)
        }
    }

    /// The next row, or `nil` at the end. It is good until the next one is read.
    ///
    /// - Throws: the first line that is no row, and failures of the system.
    public func next() throws(LogError) -> TableRow? {
        guard let line = try rows.next() else { return nil }
        return TableRow(
            line: line, file: rows.fileName, names: names, rows: rows, times: times)
    }
}

/// How a table's times are written.
private struct TableTimes {
    let format: TimeFormat
    /// Where times without a zone were written; `nil`: UTC.
    let zone: TimeZoneRules?
}

/// A file cut into rows.
protocol TableRows: AnyObject {
    /// The file that the row is in, as the scenario names it.
    var fileName: String { get }
    /// Moves to the next row: its line, or `nil` at the end.
    func next() throws(LogError) -> Int64?
    /// A cell of the row, `nil` for NULL; good until the next row is read.
    func value(_ cell: Int) -> FieldValue?
}

/// Where the cells of a table's rows come from.
struct TableLayout {
    /// By cell, what it is called in messages.
    var names: [String] = []
    /// By cell, where its value lies.
    var slots: [Int] = []
    var schema: LogSchema
    var mapping: StreamMapping
    /// What stands for nothing.
    let nulls: NullWords
    /// The columns that a file with a header has, or may have.
    var wanted: [CSVRows.Column] = []

    /// The columns that hold numbers.
    private static let numbers = ["price", "commission_rate", "cost"]

    init(_ file: LogFile, columns: [String], optional: [String]) throws(LogError) {
        nulls = NullWords(file.nullWords)
        let sources = (columns + optional).map {
            var source = file.fields[$0] ?? FieldSource(stringLiteral: $0)
            if Self.numbers.contains($0) { source.decimalSign = file.decimalSign }
            return (name: $0, source: source)
        }
        let paths = sources.flatMap(\.source.paths) + file.selection.terms.map(\.path)
        if !file.inferredFormat.isFlat { try file.check(paths) }
        schema = LogSchema(paths: paths, isFlat: file.inferredFormat.isFlat)
        var recipes: [FieldRecipe] = []
        for (name, source) in sources {
            if let path = source.plainPath {
                names.append(path)
                slots.append(schema.slot(named: path))
            } else {
                let slot = schema.addComputed("\(name) (\(source.shown))")
                recipes.append(FieldRecipe(source, slot: slot, schema))
                names.append(name)
                slots.append(slot)
            }
            // Whoever says where a column comes from means it to be there.
            let isNeeded = !optional.contains(name) || file.fields[name] != nil
            var isGroup = source.fallback != nil
            if case .firstOf = source.origin { isGroup = true }
            for path in source.paths {
                wanted.append(
                    CSVRows.Column(
                        name: path, slot: schema.slot(named: path),
                        isNeeded: isNeeded && !isGroup))
            }
        }
        for term in file.selection.terms {
            wanted.append(
                CSVRows.Column(
                    name: term.path, slot: schema.slot(named: term.path), isNeeded: false))
        }
        mapping = StreamMapping(file.selection, recipes, schema)
    }
}

/// Makes a table of rows of whichever format.
private struct TableMaker: RowsUser, ~Copyable {
    let files: [LogPath]
    let layout: TableLayout

    consuming func use<Rows: RowReader & ~Copyable>(
        _ open: @escaping RowsOpener<Rows>
    ) -> Result<any TableRows, LogError> {
        do throws(LogError) {
            return .success(try Table(files, layout, open: open))
        } catch {
            return .failure(error)
        }
    }
}

/// The rows of any format as those of a table, one file behind the other.
private final class Table<Rows: RowReader & ~Copyable>: TableRows {
    private var rows: Rows
    private var values: FieldValues
    private let mapping: StreamMapping
    private let nulls: NullWords
    private var computed: ComputedValues
    private let open: RowsOpener<Rows>
    private let files: [LogPath]
    private var file = 0
    /// By cell of a row.
    private let slots: [Int]

    /// Opens the first file, and of CSV reads the header.
    init(
        _ files: [LogPath], _ layout: TableLayout, open: @escaping RowsOpener<Rows>
    ) throws(LogError) {
        self.files = files
        self.open = open
        rows = try open(files[0], nil)
        values = FieldValues(count: layout.schema.slotCount)
        mapping = layout.mapping
        nulls = layout.nulls
        computed = ComputedValues(layout.mapping.recipes)
        slots = layout.slots
    }

    var fileName: String { files[file].name }

    func next() throws(LogError) -> Int64? {
        repeat {
            while try rows.advance() {
                if try read() { return rows.line }
            }
        } while try openNext()
        return nil
    }

    private func openNext() throws(LogError) -> Bool {
        guard file + 1 < files.count else { return false }
        file += 1
        rows = try open(files[file], nil)
        return true
    }

    private func read() throws(LogError) -> Bool {
        do throws(LineFault) {
            guard try rows.read(into: &values) else { return false }
            nulls.clear(&values)
            guard mapping.takes(values) else { return false }
            try computed.compute(&values)
            for slot in slots where !values[slot].isAbsent && !values[slot].isScalar {
                throw LineFault(.wrongType(slot: slot, expected: .text))
            }
            return true
        } catch {
            let words = rows.words(error, values)
            throw LogError(
                .badData, file: fileName, line: rows.line, reason: words.reason,
                hint: words.hint)
        }
    }

    func value(_ cell: Int) -> FieldValue? {
        let value = values[slots[cell]]
        return value.isAbsent ? nil : value
    }
}

/// A row of a table, good until its reader reads the next one.
public struct TableRow {
    /// Its line, from 1.
    public let line: Int64
    fileprivate let file: String
    fileprivate let names: [String]
    fileprivate let rows: any TableRows
    fileprivate let times: TableTimes

    /// The bytes of a cell, `nil` for NULL.
    public func text(_ column: Int) -> [UInt8]? { withText(column) { $0.map { Array($0) } } }

    /// Shows the bytes of a cell, `nil` for NULL.
    public func withText<Result, E: Error>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>?) throws(E) -> Result
    ) throws(E) -> Result {
        guard let value = rows.value(column) else { return try body(nil) }
        return try value.withText { (text) throws(E) in try body(text) }
    }

    /// Shows the bytes of a cell that may not be NULL or empty.
    ///
    /// - Throws: an error that names file, line and column, and what `body` throws.
    public func withNeeded<Result>(
        _ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try withText(column) { (text) throws(LogError) in
            guard let text, !text.isEmpty else { throw error("\(names[column]) is missing") }
            return try body(text)
        }
    }

    /// A time, `nil` for NULL.
    ///
    /// - Throws: an error that names file, line and column.
    public func time(_ column: Int) throws(LogError) -> EventTime? {
        let time = try parsed(
            column, { TimeText.read($0, times.format, zone: times.zone) }, reason: \.reason,
            hint: \.hint)
        return time.map { EventTime(milliseconds: $0.milliseconds) }
    }

    /// A day, counted from 1970-01-01, `nil` for NULL: `2024-03-20`, `20240320`, or a time of that
    /// day, as the clocks of the table's zone show it.
    ///
    /// - Throws: an error that names file, line and column.
    public func day(_ column: Int) throws(LogError) -> Int64? {
        if let day = withText(column, { $0.flatMap(CivilDate.init(text:))?.daysSince1970 }) {
            return day
        }
        return try time(column).map { time in
            let seconds = floorDivide(time.milliseconds, 1_000).quotient
            return floorDivide(times.zone?.local(seconds) ?? seconds, 86_400).quotient
        }
    }

    /// A number in units of its last decimal place, `nil` for NULL.
    ///
    /// - Throws: an error that names file, line and column.
    public func decimal(_ column: Int, scale: Int) throws(LogError) -> Int64? {
        try parsed(column, { DecimalText.parse($0, scale: scale) }, reason: \.reason)
    }

    private func parsed<Value, Problem>(
        _ column: Int, _ parse: (UnsafeBufferPointer<UInt8>) -> Swift.Result<Value, Problem>,
        reason: (Problem) -> String, hint: (Problem) -> String? = { _ in nil }
    ) throws(LogError) -> Value? {
        let parsed = withText(column) { text in text.flatMap { $0.isEmpty ? nil : parse($0) } }
        switch parsed {
        case nil: return nil
        case .success(let value): return value
        case .failure(let problem):
            let shown = String(decoding: (text(column) ?? []).prefix(40), as: UTF8.self)
            throw error("\(names[column]): \"\(shown)\" \(reason(problem))", hint: hint(problem))
        }
    }

    private func error(_ reason: String, hint: String? = nil) -> LogError {
        LogError(.badData, file: file, line: line, reason: reason, hint: hint)
    }
}
