import EventLogs
import Reports
import Results
import Scenarios
import Shrinking

/// Finds what of a scenario fails.
struct ShrinkFinding {
    var scenario: Scenario
    let scratch: String
    let onBadRecord: BadRecordPolicy

    /// The first expectation that fails, or the one that is named.
    ///
    /// - Returns: it, and its number among the scenario's.
    func expectation(
        named name: String?, _ same: SameFailure
    ) throws(ShrinkError) -> (target: ShrinkTarget, number: Int?) {
        let outcomes = try run()
        let failing = outcomes.indices.filter { !outcomes[$0].passed }
        guard let first = failing.first else {
            let count = outcomes.count
            throw .usage(
                "\(scenario.path): "
                    + (count == 0 ? "it expects nothing" : "all \(count) expectations hold")
                    + ": there is nothing to shrink. Hint: add what should hold to \"expect\", or "
                    + "name --golden.")
        }
        guard let name else { return target(first, same) }
        let exact = outcomes.indices.filter { outcomes[$0].name == name }
        let alike = outcomes.indices.filter { outcomes[$0].name.contains(name) }
        let named = exact.isEmpty ? alike : exact
        if let number = named.first(where: { failing.contains($0) }) {
            return target(number, same)
        }
        let names = failing.map { "\"\(outcomes[$0].name)\"" }.joined(separator: ", ")
        throw .usage(
            "\(scenario.path): "
                + (named.isEmpty ? "no expectation is called \"\(name)\"" : "\"\(name)\" holds")
                + ". Hint: what fails is \(names).")
    }

    /// The line of the golden text that differs.
    func goldenChange(
        of path: String
    ) throws(ShrinkError) -> (target: ShrinkTarget, number: Int?) {
        let golden: String?
        var comparison: GoldenComparison?
        do throws(CommandFailure) {
            golden = try TextFile.read(GoldenFiles.golden(of: path))
            let plain = try goldenText()
            if let golden {
                comparison = try GoldenComparison(golden: golden, plain: plain) {
                    form throws(CommandFailure) in try goldenText(form)
                }
            }
        } catch {
            throw error.status == .badData ? .badData(error.message) : .system(error.message)
        }
        guard let golden, let comparison else {
            throw .usage("\(GoldenFiles.golden(of: path)): there is no golden text")
        }
        if comparison.isSame {
            throw .usage("\(path): the golden text is the same: there is nothing to shrink")
        }
        let change = GoldenChange(
            golden: golden, actual: comparison.actual, form: comparison.form)
        guard let change else {
            throw .usage(
                "\(path): the golden text only lacks lines, as that of an empty log would. Hint: "
                    + "say in \"expect\" what should be there, and shrink that.")
        }
        return (.golden(change), nil)
    }

    /// The golden text as it comes out.
    func goldenText(_ form: GoldenForm = .blocks) throws(CommandFailure) -> String {
        _ = try scenarioRun.run()
        do throws(ResultError) {
            return try GoldenText.text(
                reading: try ResultReader(path: scratch + "/result.sqlite"), form)
        } catch {
            throw CommandFailure(error.description, .system)
        }
    }

    private func run() throws(ShrinkError) -> [ExpectationOutcome] {
        do throws(CommandFailure) {
            return try scenarioRun.run().expectations
        } catch {
            throw error.status == .badData ? .badData(error.message) : .system(error.message)
        }
    }

    private var scenarioRun: ScenarioRun {
        var run = ScenarioRun(scenario: scenario, output: scratch + "/result.sqlite")
        run.onBadRecord = onBadRecord
        run.isQuiet = true
        return run
    }

    private func target(
        _ number: Int, _ same: SameFailure
    ) -> (target: ShrinkTarget, number: Int?) {
        (.expectation(scenario.expectations[number], same), number)
    }
}
