import Simulation

/// A hash of a run's results: 64 bits that are equal where the results are.
///
/// It sees every value of the rows in their order, `run_id` aside, so that two runs of equal
/// results have equal fingerprints. It depends neither on how the rows fell into batches, nor on
/// how the batches of different tables followed each other, nor on the machine. It guards
/// against accidents, not against people: it is no cryptographic hash.
struct Fingerprint {
    /// The tables that count, in the order in which they do.
    static let tables: [ResultTable] = [
        .checkoutAttribution, .sourceCredit, .stat, .lateRecord, .duplicateRecord, .pendingRecord,
        .truthDifference,
    ]

    /// The run that the rows of `truth_difference`, which has no `run_id`, belong to: the truth.
    static let truthRun: Int64 = 2

    private struct RunState {
        var runID: Int64
        var hashes = [WordHash](repeating: WordHash(), count: Fingerprint.tables.count)
    }

    private var runs: [RunState] = []

    /// Takes in the rows of `batch`.
    mutating func add(_ batch: RowBatch) {
        guard let table = Fingerprint.tables.firstIndex(of: batch.table) else { return }
        let columnCount = batch.table.columns.count
        let hasRunID = batch.table != .truthDifference
        batch.text.withUnsafeBytes { text in
            batch.cells.withUnsafeBufferPointer { cells in
                var start = 0
                while start < cells.count {
                    let runID = hasRunID ? cells[start].value : Fingerprint.truthRun
                    // All rows of a batch are one run's as a rule: one look-up for them all.
                    var end = start + columnCount
                    while hasRunID, end < cells.count, cells[end].value == runID {
                        end += columnCount
                    }
                    if !hasRunID { end = cells.count }
                    let run = indexOfRun(runID)
                    runs[run].hashes[table].add(
                        UnsafeBufferPointer(rebasing: cells[start..<end]), text: text,
                        columnCount: columnCount, skipping: hasRunID ? 1 : 0)
                    start = end
                }
            }
        }
    }

    /// The fingerprint of a run: 16 hexadecimal digits.
    func text(ofRun runID: Int64) -> String {
        let hashes =
            runs.first { $0.runID == runID }?.hashes ?? RunState(runID: runID).hashes
        var all = WordHash()
        for hash in hashes { all.mix(hash.state, hash.rows) }
        let digits = String(all.state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func indexOfRun(_ runID: Int64) -> Int {
        if let index = runs.firstIndex(where: { $0.runID == runID }) { return index }
        runs.append(RunState(runID: runID))
        return runs.count - 1
    }
}

/// A hash over words of 64 bits, two to a multiplication.
struct WordHash {
    // Odd constants with as many ones as zeros; any such would do, but they must never change.
    private static let first: UInt64 = 0x9e37_79b9_7f4a_7c15
    private static let second: UInt64 = 0xd1b5_4a32_d192_ed03

    private(set) var state = second
    private(set) var rows: UInt64 = 0

    /// Takes in two words.
    @inline(__always)
    mutating func mix(_ a: UInt64, _ b: UInt64) {
        let product = (a ^ WordHash.first).multipliedFullWidth(by: b ^ state)
        // The sum keeps what the product loses when one factor is zero.
        state = (product.high ^ product.low) &+ (state << 23 | state >> 41)
    }

    /// Takes in rows, each without its first `skipped` values.
    mutating func add(
        _ cells: UnsafeBufferPointer<Cell>, text: UnsafeRawBufferPointer, columnCount: Int,
        skipping skipped: Int
    ) {
        var hash = self
        var start = 0
        while start < cells.count {
            for index in (start &+ skipped)..<(start &+ columnCount) {
                let cell = cells[index]
                let length = UInt64(bitPattern: Int64(cell.length))
                if cell.length < 0 {
                    hash.mix(length, UInt64(bitPattern: cell.value))
                } else {
                    hash.add(
                        UnsafeRawBufferPointer(
                            rebasing: text[Int(cell.value)..<Int(cell.value) + Int(cell.length)]),
                        length: length)
                }
            }
            hash.rows &+= 1
            start &+= columnCount
        }
        self = hash
    }

    /// Takes in a text: (length, first word), then two words at a time, the last filled with 0.
    @inline(__always)
    private mutating func add(_ text: UnsafeRawBufferPointer, length: UInt64) {
        mix(length, WordHash.word(text, 0))
        var offset = 8
        while offset < text.count {
            mix(WordHash.word(text, offset), WordHash.word(text, offset &+ 8))
            offset &+= 16
        }
    }

    /// The eight bytes at `offset`, the first one lowest; 0 for those past the end.
    @inline(__always)
    private static func word(_ text: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        if offset &+ 8 <= text.count {
            return UInt64(
                littleEndian: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        let left = text.count &- offset
        if left <= 0 { return 0 }
        // Loads that overlap what has been taken in, instead of a loop over the last bytes.
        if offset >= 8 {
            let last = text.loadUnaligned(fromByteOffset: text.count &- 8, as: UInt64.self)
            return UInt64(littleEndian: last) >> UInt64((8 &- left) &* 8)
        }
        if left >= 4 {
            let low = text.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let high = text.loadUnaligned(fromByteOffset: text.count &- 4, as: UInt32.self)
            return UInt64(UInt32(littleEndian: low))
                | UInt64(UInt32(littleEndian: high)) << UInt64((left &- 4) &* 8)
        }
        var word: UInt64 = 0
        for index in (offset..<text.count).reversed() { word = word << 8 | UInt64(text[index]) }
        return word
    }
}
