#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The job that the project is measured by: 1,000,000 clicks and 500,000 checkouts of 100,000 users
/// over 24 hours, out of order by up to 10 s, from JSON Lines to a complete result.
struct EndToEndBenchmark {
    /// The program under test.
    var binary: String
    /// Where the logs are, or will be made.
    var folder: String
    /// How often each job is run; the best counts.
    var runs: Int

    /// What is measured.
    private static let jobs: [(name: String, arguments: [String])] = [
        ("stream run, full results", ["--truth", "none"]),
        ("with the batch truth", ["--truth", "totals"]),
        ("flink-sql", ["--truth", "none", "--engine", "flink-sql"]),
        ("kafka-streams", ["--truth", "none", "--engine", "kafka-streams"]),
        ("spark", ["--truth", "none", "--engine", "spark"]),
    ]

    /// Makes the logs if they are missing, runs every job and prints a line for each.
    ///
    /// - Returns: an exit status.
    func run() -> Int32 {
        guard makeLogs() else { return 4 }
        let scenario = folder + "/bench.json"
        guard writeScenario(scenario) else { return 4 }
        let events = countLines(folder + "/clicks.jsonl") + countLines(folder + "/checkouts.jsonl")
        print("\(events) events, first click within 1 h, delay 15 s; best of \(runs)")
        print("job                        events/s   wall s    CPU s   peak MB")
        for job in Self.jobs {
            guard let best = measureJob(scenario, job.arguments) else {
                print("\(job.name): failed")
                return 1
            }
            let rate = Int(Double(events) / best.wall)
            print(
                pad(job.name, 25), padLeft("\(rate)", 9), padLeft(decimal(best.wall, 2), 8),
                padLeft(decimal(best.cpu, 2), 8), padLeft("\(best.peakMemory / 1_000_000)", 9))
        }
        return 0
    }

    private func measureJob(_ scenario: String, _ arguments: [String]) -> ProcessUsage? {
        var best: ProcessUsage?
        for _ in 0..<runs {
            let output = folder + "/bench.sqlite"
            let usage = measure(
                [binary, "run", scenario, "--quiet", "--output", output] + arguments)
            if usage.status != 0 { return nil }
            if usage.wall < best?.wall ?? .infinity { best = usage }
        }
        return best
    }

    private func makeLogs() -> Bool {
        if access(folder + "/checkouts.jsonl", R_OK) == 0 { return true }
        print("making the logs in \(folder)")
        let usage = measure([
            binary, "generate", "--clicks", "1000000", "--checkouts-per-click", "0.5", "--users",
            "100000", "--disorder", "10s", "--output", folder,
        ])
        return usage.status == 0
    }

    private func writeScenario(_ path: String) -> Bool {
        let text = """
            {
              "name": "bench",
              "input": { "clicks": "clicks.jsonl", "checkouts": "checkouts.jsonl" },
              "dimensions": { "users": "users.csv", "products": "products.csv" },
              "watermark": { "delay": "15s" },
              "join": { "lookback": "1h" }
            }

            """
        guard let file = fopen(path, "w") else { return false }
        fputs(text, file)
        return fclose(file) == 0
    }

    private func countLines(_ path: String) -> Int {
        guard let file = fopen(path, "r") else { return 0 }
        defer { fclose(file) }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        var lines = 0
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return lines }
            for byte in chunk[..<count] where byte == 0x0A { lines += 1 }
        }
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func padLeft(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func decimal(_ value: Double, _ places: Int) -> String {
        let scale = places == 2 ? 100.0 : 10.0
        let scaled = Int((value * scale).rounded())
        let fraction = String(scaled % Int(scale))
        return "\(scaled / Int(scale))."
            + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
