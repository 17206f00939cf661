import Streaming

/// The metrics of the dashboard, in the order of their rows. The names stand in `window_metric`.
enum Metric: UInt8, CaseIterable {
    case revenue, profit, source, category, failure, gender

    /// The name in the result.
    var name: String {
        switch self {
        case .revenue: "revenue_e4"
        case .profit: "profit_e4"
        case .source: "checkouts_by_source"
        case .category: "checkouts_by_category"
        case .failure: "failed_payments_by_reason"
        case .gender: "checkouts_by_gender"
        }
    }
}

/// Numbers what is counted: a metric with one of its dimensions (a source, a category, …).
///
/// Memory follows the distinct dimensions. Numbers are given in the order in which dimensions are
/// met; rows follow ``order``: by metric, then NULL, then the dimensions by their bytes.
struct MetricSeries: ~Copyable {
    /// The series of the two metrics without a dimension.
    static let (revenue, profit) = (0, 1)

    private var names: [(metric: Metric, dimension: [UInt8]?)] = [(.revenue, nil), (.profit, nil)]
    private var byMetric: [Numbering] = Metric.allCases.map { _ in Numbering() }
    private var reasons = KeyTable()
    private var sorted: [Int] = [0, 1]

    /// The series of one metric by the number that its dimension has elsewhere.
    private struct Numbering {
        var null = MetricEntry.noSeries
        var series: [Int32] = []
    }

    /// The number of series.
    var count: Int { names.count }

    /// The series of a dimension that has a number of its own already.
    ///
    /// - Parameters:
    ///   - metric: the metric.
    ///   - dimension: the dimension's number elsewhere, `nil` for NULL.
    ///   - bytes: its text; called the first time.
    /// - Returns: the number of the series.
    mutating func number(
        _ metric: Metric, _ dimension: UInt32?, bytes: (UInt32) -> UnsafeBufferPointer<UInt8>
    ) -> Int32 {
        let place = Int(metric.rawValue)
        guard let dimension else {
            if byMetric[place].null == MetricEntry.noSeries {
                byMetric[place].null = add(metric, nil)
            }
            return byMetric[place].null
        }
        while byMetric[place].series.count <= Int(dimension) {
            byMetric[place].series.append(MetricEntry.noSeries)
        }
        if byMetric[place].series[Int(dimension)] == MetricEntry.noSeries {
            byMetric[place].series[Int(dimension)] = add(metric, Array(bytes(dimension)))
        }
        return byMetric[place].series[Int(dimension)]
    }

    /// The series of the reason of a failed payment.
    mutating func number(ofReason reason: UnsafeBufferPointer<UInt8>?) -> Int32 {
        let known = reason.map { reasons.intern($0) }
        return number(.failure, known) { _ in reason ?? UnsafeBufferPointer(start: nil, count: 0) }
    }

    /// What a series counts.
    subscript(series: Int) -> (metric: Metric, dimension: [UInt8]?) { names[series] }

    /// All series in the order of their rows.
    mutating func order() -> [Int] {
        if sorted.count == names.count { return sorted }
        sorted = names.indices.sorted { a, b in
            let (first, second) = (names[a], names[b])
            if first.metric != second.metric {
                return first.metric.rawValue < second.metric.rawValue
            }
            guard let right = second.dimension else { return false }
            return first.dimension?.lexicographicallyPrecedes(right) ?? true
        }
        return sorted
    }

    private mutating func add(_ metric: Metric, _ dimension: [UInt8]?) -> Int32 {
        names.append((metric, dimension))
        return Int32(names.count - 1)
    }
}
