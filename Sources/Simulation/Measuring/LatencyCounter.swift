/// Counts durations in milliseconds, and tells percentiles.
///
/// Exact to the millisecond up to 2²⁰ ms (17 minutes); beyond that a duration counts as the greatest
/// of its cell, which is at most 0.1 % more: an HDR histogram with an exact first part. Memory
/// follows the longest exact duration, 8 MB at most, and the number of cells beyond, at most 44
/// thousand.
public struct LatencyCounter: Sendable {
    /// Durations below this are counted to the millisecond.
    private static let exactBits = 20
    /// Cells for each doubling beyond: 2¹⁰, so that a cell is 0.1 % wide at most.
    private static let cellBits = 10

    /// By millisecond, as far as there are durations.
    private var exact: [Int64] = []
    /// By cell beyond them; looked at in the order of the cells only.
    private var cells: [Int: Int64] = [:]
    /// How many durations were counted.
    public private(set) var count: Int64 = 0
    /// The longest duration; 0 if there is none.
    public private(set) var longest: Int64 = 0

    /// Nothing counted yet.
    public init() {}

    /// Counts a duration; a negative one counts as 0.
    public mutating func add(_ milliseconds: Int64) {
        let duration = max(0, milliseconds)
        if duration < 1 << Self.exactBits {
            while exact.count <= duration { exact.append(0) }
            exact[Int(duration)] += 1
        } else {
            cells[Self.cell(of: duration), default: 0] += 1
        }
        count += 1
        longest = max(longest, duration)
    }

    /// For each share the least duration that so many thousandths of all do not exceed; `nil` if
    /// nothing was counted. The shares are above 0, in order, at most 1000. Cost: a pass over the cells.
    public func percentiles(thousandths: [Int64]) -> [Int64]? {
        if count == 0 { return nil }
        var found: [Int64] = []
        var seen: Int64 = 0
        func add(_ number: Int64, upTo greatest: Int64) {
            seen += number
            // The rank from 1, rounded up: of ten durations the median is the fifth.
            while found.count < thousandths.count,
                Int128(seen) * 1000 >= Int128(count) * Int128(thousandths[found.count])
            {
                found.append(min(greatest, longest))
            }
        }
        for (duration, number) in exact.enumerated() where number > 0 {
            add(number, upTo: Int64(duration))
        }
        for (cell, number) in cells.sorted(by: { $0.key < $1.key }) {
            add(number, upTo: Self.greatest(in: cell))
        }
        return found
    }

    /// The cell of a duration that is not exact.
    private static func cell(of duration: Int64) -> Int {
        // The highest bit says the doubling, the cellBits below it the cell.
        let bits = 63 - duration.leadingZeroBitCount
        let within = Int(duration >> Int64(bits - cellBits)) & (1 << cellBits - 1)
        return 1 << exactBits + (bits - exactBits) << cellBits + within
    }

    private static func greatest(in cell: Int) -> Int64 {
        let place = cell - 1 << exactBits
        let bits = place >> cellBits + exactBits
        let within = Int64(place & (1 << cellBits - 1))
        let width = Int64(1) << Int64(bits - cellBits)
        return Int64(1) << Int64(bits) + within * width + (width - 1)
    }
}

/// How long results take: from a checkout's arrival to the last row that the join puts out for it,
/// in milliseconds of processing time.
public struct ResultLatency: Sendable, Hashable {
    /// Half of all results take no longer; `nil` if there is none.
    public var p50: Int64?
    /// 95 % of all results take no longer.
    public var p95: Int64?
    /// 99 % of all results take no longer.
    public var p99: Int64?
    /// The longest.
    public var max: Int64?
    /// How many results there are, those of ``atEnd`` left out.
    public var results: Int64
    /// How many results came out only because the input was over: nobody knows how long these would
    /// have taken.
    public var atEnd: Int64

    /// What a counter tells.
    init(_ counter: LatencyCounter, atEnd: Int64) {
        let percentiles = counter.percentiles(thousandths: [500, 950, 990])
        (p50, p95, p99) = (percentiles?[0], percentiles?[1], percentiles?[2])
        max = counter.count == 0 ? nil : counter.longest
        results = counter.count
        self.atEnd = atEnd
    }
}
