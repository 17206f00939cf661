import ArgumentParser
import EventLogs
import Exports
import Scenarios
import Simulation

/// What every export of a scenario as a job takes, and what each does with it.
struct JobExport: ParsableArguments {
    @Argument(help: "The scenario file, or - for standard input.")
    var scenario: String

    @Option(name: [.short, .long], help: "The folder to write into; made where it is missing.")
    var output: String

    @Option(
        name: .customLong("on-bad-record"),
        help: "Lines that are no records: fail (stop) or skip (leave out).")
    var onBadRecord = BadRecordPolicy.fail

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    /// Makes the job.
    ///
    /// - Throws: exit status 2 with the reason where the engine cannot do what the scenario says.
    func job<Job>(
        of scenario: Scenario, _ make: () throws(ExportError) -> Job
    ) throws -> Job {
        do throws(ExportError) { return try make() } catch {
            throw CommandFailure("\(scenario.path): \(error.description)", .wrongUsage)
        }
    }

    /// The folder, with the job's own files in it.
    func folder(of scenario: Scenario, _ files: [ExportedFile]) throws -> ExportFolder {
        var folder = try ExportFolder(
            output, replaces: force, reading: OutputGuard(reading: scenario))
        for file in files { try folder.add(file) }
        return folder
    }

    /// What a user has to know, on standard error.
    func say(_ notes: [String]) {
        if quiet { return }
        for note in notes { Terminal.writeError("note: \(note)") }
    }

    /// Everything is written: puts it in place.
    func publish(_ folder: inout ExportFolder) throws {
        try folder.publish()
        if !quiet { Terminal.write(ExportFolder.summary(output, folder.names)) }
    }
}
