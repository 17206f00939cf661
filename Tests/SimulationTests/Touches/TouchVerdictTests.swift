import Attribution
import EventLogs
import Simulation
import Streaming
import Testing

@Suite("What explanations say of touches")
struct TouchVerdictTests {
    @Test("each rule is named that leaves a click out")
    func rules() throws {
        var configuration = RunConfiguration()
        configuration.join.bounds.lookback = .seconds(100)
        configuration.attribution.cutsAtConversions = true
        configuration.attribution.tiers = [
            TouchTier(kinds: ["click"], lookback: 30_000), TouchTier(kinds: ["view"]),
        ]
        configuration.attribution.path = [.collapse, .drop(NamePatterns(["B"]), unlessAll: true)]
        let folder = try ScratchFolder()
        let view = "\"kind\": \"view\""
        let lines = [
            click("c0", "u", 5, source: "A"), checkout("k0", "u", 10),
            click("v1", "u", 20, source: "A", view), click("c2", "u", 60, source: "A"),
            click("c3", "u", 80, source: "A"), click("c4", "u", 85, source: "A"),
            click("c5", "u", 90, source: "B"),
            click("e6", "u", 95, source: "A", "\"kind\": \"mail\""),
            checkout("k1", "u", 100),
        ]
        let log = try folder.write(lines.map { $0 + "\n" }.joined(), to: "log.jsonl")
        let found = try Simulator(input: .combined(log), configuration: configuration)
            .investigate(.checkout("k1"))
        let checkout = try #require(found.stream.records.first { $0.id == "k1" })
        let clicks = found.stream.records.filter { $0.side == .click }
        #expect(clicks.map(\.id) == ["c0", "v1", "c2", "c3", "c4", "c5", "e6"])
        #expect(
            configuration.verdicts(on: clicks, of: checkout) == [
                .usedUp(by: 10_000), .otherTier(chosen: 0, own: 1),
                .otherTier(chosen: 0, own: nil), .counts, .step(0), .step(1),
                .otherTier(chosen: 0, own: nil),
            ])
    }
}
