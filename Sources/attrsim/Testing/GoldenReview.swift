import Files
import Scenarios

/// Golden texts of which the last test left a new one.
enum GoldenReview {
    /// Those below folders, or those of the scenarios that are named.
    static func pending(in paths: [String]) throws(CommandFailure) -> [String] {
        do throws(ScenarioError) {
            return try GoldenFiles.pending(in: paths)
        } catch {
            throw CommandFailure(error.description, error.kind == .system ? .system : .wrongUsage)
        }
    }

    /// Golden texts without their scenario.
    static func unused(in paths: [String]) throws(CommandFailure) -> [String] {
        do throws(ScenarioError) {
            return try GoldenFiles.unused(in: paths)
        } catch {
            throw CommandFailure(error.description, error.kind == .system ? .system : .wrongUsage)
        }
    }

    /// Makes the new text the golden one.
    static func accept(_ golden: String) throws(CommandFailure) {
        let new = GoldenFiles.new(of: golden)
        guard let text = try TextFile.read(new) else {
            throw CommandFailure(
                "\(new): there is no such file. Hint: attrsim test writes it where a result "
                    + "differs.", .wrongUsage)
        }
        if let scenario = try? Scenario.load(path: GoldenFiles.scenario(of: golden)) {
            try check(golden, of: scenario)
        }
        try TextFile.write(text, to: golden)
        FileSystem.remove(new)
    }

    /// Checks that neither the golden text of a scenario nor the new one is, by a link, a file that
    /// the scenario reads.
    ///
    /// - Throws: exit status 2 if one is.
    static func check(_ golden: String, of scenario: Scenario) throws(CommandFailure) {
        var files = OutputGuard()
        files.readsFiles(of: scenario)
        try files.checkNotRead(golden, "the golden text")
        try files.checkNotRead(GoldenFiles.new(of: golden), "the new golden text")
    }

    /// Leaves the golden text as it is.
    static func reject(_ golden: String) { FileSystem.remove(GoldenFiles.new(of: golden)) }
}
