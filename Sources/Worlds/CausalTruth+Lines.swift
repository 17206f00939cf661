extension CausalTruth {
    /// A line of a truth: of one source, or of the whole world.
    public struct Line: Sendable, Hashable {
        /// The number of the source; `nil` for the whole world, all sources on or all off.
        public var source: Int?
        /// Conversions with all sources on; without the source (or any); the difference; the
        /// Shapley value in billionths; then the same of revenue, all in ten-thousandths.
        public var numbers: [Int64]
    }

    /// The whole world, then each source in the order of the world.
    public var lines: [Line] {
        let shapley = (shapleyConversionsE9, shapleyRevenue)
        let lift = conversions[all] - conversions[0]
        let gain = revenue[all] - revenue[0]
        let whole = Line(
            source: nil,
            numbers: [
                conversions[all], conversions[0], lift, lift * 1_000_000_000, revenue[all],
                revenue[0], gain, gain,
            ])
        return [whole]
            + (0..<sources).map { source in
                let without = all ^ 1 << source
                return Line(
                    source: source,
                    numbers: [
                        conversions[all], conversions[without], incrementalConversions(of: source),
                        shapley.0[source], revenue[all], revenue[without],
                        incrementalRevenue(of: source), shapley.1[source],
                    ])
            }
    }
}
