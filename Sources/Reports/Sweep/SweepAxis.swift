import Scenarios
import Simulation
import Streaming
import Text

/// The varied key that lies along the bottom of a sweep's charts, and where its values stand.
///
/// Durations and numbers stand where they belong; names, and numbers of very different sizes, one
/// beside the other.
struct SweepAxis {
    /// The key.
    let path: String
    /// Its place among the varied keys.
    let place: Int
    /// Whether the values have an order, so that lines between them mean something.
    let isOrdered: Bool
    /// The values, in order, as texts.
    let labels: [String]
    /// Where each of them stands.
    private let places: [String: Int64]
    private let kind: Kind

    private enum Kind { case durations, decimals(scale: Int), bands }

    /// The key of a sweep with the most values, of those with an order if there are any.
    init(_ report: SweepReport) {
        let axes = report.paths.indices.map { SweepAxis(report, place: $0) }
        let ordered = axes.filter(\.isOrdered)
        let candidates = ordered.isEmpty ? axes : ordered
        let most = candidates.map(\.labels.count).max() ?? 0
        self = candidates.first { $0.labels.count == most } ?? SweepAxis(report, place: 0)
    }

    private init(_ report: SweepReport, place: Int) {
        let path = report.paths.indices.contains(place) ? report.paths[place] : ""
        var seen: Set<String> = []
        let all = report.points.compactMap { point in
            point.values.indices.contains(place) ? point.values[place] : nil
        }.filter { seen.insert($0).inserted }
        let (numbers, kind) = Self.numbers(all)
        guard let numbers else {
            self = SweepAxis(path: path, place: place, isOrdered: false, bands: all)
            return
        }
        let sorted = zip(all, numbers).enumerated().sorted {
            ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
        }.map(\.element)
        if Self.isUneven(sorted.map(\.1)) {
            self = SweepAxis(path: path, place: place, isOrdered: true, bands: sorted.map(\.0))
            return
        }
        self.path = path
        self.place = place
        isOrdered = true
        labels = sorted.map(\.0)
        places = Dictionary(sorted) { first, _ in first }
        self.kind = kind
    }

    private init(path: String, place: Int, isOrdered: Bool, bands: [String]) {
        self.path = path
        self.place = place
        self.isOrdered = isOrdered
        labels = bands
        // Each in the middle of its band, two units wide.
        places = Dictionary(bands.enumerated().map { ($1, 2 * Int64($0) + 1) }) { first, _ in first
        }
        kind = .bands
    }

    /// Where a value stands.
    func value(_ text: String) -> Int64 { places[text] ?? 0 }

    /// All places.
    var domain: ClosedRange<Int64> {
        if case .bands = kind { return 0...(2 * Int64(labels.count)) }
        let all = labels.map(value)
        return (all.min() ?? 0)...(all.max() ?? 0)
    }

    /// Round values, or some of the names, with their places.
    func ticks(_ scale: Scale, most: Int) -> [(label: String, place: Length)] {
        switch kind {
        case .durations:
            let ticks = scale.spanTicks(most: most)
            return ticks.map { (SweepMeasure.span($0), scale($0)) }
        case .decimals(let decimals):
            let ticks = scale.ticks(most: most)
            return ticks.map { ("\(ExactDecimal($0, scale: decimals))", scale($0)) }
        case .bands:
            return labels.thinned(to: most).map { ($0, scale(value($0))) }
        }
    }

    private static func numbers(_ texts: [String]) -> ([Int64]?, Kind) {
        let durations = texts.compactMap { Milliseconds(durationText: $0)?.count }
        if durations.count == texts.count, texts.contains(where: { $0.contains(where: \.isLetter) })
        {
            return (durations, .durations)
        }
        let decimals = texts.compactMap { ExactDecimal($0) }
        let scale = decimals.map(\.scale).max() ?? 0
        let numbers = decimals.compactMap { $0.scaled(by: scale) }
        return (numbers.count == texts.count ? numbers : nil, .decimals(scale: scale))
    }

    /// Whether some values would lie on top of each other.
    private static func isUneven(_ sorted: [Int64]) -> Bool {
        guard sorted.count > 2, let first = sorted.first, let last = sorted.last else {
            return false
        }
        let gaps = zip(sorted, sorted.dropFirst()).map { Int128($1) - Int128($0) }
        let span = Int128(last) - Int128(first)
        return (gaps.min() ?? 0) * Int128(gaps.count) * 8 < span
    }
}

/// The points of a sweep that differ in the axis' key alone.
struct SweepSeries {
    /// What they have in common, empty where one key is varied.
    var name: String
    /// The points, from the left.
    var points: [(x: Int64, label: String, measures: RunMeasures)]

    /// A sweep's points along the axis, in the order of the first of each.
    static func all(of report: SweepReport, along axis: SweepAxis) -> [SweepSeries] {
        var series: [SweepSeries] = []
        var places: [[String]: Int] = [:]
        for point in report.points where point.values.indices.contains(axis.place) {
            var others = point.values
            let own = others.remove(at: axis.place)
            var paths = report.paths
            paths.remove(at: axis.place)
            let name = zip(paths, others).map { "\($0) \($1)" }.joined(separator: " · ")
            if places[others] == nil {
                places[others] = series.count
                series.append(SweepSeries(name: name, points: []))
            }
            guard let place = places[others] else { continue }
            series[place].points.append((axis.value(own), own, point.measures))
        }
        for place in series.indices {
            series[place].points = series[place].points.enumerated().sorted {
                ($0.element.x, $0.offset) < ($1.element.x, $1.offset)
            }.map(\.element)
        }
        return series
    }
}
