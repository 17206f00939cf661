import ArgumentParser
import EventLogs
import Files
import Text

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

              attrsim run scenarios/late-events.json               run one, see the summary
              attrsim test scenarios                               all, with golden texts
              attrsim generate --clicks 1000 -o shop               logs and tables, by seed
              attrsim explain scenarios/late-events.json --user 36 what happened, and why
              attrsim diff before.sqlite after.sqlite              what a change altered
              attrsim validate scenarios/late-events.json          check without running
              attrsim compare scenarios/late-events.json           all engines, one log
              attrsim models paths.csv                             every model, exact
              attrsim storm scenarios/late-events.json             crashes, copies, clocks
              attrsim compare scenarios/worlds/synergy.json --models all against truth

            Exit status: 0 all held; 1 an expectation, golden text or comparison failed; 2 wrong \
            usage or scenario; 3 bad input data; 4 the system failed.
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, TestCommand.self, GenerateCommand.self, ValidateCommand.self,
            InspectCommand.self,
            CompareCommand.self, SweepCommand.self, TuneCommand.self, InterleaveCommand.self,
            StormCommand.self,
            SchemaCommand.self, ModelsCommand.self,
            ReviewCommand.self, AcceptCommand.self, InitCommand.self, ShrinkCommand.self,
            ExplainCommand.self, DiffCommand.self, ExportCommand.self, CompletionsCommand.self,
            ManualCommand.self, ReportCommand.self,
        ])

    static func main() {
        StandardStreams.holdPlaces()
        UnfinishedFiles.removeWhenInterrupted()
        LargeBlocks.goBackWhenFreed()
        do {
            try checkCommandName(Array(CommandLine.arguments.dropFirst()))
            var command = try parseAsRoot()
            try command.run()
        } catch let error as CommandFailure {
            Terminal.writeError(error.message)
            Terminal.exit(error.status)
        } catch {
            exitForParser(error)
        }
    }

    /// The parser only says that a word was not expected.
    private static func checkCommandName(_ words: [String]) throws(CommandFailure) {
        guard var word = words.first, !word.hasPrefix("-") else { return }
        let names = configuration.subcommands.map { $0._commandName } + ["help"]
        // What help is asked for.
        if word == "help", words.count > 1 { word = words[1] }
        let command = configuration.subcommands.first { $0._commandName == word }
        if let command, words[0] == word, words.count > 1, !words[1].hasPrefix("-") {
            let inner = command.configuration.subcommands.map { $0._commandName }
            if inner.isEmpty || inner.contains(words[1]) { return }
            let hint =
                NearestName.of(words[1], among: inner).map { "Did you mean \"\($0)\"?" }
                ?? "There are \(inner.joined(separator: ", "))."
            throw CommandFailure(
                "attrsim \(word) has no command \"\(words[1])\". Hint: \(hint)", .wrongUsage)
        }
        if names.contains(word) || word.hasPrefix("-") { return }
        var hint = "attrsim --help lists them."
        if word.hasSuffix(".json") {
            hint = "attrsim run \(word)"
        } else if let name = NearestName.of(word, among: names) {
            hint = "Did you mean \"\(name)\"?"
        }
        throw CommandFailure("There is no command \"\(word)\". Hint: \(hint)", .wrongUsage)
    }

    /// Help and version are no failures; wrong usage is exit status 2, not the parser's 64.
    private static func exitForParser(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            if !message.isEmpty { Terminal.write(message + "\n") }
            Terminal.exit(.success)
        }
        // What is missing may be what was mistyped.
        if code == .validationFailure,
            let unknown = UnknownOption.message(in: Array(CommandLine.arguments.dropFirst()))
        {
            Terminal.writeError(unknown)
            Terminal.exit(.wrongUsage)
        }
        if !message.isEmpty { Terminal.writeError(message) }
        Terminal.exit(code == .validationFailure ? .wrongUsage : ExitStatus(code.rawValue))
    }
}
