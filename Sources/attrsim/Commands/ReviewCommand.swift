import ArgumentParser
import Reports
import Scenarios
import Text

/// `attrsim review`: one golden text after another that the last test found different.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Look at golden texts that differ; accept or reject each.",
        discussion: """
            `attrsim test` leaves NAME.golden.txt.new where a result is not the golden text. This \
            shows each with its difference and asks, one key each:

              a  accept: the new text becomes the golden text
              r  reject: remove the new text, the golden text stays
              s  skip: decide later
              q  quit: leave all others as they are

            Without a terminal it reads the answers as lines. Exit status 1 if it gets none.

            EXAMPLES
              attrsim review                        all below scenarios/
              attrsim review scenarios/lateness     one folder
              attrsim review one.json               one scenario
              printf 'a\\nr\\n' | attrsim review      answers from elsewhere
              attrsim accept --all                  accept without looking
            """)

    @Argument(help: "Folders, or scenario files.", completion: .file(extensions: ["json"]))
    var paths: [String] = ["scenarios"]

    private enum Answer { case accept, reject, skip, quit }

    func run() throws {
        let pending = try GoldenReview.pending(in: paths)
        if pending.isEmpty {
            Terminal.write("nothing to review: attrsim test finds what differs\n")
            return
        }
        let style = Terminal.outputStyle
        var (accepted, rejected) = (0, 0)
        review: for (index, golden) in pending.enumerated() {
            Terminal.write(
                ReviewText.item(
                    golden, number: index + 1, of: pending.count, old: try TextFile.read(golden),
                    new: try TextFile.read(GoldenFiles.new(of: golden)) ?? "", style))
            guard let answer = ask(style) else {
                Terminal.writeError(
                    "\nno answer: \(pending.count - accepted - rejected) of \(pending.count) wait. "
                        + "Run attrsim review on a terminal, or attrsim accept NAME… or --all.")
                Terminal.exit(.failed)
            }
            switch answer {
            case .accept:
                try GoldenReview.accept(golden)
                accepted += 1
            case .reject:
                GoldenReview.reject(golden)
                rejected += 1
            case .skip: break
            case .quit: break review
            }
        }
        Terminal.write(
            ReviewText.total(
                accepted: accepted, rejected: rejected,
                left: pending.count - accepted - rejected, style))
    }

    /// Asks until there is an answer; `nil` at the end of the input.
    private func ask(_ style: TextStyle) -> Answer? {
        while true {
            Terminal.write(ReviewText.question(style))
            guard let text = TerminalInput.answer() else { return nil }
            Terminal.write(PrintableText.escaping(text) + "\n\n")
            switch text {
            case "a", "accept": return .accept
            case "r", "reject": return .reject
            case "s", "skip": return .skip
            case "q", "quit", "\u{1B}": return .quit
            default: Terminal.write(ReviewText.help + "\n")
            }
        }
    }
}
