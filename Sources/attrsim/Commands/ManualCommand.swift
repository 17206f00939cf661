import ArgumentParser
import Reports
import Scenarios
import Text

/// `attrsim manual`: the manual page, made from what the commands say of themselves.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page.",
        discussion: """
            The page is in roff, as man reads it, and holds what --help says of every command.

            EXAMPLES
              attrsim manual | man -l -
              attrsim manual > /usr/local/share/man/man1/attrsim.1
            """)

    func run() throws {
        do throws(JSONError) {
            let commands = try JSONText.parse(Attrsim._dumpHelp())
            Terminal.write(
                ManualPage.text(commands, version: Attrsim.configuration.version))
        } catch {
            throw CommandFailure("manual: the commands cannot be read: \(error)", .system)
        }
    }
}
