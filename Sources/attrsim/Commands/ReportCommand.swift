import ArgumentParser
import Files
import Reports
import Results
import Scenarios

/// `attrsim report`: a result, or a scenario that is run first, as one HTML file to look at.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show a result as one HTML file.",
        discussion: """
            The file needs no network and no other file: the answer in a sentence and four figures \
            beside the truth; how late the log is; how far watermarks and partitions were behind, \
            and where they stood still; the last-hour dashboard with a slider over virtual time; \
            models, paths, engines; stream against truth with examples; every late record. The same \
            input gives the same bytes. A scenario is run first, and its result is not kept; then \
            the report also has what other watermark delays would give, which takes one more run, \
            and tells examples as attrsim explain does (logs of up to 100,000 records).

              attrsim report out/late-events.sqlite
              attrsim report scenarios/late-events.json -o late.html
              attrsim run scenarios/late-events.json --report late.html

            For what the dashboard knew at each moment, put "metrics": {} into the scenario.
            """)

    @Argument(help: "A result (.sqlite) or a scenario (.json).", completion: .file())
    var input: String

    @Option(
        name: [.short, .long], help: "The HTML file. (default: the input's name with .html)",
        completion: .file(extensions: ["html"]))
    var output: String?

    func run() throws {
        let output = output ?? ReportFile.defaultPath(for: input)
        guard input.hasSuffix(".json") else {
            var files = OutputGuard(reading: [(input, "the result")])
            try files.writes(output, "the report")
            try ReportFile.write(result: input, to: output)
            return Terminal.writeError("report: \(output)")
        }
        let scratch = ScratchPath("report.sqlite")
        defer { scratch.remove() }
        let run = ScenarioRun(scenario: try ScenarioRun.load(input), output: scratch.path)
        var files = OutputGuard(reading: run.scenario)
        try files.writes(output, "the report")
        _ = try run.run()
        try ReportFile.write(result: scratch.path, of: run, to: output)
        Terminal.writeError("report: \(output)")
    }
}

/// Where a report goes.
enum ReportFile {
    /// Writes the report of a result; of a run that is known, with what further runs tell.
    ///
    /// - Throws: exit status 3 if the file is no result, 4 if the system fails.
    static func write(
        result: String, of run: ScenarioRun? = nil, to path: String
    ) throws(CommandFailure) {
        let page: String
        do throws(ResultError) {
            let background = run.map {
                ReportBackground(scenario: $0.scenario, onBadRecord: $0.onBadRecord)
            }
            page = try ReportPage.html(
                reading: try ResultReader(path: result), asking: background?.answer)
        } catch {
            throw CommandFailure(error.description, error.kind == .system ? .system : .badData)
        }
        try TextFile.write(page, to: path)
    }

    /// The input's name with `.html`, in the current folder for a scenario.
    static func defaultPath(for input: String) -> String {
        if input.hasSuffix(".json") {
            let name = input.split(separator: "/").last.map(String.init) ?? input
            return String(name.dropLast(5)) + ".html"
        }
        return (input.hasSuffix(".sqlite") ? String(input.dropLast(7)) : input) + ".html"
    }
}
