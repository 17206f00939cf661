import Simulation

/// What a run came to: the rows that invariants speak of.
///
/// Tests alter one to see that an invariant finds it.
struct StormRows: Sendable, Equatable {
    /// A row of `checkout_attribution`.
    struct Attributed: Sendable, Hashable {
        var seq: Int64
        var checkout: String
        var amount: Int64?
        var source: String?
        var time: Int64
        var click: String?
        var clickTime: Int64?
    }

    /// A row of `join_output` or `attribution_changelog`.
    struct Change: Sendable, Hashable {
        var afterSeq: Int64
        var op: String
        /// `nil`: a click without a checkout.
        var checkoutSeq: Int64?
        /// `nil`: a checkout without a click.
        var clickSeq: Int64?
        var checkout: String?
    }

    /// A row of `source_credit`.
    struct Credit: Sendable, Hashable {
        var model: String
        var source: String?
        var conversions: Int64
        var revenue: Int64?
    }

    var attributed: [Attributed] = []
    var join: [Change] = []
    /// What the job writes to its sink.
    var changelog: [Change] = []
    /// The seqs of checkouts that came too late.
    var late: [Int64] = []
    /// The seqs of checkouts whose id was remembered.
    var duplicates: [Int64] = []
    /// The seqs of checkouts that had not come out.
    var pending: [Int64] = []
    /// The seqs of refunds, with their amounts.
    var refunds: [Int64: Int64] = [:]
    var stat: [String: Int64] = [:]
    var credit: [Credit] = []
    /// The rows of the truth's totals, as text.
    var truth: [String] = []
    /// Why the run says of itself that it is wrong.
    var imbalance: String?

    /// By checkout: what its row says.
    var byCheckout: [String: Attributed] {
        Dictionary(attributed.map { ($0.checkout, $0) }) { first, _ in first }
    }
}

/// Keeps the rows of a run that ``StormRows`` has.
final class StormSink: RowSink, @unchecked Sendable {
    private(set) var rows = StormRows()

    func write(_ batch: RowBatch) throws(SinkError) {
        var start = 0
        while start < batch.cells.count {
            take(Row(batch: batch, start: start))
            start += batch.columnCount
        }
    }

    func discardAll() throws(SinkError) { rows = StormRows() }

    private func take(_ row: Row) {
        let isTruth = row.integer(0) == Simulator.truthRunID
        switch row.batch.table {
        case .stat, .sourceCredit:
            if isTruth { return rows.truth.append(row.text) }
            if row.batch.table == .stat {
                rows.stat[row.string(1) ?? ""] = row.integer(2)
            } else {
                rows.credit.append(
                    StormRows.Credit(
                        model: row.string(1) ?? "", source: row.string(2),
                        conversions: row.integer(3) ?? 0, revenue: row.integer(4)))
            }
        case _ where isTruth: break
        case .checkoutAttribution:
            rows.attributed.append(
                StormRows.Attributed(
                    seq: row.integer(1) ?? 0, checkout: row.string(2) ?? "", amount: row.integer(6),
                    source: row.string(13), time: row.integer(14) ?? 0, click: row.string(15),
                    clickTime: row.integer(16)))
        case .joinOutput: rows.join.append(row.change)
        case .attributionChangelog: rows.changelog.append(row.change)
        case .lateRecord: if let seq = row.seqOfCheckout { rows.late.append(seq) }
        case .duplicateRecord: if let seq = row.seqOfCheckout { rows.duplicates.append(seq) }
        case .pendingRecord: if let seq = row.seqOfCheckout { rows.pending.append(seq) }
        case .refund: rows.refunds[row.integer(1) ?? 0] = row.integer(4) ?? 0
        default: break
        }
    }

    /// A row in its batch.
    private struct Row {
        let batch: RowBatch
        let start: Int

        func integer(_ column: Int) -> Int64? {
            let cell = batch.cells[start + column]
            return cell.length == Cell.integer ? cell.value : nil
        }

        func string(_ column: Int) -> String? {
            let cell = batch.cells[start + column]
            guard cell.length >= 0 else { return nil }
            let from = Int(cell.value)
            return String(decoding: batch.text[from..<from + Int(cell.length)], as: UTF8.self)
        }

        /// All values, for comparisons and messages.
        var text: String {
            batch.table.name + " "
                + (1..<batch.columnCount).map { column in
                    string(column) ?? integer(column).map { "\($0)" } ?? "NULL"
                }.joined(separator: " ")
        }

        /// The seq of a record, if it is a checkout.
        var seqOfCheckout: Int64? { string(2) == "checkouts" ? integer(1) : nil }

        var change: StormRows.Change {
            StormRows.Change(
                afterSeq: integer(2) ?? 0, op: string(3) ?? "", checkoutSeq: integer(4),
                clickSeq: integer(5), checkout: string(6))
        }
    }
}
