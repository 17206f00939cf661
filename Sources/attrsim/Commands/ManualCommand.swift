import ArgumentParser
import Reports
import Results
import Scenarios
import Text

/// `attrsim manual`: the manual page, made from what the commands say of themselves.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page.",
        discussion: """
            The page is in roff, as man reads it, and holds what --help says of every command. \
            --reference prints a page of reference in Markdown instead: keys (of a scenario), tables \
            (of a result, with their columns) or commands.

            EXAMPLES
              attrsim manual | man -l -
              attrsim manual > /usr/local/share/man/man1/attrsim.1
              attrsim manual --reference tables
            """)

    @Option(help: "Print a page of reference in Markdown: keys, tables or commands.")
    var reference: Reference?

    enum Reference: String, ExpressibleByArgument, CaseIterable {
        case keys, tables, commands
    }

    func run() throws {
        do throws(JSONError) {
            switch reference {
            case .keys: return Terminal.write(ScenarioKeysPage.markdown)
            case .tables: return Terminal.write(ResultTablesPage.markdown)
            case .commands, nil: break
            }
            let commands = try JSONText.parse(Attrsim._dumpHelp())
            if reference == .commands { return Terminal.write(CommandsPage.markdown(commands)) }
            Terminal.write(
                ManualPage.text(commands, version: Version.number))
        } catch {
            throw CommandFailure("manual: the commands cannot be read: \(error)", .system)
        }
    }
}
