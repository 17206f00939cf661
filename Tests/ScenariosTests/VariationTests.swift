import Scenarios
import Simulation
import Streaming
import Testing

@Suite struct VariationTests {
    @Test(arguments: [
        ("watermark.delay=0s..15s:5s", ["0s", "5s", "10s", "15s"]),
        ("watermark.delay=0s..12s:5s", ["0s", "5s", "10s"]),
        ("watermark.delay=0..1s:500ms", ["0s", "500ms", "1s"]),
        ("join.lookback=15s,1h", ["15s", "1h"]),
        ("join.lookback=15s, 1h..3h:1h", ["15s", "1h", "2h", "3h"]),
        ("disorder[1].late.fraction=0..0.1:0.05", ["0", "0.05", "0.1"]),
        ("seed=1..3:1", ["1", "2", "3"]),
        ("engine=reference,flink-sql", ["reference", "flink-sql"]),
        ("a=-2s..2s:2s", ["-2s", "0s", "2s"]),
    ])
    func valuesAreListedInOrder(text: String, values: [String]) throws {
        #expect(try Variation(parsing: text).values == values)
    }

    @Test(arguments: [
        ("watermark.delay", "a key and its values are expected"),
        ("=1", "a key and its values are expected"),
        ("a..b=1", "is no way to a key"),
        ("a[x]=1", "is no way to a key"),
        ("a=", "a value is missing"),
        ("a=1,,2", "a value is missing"),
        ("a=0s..60s", "write 0s..60s:STEP"),
        ("a=9s..1s:1s", "write the smaller end first"),
        ("a=0s..9s:0s", "must be greater than 0"),
        ("a=0..9223372036854775807:1", "more than 1000000 values"),
        ("a=-9223372036854775807..9223372036854775807:1", "more than 1000000 values"),
        ("a=x..y:z", "is no range of durations or numbers"),
    ])
    func wrongVariationsAreExplained(text: String, message: String) throws {
        let error = #expect(throws: ScenarioError.self) { try Variation(parsing: text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func theLastKeyChangesFastest() throws {
        let grid = try Variation.grid([
            try Variation(parsing: "a=1,2"), try Variation(parsing: "b=x,y"),
        ])
        #expect(grid.map { $0.map(\.text).joined() } == ["1x", "1y", "2x", "2y"])
        #expect(throws: ScenarioError.self) {
            try Variation.grid([try Variation(parsing: "a=1"), try Variation(parsing: "a=2")])
        }
    }

    // MARK: Drafts

    private static let text = """
        {
          "input": { "generate": { "clicks": 10 } },
          "disorder": [ { "drop": { "fraction": 0.5 } } ],
          "join": { "lookback": "1h" }
        }
        """

    private static func scenario(_ settings: [(String, String)]) throws -> Scenario {
        try ScenarioDraft(bytes: Array(text.utf8), path: "s.json")
            .scenario(with: settings.map { Setting(path: $0.0, text: $0.1) })
    }

    @Test func aValueReplacesOrJoinsWhatTheScenarioSays() throws {
        let scenario = try Self.scenario([
            ("join.lookback", "5m"), ("watermark.delay", "7s"), ("engine", "spark"),
            ("deduplicate", "false"), ("input.generate.users", "3"),
        ])
        #expect(scenario.configuration.join.bounds.lookback == Milliseconds(300_000))
        #expect(scenario.configuration.clicksWatermark.delay == Milliseconds(7000))
        #expect(scenario.configuration.engine.name == "spark")
        #expect(scenario.configuration.deduplicate == false)
    }

    @Test func theSameSettingInTheFileGivesTheSameScenario() throws {
        let draft = try Self.scenario([("disorder[0].drop.fraction", "0.25")])
        let file = Self.text.replacing("0.5", with: "0.25")
        let scenario = try Scenario.parse(bytes: Array(file.utf8), path: "s.json")
        #expect(draft.configJSON == scenario.configJSON)
    }

    @Test(arguments: [
        ("watermark.dely", "1s", "--vary watermark.dely=1s", "write \"delay\""),
        ("watermark.delay", "1 dayz", "--vary watermark.delay=1 dayz", "is not a duration"),
        ("watermark.delay", "-1h", "--vary watermark.delay=-1h", "is negative"),
        ("disorder[3].late.by", "1s", "--vary disorder[3].late.by=1s", "has 1 elements"),
        ("join[0]", "1s", "--vary join[0]=1s", "is no list"),
        ("join.lookback.x", "1s", "--vary join.lookback.x=1s", "has no key \"x\""),
        ("engine", "flink-datastream", "--vary engine=flink-datastream", "inner joins only"),
        ("engine", "flnk-sql", "--vary engine=flnk-sql", "write \"flink-sql\""),
    ])
    func whatIsWrongIsNamedByItsOption(
        path: String, value: String, option: String, message: String
    ) throws {
        let error = #expect(throws: ScenarioError.self) { try Self.scenario([(path, value)]) }
        let text = error?.description ?? ""
        #expect(text.hasPrefix(option) && text.contains(message), "\(text)")
    }
}
