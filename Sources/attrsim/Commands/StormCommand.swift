import ArgumentParser
import EventLogs
import Files
import Reports
import Scenarios
import Shrinking
import Simulation
import Storm
import Text

/// `attrsim storm`: faults around a job, and what must hold under each.
struct StormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm",
        abstract: "Let jobs crash, records come twice and clocks step, and check what must hold.",
        discussion: """
            Each seed draws faults and runs the job without and with them: restarts from a \
            checkpoint, under sinks that get rows exactly once, at least once and at most once \
            (engines whose restarts are modelled); offsets that go back; a producer that writes \
            twice; a partition that is rebalanced; a clock that steps. Then it checks invariants: \
            the accounts, one fate and one row each, no credit outside the window, the same truth, \
            and what each promise says.

            Without a scenario each seed is a small shop of its own on an engine of its own: a test \
            of attrsim. With one, its log is disturbed, and the report says what each fault can \
            cost: checkouts that change, revenue that moves, rows that a sink gets twice or never. \
            --keep names expectations that the faults may not break.

            A seed that breaks something is run again by --seed, and with --output is made as small \
            as it gets, as a scenario whose disorder and restarts are the faults; --as-it-is looks \
            at these. The same arguments give the same text.

            EXAMPLES
              attrsim storm --seeds 1000
              attrsim storm scenarios/late-events.json --engine flink-sql
              attrsim storm late.json --faults restart,twice --json
              attrsim storm late.json --keep 'attributed' -o bug     what breaks it, small
              attrsim storm bug/late-storm.json --as-it-is --keep 'attributed'

            Exit status 1 if an invariant broke.
            """)

    @Argument(
        help: "The scenario file, or - for standard input. (default: small worlds)",
        completion: .file(extensions: ["json"]))
    var scenario: String?

    @Option(help: "How many seeds: 1, 2, … (default: 100)")
    var seeds: Int?

    @Option(help: "This seed alone, with its faults.")
    var seed: UInt64?

    @Option(
        help: "Which faults, with commas: \(StormFault.names). (default: all)",
        completion: .list(StormFault.allCases.map(\.rawValue)))
    var faults: String?

    @Flag(help: "Draw nothing: the faults are the scenario's disorder and first restart.")
    var asItIs = false

    @Option(help: "An expectation that must hold with faults too, by its name or a part of it.")
    var keep: [String] = []

    @Option(
        help: "Run with the rules of another engine: \(EngineSettings.names).",
        completion: .list(Scenario.engineNames))
    var engine: String?

    @Option(
        name: [.short, .long],
        help: "The folder for the first seed that breaks something, made small.",
        completion: .directory)
    var output: String?

    @Option(help: "How many runs at most to make it small.")
    var runs = 5_000

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (report and go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Option(help: "How many seeds run at a time. (default: the number of processors)")
    var jobs: Int?

    @Option(help: "How many seeds that break something are shown.")
    var limit = 5

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func validate() throws {
        if let seeds, seeds < 1 { throw ValidationError("--seeds is a number from 1 on.") }
        if seeds != nil, seed != nil { throw ValidationError("Choose one of --seeds and --seed.") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs is a number from 1 on.") }
        if limit < 0 { throw ValidationError("--limit is a number from 0 on.") }
        if runs < 1 { throw ValidationError("--runs is at least 1.") }
        if scenario == nil {
            let other = asItIs ? "--as-it-is" : keep.isEmpty ? nil : "--keep"
            if let other { throw ValidationError("\(other) is about a scenario: name one.") }
        }
        if asItIs, let other = seeds != nil ? "--seeds" : seed != nil ? "--seed" : nil {
            throw ValidationError("--as-it-is draws nothing: leave out \(other).")
        }
        _ = try chosenFaults()
    }

    func run() throws {
        if try !holds() { Terminal.exit(.failed) }
    }

    /// storm → show → shrink. Whether no invariant broke.
    private func holds() throws(CommandFailure) -> Bool {
        var storm = try makeStorm()
        storm.scratch = FileSystem.scratchPath("storm", isSmall: true)
        try TextFile.makeFolder(storm.scratch)
        let paths = ShrinkCommand.scratchPaths(in: storm.scratch)
        let unfinished = paths.map { UnfinishedFiles.note($0) }
        defer {
            paths.forEach { FileSystem.removeAny($0) }
            unfinished.forEach { UnfinishedFiles.forget($0) }
        }
        do throws(StormError) {
            try storm.settle(keepsDisorder: asItIs)
            let report = try report(of: storm)
            let subject = storm.scenario?.name
            if !quiet, !json {
                Terminal.write(
                    StormText.text(
                        report, subject: subject, command: command, limit: limit,
                        Terminal.outputStyle))
            }
            var small: String?
            if let output, let broken = report.broken.first {
                small = try shrink(storm, broken, into: output)
            }
            if !quiet, json {
                Terminal.write(StormJSON.text(report, subject: subject, small: small))
            }
            return report.broken.isEmpty
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension StormCommand {
    private func chosenFaults() throws(ValidationError) -> [StormFault] {
        guard let faults else { return StormFault.allCases }
        var chosen: [StormFault] = []
        for name in faults.split(separator: ",", omittingEmptySubsequences: false) {
            let name = name.filter { $0 != " " }
            guard let fault = StormFault(rawValue: name) else {
                let all = StormFault.allCases.map(\.rawValue)
                let hint = NearestName.of(name, among: all).map { "Did you mean \($0)?" }
                throw ValidationError(
                    "--faults: there is no fault \"\(name)\". "
                        + (hint ?? "There are \(StormFault.names)."))
            }
            chosen.append(fault)
        }
        return chosen
    }

    private func makeStorm() throws(CommandFailure) -> Storm {
        let faults: [StormFault]
        do { faults = try chosenFaults() } catch {
            throw CommandFailure(error.message, .wrongUsage)
        }
        guard let scenario else {
            if let engine, !Storm.engineLabels.contains(engine) {
                throw CommandFailure(
                    "--engine: there is no engine \"\(engine)\". Hint: there are "
                        + Storm.engineLabels.joined(separator: ", "), .wrongUsage)
            }
            return Storm(nil, engine: engine, faults: faults, jobs: jobs ?? Terminal.processors)
        }
        let options: RunOptions
        do {
            options = try RunOptions.parse(engine.map { ["--engine", $0] } ?? [])
        } catch {
            throw CommandFailure("\(error)", .wrongUsage)
        }
        let loaded = try options.apply(to: try ScenarioRun.load(scenario))
        for warning in loaded.warnings {
            Terminal.writeError("warning: \(warning.description)")
        }
        if faults == [.restart], !loaded.configuration.engine.traits.canRestart {
            throw CommandFailure(
                "--faults: what a restart does to \(loaded.engineName) is not modelled. Hint: "
                    + "--engine " + EngineSettings.restartable.joined(separator: ", "), .wrongUsage)
        }
        var storm = Storm(
            loaded, faults: faults, onBadRecord: onBadRecord, jobs: jobs ?? Terminal.processors)
        for name in keep { storm.kept += try expectations(named: name, of: loaded) }
        return storm
    }

    private func expectations(
        named name: String, of scenario: Scenario
    ) throws(CommandFailure) -> [Expectation] {
        let exact = scenario.expectations.filter { $0.name == name }
        let found = exact.isEmpty ? scenario.expectations.filter { $0.name.contains(name) } : exact
        if !found.isEmpty { return found }
        let names = scenario.expectations.map(\.name)
        let nearest = NearestName.of(name, among: names).map { "did you mean \"\($0)\"?" }
        throw CommandFailure(
            "--keep: no expectation of \(scenario.path) is called \"\(name)\". Hint: "
                + (names.isEmpty
                    ? "it expects nothing: add what should hold to \"expect\""
                    : nearest ?? "there are \(names.count), such as \"\(names[0])\""),
            .wrongUsage)
    }

    private func report(of storm: Storm) throws(StormError) -> StormReport {
        if asItIs { return try storm.runAsItIs() }
        let numbers = seed.map { [$0] } ?? (1...UInt64(seeds ?? 100)).map { $0 }
        let counter = CountDisplay(isQuiet: quiet, count: numbers.count, noun: "seeds")
        defer { counter.end() }
        return try storm.run(numbers) { counter.update($0) }
    }

    /// The command line of this run, but for the seeds.
    private var command: String {
        var words = ["attrsim storm"] + (scenario.map { [ShellWord.path($0)] } ?? [])
        if let engine { words.append("--engine \(ShellWord.path(engine))") }
        if let faults { words.append("--faults \(ShellWord.path(faults))") }
        words += keep.map { "--keep \(ShellWord.path($0))" }
        return words.joined(separator: " ")
    }

    /// shrink → write → confirm → tell. The path of the scenario.
    private func shrink(
        _ storm: Storm, _ broken: StormReport.Seed, into folder: String
    ) throws(StormError) -> String {
        let small = try StormShrink(storm, broken)
        let name = "\(small.scenario.name)-storm"
        do throws(ShrinkError) {
            var display = ShrinkDisplay(isQuiet: quiet)
            defer { display.end() }
            let (shrunk, shrinker) = try small.run(
                scratch: storm.scratch, runsMax: runs, onBadRecord: onBadRecord
            ) { display.update($0) }
            let text = try small.text(shrunk, named: name)
            if let scenario = storm.scenario { try guardFiles(shrunk, name, folder, scenario) }
            let paths = try shrunk.write(text, named: "\(name).json", to: folder, replaces: force)
            let path = paths.last ?? ""
            try confirm(path, shrinker)
            display.end()
            if !quiet, !json {
                Terminal.write(
                    "\n"
                        + ShrinkText.text(
                            shrunk, target: small.target, folder: folder, paths: paths,
                            runs: "attrsim storm \(ShellWord.path(path)) --as-it-is"
                                + keep.map { " --keep \(ShellWord.path($0))" }.joined(),
                            Terminal.outputStyle))
            }
            return path
        } catch {
            throw .shrink(error)
        }
    }

    /// Nothing that is read may be written onto.
    private func guardFiles(
        _ shrunk: Shrunk, _ name: String, _ folder: String, _ scenario: Scenario
    ) throws(ShrinkError) {
        var guarded = OutputGuard(reading: scenario)
        do throws(CommandFailure) {
            for file in shrunk.files.map(\.name) + ["\(name).json"] {
                try guarded.writes("\(folder)/\(file)", "the smaller log")
            }
        } catch {
            throw .usage(error.message)
        }
    }

    /// Runs what was written.
    private func confirm(_ path: String, _ shrinker: Shrinker) throws(ShrinkError) {
        let written: Scenario
        do {
            written = try Scenario.load(path: path)
        } catch {
            throw .usage("the scenario that was written is wrong: \(error.description)")
        }
        guard try shrinker.confirms(written) else {
            throw .usage("\(path): does not break like the original, which is a defect of attrsim")
        }
    }
}

extension StormFault {
    /// All faults, for help texts.
    static let names = allCases.map(\.rawValue).joined(separator: ", ")
}

extension EngineSettings {
    /// The names of the engines whose restarts are modelled.
    static let restartable = samples.filter(\.traits.canRestart).map(\.name)
}

extension CommandFailure {
    /// Who has to act when a storm could not go on.
    init(_ error: StormError) {
        switch error {
        case .usage(let message): self.init(message, .wrongUsage)
        case .scenario(let error): self.init(error.description, .wrongUsage)
        case .simulation(let error): self.init(error.description, ExitStatus(of: error))
        case .shrink(let error): self.init(error.description, ExitStatus(of: error))
        }
    }
}
