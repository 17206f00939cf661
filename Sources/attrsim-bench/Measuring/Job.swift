/// Something to measure: a command line, and what its end means.
struct Job {
    /// As the table shows it.
    var name: String
    /// The program and its arguments.
    var command: [String]
    /// What the finished process, which succeeded, has done.
    var measurement: (ProcessUsage) throws(BenchFailure) -> Measurement

    /// Runs it once.
    ///
    /// - Throws: if the process fails.
    func run() throws(BenchFailure) -> Measurement {
        let usage = try measure(command)
        guard usage.status == 0 else {
            throw BenchFailure(
                "\(name): exit status \(usage.status) of \(command.joined(separator: " "))",
                status: 1)
        }
        return try measurement(usage)
    }
}

extension [Job] {
    /// Runs all jobs in turn, `rounds` times: A B C A B C …
    ///
    /// What else happens on the machine then hits all of them alike.
    func measuredInTurn(rounds: Int) throws(BenchFailure) -> [Measurement] {
        var results: [Measurement] = []
        for round in 0..<rounds {
            for (place, job) in enumerated() {
                let measurement = try job.run()
                if round == 0 {
                    results.append(measurement)
                } else {
                    try results[place].add(measurement, job: job.name)
                }
            }
        }
        return results
    }
}
