import ArgumentParser
import Files
import Reports

/// `attrsim test`: every scenario of some folders, against its expectations and golden text.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run scenarios and compare each with its golden text.",
        discussion: """
            Runs every scenario it finds, checks what each expects, and compares the result as \
            text with NAME.golden.txt beside it. What differs is shown as a unified difference \
            and lies beside the golden text as NAME.golden.txt.new, for `attrsim review`. Golden \
            texts without a scenario are named.

            EXAMPLES
              attrsim test                          all below scenarios/
              attrsim test scenarios/lateness       one folder
              attrsim test --update one.json        write the golden text anew
              attrsim test --junit report.xml       for a CI server
              attrsim test --tap | prove -          or as TAP, or --json
            """)

    @Argument(help: "Folders or scenario files.", completion: .file(extensions: ["json"]))
    var paths: [String] = ["scenarios"]

    @Flag(help: "Write the golden texts anew.")
    var update = false

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
        let isText = !json && !tap
        let style = Terminal.outputStyle
        var results: [ScenarioTestResult] = []
        var status = ExitStatus.success
        for file in files {
            let (result, outcome) = ScenarioTest(path: file, updatesGolden: update).run()
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
}
