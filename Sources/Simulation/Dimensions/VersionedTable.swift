import CScan
import Streaming

/// A table with a key, each row good from a point in time until the next row of its key.
///
///     user_id,gender,valid_from
///     u1,female,
///     u1,other,2024-03-01 12:00:00     good from that millisecond on
///
/// A row without a time is good from the beginning. Of two rows with the same key and time the
/// later one in the file counts. Cost of a look-up: a hash and, where a key has several rows, a
/// binary search.
struct VersionedTable<Row>: ~Copyable {
    private static var always: Int64 { Int64.min }

    private var keys = KeyTable()
    private var rows: [Row] = []
    /// By row: since when it is good.
    private var validFrom: [Int64] = []
    /// By row, while the table is read: its key.
    private var keyOfRow: [Int32] = []
    /// By key: its first row; one more at the end. Empty: every key has one row, always good.
    private var starts: [Int32] = []

    /// Whether the row of a key depends on the time.
    var hasVersions: Bool { !starts.isEmpty }

    /// All keys, by their numbers.
    var ids: [[UInt8]] { (0..<UInt32(keys.count)).map { Array(keys.bytes($0)) } }

    /// All rows, key by key and those of a key in order of time: since when a row is good, and
    /// from when on it is not any more.
    var versions: [(key: UInt32, row: UInt32, from: EventTime?, to: EventTime?)] {
        if starts.isEmpty { return (0..<UInt32(keys.count)).map { ($0, $0, nil, nil) } }
        return (0..<UInt32(keys.count)).flatMap { key in
            let (first, end) = (starts[Int(key)], starts[Int(key) + 1])
            return (first..<end).map { row in
                let from = validFrom[Int(row)]
                return (
                    key, UInt32(row), from == Self.always ? nil : EventTime(milliseconds: from),
                    row + 1 < end ? EventTime(milliseconds: validFrom[Int(row) + 1]) : nil
                )
            }
        }
    }

    /// A row, by the number that ``row(of:at:)`` gives.
    subscript(row: Int) -> Row { rows[row] }

    /// Fetches a row into the cache; a hint.
    func prefetch(row: Int) {
        rows.withUnsafeBufferPointer { rows in
            if let base = rows.baseAddress { cscan_prefetch(base + row) }
        }
    }

    /// Adds a row.
    mutating func add(
        _ key: UnsafeBufferPointer<UInt8>, validFrom time: EventTime?, _ row: Row
    ) {
        keyOfRow.append(Int32(keys.intern(key)))
        validFrom.append(time?.milliseconds ?? Self.always)
        rows.append(row)
    }

    /// All rows are there.
    mutating func finish() {
        defer { keyOfRow = [] }
        // Usually every row is one of a new key, and always good: they lie where they belong.
        if rows.count == keys.count, validFrom.allSatisfy({ $0 == Self.always }) { return }
        let order = rows.indices.sorted { a, b in
            (keyOfRow[a], validFrom[a], a) < (keyOfRow[b], validFrom[b], b)
        }
        // Of rows with the same key and time the last one stays.
        let kept = order.indices.filter { place in
            guard place + 1 < order.count else { return true }
            let (row, next) = (order[place], order[place + 1])
            return keyOfRow[row] != keyOfRow[next] || validFrom[row] != validFrom[next]
        }.map { order[$0] }
        let isPlain = kept.count == keys.count && kept.allSatisfy { validFrom[$0] == Self.always }
        if !isPlain {
            for (place, row) in kept.enumerated() where Int(keyOfRow[row]) == starts.count {
                starts.append(Int32(place))
            }
            starts.append(Int32(kept.count))
        }
        rows = kept.map { rows[$0] }
        validFrom = kept.map { validFrom[$0] }
    }

    /// The number of a key, `nil` if the table has none such.
    func key(_ key: UnsafeBufferPointer<UInt8>) -> UInt32? { keys.find(key) }

    /// The row of a key that is good at `time`, `nil` before its first one.
    func row(of key: UInt32, at time: Int64) -> UInt32? {
        if starts.isEmpty { return key }
        var (low, high) = (starts[Int(key)], starts[Int(key) + 1])
        let first = low
        while low < high {
            let middle = (low + high) / 2
            if validFrom[Int(middle)] <= time { low = middle + 1 } else { high = middle }
        }
        return low > first ? UInt32(low - 1) : nil
    }
}
