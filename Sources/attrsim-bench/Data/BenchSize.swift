/// How much data the benchmarks work on.
enum BenchSize: Sendable {
    /// What the figures are quoted for.
    case standard
    /// Enough to see that the tool works.
    case quick

    /// So many of something, or a two-hundredth of it.
    func count(_ standard: Int) -> Int { self == .standard ? standard : max(1, standard / 200) }
}
