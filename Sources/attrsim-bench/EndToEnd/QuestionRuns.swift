/// What the questions behind a run cost, against the run: each reads the log once or several times.
struct QuestionRuns {
    /// Where and how.
    var suite: Suite

    /// The run, and the questions.
    private static let jobs: [(name: String, command: String, arguments: [String])] = [
        ("run, reference", "run", ["--truth", "none", "--quiet"]),
        ("run, with the truth", "run", ["--quiet"]),
        ("sweep of 61 delays", "sweep", ["--vary", "watermark.delay=0s..60s:1s"]),
        ("tune", "tune", ["--accept", "99.99%"]),
        (
            "compare of five engines", "compare",
            ["--quiet", "--engines", "reference,flink-sql,flink-datastream,kafka-streams,spark"]
        ),
        ("compare of all engines", "compare", ["--quiet"]),
        ("models", "models", []),
        ("interleave, 4 seeds", "interleave", ["--seeds", "4"]),
        ("interleave, 8 seeds", "interleave", ["--seeds", "8"]),
    ]

    /// The group's figures.
    func measure() throws(BenchFailure) -> MeasuredGroup {
        let world = try suite.folder.world(.standard)
        let output = try suite.folder.output("bench.sqlite")
        let scenario = "\(world)/\(BenchScenario.bench.fileName)"
        let jobs = Self.jobs.map { job in
            Job(
                name: job.name,
                command: [suite.attrsim, job.command, scenario] + job.arguments
                    + (job.command == "run" ? ["--output", output] : [])
            ) { usage in
                Measurement(
                    wall: usage.wall, cpu: usage.cpu, peakMemory: usage.peakMemory, work: 1)
            }
        }
        return MeasuredGroup(
            name: .questions, title: "Questions, of the same log as whole runs", unit: "answers",
            showsRatio: true, rounds: suite.rounds,
            jobs: Array(zip(jobs.map(\.name), try jobs.measuredInTurn(rounds: suite.rounds))))
    }
}
