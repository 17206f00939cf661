import Simulation

/// Puts batches of rows into one table.
///
/// A step of SQLite costs as much as several rows, so that rows go in by blocks; what is left of
/// a batch goes in row by row. The statement of a block takes longer to compile than a small run
/// takes altogether, so that it is there from the first whole block on.
final class TableInserter {
    /// Rows to a statement. 64 is within 3 % of the best of 10 to 128 for 5 and for 17 columns,
    /// and a full batch (2,048) is a multiple of it.
    static let blockRows = 64

    private let table: ResultTable
    private let columnCount: Int
    private var block: Statement?
    private let single: Statement

    /// Compiles the statement for single rows of `table`.
    init(_ table: ResultTable, connection: borrowing Connection) throws(ResultError) {
        self.table = table
        columnCount = table.columns.count
        single = try connection.prepare(
            ResultSchema.insertion(into: table.name, columns: columnCount, rows: 1))
    }

    /// Inserts the rows of `batch` through the connection that the inserter was made for.
    func insert(_ batch: RowBatch, connection: borrowing Connection) throws(ResultError) {
        if block == nil, batch.rowCount >= TableInserter.blockRows {
            block = try connection.prepare(
                ResultSchema.insertion(
                    into: table.name, columns: columnCount, rows: TableInserter.blockRows))
        }
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
            try block?.bind(UnsafeBufferPointer(rebasing: cells[next..<end]), text: text)
            _ = try block?.step()
            block?.reset()
            next = end
        }
        while next < cells.count {
            let end = next + columnCount
            try single.bind(UnsafeBufferPointer(rebasing: cells[next..<end]), text: text)
            _ = try single.step()
            single.reset()
            next = end
        }
    }
}
