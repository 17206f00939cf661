import Attribution
import EventLogs
import Simulation
import Streaming
import Testing
import Text

@testable import Scenarios

@Suite struct ScenarioSectionsTests {
    @Test func defaultsAreTheContracts() throws {
        let scenario = try scenario(with: #""seed": 42"#)
        let configuration = scenario.configuration
        #expect(scenario.name == "s" && scenario.seed == 42 && scenario.expectations.isEmpty)
        for watermark in [configuration.clicksWatermark, configuration.checkoutsWatermark] {
            #expect(watermark.strategy == .bounded && watermark.delay == .zero)
            #expect(watermark.allowedLateness == .zero && watermark.idleTimeout == nil)
            #expect(watermark.emission == .perRecord && watermark.partitions == nil)
        }
        #expect(configuration.join.kind == .left && configuration.join.key == .user)
        #expect(configuration.join.bounds.isInclusive)
        #expect(configuration.join.bounds.lookahead == .zero)
        #expect(configuration.engine == .reference && configuration.deduplicate == nil)
        #expect(configuration.attribution.model == .firstClick)
        #expect(configuration.attribution.partitionBy == .checkout)
        #expect(configuration.attribution.paymentStatus == nil)
        #expect(configuration.endOfInput == .flush && configuration.disorder.isEmpty)
        #expect(configuration.dimensions == DimensionSettings())
        #expect(configuration.output == OutputSettings())
        #expect(scenario.warnings.isEmpty)
    }

    @Test func inputsOfEveryKindAreRead() throws {
        var clicks = LogFile(path: "f/a.jsonl", name: "a.jsonl")
        clicks.fields = ["id": "transaction_id", "time": "ts"]
        clicks.timeFormat = .epochSeconds
        var checkouts = LogFile(path: "/b", name: "/b")
        checkouts.format = .csv
        let perStream = try scenario(
            """
            {"input": {"clicks": {"path": "a.jsonl", "fields": {"id": "transaction_id",
              "time": "ts"}, "timeFormat": "epoch-seconds", "partitions": 3},
             "checkouts": {"path": "/b", "format": "csv"}}}
            """, path: "f/s.json")
        #expect(perStream.input == .perStream(clicks: clicks, checkouts: checkouts))
        #expect(perStream.configuration.clicksWatermark.partitions == 3)
        #expect(perStream.configuration.checkoutsWatermark.partitions == nil)

        let log = LogFile(path: "a.csv")
        let combined = try scenario(#"{"input": {"log": {"path": "a.csv", "partitions": 2}}}"#)
        #expect(combined.input == .combined(log))
        #expect(combined.configuration.checkoutsWatermark.partitions == 2)

        let dump = try scenario(
            #"{"input": {"kafka": {"path": "-", "topics": {"a": "clicks"}, "#
                + #""partitions": {"clicks": 4}}}}"#)
        var standardInput = LogFile(path: "-")
        standardInput.format = .kafka
        #expect(dump.input == .kafkaDump(standardInput, topics: ["a": .clicks]))
        #expect(dump.configuration.clicksWatermark.partitions == 4)
        #expect(dump.configuration.checkoutsWatermark.partitions == nil)
    }

    @Test func aGeneratedInputTakesTheSeedOfItsScenarioWhereverThatStands() throws {
        var settings = GenerationSettings()
        settings.seed = 7
        settings.clicks = 10
        settings.checkoutsPerClick = 500_000_000
        let scenario = try scenario(
            #"{"input": {"generate": {"clicks": 10, "checkoutsPerClick": 0.5}}, "seed": 7}"#)
        #expect(scenario.input == .generated(settings))
        settings.seed = 8
        #expect(
            try Scenario.parse(
                bytes: Array(
                    #"{"seed": 7, "input": {"generate": {"seed": 8, "clicks": 10, "#.utf8)
                    + Array(#""checkoutsPerClick": 0.5}}}"#.utf8), path: "s.json"
            ).input == .generated(settings))
    }

    @Test func watermarksAreForBothStreamsOrForEach() throws {
        let both = try scenario(
            with: #""watermark": {"delay": "15s", "allowedLateness": "5s", "idleTimeout": "1m", "#
                + #""emit": {"every": "200ms"}}"#
        ).configuration
        #expect(both.clicksWatermark == both.checkoutsWatermark)
        #expect(both.clicksWatermark.delay == Milliseconds(15_000))
        #expect(both.clicksWatermark.allowedLateness == Milliseconds(5_000))
        #expect(both.clicksWatermark.idleTimeout == Milliseconds(60_000))
        #expect(both.clicksWatermark.emission == .every(Milliseconds(200)))
        let each = try scenario(
            with: #""watermark": {"clicks": {"strategy": "none", "idleTimeout": "off"}}"#
        ).configuration
        #expect(each.clicksWatermark.strategy == .none && each.clicksWatermark.idleTimeout == nil)
        #expect(each.checkoutsWatermark.strategy == .bounded)
    }

    @Test func theJoinIsRead() throws {
        let join = try scenario(
            with: #""join": {"type": "inner", "key": "user+product", "lookback": "7d", "#
                + #""lookahead": 1500, "bounds": "exclusive"}"#
        ).configuration.join
        #expect(join.kind == .inner && join.key == .userAndProduct && !join.bounds.isInclusive)
        #expect(join.bounds.lookback == Milliseconds(604_800_000))
        #expect(join.bounds.lookahead == Milliseconds(1_500))
    }

    static let engines: [(text: String, engine: EngineSettings)] = {
        var sql = FlinkSQLSettings()
        sql.ranking = .cast
        sql.minCleanup = Milliseconds(5_000)
        var kafka = KafkaStreamsSettings()
        kafka.grace = Milliseconds(15_000)
        kafka.mode = .eager
        kafka.emitInterval = Milliseconds(1_000)
        var spark = SparkSettings()
        spark.trigger = .scripted
        spark.watermarkPolicy = .max
        spark.noDataBatches = false
        var every = SparkSettings()
        every.trigger = .every(Milliseconds(3_000))
        return [
            (#""reference""#, .reference), (#"{"name": "reference"}"#, .reference),
            (#""flink-sql""#, .flinkSQL(FlinkSQLSettings())),
            (#"{"name": "flink-sql", "ranking": "cast", "minCleanup": "5s"}"#, .flinkSQL(sql)),
            (#""flink-datastream""#, .flinkDataStream(FlinkDataStreamSettings())),
            (#""kafka-streams""#, .kafkaStreams(KafkaStreamsSettings())),
            (
                #"{"name": "kafka-streams", "grace": "15s", "mode": "eager", "emitInterval": "1s"}"#,
                .kafkaStreams(kafka)
            ),
            (#""spark""#, .spark(SparkSettings())),
            (
                #"{"name": "spark", "trigger": "scripted", "watermarkPolicy": "max", "#
                    + #""noDataBatches": false}"#, .spark(spark)
            ),
            (#"{"name": "spark", "trigger": {"every": "3s"}}"#, .spark(every)),
        ]
    }()

    @Test(arguments: engines)
    func enginesAreRead(text: String, engine: EngineSettings) throws {
        let scenario = try scenario(with: #""engine": \#(text)"#)
        #expect(scenario.configuration.engine == engine)
    }

    @Test func attributionIsReadAndItsModelsAreEachThereOnce() throws {
        let attribution = try scenario(
            with: #""attribution": {"model": "last-click", "compare": ["linear", "last-click", "#
                + #""first-click", "linear"], "paymentStatus": ["success"]}"#
        ).configuration.attribution
        #expect(attribution.model == .lastClick)
        #expect(attribution.compare == [.linear, .firstClick])
        #expect(attribution.partitionBy == .checkout && attribution.paymentStatus == ["success"])
    }

    @Test func oneRowAUserNeedsModelsOfOneClick() throws {
        let attribution = try scenario(
            with: #""attribution": {"model": "last-click", "compare": ["first-click"], "#
                + #""partitionBy": "user"}"#
        ).configuration.attribution
        #expect(attribution.partitionBy == .user)
        #expect(throws: ScenarioError.self) {
            try scenario(
                with: #""attribution": {"compare": ["linear"], "partitionBy": "user"}"#)
        }
    }

    @Test func modelsWithSettingsAreRead() throws {
        let attribution = try scenario(
            with: #""attribution": {"model": {"name": "time-decay", "halfLife": "36h"}, "#
                + #""compare": [{"name": "position-based", "first": 50, "middle": 0, "last": 50}, "#
                + #"{"name": "last-non-direct", "direct": ["Unknown"]}, "j-shaped"]}"#
        ).configuration.attribution
        #expect(attribution.model == .timeDecay(halfLife: 129_600_000))
        #expect(
            attribution.compare.map(\.displayName) == [
                "position-50-0-50", "last-non-direct", "j-shaped",
            ])
    }

    static let disturbances: [(text: String, disturbance: Disturbance)] = [
        (
            #"{"stream": "clicks", "partition": 2, "delay": "5s"}"#,
            Disturbance(
                stream: .clicks, partition: 2, effect: .delay(.constant(Milliseconds(5_000))))
        ),
        (
            #"{"delay": {"uniform": {"min": "1s", "max": "2s"}}}"#,
            Disturbance(
                effect: .delay(.uniform(min: Milliseconds(1_000), max: Milliseconds(2_000))))
        ),
        (
            #"{"delay": {"exponential": {"mean": "4s", "max": "2m"}}}"#,
            Disturbance(
                effect: .delay(
                    .exponential(mean: Milliseconds(4_000), max: Milliseconds(120_000))))
        ),
        (
            #"{"delay": {"logNormal": {"median": "1s", "sigma": 1.5}}}"#,
            Disturbance(
                effect: .delay(
                    .logNormal(
                        median: Milliseconds(1_000), sigmaE9: 1_500_000_000,
                        max: Milliseconds(100_000))))
        ),
        (
            #"{"delay": {"pareto": {"min": "1s", "alpha": 2, "max": "9s"}}}"#,
            Disturbance(
                effect: .delay(
                    .pareto(
                        min: Milliseconds(1_000), alphaE9: 2_000_000_000,
                        max: Milliseconds(9_000))))
        ),
        (
            #"{"late": {"fraction": 0.02, "by": "45s"}}"#,
            Disturbance(
                effect: .late(share: Share(billionths: 20_000_000), by: Milliseconds(45_000)))
        ),
        (
            #"{"duplicate": {"fraction": 1}}"#,
            Disturbance(effect: .duplicate(share: .all, after: .constant(.zero)))
        ),
        (
            #"{"drop": {"fraction": 0.000000001}}"#,
            Disturbance(effect: .drop(share: Share(billionths: 1)))
        ),
        (
            #"{"drop": {"fraction": 1, "from": 1000, "to": 2000}, "stream": "clicks"}"#,
            Disturbance(
                stream: .clicks,
                effect: .drop(
                    share: .all,
                    during: ArrivalSpan(
                        from: ProcessingTime(milliseconds: 1_000),
                        to: ProcessingTime(milliseconds: 2_000))))
        ),
        (
            #"{"hold": {"from": "1970-01-01 00:00:01", "to": 2000}}"#,
            Disturbance(
                effect: .hold(
                    from: ProcessingTime(milliseconds: 1_000),
                    to: ProcessingTime(milliseconds: 2_000)))
        ),
        (
            #"{"skew": {"by": "-30s", "users": 0.5}}"#,
            Disturbance(
                effect: .skew(share: Share(billionths: 500_000_000), byMilliseconds: -30_000))
        ),
        (
            #"{"skew": {"by": 250}}"#,
            Disturbance(effect: .skew(share: .all, byMilliseconds: 250))
        ),
        (
            #"{"skew": {"by": 250, "from": 1000, "to": 2000}, "seed": 7}"#,
            Disturbance(
                effect: .skew(
                    share: .all, byMilliseconds: 250,
                    during: ArrivalSpan(
                        from: ProcessingTime(milliseconds: 1_000),
                        to: ProcessingTime(milliseconds: 2_000))), seed: 7)
        ),
        (
            #"{"reread": {"from": 1000, "to": 2000}, "partition": 1}"#,
            Disturbance(
                partition: 1,
                effect: .reread(
                    from: ProcessingTime(milliseconds: 1_000),
                    to: ProcessingTime(milliseconds: 2_000)))
        ),
    ]

    @Test(arguments: disturbances)
    func disturbancesAreRead(text: String, disturbance: Disturbance) throws {
        let scenario = try scenario(with: #""disorder": [\#(text)]"#)
        #expect(scenario.configuration.disorder == [disturbance])
    }

    @Test func theRestIsRead() throws {
        let scenario = try scenario(
            with: #""name": "n", "description": "d", "deduplicate": false, "endOfInput": "stop", "#
                + #""output": {"changelog": true, "credits": true, "indexes": true}, "#
                + #""dimensions": {"users": "u.csv", "lookup": "left", "amounts": "original", "#
                + #""products": {"path": "p", "format": "csv", "fields": {"price": "cost"}}}"#)
        #expect(scenario.name == "n" && scenario.description == "d")
        let configuration = scenario.configuration
        #expect(configuration.deduplicate == false && configuration.endOfInput == .stop)
        #expect(configuration.output.changelog && configuration.output.credits)
        #expect(configuration.output.indexes)
        #expect(configuration.dimensions.users == LogFile(path: "u.csv"))
        #expect(configuration.dimensions.products?.fields == ["price": "cost"])
        #expect(configuration.dimensions.lookup == .left)
        #expect(configuration.dimensions.amounts == .original)
    }

    @Test func lookupAndAmountsMayStandAtTheTop() throws {
        for text in [
            #""lookup": "left", "amounts": "original""#,
            #""amounts": "original", "dimensions": {"lookup": "left", "amounts": "original"}"#,
            #""dimensions": {"users": "u.csv"}, "lookup": "left", "amounts": "original""#,
            #""lookup": "left", "amounts": "original", "dimensions": {"users": "u.csv"}"#,
        ] {
            let dimensions = try scenario(with: text).configuration.dimensions
            #expect(dimensions.lookup == .left && dimensions.amounts == .original)
        }
        #expect(
            scenarioError(
                withInput(
                    #""amounts": "original","# + "\n"
                        + #""dimensions": {"amounts": "discounted"}"#))
                == "s.json:2: amounts: \"original\" here, but \"discounted\" in \"dimensions\". "
                + "Hint: keep one of the two.")
    }

    @Test(arguments: [
        ("0s", 0), ("500ms", 500), ("15s", 15_000), ("10m", 600_000), ("1h", 3_600_000),
        ("7d", 604_800_000), ("1.5h", 5_400_000), ("0.001s", 1), ("007s", 7_000),
        ("3650000d", 315_360_000_000_000), ("1m 47.109s", 107_109), ("1h30m", 5_400_000),
        ("1d 2h 3m 4s 5ms", 93_784_005),
    ])
    func durationsAreRead(text: String, milliseconds: Int64) throws {
        let join = try scenario(with: #""join": {"lookback": "\#(text)"}"#).configuration.join
        #expect(join.bounds.lookback.count == milliseconds)
        let written = DurationText.write(milliseconds)
        #expect(DurationText.parse(written) == milliseconds)
    }

    @Test(arguments: [
        "1", "s", "", "1 s", "1S", "1sec", "1e3s", "0.0001s", "1.s", ".5s", "1.2.3s",
        "--1s", "1s2m", "１s", "4000000d", "99999999999999999999d", "1h ",
        "1m 1m", "1s 1m", "1m  2s", "1m,2s",
    ])
    func whatIsNoDurationIsRefused(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    // MARK: - The configuration as JSON

    static let texts: [String] = [
        withInput(#""seed": 1"#),
        #"{"input": {"log": {"path": "a", "fields": {"id": "x"}, "timeFormat": "epoch-seconds", "#
            + #""partitions": 2}}, "watermark": {"strategy": "scripted"}}"#,
        #"{"input": {"kafka": {"path": "-", "topics": {"b": "clicks", "a": "checkouts"}}}}"#,
        #"{"input": {"generate": {"clicks": 7, "start": 0, "dailyRhythm": false}}, "seed": 9}"#,
        withInput(
            #""name": "n", "lookup": "left", "amounts": "original", "dimensions": "#
                + #"{"users": {"path": "u", "format": "csv", "fields": {"gender": "g"}}}, "#
                + #""watermark": {"clicks": {"delay": 1, "emit": {"every": 7}}, "#
                + #""checkouts": {"strategy": "none", "idleTimeout": "1m"}}, "#
                + #""join": {"type": "inner", "key": "user+product", "bounds": "exclusive"}, "#
                + #""attribution": {"model": "linear", "compare": ["last-click"], "#
                + #""paymentStatus": ["a", "b"]}, "deduplicate": false, "endOfInput": "stop", "#
                + #""output": {"credits": true}"#),
    ]

    @Test(arguments: texts)
    func theConfigurationAsJSONIsItselfTheScenario(text: String) throws {
        let first = try scenario(text)
        let second = try scenario(first.configJSON)
        #expect(second.configJSON == first.configJSON)
        #expect(second.seed == first.seed && second.name == first.name)
        let (a, b) = (first.configuration, second.configuration)
        #expect(a.clicksWatermark == b.clicksWatermark)
        #expect(a.checkoutsWatermark == b.checkoutsWatermark)
        #expect(a.join == b.join && a.engine == b.engine && a.attribution == b.attribution)
        #expect(a.endOfInput == b.endOfInput && a.disorder == b.disorder && a.output == b.output)
        #expect(a.dimensions.lookup == b.dimensions.lookup)
        #expect(a.dimensions.amounts == b.dimensions.amounts)
        #expect(
            b.deduplicate
                == (a.deduplicate ?? (a.engine.traits.deduplicates ? .watermark : nil)))
    }

    @Test func enginesAndDisturbancesSurviveTheRoundTrip() throws {
        for (text, engine) in Self.engines {
            let first = try scenario(with: #""engine": \#(text)"#)
            #expect(try scenario(first.configJSON).configuration.engine == engine)
        }
        let list = Self.disturbances.map(\.text).joined(separator: ",")
        let first = try scenario(with: #""disorder": [\#(list)]"#)
        #expect(
            try scenario(first.configJSON).configuration.disorder
                == Self.disturbances.map(\.disturbance))
    }

    @Test func shippedScenariosSurviveTheRoundTrip() throws {
        for path in try ScenarioFinder.find(in: [shippedScenarios]) {
            let first = try Scenario.load(path: path)
            let second = try Scenario.parse(
                bytes: Array(first.configJSON.utf8), path: path, checksFiles: true)
            #expect(second.configJSON == first.configJSON, "\(path)")
        }
    }

    @Test func theEngineOfTheCommandLineReplacesAnotherAndKeepsItsOwnSettings() throws {
        var scenario = try scenario(
            with: #""engine": {"name": "kafka-streams", "grace": "15s"}"#)
        try scenario.useEngine(named: "kafka-streams")
        var settings = KafkaStreamsSettings()
        settings.grace = Milliseconds(15_000)
        #expect(scenario.configuration.engine == .kafkaStreams(settings))
        try scenario.useEngine(named: "spark")
        #expect(scenario.configuration.engine == .spark(SparkSettings()))
        #expect(
            throws: ScenarioError([
                ScenarioProblem(
                    file: "--engine", message: "\"sparc\" is not an engine",
                    hint: "write \"spark\"")
            ])
        ) { try scenario.useEngine(named: "sparc") }
    }

    @Test func warningsSayWhatIsMostLikelyNotMeant() throws {
        let user = try scenario(
            with: #""attribution": {"partitionBy": "user"}"#)
        #expect(
            user.warnings.map(\.description) == [
                "s.json:2: attribution.partitionBy: \"user\" keeps one attributed checkout a user "
                    + "for the whole run, and one single row for all checkouts without a click; "
                    + "the other checkouts are lost. Hint: write \"checkout\" to keep every "
                    + "checkout."
            ])
        let scripted = try scenario(with: #""watermark": {"strategy": "scripted"}"#)
        #expect(
            scripted.warnings.map(\.description) == [
                "s.json:2: watermark: \"scripted\" takes watermarks from the control records of a "
                    + "combined log, and this input has none: there is no watermark until the end. "
                    + "Hint: use \"input\": {\"log\": …}."
            ])
        #expect(
            try scenario(
                #"{"input": {"log": "a"}, "watermark": {"strategy": "scripted"}}"#
            ).warnings.isEmpty)
    }
}
