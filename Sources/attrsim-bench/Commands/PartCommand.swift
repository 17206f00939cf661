import ArgumentParser

/// `attrsim-bench part`: runs a part in this process; the suite starts one process a part.
struct PartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "part",
        abstract: "Run one part in this process, and print what it took as JSON.",
        discussion: """
              attrsim-bench part join "flink-sql, all pairs"
              perf record .build/release/attrsim-bench part parse "JSON Lines"
            """)

    @Argument(help: "The group of the part.")
    var group: GroupName

    @Argument(help: "Its name, as the table shows it.")
    var name: String

    // Its options, --quick and --data among them, are good here too.
    @ParentCommand var suite: AttrsimBench

    func run() throws {
        let parts = Part.all(of: group)
        guard let part = parts.first(where: { $0.name == name }) else {
            let names = parts.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw BenchFailure(
                "part: \(group.rawValue) has no part \"\(name)\". Hint: it has "
                    + (names.isEmpty ? "none" : names), status: 2)
        }
        let measurement = try part.run(PartInput(folder: suite.folder, size: suite.size))
        Output.write(measurement.json + "\n")
    }
}
