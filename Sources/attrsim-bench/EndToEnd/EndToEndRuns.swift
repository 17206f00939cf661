import Results

/// Whole runs as a user starts them: from JSON Lines to a complete result.
struct EndToEndRuns {
    /// Where and how.
    var suite: Suite

    /// What is measured, the reference first.
    private static let jobs: [(name: String, scenario: BenchScenario, arguments: [String])] = [
        ("reference", .bench, ["--truth", "none"]),
        ("with the batch truth", .bench, ["--truth", "totals"]),
        ("flink-sql", .bench, ["--truth", "none", "--engine", "flink-sql"]),
        ("flink-datastream, inner", .inner, ["--truth", "none", "--engine", "flink-datastream"]),
        ("kafka-streams", .bench, ["--truth", "none", "--engine", "kafka-streams"]),
        ("spark", .bench, ["--truth", "none", "--engine", "spark"]),
        ("five models", .five, ["--truth", "none"]),
        ("with metrics", .metrics, ["--truth", "none"]),
    ]

    /// The reference over logs of other formats.
    private static let formats = [
        ("reference, gzip", "jsonl.gz"), ("reference, CSV", "csv"),
        ("reference, Kafka dump", "kafka-dump"),
    ]

    /// The group's figures.
    func measure() throws(BenchFailure) -> MeasuredGroup {
        let world = try suite.folder.world(.standard)
        var jobs: [Job] = []
        for job in Self.jobs {
            jobs.append(
                try Self.job(
                    job.name, suite, scenario: "\(world)/\(job.scenario.fileName)", in: .standard,
                    job.arguments))
        }
        for (name, format) in Self.formats {
            let world = try suite.folder.world(.standard(format))
            jobs.append(
                try Self.job(
                    name, suite, scenario: "\(world)/\(BenchScenario.bench.fileName)",
                    in: .standard(format), ["--truth", "none"]))
        }
        let best = try jobs.measuredInTurn(rounds: suite.rounds)
        return MeasuredGroup(
            name: .endToEnd, title: "Whole runs, first click within 1 h, delay 15 s, all tables",
            unit: "events", showsRatio: true, rounds: suite.rounds,
            jobs: Array(zip(jobs.map(\.name), best)))
    }

    /// A whole run of a scenario over the logs of a world.
    static func job(
        _ name: String, _ suite: Suite, scenario: String, in world: BenchWorld,
        _ arguments: [String]
    ) throws(BenchFailure) -> Job {
        let output = try suite.folder.output("bench.sqlite")
        let folder = try suite.folder.world(world)
        var bytesRead: Int64 = 0
        for log in world.logs { bytesRead += try suite.folder.bytes("\(folder)/\(log)") }
        return Job(
            name: name,
            command: [suite.attrsim, "run", scenario, "--quiet", "--output", output] + arguments
        ) { (usage) throws(BenchFailure) in
            let result = try ResultFigures.read(output)
            return Measurement(
                wall: usage.wall, cpu: usage.cpu, peakMemory: usage.peakMemory,
                work: result.events,
                counts: [
                    .init(name: "bytes read", value: bytesRead),
                    .init(name: "rows", value: result.rows),
                    .init(name: "bytes written", value: try suite.folder.bytes(output)),
                ])
        }
    }
}

/// What stands in a result.
private enum ResultFigures {
    static func read(_ path: String) throws(BenchFailure) -> (events: Int64, rows: Int64) {
        do throws(ResultError) {
            let reader = try ResultReader(path: path)
            let events = try reader.value(
                """
                SELECT sum(value) FROM stat
                WHERE run_id = 1 AND name IN ('clicks_read', 'checkouts_read')
                """)
            let rows = try reader.value("SELECT count(*) FROM checkout_attribution")
            return (events?.integer ?? 0, rows?.integer ?? 0)
        } catch {
            throw BenchFailure(error.description, status: 4)
        }
    }
}
