public import Scenarios

/// What became of an expectation: a row of `expectation`.
public struct ExpectationOutcome: Sendable, Hashable {
    /// The expectation's name.
    public var name: String
    /// Whether it held.
    public var passed: Bool
    /// What was expected, as text.
    public var expected: String
    /// What the result says, as text, or why it could not be asked.
    public var actual: String
    /// Why the query could not be run, which is a fault of the scenario: as ``ResultError`` says it.
    public var fault: ResultError?

    /// An outcome.
    public init(
        name: String, passed: Bool, expected: String, actual: String, fault: ResultError? = nil
    ) {
        self.name = name
        self.passed = passed
        self.expected = expected
        self.actual = actual
        self.fault = fault
    }

    /// The values in the order of the table's columns. Expectations are about run 1.
    var values: [ResultValue] {
        [.integer(1), .text(name), .integer(passed ? 1 : 0), .text(expected), .text(actual)]
    }
}

extension ExpectationOutcome {
    /// Asks a complete result as if another of its runs were the one that expectations are about:
    /// what the truth says to it (run 2), if its rows were kept.
    ///
    /// - Throws: ``ResultError`` of kind `system` if the result cannot be read.
    public init(
        of expectation: Expectation, inRun runID: Int64, of path: String
    ) throws(ResultError) {
        let queries = try ExpectationQueries(
            path: path, label: path, asked: [expectation.sql], runID: runID)
        try self.init(of: expectation, queries)
    }

    /// Asks a result, and judges the answer. A query that cannot be run is an expectation that
    /// does not hold, and a fault of the scenario.
    ///
    /// - Throws: ``ResultError`` of kind `system` if the result cannot be read.
    init(of expectation: Expectation, _ queries: ExpectationQueries) throws(ResultError) {
        do throws(ResultError) {
            let rows = try queries.rows(expectation.sql).map { $0.map(ExpectedCell.init) }
            let verdict = expectation.evaluate(rows: rows)
            self.init(
                name: expectation.name, passed: verdict.passed, expected: verdict.expected,
                actual: verdict.actual)
        } catch {
            guard error.kind == .sql else { throw error }
            // What is expected does not depend on the rows.
            self.init(
                name: expectation.name, passed: false,
                expected: expectation.evaluate(rows: []).expected, actual: "error: \(error)",
                fault: error)
        }
    }
}

extension ExpectedCell {
    /// A value as a query yields it.
    init(_ value: ResultValue) {
        switch value {
        case .null: self = .null
        case .integer(let integer): self = .integer(integer)
        case .real(let real): self = .real(real)
        case .text(let text): self = .text(text)
        }
    }
}
