import ArgumentParser
import Reports
import Scenarios
import Simulation
import Text

/// `attrsim validate`: everything that can be said about scenarios without running them.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files without running them.",
        discussion: """
            Names everything that is wrong, with line, JSON path and the nearest valid spelling: \
            keys and values, what the engine cannot do, the SQL of expectations, files that are \
            not there, and the tables and the first rows of the logs.

              attrsim validate scenarios/late-events.json
              attrsim validate scenarios
              attrsim validate - < scenario.json

            Exit status: 2 for a wrong scenario, 3 for tables or logs that a run would refuse.
            """)

    @Argument(
        help: "Scenario files, folders of them, or - for standard input.",
        completion: .file(extensions: ["json"]))
    var paths: [String]

    @Flag(name: [.short, .long], help: "Print nothing but what is wrong.")
    var quiet = false

    func run() throws {
        let files =
            try ScenarioFiles.find(paths.filter { $0 != "-" })
            + (paths.contains("-") ? ["-"] : [])
        var status = ExitStatus.success
        for file in files {
            do throws(CommandFailure) {
                let scenario = try ScenarioRun.load(file)
                for warning in scenario.warnings {
                    Terminal.writeError("warning: \(warning.description)")
                }
                try checkInput(of: scenario)
                if !quiet {
                    Terminal.write(
                        "\(Terminal.outputStyle.tick) \(PrintableText.escaping(file))\n")
                }
            } catch {
                // A wrong scenario weighs more than wrong data: without it there is no run at all.
                let weighsMore = status == .success || error.status == .wrongUsage
                status = weighsMore ? error.status : status
                Terminal.writeError(error.message)
            }
        }
        if status != .success { Terminal.exit(status) }
    }

    /// What a run would refuse of tables and logs before its first record.
    private func checkInput(of scenario: Scenario) throws(CommandFailure) {
        do throws(SimulationError) {
            try Simulator(input: scenario.input, configuration: scenario.configuration)
                .checkInput()
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: error))
        }
    }
}

/// Finds scenario files for the commands that take folders.
enum ScenarioFiles {
    static func find(_ paths: [String]) throws(CommandFailure) -> [String] {
        do throws(ScenarioError) {
            return try ScenarioFinder.find(in: paths)
        } catch {
            throw CommandFailure(
                error.description, error.kind == .system ? .system : .wrongUsage)
        }
    }
}
