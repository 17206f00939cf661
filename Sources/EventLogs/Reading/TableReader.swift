public import Streaming

/// Reads a table of the shop, such as its users or products: some columns of a CSV or JSON Lines
/// file, row by row.
///
/// ```swift
/// let users = try TableReader(file, columns: ["user_id", "gender"])
/// while let row = try users.next() { … try row.needed(0) … row.text(1) … }
/// ```
/// The case of a CSV header's names is ignored, further columns are too. `file.fields` renames
/// columns. A name that a row of JSON Lines lacks is NULL.
/// Memory does not grow with the file. One thread uses it at a time.
public final class TableReader: @unchecked Sendable {
    private let rows: any TableRows
    private let names: [String]
    private let file: String

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
        self.file = file.name
        names = (columns + optional).map { file.fields[$0] ?? $0 }
        let input = try ChunkedInput.open(file)
        switch file.inferredFormat {
        case .csv:
            rows = try CSVTable(
                input, names: names,
                // Whoever renames a column means it to be there.
                optional: Set(optional.filter { file.fields[$0] == nil }))
        case .jsonLines: rows = JSONTable(input, names: names)
        }
    }

    /// Opens a table that is in memory, as CSV.
    ///
    /// - Throws: if its header lacks a column.
    public init(
        csv text: [UInt8], named name: String, columns: [String], optional: [String] = []
    ) throws(LogError) {
        file = name
        names = columns + optional
        rows = try CSVTable(
            ChunkedInput.text(text, name: name), names: names, optional: Set(optional))
    }

    /// The next row, or `nil` at the end.
    ///
    /// - Throws: the first line that is no row, and failures of the system.
    public func next() throws(LogError) -> TableRow? {
        guard let (line, cells) = try rows.next() else { return nil }
        return TableRow(file: file, line: line, names: names, cells: cells)
    }
}

/// A file cut into rows. Tables are small beside the logs, so that each row may cost allocations.
protocol TableRows: AnyObject {
    /// The next row's line and cells, `nil` for NULL, or `nil` at the end.
    func next() throws(LogError) -> (line: Int64, cells: [[UInt8]?])?
}

/// A row of a table.
public struct TableRow: Sendable {
    private let file: String
    /// Its line, from 1.
    public let line: Int64
    private let names: [String]
    private let cells: [[UInt8]?]

    init(file: String, line: Int64, names: [String], cells: [[UInt8]?]) {
        self.file = file
        self.line = line
        self.names = names
        self.cells = cells
    }

    /// The bytes of a cell, `nil` for NULL.
    public func text(_ column: Int) -> [UInt8]? { cells[column] }

    /// The bytes of a cell that may not be NULL or empty.
    ///
    /// - Throws: an error that names file, line and column.
    public func needed(_ column: Int) throws(LogError) -> [UInt8] {
        guard let text = cells[column], !text.isEmpty else {
            throw error("\(names[column]) is missing")
        }
        return text
    }

    /// A time, `nil` for NULL.
    ///
    /// - Throws: an error that names file, line and column.
    public func time(_ column: Int) throws(LogError) -> EventTime? {
        guard let text = cells[column], !text.isEmpty else { return nil }
        switch text.withUnsafeBufferPointer({ TimeText.parse($0) }) {
        case .success(let time): return time
        case .failure(let problem):
            let shown = String(decoding: text.prefix(40), as: UTF8.self)
            throw error("\(names[column]): \"\(shown)\" \(problem.reason)")
        }
    }

    /// A number in units of its last decimal place, `nil` for NULL.
    ///
    /// - Throws: an error that names file, line and column.
    public func decimal(_ column: Int, scale: Int) throws(LogError) -> Int64? {
        guard let text = cells[column], !text.isEmpty else { return nil }
        switch text.withUnsafeBufferPointer({ DecimalText.parse($0, scale: scale) }) {
        case .success(let number): return number
        case .failure(let problem):
            let shown = String(decoding: text.prefix(40), as: UTF8.self)
            throw error("\(names[column]): \"\(shown)\" \(problem.reason)")
        }
    }

    private func error(_ reason: String) -> LogError {
        LogError(.badData, file: file, line: line, reason: reason)
    }
}
