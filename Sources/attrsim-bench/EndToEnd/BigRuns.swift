/// Does an event cost the same in a log ten times as long, and does memory follow the state?
struct BigRuns {
    /// Where and how.
    var suite: Suite

    /// The group's figures.
    func measure() throws(BenchFailure) -> MeasuredGroup {
        let worlds: [(name: String, world: BenchWorld)] = [
            ("1 day, 100,000 users", .standard), ("10 days, 100,000 users", .long),
            ("10 days, 1,000,000 users", .manyUsers),
        ]
        var jobs: [Job] = []
        for truth in ["none", "totals"] {
            for (name, world) in worlds {
                let folder = try suite.folder.world(world)
                jobs.append(
                    try EndToEndRuns.job(
                        name + (truth == "none" ? "" : ", truth"), suite,
                        scenario: "\(folder)/\(BenchScenario.bench.fileName)", in: world,
                        ["--truth", truth]))
            }
        }
        return MeasuredGroup(
            name: .big, title: "Long logs, reference engine, 1,500,000 events a day",
            unit: "events", showsRatio: true, rounds: suite.rounds,
            jobs: Array(zip(jobs.map(\.name), try jobs.measuredInTurn(rounds: suite.rounds))))
    }
}
