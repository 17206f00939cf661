import ArgumentParser
import EventLogs
import Reports
import Scenarios
import Text
import Worlds

/// `attrsim generate`: logs and tables of a shop, from a seed.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make the logs and tables of a shop from a seed.",
        discussion: """
            Writes clicks, checkouts, users.csv and products.csv into a folder: the original \
            project's fields and weights, with users of uneven activity, visits of several \
            clicks, a lag from click to checkout and a daily rhythm. The same options give the \
            same bytes.

              attrsim generate --clicks 1000 --output shop
              attrsim generate --clicks 1000000 --checkouts-per-click 0.5 --users 100000 -o big
              attrsim generate --disorder 10s --partitions 4 --format combined -o shop
              attrsim generate --partitions 4 --disorder 10s --to kafka-dump.gz -o shop
              attrsim generate --to sqlite -o shop
              attrsim generate --world scenarios/worlds/high-baseline.json -o world

            --world takes a causal world instead, from a scenario or from a file with what \
            "input": {"world": …} holds, and also writes its truth.
            """)

    @Option(name: [.short, .long], help: "The folder to write into; made where it is missing.")
    var output: String

    @Option(
        name: [.customLong("format"), .customLong("to")],
        help: ArgumentHelp(
            "How events are written: jsonl, json (an array), csv, tsv, combined (both streams in "
                + "one file), kafka-dump (both topics in one file, as kcat -C -J prints them), each "
                + "also packed (csv.gz, jsonl.zst), or sqlite (the tables clicks and checkouts of "
                + "one database). (default: jsonl)",
            valueName: "format"))
    var to: String?

    @Option(
        help: ArgumentHelp("A causal world, or a scenario that has one.", valueName: "file"))
    var world: String?

    @Option(help: "The seed. (default: 42)")
    var seed: String?
    @Option(help: "The number of clicks. (default: 10000)")
    var clicks: String?
    @Option(help: "The number of users. (default: 1000)")
    var users: String?
    @Option(help: "The number of products. (default: 100)")
    var products: String?
    @Option(help: "The first moment. (default: 2024-03-20 00:00:00)")
    var start: String?
    @Option(help: "How long clicks go on. (default: 1d)")
    var duration: String?
    @Option(help: "Checkouts a click, on average. (default: 1, the original's fair coin)")
    var checkoutsPerClick: String?
    @Option(help: "How unevenly users click: 0 all alike, 1 Zipf's law. (default: 0.8)")
    var activitySkew: String?
    @Option(help: "Clicks in a visit, on average. (default: 2)")
    var clicksPerVisit: String?
    @Option(help: "The mean time from a click of a visit to the next. (default: 2m)")
    var clickGap: String?
    @Option(help: "The mean time from a click to its checkout. (default: 10m)")
    var checkoutLag: String?
    @Option(help: "Whether nights are quieter than evenings. (default: true)")
    var dailyRhythm: String?
    @Option(help: "Partitions of each topic; a user's records stay in one. (default: 1)")
    var partitions: String?
    @Option(help: "How far event times in the log go back at most. (default: 0s)")
    var disorder: String?
    @Flag(help: "Write arrival_timestamp.")
    var arrivalTime = false

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func run() throws {
        let format = try readFormat()
        if let world { return try writeWorld(world, format) }
        let settings = try readSettings()
        do throws(GenerationError) {
            let written = try WorldWriter.write(
                settings, to: output, format: format, replaces: force)
            if !quiet { Terminal.write(text(written)) }
        } catch {
            throw failure(error)
        }
    }

    private func readFormat() throws(CommandFailure) -> WorldFormat {
        guard let to else { return .jsonLines }
        do throws(GenerationError) { return try WorldFormat(name: to) } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: GenerationError) -> CommandFailure {
        CommandFailure(
            "generate: \(error.description)", error.kind == .system ? .system : .wrongUsage)
    }

    private func writeWorld(_ path: String, _ format: WorldFormat) throws(CommandFailure) {
        if let other = givenOptions.first(where: { $0.key != "seed" }) {
            throw CommandFailure(
                "generate: --world says all about the world; \"\(other.key)\" is for a shop. Hint: "
                    + "leave the option out, or write it into \(path).", .wrongUsage)
        }
        var input: CausalInput
        let bytes = try TextFile.bytes(path)
        do throws(ScenarioError) { input = try CausalInput.parse(bytes: bytes, path: path) } catch {
            throw CommandFailure(error.description, .wrongUsage)
        }
        try check(path, bytes, format)
        if seed != nil { input.world.seed = try readSettings().seed }
        do throws(GenerationError) {
            let written = try CausalWriter.write(
                input, to: output, format: format, replaces: force)
            if quiet { return }
            Terminal.write(
                text([(written.clicks, "clicks"), (written.checkouts, "checkouts")], written.files))
        } catch {
            throw failure(error)
        }
    }

    /// Checks that the world is not written onto the file that says what it is, or onto what that
    /// scenario reads.
    private func check(
        _ path: String, _ bytes: [UInt8], _ format: WorldFormat
    ) throws(CommandFailure) {
        var files = OutputGuard(reading: [(path, "the world's own file")])
        if let scenario = try? Scenario.parse(bytes: bytes, path: path) { files.reads(scenario) }
        for name in CausalWriter.fileNames(format) {
            try files.writes("\(output)/\(name)", "the world")
        }
    }

    /// The options that were given, as a scenario names them.
    private var givenOptions: [(key: String, text: String)] {
        let options: [(key: String, text: String?)] = [
            ("seed", seed), ("clicks", clicks), ("users", users), ("products", products),
            ("start", start), ("duration", duration), ("checkoutsPerClick", checkoutsPerClick),
            ("activitySkew", activitySkew), ("clicksPerVisit", clicksPerVisit),
            ("clickGap", clickGap), ("checkoutLag", checkoutLag), ("dailyRhythm", dailyRhythm),
            ("partitions", partitions), ("disorder", disorder),
            ("writesArrivalTime", arrivalTime ? "true" : nil),
        ]
        return options.compactMap { key, text in text.map { (key, $0) } }
    }

    private func readSettings() throws(CommandFailure) -> GenerationSettings {
        do throws(ScenarioError) {
            return try GenerationSettings.parse(options: givenOptions)
        } catch {
            throw CommandFailure(error.description, .wrongUsage)
        }
    }

    private func text(_ written: WorldSummary) -> String {
        text(
            [
                (written.clicks, "clicks"), (written.checkouts, "checkouts"),
                (written.users, "users"), (written.products, "products"),
            ], written.files)
    }

    private func text(_ counts: [(Int, String)], _ files: [String]) -> String {
        let counts = counts.map { "\(NumberText.count($0)) \($1)" }
        let folder = PrintableText.escaping(output.hasSuffix("/") ? output : output + "/")
        return "\(folder)  \(counts.joined(separator: ", "))\n"
            + files.map { "  \(folder)\($0)\n" }.joined()
    }
}
