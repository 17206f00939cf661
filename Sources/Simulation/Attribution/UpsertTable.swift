import Attribution
import EventLogs
import Streaming

/// The attributed table as a sink with `checkout_id` as its primary key keeps it: of all rows that
/// are written for an id, copies of a checkout that both took part among them, the last one stays.
///
/// Memory follows the ids, as the sink's own table does: no id is ever final. A class, since
/// a stage holds one or none.
final class UpsertTable {
    /// A row that nothing but a later one of its id can change.
    struct Row {
        var row: RankedRow
        /// All clicks that match, in order.
        var path: [RankedClick]
    }

    private var ids = KeyTable()
    /// By id: the number of its last writing, and what that adds to the dashboard.
    private var lastWriting: [Int64] = []
    private var entries: [MetricEntry?] = []
    /// By id: the row, once its checkout is closed.
    private(set) var rows: [Row?] = []
    private var writings: Int64 = 0

    /// A checkout that had a row, for the comparison with the truth.
    struct Closed {
        /// Its place as read.
        var index: UInt32
        var settlement: Settlement
        fileprivate var seq: Int64
        fileprivate var place: UInt32
    }

    /// All checkouts that had a row.
    private(set) var closed: [Closed] = []

    /// A row is written.
    ///
    /// - Returns: the number of the writing, and what the row before added to the dashboard.
    func write(
        _ id: UnsafeBufferPointer<UInt8>, _ entry: MetricEntry?
    ) -> (writing: Int64, replaced: MetricEntry?) {
        let place = Int(ids.intern(id))
        if place == rows.count {
            lastWriting.append(0)
            entries.append(nil)
            rows.append(nil)
        }
        writings += 1
        lastWriting[place] = writings
        let replaced = entries[place]
        entries[place] = entry
        return (writings, replaced)
    }

    /// A checkout that had a row is closed.
    func close(
        _ index: UInt32, seq: Int64, _ settlement: Settlement, id: UnsafeBufferPointer<UInt8>
    ) {
        closed.append(
            Closed(index: index, settlement: settlement, seq: seq, place: ids.intern(id)))
    }

    /// Whether the row of its id is the checkout's own, once the run is over.
    func holds(_ closed: Closed) -> Bool {
        rows[Int(closed.place)]?.row.checkoutSeq == closed.seq
    }

    /// Whether a writing is the last one of its id so far.
    func isLast(_ writing: Int64, of id: UnsafeBufferPointer<UInt8>) -> Bool {
        ids.find(id).map { lastWriting[Int($0)] == writing } ?? true
    }

    /// Keeps the last row of an id.
    ///
    /// - Returns: whether it takes the place of another one.
    func keep(_ row: Row, id: UnsafeBufferPointer<UInt8>) -> Bool {
        let place = Int(ids.intern(id))
        defer { rows[place] = row }
        return rows[place] != nil
    }
}
