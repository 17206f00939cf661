/// What one row of the attributed table adds to the windows that it lies in.
///
/// Dimensions are numbers of ``MetricSeries``.
struct MetricEntry: BitwiseCopyable {
    /// The pane of the checkout's event time.
    var pane: Int64
    /// The total amount in ten-thousandths, `nil` where it is not known.
    var revenue: Int64?
    /// The profit in ten-thousandths, `nil` where it is not known.
    var profit: Int64?
    /// The series of the source, the category and the gender; ``noSeries`` for a refund, which is
    /// no checkout more.
    var source = noSeries
    var category = noSeries
    var gender = noSeries
    /// The series of the reason of a failed payment, ``noSeries`` for others.
    var failure = noSeries

    /// Not counted by any series.
    static let noSeries: Int32 = -1

    /// Money alone, `nil` where it is not known.
    init(pane: Int64, revenue: Int64?, profit: Int64?) {
        self.pane = pane
        self.revenue = revenue
        self.profit = profit
    }
}

/// The sums of some rows: of a pane or of a window.
struct MetricTotals {
    /// How many rows and refunds there are; none: all other sums are 0.
    private(set) var rows: Int64 = 0
    private var revenue: Int128 = 0
    private var revenueRows: Int64 = 0
    private var profit: Int128 = 0
    private var profitRows: Int64 = 0
    /// By series: how many rows it counts.
    private var counts: [Int64] = []

    /// Adds a row, or with `sign` −1 takes it away.
    mutating func add(_ entry: MetricEntry, sign: Int64) {
        rows += sign
        if let amount = entry.revenue {
            revenue += Int128(amount) * Int128(sign)
            revenueRows += sign
        }
        if let amount = entry.profit {
            profit += Int128(amount) * Int128(sign)
            profitRows += sign
        }
        add(sign, to: entry.source)
        add(sign, to: entry.category)
        add(sign, to: entry.gender)
        add(sign, to: entry.failure)
    }

    /// Adds a pane, or with `sign` −1 takes it away.
    mutating func add(_ pane: MetricTotals, sign: Int64) {
        rows += pane.rows * sign
        revenue += pane.revenue * Int128(sign)
        revenueRows += pane.revenueRows * sign
        profit += pane.profit * Int128(sign)
        profitRows += pane.profitRows * sign
        for (series, count) in pane.counts.enumerated() where count != 0 {
            add(count * sign, to: Int32(series))
        }
    }

    /// The value of a series, `nil` where there is nothing to show.
    func value(_ series: Int) -> Int128? {
        switch series {
        case MetricSeries.revenue: return revenueRows > 0 ? revenue : nil
        case MetricSeries.profit: return profitRows > 0 ? profit : nil
        default:
            return series < counts.count && counts[series] != 0 ? Int128(counts[series]) : nil
        }
    }

    private mutating func add(_ count: Int64, to series: Int32) {
        if series == MetricEntry.noSeries { return }
        while counts.count <= Int(series) { counts.append(0) }
        counts[Int(series)] += count
    }
}
