import Streaming

/// Paths of sources with what became of them, each distinct path once, a byte a touch for most.
///
/// A tree of common beginnings was measured at 25 times the memory: paths that slide along a busy
/// user's clicks share their middles, not their beginnings.
///
/// A class: there is one a run, and it is never copied.
final class PathTable {
    /// What is known of a path.
    struct Sums {
        /// Journeys that ended in a checkout.
        var conversions: Int64 = 0
        /// The worth of those checkouts in ten-thousandths; `nil` until an amount is known, as SUM
        /// in SQL.
        var value: Int128?
        /// Journeys that ended in nothing.
        var nulls: Int64 = 0
    }

    /// A path under way: the numbers of its sources, seven bits a byte, the lowest first; all bytes
    /// of a number but its last have the highest bit.
    struct Path {
        fileprivate(set) var bytes: [UInt8] = []

        var isEmpty: Bool { bytes.isEmpty }

        mutating func append(_ source: UInt32) {
            var rest = source
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: rest))
        }

        mutating func append(_ sources: some Sequence<UInt32>) {
            for source in sources { append(source) }
        }

        mutating func append(_ clicks: UnsafeBufferPointer<WindowTouch>) {
            bytes.reserveCapacity(bytes.count + clicks.count)
            for click in clicks { append(click.source) }
        }

        mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
    }

    private var paths = KeyTable()
    private var sums: [Sums] = []

    /// A journey along a path ended in a checkout.
    func convert(_ path: Path, for amount: Int64?) {
        let place = place(of: path)
        sums[place].conversions += 1
        if let amount { sums[place].value = (sums[place].value ?? 0) + Int128(amount) }
    }

    /// A journey along a path ended in nothing.
    func giveUp(_ path: Path) { sums[place(of: path)].nulls += 1 }

    private func place(of path: Path) -> Int {
        let place = Int(path.bytes.withUnsafeBufferPointer { paths.intern($0) })
        if place == sums.count { sums.append(Sums()) }
        return place
    }

    /// Every path, source by source in the order of `ranks`, which has each source's place; a path
    /// comes before those that go on from it.
    ///
    /// - Throws: what `body` throws.
    func forEach<E: Error>(
        ranks: [Int], _ body: (_ sources: [UInt32], _ sums: Sums) throws(E) -> Void
    ) throws(E) {
        let order = sums.indices.sorted { precedes($0, $1, ranks) }
        var sources: [UInt32] = []
        for place in order {
            sources.removeAll(keepingCapacity: true)
            let bytes = paths.bytes(UInt32(place))
            var next = 0
            while next < bytes.count { sources.append(Self.source(bytes, &next)) }
            try body(sources, sums[place])
        }
    }

    private func precedes(_ a: Int, _ b: Int, _ ranks: [Int]) -> Bool {
        let (bytesA, bytesB) = (paths.bytes(UInt32(a)), paths.bytes(UInt32(b)))
        var (nextA, nextB) = (0, 0)
        while nextA < bytesA.count, nextB < bytesB.count {
            let sourceA = Self.source(bytesA, &nextA)
            let sourceB = Self.source(bytesB, &nextB)
            if sourceA != sourceB { return ranks[Int(sourceA)] < ranks[Int(sourceB)] }
        }
        return nextA == bytesA.count && nextB < bytesB.count
    }

    private static func source(_ bytes: UnsafeBufferPointer<UInt8>, _ next: inout Int) -> UInt32 {
        var source: UInt32 = 0
        var shift: UInt32 = 0
        while bytes[next] >= 0x80 {
            source |= UInt32(bytes[next] & 0x7F) << shift
            shift += 7
            next += 1
        }
        source |= UInt32(bytes[next]) << shift
        next += 1
        return source
    }
}
