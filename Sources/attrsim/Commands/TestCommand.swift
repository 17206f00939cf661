import ArgumentParser
import Files
import Reports
import Scenarios

/// `attrsim test`: every scenario of some folders, against its expectations and golden text.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run scenarios and compare each with its golden text.",
        discussion: """
            Runs every scenario it finds, checks what each expects, and compares the result as \
            text with NAME.golden.txt beside it. What differs is shown as a unified difference \
            and lies beside the golden text as NAME.golden.txt.new, for `attrsim review`. Golden \
            texts without a scenario are named. A golden text shows the first 200 rows of a \
            section; of the others it has a digest for each block of 50, whose rows --full shows.

            Under CI=true a scenario with neither golden text nor expectations fails, as with \
            --require-golden.

            EXAMPLES
              attrsim test                          all below scenarios/
              attrsim test scenarios/lateness       one folder
              attrsim test --update one.json        write the golden text anew
              attrsim test --full one.json          the rows of the blocks that differ
              attrsim test --junit report.xml       for a CI server
              attrsim test --tap | prove -          or as TAP, or --json
            """)

    @Argument(help: "Folders or scenario files.", completion: .file(extensions: ["json"]))
    var paths: [String] = ["scenarios"]

    @Flag(help: "Write the golden texts anew.")
    var update = false

    @Flag(help: "Show the rows of blocks that differ; with --update, write every row.")
    var full = false

    @Flag(
        inversion: .prefixedNo,
        help:
            "Whether a scenario with neither golden text nor expectations fails. (default: under CI=true)"
    )
    var requireGolden: Bool?

    @OptionGroup var queries: QueryOptions

    @Option(help: "Write a report as JUnit XML.", completion: .file())
    var junit: String?

    @Flag(help: "Print the results as JSON.")
    var json = false

    @Flag(help: "Print the results in the Test Anything Protocol.")
    var tap = false

    @Flag(name: [.short, .long], help: "Print nothing but what failed.")
    var quiet = false

    func validate() throws {
        if json && tap { throw ValidationError("Choose one of --json and --tap.") }
    }

    func run() throws {
        let files = try ScenarioFiles.find(paths)
        if files.isEmpty {
            throw CommandFailure(
                "no scenario found in \(paths.joined(separator: ", ")). Hint: attrsim init DIR "
                    + "makes one.", .wrongUsage)
        }
        try check(files)
        let isText = !json && !tap
        let style = Terminal.outputStyle
        var results: [ScenarioTestResult] = []
        var status = ExitStatus.success
        for file in files {
            var test = ScenarioTest(path: file, updatesGolden: update)
            test.isFull = full
            test.requiresGolden = requireGolden ?? Terminal.isContinuousIntegration
            test.limits = queries.limits
            let (result, outcome) = test.run()
            if let error = result.error, !isText || outcome == .wrongUsage {
                Terminal.writeError(error)
            }
            if isText && (!quiet || !result.passed) {
                Terminal.write(TestText.text(result, style))
            }
            results.append(result)
            status = ExitStatus(max(status.code, outcome.code))
        }
        let unused = try GoldenReview.unused(in: paths.filter { FileSystem.isFolder($0) })
        if let junit { try TextFile.write(JUnitXML.text(results), to: junit) }
        if json {
            Terminal.write(TestJSON.text(results, unused: unused))
        } else if tap {
            Terminal.write(TestAnythingProtocol.text(results, unused: unused))
        } else if !quiet {
            Terminal.write(TestText.total(results, unused: unused, style))
        }
        if status != .success { Terminal.exit(status) }
    }

    /// Checks that no file that is read is written, and tells scenarios of one name apart.
    ///
    /// - Throws: exit status 2 if the report would overwrite something.
    private func check(_ files: [String]) throws(CommandFailure) {
        var guarded = OutputGuard()
        var names: [String: String] = [:]
        for file in files {
            // What is wrong with it, its test says.
            guard let scenario = try? Scenario.load(path: file) else {
                guarded.reads(file, "a scenario")
                continue
            }
            guarded.reads(scenario)
            guarded.reads(
                GoldenFiles.new(of: GoldenFiles.golden(of: file)), "the new golden text of \(file)")
            if let other = names.updateValue(file, forKey: scenario.name) {
                Terminal.writeError(
                    "warning: \(other) and \(file) have one name, \"\(scenario.name)\": attrsim run "
                        + "writes both to out/\(scenario.name).sqlite. Hint: give each its own.")
            }
        }
        try guarded.writes(junit, "--junit")
    }
}
