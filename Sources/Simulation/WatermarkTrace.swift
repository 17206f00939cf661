import Streaming

/// Keeps the advances of the watermarks for the result: all of a short run, an even sample of a
/// long one.
struct WatermarkTrace {
    /// Whose watermark advanced.
    enum Series: Int, CaseIterable {
        case clicks, checkouts, join
        var name: String { ["clicks", "checkouts", "join"][rawValue] }
    }

    /// An advance.
    struct Advance {
        var seq: Int64
        var clock: ProcessingTime
        var series: Series
        var partition: Int32?
        var latest: EventTime?
        var watermark: Watermark
    }

    /// Advances kept of each series, at most.
    private static let limit = 4096

    private var kept: [[Advance]] = Series.allCases.map { _ in [] }
    private var seen = Series.allCases.map { _ in 0 }
    private var stride = Series.allCases.map { _ in 1 }

    /// Takes an advance in. When there are too many, every other one goes, and from then on only
    /// every other one is kept.
    mutating func add(_ advance: Advance) {
        let series = advance.series.rawValue
        defer { seen[series] += 1 }
        guard seen[series] % stride[series] == 0 else { return }
        if kept[series].count == Self.limit {
            kept[series] = kept[series].indices.filter { $0 % 2 == 0 }.map { kept[series][$0] }
            stride[series] *= 2
            guard seen[series] % stride[series] == 0 else { return }
        }
        kept[series].append(advance)
    }

    /// What was kept, by seq; within a step clicks, checkouts, join.
    var advances: [Advance] {
        kept.joined().enumerated().sorted { a, b in
            (a.element.seq, a.element.series.rawValue, a.offset)
                < (b.element.seq, b.element.series.rawValue, b.offset)
        }.map(\.element)
    }
}
