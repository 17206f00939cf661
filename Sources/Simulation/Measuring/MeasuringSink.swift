/// Adds up the money of a run's rows, and keeps none of them.
final class MeasuringSink: RowSink, @unchecked Sendable {
    /// The primary model.
    private let model: String
    /// The sums so far, nothing else set.
    private(set) var measures = RunMeasures()

    init(model: String) { self.model = model }

    func write(_ batch: RowBatch) throws(SinkError) {
        switch batch.table {
        case .truthDifference:
            Self.add("total_amount_e4", of: batch, to: &measures.revenueDifferentE4) { _ in true }
        case .sourceCredit:
            Self.add("revenue_e4", of: batch, to: &measures.revenueE4) { row in
                batch.cells[row].value == Simulator.truthRunID
                    && batch.text(at: row + 1).elementsEqual(model.utf8)
            }
        default: break
        }
    }

    func discardAll() throws(SinkError) { measures = RunMeasures() }

    /// Adds up a column over the rows that are wanted; `isWanted` is told where a row starts.
    private static func add(
        _ column: String, of batch: RowBatch, to sum: inout Int128?,
        where isWanted: (Int) -> Bool
    ) {
        guard let place = batch.table.columns.firstIndex(where: { $0.name == column }) else {
            return
        }
        for row in stride(from: 0, to: batch.cells.count, by: batch.columnCount) {
            let cell = batch.cells[row + place]
            if cell.length == Cell.integer, isWanted(row) { sum = (sum ?? 0) + Int128(cell.value) }
        }
    }
}

extension RowBatch {
    /// The bytes of the text in a cell; none for what is no text.
    fileprivate func text(at place: Int) -> ArraySlice<UInt8> {
        let cell = cells[place]
        let start = Int(cell.value)
        return cell.length >= 0 ? text[start..<start + Int(cell.length)] : []
    }
}
