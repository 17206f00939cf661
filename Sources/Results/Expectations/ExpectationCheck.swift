public import Scenarios
import Streaming

/// Looks at the queries of expectations before there is anything to ask.
public enum ExpectationCheck {
    /// What is wrong with them: syntax, tables and columns that are not there, functions that are
    /// not allowed, and the clock as far as it is read whatever the rows are.
    ///
    /// Cost: an empty result in memory, some hundred microseconds, and the compilation of each.
    ///
    /// - Throws: ``ResultError`` of kind `system` if SQLite has no memory.
    public static func problems(
        of expectations: [Expectation], in scenario: String
    ) throws(ResultError) -> [ScenarioProblem] {
        if expectations.isEmpty { return [] }
        // Time enough for constants, whatever the query would do with rows.
        let queries = try ExpectationQueries(
            ofNothing: scenario, asked: expectations.map(\.sql),
            limits: QueryLimits(time: Milliseconds(200)))
        return expectations.compactMap { expectation in
            queries.fault(expectation.sql).map { problem(of: expectation, $0, in: scenario) }
        }
    }

    /// What an outcome says of the scenario, if its query could not be run.
    public static func problem(
        of expectation: Expectation, _ outcome: ExpectationOutcome, in scenario: String
    ) -> ScenarioProblem? {
        outcome.fault.map { problem(of: expectation, $0, in: scenario) }
    }

    private static func problem(
        of expectation: Expectation, _ fault: ResultError, in scenario: String
    ) -> ScenarioProblem {
        ScenarioProblem(
            file: scenario, position: expectation.position, jsonPath: expectation.jsonPath,
            message: fault.reason, hint: fault.hint)
    }
}
