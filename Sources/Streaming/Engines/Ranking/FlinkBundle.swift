/// The rows that wait in front of a ranking under mini-batch, `table.exec.mini-batch.enabled`.
///
/// They wait until `size` rows of all partitions are there, the watermark behind the join advances
/// or a checkpoint is taken; then they go on partition after partition, each one's in the order in
/// which they came, and nothing is folded.
///
/// Flink goes through the partitions in the order of a hash map; here they come in the order of
/// their first row.
public struct FlinkBundle: ~Copyable {
    /// A row that waits.
    public struct Waiting: Sendable, BitwiseCopyable {
        /// A pair or a pad.
        public var row: JoinRow
        /// Its partition, `nil` for the shared one.
        public var partition: UInt32?
    }

    private let size: Int
    private var rows: [Waiting] = []

    /// An empty one that holds up to `size` rows.
    public init(size: Int) { self.size = size }

    /// Takes a row in.
    ///
    /// - Returns: whether they are to go on.
    public mutating func add(_ row: JoinRow, partition: UInt32?) -> Bool {
        rows.append(Waiting(row: row, partition: partition))
        return rows.count >= size
    }

    /// Hands the rows on.
    public mutating func flush(_ body: (Waiting) -> Void) {
        if rows.isEmpty { return }
        var order: [UInt32?: Int] = [:]
        var groups: [[Waiting]] = []
        for waiting in rows {
            if let place = order[waiting.partition] {
                groups[place].append(waiting)
            } else {
                order[waiting.partition] = groups.count
                groups.append([waiting])
            }
        }
        rows.removeAll(keepingCapacity: true)
        for group in groups { for waiting in group { body(waiting) } }
    }
}
