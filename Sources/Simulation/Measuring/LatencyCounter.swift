/// Counts durations in milliseconds, and tells percentiles.
///
/// Exact to the millisecond up to 2²⁰ ms (17 minutes); beyond that a duration counts as the greatest
/// of its cell, which is at most 0.1 % more: an HDR histogram with an exact first part. Memory is at
/// most 8 MB for the exact part, and grows to it with the longest duration; the rest takes 400 KB at
/// most.
public struct LatencyCounter: Sendable {
    /// Durations below this are counted to the millisecond.
    private static let exactBits = 20
    /// Cells for each doubling beyond: 2¹⁰, so that a cell is 0.1 % wide at most.
    private static let cellBits = 10

    private var cells: [Int64] = []
    /// How many durations were counted.
    public private(set) var count: Int64 = 0
    /// The longest duration; 0 if there is none.
    public private(set) var longest: Int64 = 0

    /// Nothing counted yet.
    public init() {}

    /// Counts a duration; a negative one counts as 0.
    public mutating func add(_ milliseconds: Int64) {
        let duration = max(0, milliseconds)
        let cell = Self.cell(of: duration)
        if cell >= cells.count {
            cells.append(contentsOf: repeatElement(0, count: cell + 1 - cells.count))
        }
        cells[cell] += 1
        count += 1
        longest = max(longest, duration)
    }

    /// The least duration that at least so many thousandths of all do not exceed; `nil` if nothing
    /// was counted.
    ///
    /// - Precondition: `0 < thousandths <= 1000`.
    public func percentile(thousandths: Int64) -> Int64? {
        if count == 0 { return nil }
        // The rank from 1, rounded up: of ten durations the median is the fifth.
        let rank = Int64((Int128(count) * Int128(thousandths) + 999) / 1000)
        var seen: Int64 = 0
        for (cell, number) in cells.enumerated() where number > 0 {
            seen += number
            if seen >= rank { return min(Self.greatest(in: cell), longest) }
        }
        return longest
    }

    private static func cell(of duration: Int64) -> Int {
        if duration < 1 << exactBits { return Int(duration) }
        // The highest bit says the doubling, the cellBits below it the cell.
        let bits = 63 - duration.leadingZeroBitCount
        let within = Int(duration >> Int64(bits - cellBits)) & (1 << cellBits - 1)
        return 1 << exactBits + (bits - exactBits) << cellBits + within
    }

    private static func greatest(in cell: Int) -> Int64 {
        if cell < 1 << exactBits { return Int64(cell) }
        let place = cell - 1 << exactBits
        let bits = place >> cellBits + exactBits
        let within = Int64(place & (1 << cellBits - 1))
        let width = Int64(1) << Int64(bits - cellBits)
        return Int64(1) << Int64(bits) + (within + 1) * width - 1
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
        p50 = counter.percentile(thousandths: 500)
        p95 = counter.percentile(thousandths: 950)
        p99 = counter.percentile(thousandths: 990)
        max = counter.count == 0 ? nil : counter.longest
        results = counter.count
        self.atEnd = atEnd
    }
}
