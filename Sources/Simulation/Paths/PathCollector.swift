public import Attribution
import Streaming

/// Keeps a run's paths and totals in memory, and no other row: for models that are computed on the
/// fly.
///
/// Memory follows the distinct paths. One thread at a time; that is what makes `@unchecked` true.
public final class PathCollector: RowSink, @unchecked Sendable {
    /// What a model gives to a source.
    public struct Total: Sendable, Hashable {
        /// The model's name.
        public var model: String
        /// The source; `nil` for unattributed.
        public var source: String?
        /// Billionths of a conversion.
        public var conversions: Int64
        /// Ten-thousandths; `nil` where no amount is known.
        public var revenueE4: Int64?
    }

    /// The paths of the run.
    public private(set) var paths = PathSet()
    /// The rows of `source_credit` of the run.
    public private(set) var totals: [Total] = []
    private let runID: Int64
    /// The sources so far, and their numbers among the paths.
    private var names = KeyTable()
    private var numbers: [Int32] = []
    /// By the run's number of a source: its number among the paths, −1 for one that was in none yet.
    private var numbersOfRun: [Int32] = []
    /// Those of the path at hand.
    private var sources: [Int32] = []

    /// Collects what belongs to one run of a simulation.
    public init(runID: Int64 = Simulator.streamRunID) { self.runID = runID }

    /// Takes rows; keeps those that it wants.
    public func write(_ batch: RowBatch) throws(SinkError) {
        guard batch.table == .conversionPath || batch.table == .sourceCredit else { return }
        for start in stride(from: 0, to: batch.cells.count, by: batch.columnCount) {
            let row = batch.cells[start..<start + batch.columnCount]
            guard row[start].value == runID else { continue }
            func integer(_ column: Int) -> Int64? {
                let cell = row[start + column]
                return cell.length == Cell.integer ? cell.value : nil
            }
            func text(_ column: Int) -> String? {
                let cell = row[start + column]
                guard cell.length >= 0 else { return nil }
                let first = Int(cell.value)
                return String(
                    decoding: batch.text[first..<first + Int(cell.length)], as: UTF8.self)
            }
            if batch.table == .sourceCredit {
                totals.append(
                    Total(
                        model: text(1) ?? "", source: text(2), conversions: integer(3) ?? 0,
                        revenueE4: integer(4)))
            } else {
                let cell = row[start + 1]
                guard cell.length >= 0 else { continue }
                let first = Int(cell.value)
                batch.text.withUnsafeBufferPointer { text in
                    append(
                        UnsafeBufferPointer(rebasing: text[first..<first + Int(cell.length)]),
                        conversions: integer(3) ?? 0, value: integer(4), nulls: integer(5) ?? 0)
                }
            }
        }
    }

    /// Adds a path as a result writes it, its sources one after the other.
    private func append(
        _ path: UnsafeBufferPointer<UInt8>, conversions: Int64, value: Int64?, nulls: Int64
    ) {
        sources.removeAll(keepingCapacity: true)
        let separator = ResultRows.pathSeparator
        var start = 0
        var place = 0
        while place <= path.count - separator.count {
            guard path[place] == separator[0], path[place + 1] == separator[1],
                path[place + 2] == separator[2]
            else {
                place += 1
                continue
            }
            sources.append(number(UnsafeBufferPointer(rebasing: path[start..<place])))
            place += separator.count
            start = place
        }
        sources.append(number(UnsafeBufferPointer(rebasing: path[start...])))
        paths.append(
            sources, conversions: Double(conversions), value: Double(value ?? 0) / 10_000,
            nulls: Double(nulls))
    }

    /// The number of a source.
    private func number(_ name: UnsafeBufferPointer<UInt8>) -> Int32 {
        let known = names.intern(name)
        if Int(known) == numbers.count { numbers.append(paths.number(name)) }
        return numbers[Int(known)]
    }

    /// Starts again.
    public func discardAll() throws(SinkError) {
        paths = PathSet()
        totals = []
        names = KeyTable()
        numbers = []
        numbersOfRun = []
    }
}

extension PathCollector: PathSink {
    func take(
        _ path: [UInt32], named names: [[UInt8]], conversions: Int64, value: Int64?, nulls: Int64,
        ofRun runID: Int64
    ) {
        guard runID == self.runID else { return }
        while numbersOfRun.count < names.count { numbersOfRun.append(-1) }
        sources.removeAll(keepingCapacity: true)
        for source in path {
            if numbersOfRun[Int(source)] < 0 {
                numbersOfRun[Int(source)] = paths.number(names[Int(source)])
            }
            sources.append(numbersOfRun[Int(source)])
        }
        paths.append(
            sources, conversions: Double(conversions), value: Double(value ?? 0) / 10_000,
            nulls: Double(nulls))
    }
}

extension PathSet {
    /// Adds a row of `conversion_path`; `value` is in ten-thousandths, `nil` where no amount is
    /// known.
    public mutating func append(path: String, conversions: Int64, value: Int64?, nulls: Int64) {
        append(
            named: path.splitIntoSources, conversions: Double(conversions),
            value: Double(value ?? 0) / 10_000, nulls: Double(nulls))
    }
}

extension String {
    /// The sources of a path as results write it.
    fileprivate var splitIntoSources: [String] {
        let separator = ResultRows.pathSeparator
        let bytes = Array(utf8)
        var parts: [[UInt8]] = [[]]
        var place = 0
        while place < bytes.count {
            if bytes[place...].starts(with: separator) {
                parts.append([])
                place += separator.count
            } else {
                parts[parts.count - 1].append(bytes[place])
                place += 1
            }
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }
}
