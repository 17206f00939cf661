import Text

/// The windows of the dashboard at some moments: what was known then, and what turned out true.
struct Dashboard {
    /// The ends of the windows that are shown, in order.
    var moments: [Int64] = []
    /// How far back a window reaches, in milliseconds.
    var size: Int64 = 3_600_000
    /// Whether the run kept what was known at each moment.
    var hasKnown = false
    /// Whether the windows were computed from the rows, since the run kept none.
    var isDerived = false
    /// How many windows there are, of which `moments` are an even sample.
    var windowCount = 0
    /// The series, by metric as the result names it, in the order of the file.
    var series: [Series] = []

    /// A metric of one dimension, moment by moment.
    struct Series {
        var metric: String
        /// `nil`: NULL.
        var dimension: String?
        /// As it turned out.
        var final: [Int64]
        /// As it was known then; empty where the run did not keep it.
        var known: [Int64] = []
        /// In the truth; empty where there is none.
        var truth: [Int64] = []
        /// Whether this is the sum of several dimensions.
        var isRest = false

        /// What it weighs, for its place in a list.
        var weight: Int128 { final.reduce(0) { $0 + Int128($1) } }
    }

    /// The most moments that are kept.
    static let momentsMax = 240

    /// The series of a metric, the largest first; those that are not among the first `most` are
    /// summed up.
    func series(of metric: String, most: Int) -> [Series] {
        let all = series.filter { $0.metric == metric }.enumerated().sorted {
            ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
        }.map(\.element)
        guard all.count > most + 1 else { return all }
        var rest = all[most]
        for other in all[(most + 1)...] { rest.add(other) }
        rest.dimension = "\(NumberText.count(all.count - most)) others"
        rest.isRest = true
        return Array(all[..<most]) + [rest]
    }

    /// The moment that is shown first: the last one that has a good part of the busiest one's
    /// checkouts, since a log often ends with an empty hour.
    var firstShown: Int {
        let totals = moments.indices.map { moment in
            series.filter { $0.metric == "checkouts_by_gender" }
                .reduce(Int128(0)) { $0 + Int128($1.final[moment]) }
        }
        let limit = (totals.max() ?? 0) / 2
        return totals.lastIndex { $0 >= limit } ?? max(0, moments.count - 1)
    }
}

extension Dashboard.Series {
    /// Becomes the sum of both.
    mutating func add(_ other: Self) {
        func sum(_ a: [Int64], _ b: [Int64]) -> [Int64] { zip(a, b).map { $0 &+ $1 } }
        final = sum(final, other.final)
        known = sum(known, other.known)
        truth = sum(truth, other.truth)
    }
}
