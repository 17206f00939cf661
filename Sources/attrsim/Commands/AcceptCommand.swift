import ArgumentParser
import Files
import Reports
import Scenarios
import Text

/// `attrsim accept`: new golden texts, without a terminal.
struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Make new golden texts the golden ones, without asking.",
        discussion: """
            A NAME is a scenario's name, its file, or its golden text; folders say where to look. \
            `attrsim test` leaves the new texts, and names golden texts without a scenario.

            EXAMPLES
              attrsim accept late-events                   one, by its name
              attrsim accept scenarios/late-events.json    one, by its file
              attrsim accept --all scenarios/lateness      all of a folder
              attrsim accept --prune                       remove those without a scenario
            """)

    @Argument(
        help: "Names, scenario files, or folders to look in (default: scenarios).",
        completion: .file(extensions: ["json"]))
    var names: [String] = []

    @Flag(help: "Accept all new golden texts of the folders.")
    var all = false

    @Flag(help: "Remove golden texts, new ones too, whose scenario is gone.")
    var prune = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func validate() throws {
        let isNamed = names.contains { !FileSystem.isFolder($0) }
        if !all && !prune && !isNamed {
            throw ValidationError("Name the golden texts to accept, or say --all.")
        }
        if all && isNamed {
            throw ValidationError("With --all there are folders to look in, and no names.")
        }
    }

    func run() throws {
        let folders = names.filter { FileSystem.isFolder($0) }
        let places = folders.isEmpty ? ["scenarios"] : folders
        let wanted = try all ? GoldenReview.pending(in: places) : chosen(in: places)
        for golden in wanted {
            try GoldenReview.accept(golden)
            say("accepted  \(golden)")
        }
        var pruned = 0
        if prune {
            for path in try GoldenReview.unused(in: places) {
                FileSystem.remove(path)
                pruned += 1
                say("removed   \(path)")
            }
        }
        if wanted.isEmpty && pruned == 0 && !quiet {
            Terminal.write("nothing to \(prune && !all ? "remove" : "accept")\n")
        }
    }

    /// The golden texts that the names mean: all are found before the first is accepted.
    private func chosen(in places: [String]) throws(CommandFailure) -> [String] {
        var chosen: [String] = []
        for name in names where !FileSystem.isFolder(name) {
            let golden = try self.golden(named: name, in: places)
            if !chosen.contains(golden) { chosen.append(golden) }
        }
        return chosen
    }

    private func golden(
        named name: String, in places: [String]
    ) throws(CommandFailure) -> String {
        let golden = GoldenFiles.golden(of: name)
        if FileSystem.exists(GoldenFiles.new(of: golden)) { return golden }
        if FileSystem.exists(name) {
            throw CommandFailure(
                "\(name): there is no new golden text. Hint: attrsim test "
                    + "\(ShellWord.path(GoldenFiles.scenario(of: golden))) writes one if the "
                    + "result differs.", .wrongUsage)
        }
        let pending = try GoldenReview.pending(in: places)
        let found = pending.filter { $0.hasSuffix("/" + golden) || $0 == golden }
        if let only = found.first, found.count == 1 { return only }
        let place = places.joined(separator: ", ")
        if found.isEmpty {
            let known = pending.prefix(5).joined(separator: ", ")
            throw CommandFailure(
                "\(name): no new golden text of this name below \(place). Hint: "
                    + (pending.isEmpty
                        ? "there is none at all; attrsim test finds what differs."
                        : "there are \(known)\(pending.count > 5 ? ", …" : "")."),
                .wrongUsage)
        }
        throw CommandFailure(
            "\(name): there are several. Hint: name one of \(found.joined(separator: ", ")).",
            .wrongUsage)
    }

    private func say(_ text: String) {
        if !quiet {
            Terminal.write("\(Terminal.outputStyle.tick) \(PrintableText.escaping(text))\n")
        }
    }
}
