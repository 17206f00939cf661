import ArgumentParser
import Reports
import Scenarios

/// `attrsim validate`: everything that can be said about scenarios without running them.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files without running them.",
        discussion: """
            Names everything that is wrong, with line, JSON path and the nearest valid spelling.

              attrsim validate scenarios/late-events.json
              attrsim validate scenarios
            """)

    @Argument(
        help: "Scenario files, or folders of them.", completion: .file(extensions: ["json"]))
    var paths: [String]

    @Flag(name: [.short, .long], help: "Print nothing but what is wrong.")
    var quiet = false

    func run() throws {
        let files = try ScenarioFiles.find(paths)
        var wrong = 0
        for file in files {
            do throws(CommandFailure) {
                let scenario = try ScenarioRun.load(file)
                for warning in scenario.warnings {
                    Terminal.writeError("warning: \(warning.description)")
                }
                if !quiet { Terminal.write("\(Terminal.outputStyle.tick) \(file)\n") }
            } catch {
                wrong += 1
                Terminal.writeError(error.message)
            }
        }
        if wrong > 0 { Terminal.exit(.wrongUsage) }
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
