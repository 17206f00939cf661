import EventLogs
import Testing
import Text
import Worlds

@testable import Scenarios

/// `input.world`: a causal world.
@Suite struct WorldSectionTests {
    static let text = """
        {"seed": 7, "input": {"world": {
          "users": 50, "duration": "10d", "propensitySpread": 0.25, "baseline": 0.001,
          "burstsPerDay": 0.1, "burstEffect": {"conversions": 0.2, "halfLife": "2h"},
          "sources": [
            {"name": "display", "exposuresPerDay": 0.5, "targeting": -1.5, "clickShare": 0.3,
             "lasting": {"conversions": 0.01, "delay": "1d"},
             "brings": [{"source": "search", "mean": 0.4, "delay": "3h"}]},
            {"name": "search", "perBurst": 0.5, "burstDelay": "1m",
             "immediate": {"conversions": 0.1, "halfLife": "30m"}}],
          "synergies": [{"first": "search", "second": "display", "conversionsPerDay": -0.5,
                         "window": "2d"}],
          "amountMean": 12.34, "amountSpread": 0, "commissionRate": 0.05, "off": ["display"]}}}
        """

    private func world(_ text: String) throws -> CausalInput {
        let input = try scenario(text).input
        guard case .world(let world) = input else {
            Issue.record("\(input) is no world")
            return CausalInput()
        }
        return world
    }

    @Test func everyKeyArrives() throws {
        let input = try world(Self.text)
        let world = input.world
        #expect(world.seed == 7)
        #expect(world.users == 50)
        #expect(world.duration == 10 * CausalWorld.day)
        #expect(world.propensitySpread == 0.25)
        #expect(world.burstEffect == CausalWorld.Effect(conversions: 0.2, halfLife: 7_200_000))
        #expect(world.amountMean == 123_400)
        #expect(input.commissionRate == 50_000_000)
        #expect(input.off == [0])
        #expect(input.on == 0b10)
        let display = world.sources[0]
        #expect(display.targeting == -1.5)
        #expect(display.brings == [CausalSource.Bringing(source: 1, mean: 0.4, delay: 10_800_000)])
        #expect(
            display.lasting
                == CausalWorld.Effect(
                    conversions: 0.01, halfLife: 7 * CausalWorld.day, delay: CausalWorld.day))
        #expect(world.sources[1].burstDelay == 60_000)
        #expect(
            world.synergies == [
                CausalWorld.Synergy(
                    first: 1, second: 0, conversionsPerDay: -0.5, window: 2 * CausalWorld.day)
            ])
    }

    @Test func theResolvedConfigurationIsTheSameWorld() throws {
        let original = try scenario(Self.text)
        let again = try scenario(original.configJSON)
        #expect(again.input == original.input)
        #expect(again.configJSON == original.configJSON)
        let checker = SchemaChecker(root: ScenarioSchema.value)
        #expect(checker.problem(try JSONText.parse(original.configJSON).value) == nil)
    }

    @Test(arguments: [
        (
            #""sources": [{"name": "a", "brings": [{"source": "serch"}]}, {"name": "search"}]"#,
            #"input.world.sources[0].brings[0].source: "serch" is not a source of this world. Hint: write "search"."#
        ),
        (
            #""sources": [{"name": "a"}, {"name": "b", "brings": [{"source": "a"}]}]"#,
            "input.world.sources[1].brings: names a source that comes later in the list."
        ),
        (
            #""sources": [{"name": "a"}, {"name": "a"}]"#,
            "input.world.sources[1].name: is used twice."
        ),
        (
            #""sources": [{"name": "a > b"}]"#,
            #"input.world.sources[0].name: has 1 to 100 bytes and none of " , \ > and control characters."#
        ),
        (
            #""sources": [{"name": "a"}], "off": ["b"]"#,
            #"input.world.off[0]: "b" is not a source of this world. Hint: write "a"."#
        ),
        (
            #""sources": [{"name": "a", "exposurePerDay": 1}]"#,
            #"input.world.sources[0].exposurePerDay: "exposurePerDay" is not a key of a source. Hint: write "exposuresPerDay"."#
        ),
        (#""duration": "0s""#, "input.world.duration: is above 0, to 100 years."),
        (
            #""baseline": -0.1"#,
            "input.world.baseline: expected a number from 0 to 1000, found -0.1."
        ),
        (
            #""synergies": [{"first": "a", "second": "a"}], "sources": [{"name": "a"}]"#,
            "input.world.synergies[0]: has two different sources and a window above 0."
        ),
    ])
    func whatIsWrongIsNamed(_ keys: String, _ message: String) {
        #expect(scenarioError(#"{"input": {"world": {\#(keys)}}}"#) == "s.json:1: " + message)
    }

    @Test func elevenSourcesAreOneTooMany() {
        let sources = (0..<11).map { #"{"name": "s\#($0)"}"# }.joined(separator: ", ")
        let error = scenarioError(#"{"input": {"world": {"sources": [\#(sources)]}}}"#)
        #expect(error?.contains("input.world.sources: are at most 10") == true)
    }

    @Test func aWorldIsReadFromAScenarioOrAlone() throws {
        let whole = try CausalInput.parse(bytes: Array(Self.text.utf8), path: "w.json")
        #expect(whole == (try world(Self.text)))
        let alone = try CausalInput.parse(bytes: Array(#"{"users": 3}"#.utf8), path: "w.json")
        #expect(alone.world.users == 3)
        #expect(throws: ScenarioError.self) {
            try CausalInput.parse(
                bytes: Array(#"{"input": {"log": "x.jsonl"}}"#.utf8), path: "w.json")
        }
    }
}
