import Simulation

/// What is measured of a run, under its name for programs.
enum MeasureColumn: String, CaseIterable {
    case checkouts
    case same
    case different
    case completeness = "completeness_e9"
    case revenue = "revenue_e4"
    case revenueDifferent = "revenue_different_e4"
    case clicksLate = "clicks_late"
    case checkoutsLate = "checkouts_late"
    case latencyP50 = "latency_p50_ms"
    case latencyP95 = "latency_p95_ms"
    case latencyP99 = "latency_p99_ms"
    case latencyMax = "latency_max_ms"
    case results
    case resultsAtEnd = "results_at_end"
    case corrections
    case clicksHeldMax = "clicks_held_max"
    case checkoutsHeldMax = "checkouts_held_max"

    /// The value; `nil` where it was not measured or does not exist.
    func value(_ measures: RunMeasures) -> Int128? {
        switch self {
        case .checkouts: Int128(measures.checkouts)
        case .same: Int128(measures.same)
        case .different: Int128(measures.different)
        case .completeness:
            // Rounded down, so that it is the whole only where all are the same.
            measures.checkouts == 0
                ? nil : Int128(measures.same) * 1_000_000_000 / Int128(measures.checkouts)
        case .revenue: measures.revenueE4
        case .revenueDifferent:
            measures.revenueDifferentE4 ?? (measures.revenueE4 == nil ? nil : 0)
        case .clicksLate: Int128(measures.clicksLate)
        case .checkoutsLate: Int128(measures.checkoutsLate)
        case .latencyP50: measures.latency?.p50.map { Int128($0) }
        case .latencyP95: measures.latency?.p95.map { Int128($0) }
        case .latencyP99: measures.latency?.p99.map { Int128($0) }
        case .latencyMax: measures.latency?.max.map { Int128($0) }
        case .results: measures.latency.map { Int128($0.results) }
        case .resultsAtEnd: measures.latency.map { Int128($0.atEnd) }
        case .corrections: measures.corrections.map { Int128($0) }
        case .clicksHeldMax: measures.clicksHeldMax.map { Int128($0) }
        case .checkoutsHeldMax: measures.checkoutsHeldMax.map { Int128($0) }
        }
    }
}
