import ArgumentParser
import Reports

/// `attrsim test`: every scenario of some folders, against its expectations and golden text.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run scenarios and compare each with its golden text.",
        discussion: """
            Runs every scenario it finds, checks what each expects, and compares the result as \
            text with NAME.golden.txt beside it. What differs is shown as a unified difference \
            and lies beside the golden text as NAME.golden.txt.new.

              attrsim test                          all below scenarios/
              attrsim test scenarios/lateness       one folder
              attrsim test --update one.json        accept the result as the golden text
              attrsim test --junit report.xml       for a CI server
            """)

    @Argument(help: "Folders or scenario files.")
    var paths: [String] = ["scenarios"]

    @Flag(help: "Write the golden texts anew.")
    var update = false

    @Option(help: "Write a report as JUnit XML.", completion: .file())
    var junit: String?

    @Flag(name: [.short, .long], help: "Print nothing but what failed.")
    var quiet = false

    func run() throws {
        let files = try ScenarioFiles.find(paths)
        let style = Terminal.outputStyle
        var results: [ScenarioTestResult] = []
        var status = ExitStatus.success
        for file in files {
            let test = ScenarioTest(
                path: file, updatesGolden: update, scratchPath: TextFile.scratchPath("test.sqlite"))
            let (result, outcome) = test.run()
            if !quiet || !result.passed { Terminal.write(TestText.text(result, style)) }
            results.append(result)
            status = ExitStatus(max(status.code, outcome.code))
        }
        if let junit { try TextFile.write(JUnitXML.text(results), to: junit) }
        if files.isEmpty {
            throw CommandFailure(
                "no scenario found in \(paths.joined(separator: ", "))", .wrongUsage)
        }
        if !quiet { Terminal.write(TestText.total(results, style)) }
        if status != .success { Terminal.exit(status) }
    }
}
