import Scenarios
import Simulation
import Streaming
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

    @Test func aNameMaySayItsVersion() throws {
        var settings = FlinkSQLSettings()
        settings.version = .v2_3
        for engine in [
            #""flink-sql@2.3""#, #"{"name": "flink-sql", "version": "2.3"}"#,
            #"{"name": "flink-sql@2.3", "version": "2.3"}"#,
        ] {
            let scenario = try parse(#""engine": "# + engine)
            #expect(scenario.configuration.engine == .flinkSQL(settings))
            #expect(scenario.configuration.engine.label == "flink-sql@2.3")
        }
        #expect(try parse(#""engine": "flink-sql@1.20""#).configuration.engine.label == "flink-sql")
        #expect(
            try parse(#""engine": "spark@4.3""#).configuration.engine == .spark(SparkSettings()))
        var scenario = try parse(#""engine": "spark""#)
        try scenario.useEngine(named: "flink-sql@2.3")
        #expect(scenario.configuration.engine == .flinkSQL(settings))
    }

    @Test(arguments: [
        (
            #"{"name": "flink-sql@2.3", "version": "1.20"}"#,
            #"a.json:1: engine.version: the name says version "2.3", and this is "1.20". Hint: say it once."#
        ),
        (
            #""flink-sql@3.0""#,
            #"a.json:1: engine: there are no rules for flink-sql "3.0". Hint: write "flink-sql@1.20" or "flink-sql@2.3"."#
        ),
        (
            #""kafka-streams@3.9""#,
            #"a.json:1: engine: kafka-streams has one set of rules and no version. Hint: write "kafka-streams"."#
        ),
    ])
    func aVersionThatIsNoneIsAnError(engine: String, message: String) {
        #expect {
            try parse(#""engine": "# + engine)
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test(arguments: [
        (#""engine": "kafka-streams", "join": {"type": "right"}"#, "join.type"),
        (#""engine": "reference", "join": {"type": "full"}"#, "join.type"),
        (#""engine": "flink-sql", "join": {"type": "semi"}"#, "join.type"),
        (#""engine": "pathway", "join": {"type": "inner"}"#, "join.type"),
        (#""engine": "pathway", "join": {"bounds": {"upper": "exclusive"}}"#, "join.bounds"),
        (#""engine": "quixstreams", "join": {"lookahead": "-1s"}"#, "join.lookahead"),
        (
            #""engine": {"name": "quixstreams", "grace": "1s"}, "join": {"lookback": "2s"}"#,
            "engine.grace"
        ),
        (#""engine": {"name": "flink-sql", "restarts": "every-batch"}"#, "engine.restarts"),
    ])
    func whatAnEngineDoesNotHaveIsRefused(members: String, path: String) throws {
        let text = message(try parse(members))
        #expect(text?.contains(": \(path): ") == true && text?.contains("Hint: ") == true)
    }

    @Test(arguments: [
        (#""clicks": {"sorce": "x"}"#, "\"sorce\" is not a field. Hint: write \"source\"."),
        (
            #""clicks": {"click_timestamp": "x"}"#,
            "\"click_timestamp\" is not a text, which alone is filtered."
        ),
        (#""checkouts": {"quantity": 1}"#, "\"quantity\" is not a text, which alone is filtered."),
    ])
    func aFilterLooksAtTheTextsOfRecords(filter: String, message: String) throws {
        do {
            _ = try parse(#""engine": {"name": "spark", "filter": {\#(filter)}}"#)
            Issue.record("\(filter) is taken")
        } catch {
            #expect("\(error)".hasSuffix(message), "\(error)")
        }
    }

    @Test func whatFlink2DoesToTheOriginalsQueryIsSaid() throws {
        let user = #""attribution": {"partitionBy": "user", "model": "last-click"}"#
        let old = try parse(#""engine": "flink-sql", \#(user)"#)
        #expect(old.warnings.map(\.jsonPath) == ["attribution.partitionBy"])
        let new = try parse(#""engine": "flink-sql@2.3", \#(user)"#)
        #expect(new.warnings.map(\.jsonPath) == ["attribution.partitionBy", "engine"])
        #expect(new.warnings.last?.hint?.hasPrefix("write ON CONFLICT") == true)
    }

    @Test func aFilterIsSparksAlone() throws {
        let spark = try parse(
            #""engine": {"name": "spark", "filter": {"clicks": {"source": {"not": "Direct"}}}}"#)
        #expect(spark.warnings.isEmpty)
        #expect(throws: ScenarioError.self) {
            try parse(
                #""engine": {"name": "flink-sql", "filter": {"clicks": {"source": "x"}}}"#)
        }
    }

    @Test func boundsMayBeNegativeAndHaveOneStrictEnd() throws {
        let scenario = try parse(
            #""join": {"lookback": "-3s", "lookahead": "8s", "bounds": {"upper": "exclusive"}}"#)
        var bounds = JoinBounds(lookback: Milliseconds(-3_000), lookahead: Milliseconds(8_000))
        bounds.includesUpper = false
        #expect(scenario.configuration.join.bounds == bounds)
        #expect(scenario.warnings.isEmpty)
        let empty = try parse(#""join": {"lookback": "-9s", "lookahead": "8s"}"#)
        #expect(empty.warnings.map(\.jsonPath) == ["join"])
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
