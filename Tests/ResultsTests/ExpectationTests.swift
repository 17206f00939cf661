import Scenarios
import Simulation
import Testing
import Text

@testable import Results

// The testing library has a type of this name as well.
private typealias Expectation = Scenarios.Expectation

struct ExpectationTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Completes a result of three late clicks in run 1 and one in run 2.
    private func outcomes(_ expectations: [Expectation]) throws -> [ExpectationOutcome] {
        let writer = try ResultWriter(path: folder("a.sqlite"))
        try writer.write(batch(.lateRecord, rows(.lateRecord, count: 3)))
        try writer.write(batch(.lateRecord, rows(.lateRecord, count: 1, runID: 2)))
        writer.addRun(describedRun())
        return try writer.complete(expectations: expectations)
    }

    private func count(_ expected: Int64, sql: String = "SELECT count(*) FROM late_record")
        -> Expectation
    {
        Expectation(name: "late", sql: sql, check: .rows([[.integer(expected)]]))
    }

    @Test func outcomesAreReturnedAndStored() throws {
        let outcomes = try outcomes([count(3), count(4)])
        #expect(
            outcomes == [
                ExpectationOutcome(name: "late", passed: true, expected: "3", actual: "3"),
                ExpectationOutcome(name: "late", passed: false, expected: "4", actual: "3"),
            ])
        let stored = try ResultReader(path: folder("a.sqlite")).query("SELECT * FROM expectation")
        #expect(stored == [[1, "late", 1, "3", "3"], [1, "late", 0, "4", "3"]])
    }

    @Test func runsTableIsThereToBeAsked() throws {
        let sql = "SELECT count(*) FROM run WHERE length(fingerprint) = 16"
        #expect(try outcomes([count(1, sql: sql)]).map(\.passed) == [true])
    }

    @Test func aQueryThatCannotBeRunIsAFaultOfTheScenario() throws {
        let outcomes = try outcomes([count(3, sql: "SELECT count(*) FROM late"), count(3)])
        #expect(outcomes.map { $0.fault?.reason } == ["no such table: late", nil])
        let wrong = count(3, sql: "SELECT nope FROM late_record")
        let problems = try ExpectationCheck.problems(of: [count(4), wrong], in: "s.json")
        #expect(problems.map(\.message) == ["no such column: nope"])
        #expect(problems.first?.file == "s.json")
    }

    @Test func whatOnlyRowsShowIsNoFaultBeforeThem() throws {
        let queries = [
            "SELECT 1 / 0", "SELECT value FROM stat WHERE name = 'x'", "SELECT abs(-9e999)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        ]
        #expect(
            try ExpectationCheck.problems(of: queries.map { count(1, sql: $0) }, in: "s").isEmpty)
    }

    @Test func wrongQueryIsAFailedExpectation() throws {
        let outcomes = try outcomes([count(3, sql: "SELECT count(*) FROM late"), count(3)])
        #expect(outcomes.map(\.passed) == [false, true])
        #expect(outcomes[0].expected == "3")
        #expect(outcomes[0].actual.hasPrefix("error: no such table: late\n  hint: the tables are "))
    }

    @Test func refusedStatementIsAFailedExpectation() throws {
        let outcomes = try outcomes([count(3, sql: "DELETE FROM main.late_record"), count(3)])
        #expect(outcomes.map(\.passed) == [false, true])
        #expect(
            outcomes[0].actual
                == "error: changing late_record is not allowed: an expectation may only read the "
                + "result")
    }

    @Test func fractionsAreComparedAsDecimals() throws {
        let decimal = try #require(ExactDecimal("0.75"))
        let fraction = Expectation(
            name: "share", sql: "SELECT 3 / 4.0", check: .rows([[.decimal(decimal)]]))
        #expect(try outcomes([fraction]).map(\.passed) == [true])
    }
}
