import ArgumentParser
import EventLogs
import Files
import Reports
import Scenarios
import Shrinking
import Simulation

/// `attrsim shrink`: the smallest log with which an expectation still fails.
struct ShrinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shrink",
        abstract: "Find a smallest log that still fails, as a scenario of its own.",
        discussion: """
            Takes a scenario with an expectation that fails, and leaves out users, records, \
            disturbances, dimension tables and their rows while it still fails in the same way. \
            What is left is written as a new scenario with its logs, line by line as they were: \
            the bug report.

            In the same way: where an empty log would hold ("no late clicks"), with any value; \
            else with the same value, and with the same from the batch truth, so that a late \
            click that makes the two differ stays. --any-value and --same-value insist on one.

            EXAMPLES
              attrsim shrink late.json                       the first that fails
              attrsim shrink late.json --expect 'late clicks' -o bug
              attrsim shrink late.json --engine flink-sql    as another engine sees it
              attrsim shrink late.json --golden              a golden text that differs
            """)

    @Argument(
        help: "The scenario file, or - for standard input.",
        completion: .file(extensions: ["json"]))
    var scenario: String

    @Option(
        name: [.short, .long], help: "The folder to write into. (default: out/NAME-shrunk)",
        completion: .directory)
    var output: String?

    @Option(help: "The expectation, by its name or a part of it. (default: the first that fails)")
    var expect: String?

    @Flag(help: "Keep what the golden text calls a difference, instead of an expectation.")
    var golden = false

    @Flag(help: "Let the expectation fail with any value.")
    var anyValue = false

    @Flag(help: "Let the expectation fail with the same value only.")
    var sameValue = false

    @Option(
        help: "Run with the rules of another engine: \(EngineSettings.names).",
        completion: .list(Scenario.engineNames))
    var engine: String?

    @Option(help: "How many runs at most.")
    var runs = 20_000

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (report and go on).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Flag(help: "Print what came out as JSON.")
    var json = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func validate() throws {
        if golden && expect != nil { throw ValidationError("Choose one of --expect and --golden.") }
        if anyValue && sameValue {
            throw ValidationError("Choose one of --any-value and --same-value.")
        }
        if runs < 1 { throw ValidationError("--runs is at least 1.") }
    }

    func run() throws {
        // A file that is not there is named as every other command names it.
        if scenario != "-" { _ = try ScenarioRun.load(scenario) }
        let bytes = try TextFile.bytes(scenario)
        let original = try load(bytes)
        let scratch = FileSystem.scratchPath(
            "shrink", isSmall: InputSize.isSmall(original.input))
        try TextFile.makeFolder(scratch)
        let scratchPaths = Self.scratchPaths(in: scratch)
        let unfinished = scratchPaths.map { UnfinishedFiles.note($0) }
        defer {
            scratchPaths.forEach { FileSystem.removeAny($0) }
            unfinished.forEach { UnfinishedFiles.forget($0) }
        }
        do throws(ShrinkError) {
            try shrink(original, bytes, scratch)
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
    }
}

extension ShrinkCommand {
    private func load(_ bytes: [UInt8]) throws(CommandFailure) -> Scenario {
        do throws(ScenarioError) {
            var loaded = try Scenario.parse(bytes: bytes, path: scenario)
            if let engine { try loaded.useEngine(named: engine) }
            return loaded
        } catch {
            throw CommandFailure(error.description, error.kind == .system ? .system : .wrongUsage)
        }
    }

    /// What may lie in the scratch folder, and then the folder.
    static func scratchPaths(in scratch: String) -> [String] {
        let unfinished = "result.sqlite.0.tmp"
        return (Shrinker.scratchNames + [unfinished]).map { "\(scratch)/\($0)" } + [scratch]
    }

    /// find what fails → shrink → write → confirm → tell.
    private func shrink(
        _ original: Scenario, _ bytes: [UInt8], _ scratch: String
    ) throws(ShrinkError) {
        let name = "\(original.name)-shrunk"
        let folder = output ?? "out/\(name)"
        if !force, FileSystem.exists("\(folder)/\(name).json") {
            throw .usage(
                "\(folder)/\(name).json: is there already. Hint: name another folder with "
                    + "--output, or replace it with --force.")
        }
        let scenario = try Shrinker.materialised(original, in: scratch)
        let finding = ShrinkFinding(
            scenario: scenario, scratch: scratch, onBadRecord: onBadRecord)
        let found =
            try golden
            ? finding.goldenChange(of: self.scenario)
            : finding.expectation(
                named: expect, anyValue ? .anyValue : sameValue ? .sameValue : .automatic)
        var shrinker = try Shrinker(
            scenario, target: found.target, scratch: scratch, runsMax: runs,
            onBadRecord: onBadRecord)
        var display = ShrinkDisplay(isQuiet: quiet)
        let shrunk: Shrunk
        do {
            shrunk = try shrinker.run { display.update($0) }
        } catch {
            display.end()
            throw error
        }
        display.end()
        let text = try ShrunkScenario.text(
            shrunk, original: bytes, named: name, engine: engine, keeps: found.number)
        var guarded = OutputGuard(reading: original)
        do throws(CommandFailure) {
            for file in shrunk.files.map(\.name) + ["\(name).json"] {
                try guarded.writes("\(folder)/\(file)", "the smaller log")
            }
        } catch {
            throw .usage(error.message)
        }
        let paths = try shrunk.write(text, named: "\(name).json", to: folder, replaces: force)
        try confirm(paths, shrinker, finding, found.target)
        if json {
            Terminal.write(ShrinkText.json(shrunk, target: found.target, paths: paths))
        } else if !quiet {
            Terminal.write(
                ShrinkText.text(
                    shrunk, target: found.target, folder: folder, paths: paths,
                    Terminal.outputStyle))
        }
    }

    /// Runs what was written, and gives it its golden text if that is what it is about.
    private func confirm(
        _ paths: [String], _ shrinker: Shrinker, _ finding: ShrinkFinding, _ target: ShrinkTarget
    ) throws(ShrinkError) {
        guard let path = paths.last else { return }
        let written: Scenario
        do {
            written = try Scenario.load(path: path)
        } catch {
            throw .usage("the scenario that was written is wrong: \(error.description)")
        }
        guard try shrinker.confirms(written) else {
            throw .usage("\(path): does not fail like the original, which is a defect of attrsim")
        }
        if case .golden(let change) = target {
            var finding = finding
            finding.scenario = written
            let golden = GoldenFiles.golden(of: path)
            do throws(CommandFailure) {
                let text = try finding.goldenText(change.form)
                try TextFile.write(change.corrected(text), to: golden)
            } catch {
                throw .system(error.message)
            }
        }
    }
}

extension ExitStatus {
    /// Who has to act when nothing could be made smaller.
    init(of error: ShrinkError) {
        switch error {
        case .usage: self = .wrongUsage
        case .badData: self = .badData
        case .simulation(let error): self = ExitStatus(of: error)
        case .result, .system: self = .system
        }
    }
}
