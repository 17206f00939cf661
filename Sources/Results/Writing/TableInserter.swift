import Simulation

/// Puts batches of rows into one table.
///
/// A step of SQLite costs as much as several rows, so that rows go in by blocks; what is left of
/// a batch goes in row by row.
final class TableInserter {
    /// Rows to a statement. 64 is within 3 % of the best of 10 to 128 for 5 and for 17 columns,
    /// and a full batch (2,048) is a multiple of it.
    static let blockRows = 64

    private let columnCount: Int
    private let block: Statement
    private let single: Statement

    /// Compiles the statements for `table`.
    init(_ table: ResultTable, connection: borrowing Connection) throws(ResultError) {
        columnCount = table.columns.count
        let rows = TableInserter.blockRows
        block = try connection.prepare(
            ResultSchema.insertion(into: table.name, columns: columnCount, rows: rows))
        single = try connection.prepare(
            ResultSchema.insertion(into: table.name, columns: columnCount, rows: 1))
    }

    /// Inserts the rows of `batch`.
    func insert(_ batch: RowBatch) throws(ResultError) {
        guard batch.cells.count % columnCount == 0 else {
            throw ResultError(
                .internal, reason: "a batch for \(batch.table.name) ends within a row")
        }
        // One byte, so that an empty text has an address: SQLite takes a null pointer for NULL.
        let noText: [UInt8] = [0]
        let text = batch.text.isEmpty ? noText : batch.text
        try text.withUnsafeBufferPointer { bytes throws(ResultError) in
            try batch.cells.withUnsafeBufferPointer { cells throws(ResultError) in
                guard let start = bytes.baseAddress else { return }
                try insert(cells, text: start)
            }
        }
    }

    private func insert(
        _ cells: UnsafeBufferPointer<Cell>, text: UnsafePointer<UInt8>
    ) throws(ResultError) {
        let blockCells = TableInserter.blockRows * columnCount
        var next = 0
        while next + blockCells <= cells.count {
            let end = next + blockCells
            try block.bind(UnsafeBufferPointer(rebasing: cells[next..<end]), text: text)
            try run(block)
            next = end
        }
        while next < cells.count {
            let end = next + columnCount
            try single.bind(UnsafeBufferPointer(rebasing: cells[next..<end]), text: text)
            try run(single)
            next = end
        }
    }

    private func run(_ statement: borrowing Statement) throws(ResultError) {
        _ = try statement.step()
        statement.reset()
    }
}
