import AttrsimKit
import Testing

/// AttrsimKit as somebody uses it who has this package as a dependency.
@Suite struct ShopTests {
    private static let scenario = "scenarios/late-events.json"

    @Test func aScenarioRunsAndItsExpectationsAreChecked() throws {
        let outcome = try ScenarioFile(Self.scenario).run(into: ".build/late.sqlite")
        #expect(outcome.passed)
        #expect(outcome.expectations.count == 21)
        #expect(try outcome.result.counter("clicks_late") == 43)
        #expect(
            try outcome.result.rows("SELECT count(*) FROM truth_difference") == [[.integer(46)]])
    }

    @Test func anotherEngineHasOtherRules() throws {
        let outcome = try ScenarioFile(Self.scenario).with(engine: "kafka-streams")
            .run(into: ".build/kafka.sqlite")
        #expect(try outcome.result.counter("clicks_late") == 0)
    }

    @Test func whatIsWrongIsSaid() {
        #expect(throws: AttrsimError.self) { try ScenarioFile("scenarios/none.json") }
        #expect(throws: AttrsimError.self) {
            try ScenarioFile(Self.scenario).with(engine: "storm")
        }
    }
}
