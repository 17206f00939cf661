import ArgumentParser

/// The benchmark tool: whole runs of attrsim, and its parts on their own.
@main
struct AttrsimBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attrsim-bench",
        abstract: "Measures attrsim: whole runs, and its parts on their own.",
        discussion: """
            Everything runs in a process of its own, so that CPU time and peak memory are its own, \
            and in turn (A B C A B C …), so that noise hits all alike. The best of the repetitions \
            counts. Inputs are made from a seed; rows, pairs, bytes and what is held at most must \
            be the same in every repetition, else the tool fails.

              attrsim-bench                              all groups but the big ones
              attrsim-bench --only end-to-end --runs 9   whole runs alone, more often
              attrsim-bench --only join --only write     two groups
              attrsim-bench --big                        15 M events; takes 10 GB of disk
              attrsim-bench --quick                      little data, once: does it work?
              attrsim-bench --json > figures.json        for programs
              attrsim-bench data                         only make logs and scenarios

            Exit status: 0 measured; 1 a run failed or counts differ between repetitions; 2 wrong \
            usage; 4 the system failed.
            """,
        subcommands: [DataCommand.self, PartCommand.self])

    @Option(help: "The program under test.")
    var attrsim = ".build/release/attrsim"

    @Option(help: "Where the logs are, or will be made.")
    var data = ".build/bench-data"

    @Option(help: "How often each job runs; the best counts. (default: 5)")
    var runs: Int?

    @Option(
        help: ArgumentHelp(
            "Only this group; may be said more than once. One of: "
                + GroupName.allCases.map(\.rawValue).joined(separator: ", ") + ".",
            valueName: "group"))
    var only: [GroupName] = []

    @Flag(help: "Whole runs of 15,000,000 events and of 1,000,000 users, beside the usual one.")
    var big = false

    @Flag(help: "Little data, everything once: does the tool work?")
    var quick = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let runs, runs < 1 { throw ValidationError("--runs: a job runs at least once") }
        if big && (quick || !only.isEmpty) {
            throw ValidationError("--big is a group of its own: leave --quick and --only out")
        }
    }

    /// How much data.
    var size: BenchSize { quick ? .quick : .standard }

    /// Logs, scenarios and results.
    var folder: BenchFolder { BenchFolder(path: data, attrsim: attrsim, size: size) }

    func run() throws {
        let suite = Suite(
            attrsim: attrsim, folder: folder, size: size, rounds: runs ?? (quick ? 1 : 5))
        let names = big ? [.big] : only.isEmpty ? GroupName.standard : only
        if json {
            let groups = try names.map { try suite.measure($0) }
            Output.write(ResultJSON.text(groups))
            return
        }
        // Table by table, so that there is something to read meanwhile.
        for (place, name) in names.enumerated() {
            let group = try suite.measure(name)
            Output.write((place == 0 ? "" : "\n") + ResultText.text(group))
        }
    }

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as BenchFailure {
            Output.writeError("attrsim-bench: \(failure.message)")
            Output.exit(failure.status)
        } catch {
            let isHelp = exitCode(for: error) == .success
            let message = fullMessage(for: error)
            if isHelp { Output.write(message + "\n") } else { Output.writeError(message) }
            Output.exit(isHelp ? 0 : 2)
        }
    }
}

extension GroupName: ExpressibleByArgument {}
