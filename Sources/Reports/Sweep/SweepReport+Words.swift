import Simulation
import Text

extension SweepReport {
    /// What stands behind the scenario's name in a title.
    var titleFacts: [String] {
        let count = NumberText.count(points.count) + (points.count == 1 ? " point" : " points")
        return facts + [count, method == .onePass ? "all from one run, exact" : "a run for each"]
    }

    /// What a reader should know of the columns, then of this sweep.
    var remarks: [String] {
        var remarks: [String] = []
        let atEnd = points.reduce(0) { max($0, $1.measures.latency?.atEnd ?? 0) }
        if points.contains(where: { $0.measures.latency?.p50 != nil }) {
            remarks.append("p50, p95, p99: from a checkout's arrival to its last row")
            if atEnd > 0 {
                remarks.append(
                    "  without results that only the end of the input brought: at most "
                        + "\(NumberText.count(atEnd)) a point")
            }
        }
        if points.contains(where: { $0.measures.heldMax != nil }) {
            remarks.append("state: the most clicks, and the most checkouts, that the join held")
        }
        return remarks + notes
    }
}
