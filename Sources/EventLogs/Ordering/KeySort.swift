/// Sorts records by sorting small keys, so that the records themselves move once at most.
///
/// Records in order cost one comparison each. Otherwise the leading keys are sorted by radix, in
/// time that does not depend on how they are mixed: about 20 ns a record for times within a few
/// hours. Only records of equal leading keys are compared in full. Stable.
struct KeySort {
    /// A record's leading key, less the least of all, and its place.
    private struct Key: BitwiseCopyable {
        var value: UInt64
        var place: UInt32
    }

    private var keys: [Key] = []
    private var scratch: [Key] = []

    /// What the sort needs beside the records, in bytes a record.
    static let bytesPerRecord = 2 * MemoryLayout<Key>.stride

    init() {}

    /// Finds the order of `records`.
    ///
    /// - Returns: `false` if they are in order already; else ``place(at:)`` says in which order
    ///   to take them.
    mutating func sort(_ records: [EventRecord], by order: RecordOrder) -> Bool {
        records.withUnsafeBufferPointer { records in
            if Self.isSorted(records, by: order) { return false }
            let bits = fillKeys(records, by: order)
            if records.count < 128 {
                keys.sort { ($0.value, $0.place) < ($1.value, $1.place) }
            } else {
                radixSort(bits: bits)
            }
            sortTies(records, by: order)
            return true
        }
    }

    /// Where the record lies that is to be the `index`-th, after a sort that returned `true`.
    @inline(__always)
    func place(at index: Int) -> Int { Int(keys[index].place) }

    /// Gives the memory back.
    mutating func free() {
        keys = []
        scratch = []
    }

    /// Whether no record precedes the one before it.
    static func isSorted(
        _ records: UnsafeBufferPointer<EventRecord>, by order: RecordOrder
    ) -> Bool {
        guard var last = records.first.map(order.leadingKey) else { return true }
        for place in records.indices.dropFirst() {
            let key = order.leadingKey(of: records[place])
            if key < last { return false }
            if key == last, order.precedesInTie(records[place], records[place - 1]) { return false }
            last = key
        }
        return true
    }

    /// Reads the keys, and says how many bits tell them apart.
    private mutating func fillKeys(
        _ records: UnsafeBufferPointer<EventRecord>, by order: RecordOrder
    ) -> Int {
        // Flipping the sign bit makes the order of integers that of their bits.
        let signBit = UInt64(1) << 63
        var least = UInt64.max
        var greatest = UInt64.min
        keys.removeAll(keepingCapacity: true)
        keys.reserveCapacity(records.count)
        for place in records.indices {
            let value = UInt64(bitPattern: order.leadingKey(of: records[place])) ^ signBit
            least = min(least, value)
            greatest = max(greatest, value)
            keys.append(Key(value: value, place: UInt32(truncatingIfNeeded: place)))
        }
        keys.withUnsafeMutableBufferPointer { keys in
            for index in keys.indices { keys[index].value &-= least }
        }
        return UInt64.bitWidth - (greatest &- least).leadingZeroBitCount
    }

    /// Least digit first, each pass stable, with digits of up to 11 bits: tables of 2,048 counts
    /// stay in the first-level cache.
    private mutating func radixSort(bits: Int) {
        let passes = (bits + 10) / 11
        guard passes > 0 else { return }
        let width = (bits + passes - 1) / passes
        if scratch.count < keys.count {
            scratch = [Key](repeating: Key(value: 0, place: 0), count: keys.count)
        }
        var starts = [Int](repeating: 0, count: 1 << width)
        for pass in 0..<passes {
            let shift = UInt64(pass * width)
            let count = keys.count
            keys.withUnsafeMutableBufferPointer { from in
                scratch.withUnsafeMutableBufferPointer { to in
                    starts.withUnsafeMutableBufferPointer { starts in
                        Self.distribute(from, count: count, to: to, by: shift, starts)
                    }
                }
            }
            // The scratch may be longer than what it holds now.
            swap(&keys, &scratch)
            if keys.count > count { keys.removeLast(keys.count - count) }
        }
    }

    private static func distribute(
        _ from: UnsafeMutableBufferPointer<Key>, count: Int, to: UnsafeMutableBufferPointer<Key>,
        by shift: UInt64, _ starts: UnsafeMutableBufferPointer<Int>
    ) {
        let mask = UInt64(starts.count - 1)
        starts.update(repeating: 0)
        for index in 0..<count {
            starts[Int(truncatingIfNeeded: from[index].value &>> shift & mask)] &+= 1
        }
        var next = 0
        for digit in starts.indices {
            let size = starts[digit]
            starts[digit] = next
            next &+= size
        }
        for index in 0..<count {
            let digit = Int(truncatingIfNeeded: from[index].value &>> shift & mask)
            to[starts[digit]] = from[index]
            starts[digit] &+= 1
        }
    }

    /// Puts records of equal leading keys in order, by all that remains of their keys.
    private mutating func sortTies(
        _ records: UnsafeBufferPointer<EventRecord>, by order: RecordOrder
    ) {
        keys.withUnsafeMutableBufferPointer { keys in
            var start = 0
            while start < keys.count {
                var end = start + 1
                var isSorted = true
                while end < keys.count, keys[end].value == keys[start].value {
                    if order.precedesInTie(
                        records[Int(keys[end].place)], records[Int(keys[end - 1].place)])
                    {
                        isSorted = false
                    }
                    end += 1
                }
                if !isSorted {
                    keys[start..<end].sort { a, b in
                        let (recordA, recordB) = (records[Int(a.place)], records[Int(b.place)])
                        if order.precedesInTie(recordA, recordB) { return true }
                        if order.precedesInTie(recordB, recordA) { return false }
                        return a.place < b.place
                    }
                }
                start = end
            }
        }
    }
}
