import ArgumentParser

/// The command line: parse → run → exit status.
@main
struct Attrsim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attrsim",
        abstract: "Tests click attribution without a cluster: deterministic, replayable, fast.",
        discussion: """
            A scenario (JSON) says which clicks and checkouts are read, how they are disturbed on \
            their way, how the watermark waits and how the join and the attribution work. A run \
            writes one SQLite file, the same bytes every time.

              attrsim run scenarios/late-events.json      run one, see the summary
              attrsim test scenarios                      run all, compare with golden texts
              attrsim generate --clicks 1000 -o shop      make logs and tables from a seed
              attrsim explain scenarios/late-events.json --user 36   what happened, and why
              attrsim diff before.sqlite after.sqlite     did a change alter the numbers?
              attrsim validate scenarios/late-events.json check a scenario without running it

            Exit status: 0 all held; 1 an expectation, golden text or comparison failed; 2 wrong \
            usage or scenario; 3 bad input data; 4 the system failed.
            """,
        version: "attrsim 0.1.0",
        subcommands: [
            RunCommand.self, TestCommand.self, GenerateCommand.self, ValidateCommand.self,
            CompareCommand.self, SweepCommand.self, TuneCommand.self, InterleaveCommand.self,
            SchemaCommand.self, ModelsCommand.self,
            ReviewCommand.self, AcceptCommand.self, InitCommand.self, ShrinkCommand.self,
            ExplainCommand.self, DiffCommand.self, ExportCommand.self, CompletionsCommand.self,
            ManualCommand.self, ReportCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as CommandFailure {
            Terminal.writeError(error.message)
            Terminal.exit(error.status)
        } catch {
            exitForParser(error)
        }
    }

    /// Help and version are no failures; wrong usage is exit status 2, not the parser's 64.
    private static func exitForParser(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            if !message.isEmpty { Terminal.write(message + "\n") }
            Terminal.exit(.success)
        }
        if !message.isEmpty { Terminal.writeError(message) }
        Terminal.exit(code == .validationFailure ? .wrongUsage : ExitStatus(code.rawValue))
    }
}
