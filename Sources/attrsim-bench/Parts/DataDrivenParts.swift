import Attribution

/// The data-driven models on their own.
enum DataDrivenParts {
    /// Markov chains, Shapley values and leave-one-out.
    static let all =
        [1, 2, 3].map { order in
            part("markov, order \(order)") { paths in
                MarkovModel(order: order)?.result(for: paths).totals.conversions ?? []
            }
        } + [
            part("shapley, coverage") { ShapleyCoverage.closedForm($0).conversions },
            part("shapley, pooled rate") { ShapleyPooledRate.values($0) },
            part("shapley, rate of each set") { ShapleySetRate.conversions($0) },
            part("shapley, ordered") { ShapleyOrdered.conversions($0).map { $0.reduce(0, +) } },
            part("leave one out") { LeaveOneOut.conversions($0) },
        ]

    private static func part(
        _ name: String, _ run: @escaping @Sendable (PathSet) -> [Double]
    ) -> Part {
        Part(name: name) { (input) throws(BenchFailure) in
            let paths = SeededPaths.journeys(paths: input.size.count(200_000))
            return try Stopwatch.measure {
                let results = run(paths)
                return (
                    Int64(paths.paths.count),
                    [
                        .init(name: "sources", value: Int64(results.count)),
                        .init(
                            name: Measurement.checksum,
                            value: Int64((results[0] * 1e6).rounded())),
                    ]
                )
            }
        }
    }
}
