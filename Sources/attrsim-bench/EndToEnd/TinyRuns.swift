/// How long one waits for a tiny scenario, and for all that are shipped.
struct TinyRuns {
    /// Where and how.
    var suite: Suite

    private static let scenarios = "scenarios"
    private static let tiny = "\(scenarios)/contract/worked-trace.json"

    /// The group's figures: the best of 20.
    func measure() throws(BenchFailure) -> MeasuredGroup {
        guard (try? suite.folder.bytes(Self.tiny)) != nil else {
            throw BenchFailure(
                "\(Self.tiny) is not here. Hint: start the tool in the project's folder, or leave "
                    + "this group out with --only", status: 2)
        }
        let output = try suite.folder.output("tiny.sqlite")
        let rounds = suite.size == .quick ? 2 : 20
        let jobs = [
            job("attrsim --version", ["--version"]),
            job("attrsim run \(Self.tiny)", ["run", Self.tiny, "--quiet", "--output", output]),
            job("attrsim test \(Self.scenarios)", ["test", Self.scenarios, "--tap"]) { usage in
                // A line a scenario, `ok 12 - NAME`, so that the figure says how many there were.
                Int64(usage.output.split(separator: 0x0A).count { $0.starts(with: "ok ".utf8) })
            },
        ]
        return MeasuredGroup(
            name: .tiny, title: "Start and end", unit: "runs", isTiny: true, rounds: rounds,
            jobs: Array(zip(jobs.map(\.name), try jobs.measuredInTurn(rounds: rounds))))
    }

    private func job(
        _ name: String, _ arguments: [String], runs: @escaping (ProcessUsage) -> Int64 = { _ in 1 }
    ) -> Job {
        Job(name: name, command: [suite.attrsim] + arguments) { usage in
            Measurement(
                wall: usage.wall, cpu: usage.cpu, peakMemory: usage.peakMemory, work: runs(usage))
        }
    }
}
