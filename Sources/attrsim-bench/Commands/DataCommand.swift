import ArgumentParser

/// `attrsim-bench data`: makes the logs that whole runs read, for other tools.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Make the logs and scenarios of the usual whole run.")

    // Its options, --data and --attrsim among them, are good here too.
    @ParentCommand var suite: AttrsimBench

    func run() throws { _ = try suite.folder.world(.standard) }
}
