import Scenarios
import Simulation
import Testing

@Suite struct EngineFitTests {
    @Test func leftJoinIsRefusedForFlinkDataStream() throws {
        let said = try parse(#""engine": "flink-datastream", "join": {"type": "left"}"#)
        #expect(
            message(said) == """
                a.json:1: join.type: "left" is not possible with flink-datastream, whose interval join \
                is inner. Hint: write "join": {"type": "inner"}.
                """)
        let silent = try parse(#""engine": "flink-datastream""#)
        #expect(
            message(silent) == """
                a.json:1: join.type: flink-datastream has inner joins only, and the default is "left". \
                Hint: write "join": {"type": "inner"}.
                """)
        let inner = try parse(#""engine": "flink-datastream", "join": {"type": "inner"}"#)
        #expect(message(inner) == nil)
        #expect(message(try parse(#""engine": "flink-sql""#)) == nil)
    }

    @Test(arguments: [
        ("reference", [String]()),
        ("flink-sql", ["watermark.allowedLateness"]),
        ("flink-datastream", ["watermark.allowedLateness"]),
        (
            "kafka-streams",
            [
                "watermark.allowedLateness", "watermark.delay", "watermark.emit",
                "watermark.idleTimeout",
            ]
        ),
        ("spark", ["watermark.allowedLateness", "watermark.emit", "watermark.idleTimeout"]),
    ])
    func settingsThatTheEngineDoesNotKnowAreNamed(engine: String, paths: [String]) throws {
        let scenario = try parse(
            """
            "engine": "\(engine)", "join": {"type": "inner"}, "watermark": {"delay": "5s", \
            "allowedLateness": "1s", "idleTimeout": "1m", "emit": {"every": "200ms"}}
            """)
        #expect(scenario.warnings.map(\.jsonPath) == paths)
    }

    @Test func streamsOfTheirOwnAreNamedOneByOne() throws {
        let scenario = try parse(
            """
            "engine": "spark", "watermark": {"clicks": {"allowedLateness": "1s"}, \
            "checkouts": {"allowedLateness": "2s"}}
            """)
        #expect(
            scenario.warnings.map(\.jsonPath) == [
                "watermark.clicks.allowedLateness", "watermark.checkouts.allowedLateness",
            ])
    }

    @Test func defaultsNeedNoWarning() throws {
        for engine in Scenario.engineNames {
            let scenario = try parse(#""engine": "\#(engine)", "join": {"type": "inner"}"#)
            #expect(scenario.warnings.isEmpty, "\(engine)")
        }
    }

    @Test func anotherEngineHasItsOwnWarnings() throws {
        var scenario = try parse(#""watermark": {"allowedLateness": "1s"}"#)
        #expect(scenario.warnings.isEmpty)
        try scenario.useEngine(named: "spark")
        #expect(scenario.warnings.map(\.jsonPath) == ["watermark.allowedLateness"])
    }

    private func parse(_ members: String) throws -> Scenario {
        let text = #"{"input": {"log": "log.jsonl"}, "# + members + "}"
        return try Scenario.parse(bytes: Array(text.utf8), path: "a.json", checksFiles: false)
    }

    private func message(_ scenario: Scenario) -> String? {
        do {
            try scenario.checkEngine()
            return nil
        } catch {
            return error.description
        }
    }
}
