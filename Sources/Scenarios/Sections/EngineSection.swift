import Simulation
import Streaming
import Text

extension Shape where Value == EngineSettings {
    /// A name, or an object with a name and the engine's own settings.
    static let engine = Shape(
        expected: "an engine such as \"reference\"",
        schema: .record([
            "anyOf": .list(
                [.record(["enum": .strings(Engines.names)])]
                    + Engines.sections.map { $0.schema() })
        ]),
        decode: { Engines.decode($0, $1, &$2) },
        encode: { engine in
            let place = Engines.names.firstIndex(of: engine.name) ?? 0
            return Engines.sections[place].encode(engine)
        })
}

extension Scenario {
    /// The names of all engines.
    public static var engineNames: [String] { Engines.names }

    /// Runs with another engine; one of the same name keeps its settings.
    ///
    /// - Throws: ``ScenarioError`` if there is no such engine.
    public mutating func useEngine(named name: String) throws(ScenarioError) {
        if name == configuration.engine.name { return }
        var reader = ScenarioReader(file: "--engine", checksFiles: false)
        guard let engine = Engines.decode(JSONNode(.string(name)), .top, &reader) else {
            throw ScenarioError(reader.problems)
        }
        configuration.engine = engine
        checkModels(JSONNode(.record([:])), &reader)
        if !reader.problems.isEmpty { throw ScenarioError(reader.problems) }
        findWarnings()
    }
}

/// The engines and the settings of each.
private enum Engines {
    /// Each engine's object.
    static let sections: [Shape<EngineSettings>] = [
        plain(.reference),
        section(
            .flinkSQL(FlinkSQLSettings()), FlinkSQLSettings(),
            [
                Field(
                    "ranking", .cases("a ranking"), \.ranking,
                    doc: "By what the rows of a checkout are ranked."),
                Field(
                    "minCleanup", .duration, \.minCleanup,
                    doc: "The least interval between two clean-ups of the join's state."),
            ]
        ) {
            .flinkSQL($0)
        } settings: {
            if case .flinkSQL(let own) = $0 { own } else { nil }
        },
        plain(.flinkDataStream),
        section(
            .kafkaStreams(KafkaStreamsSettings()), KafkaStreamsSettings(),
            [
                Field(
                    "grace", .duration, \.grace, doc: "How long a window stays open after its end."),
                Field(
                    "mode", .cases("a mode"), \.mode,
                    doc: "fixed: checkouts without a click come out when their window is closed; "
                        + "eager: at once."),
                Field(
                    "emitInterval", .duration, \.emitInterval,
                    doc: "The least time between two looks for held rows that are due."),
                Field(
                    "store", .cases("a store"), \.store,
                    doc: "rocksdb: windows expire by segments; in-memory: record by record."),
            ]
        ) {
            .kafkaStreams($0)
        } settings: {
            if case .kafkaStreams(let own) = $0 { own } else { nil }
        },
        section(
            .spark(SparkSettings()), SparkSettings(),
            [
                Field("trigger", .trigger, \.trigger, doc: "When a micro-batch is cut."),
                Field(
                    "watermarkPolicy", .cases("a watermark policy"), \.watermarkPolicy,
                    doc: "Which of the two inputs' watermarks counts."),
                Field(
                    "noDataBatches", .flag, \.noDataBatches,
                    doc: "Whether a batch without data follows one that moved the watermark."),
            ]
        ) {
            .spark($0)
        } settings: {
            if case .spark(let own) = $0 { own } else { nil }
        },
        section(
            .pathway(PathwaySettings()), PathwaySettings(),
            [
                Field(
                    "cutoff", Shape<Milliseconds>.duration.orNull(), \.cutoff,
                    doc: "How far behind its input's clock a record may lie. Default: as far as it "
                        + "likes."),
                Field(
                    "keepResults", .flag, \.keepsResults,
                    doc: "Whether the rows of forgotten records stay."),
                Field("batch", .minibatch, \.batch, doc: "When a minibatch ends."),
            ]
        ) {
            .pathway($0)
        } settings: {
            if case .pathway(let own) = $0 { own } else { nil }
        },
        section(
            .quixStreams(QuixStreamsSettings()), QuixStreamsSettings(),
            [
                Field(
                    "grace", Shape<Milliseconds>.duration.orNull(), \.grace,
                    doc: "How long a key's records are kept behind its latest. Default: the "
                        + "lookback."),
                Field("commitEvery", .commit, \.commitEvery, doc: "When there is a checkpoint."),
                Field(
                    "join", .cases("a join of quixstreams"), \.join,
                    doc: "interval: join_interval; asof: join_asof, the one click before."),
            ]
        ) {
            .quixStreams($0)
        } settings: {
            if case .quixStreams(let own) = $0 { own } else { nil }
        },
    ]

    static let names = [
        EngineSettings.reference, .flinkSQL(FlinkSQLSettings()), .flinkDataStream,
        .kafkaStreams(KafkaStreamsSettings()), .spark(SparkSettings()),
        .pathway(PathwaySettings()), .quixStreams(QuixStreamsSettings()),
    ].map(\.name)

    static func decode(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> EngineSettings? {
        NamedObject(noun: "an engine", names: names, sections: sections)
            .decode(node, path, &reader)
    }

    /// An engine without settings of its own.
    private static func plain(_ engine: EngineSettings) -> Shape<EngineSettings> {
        section(engine, false, []) { _ in
            engine
        } settings: { _ in
            nil
        }
    }

    private static func section<Settings: Sendable>(
        _ engine: EngineSettings, _ initial: Settings, _ fields: [Field<Settings>],
        make: @escaping @Sendable (Settings) -> EngineSettings,
        settings: @escaping @Sendable (EngineSettings) -> Settings?
    ) -> Shape<EngineSettings> {
        NamedObject.section(
            engine.name, noun: "the engine", initial, fields, make: make, settings: settings)
    }
}

extension Shape where Value == SparkSettings.Trigger {
    /// `"scripted"` or `{"every": "10s"}`.
    fileprivate static let trigger = everyOr(
        "scripted", "a trigger", .scripted,
        every: {
            .every($0)
        }, interval: { if case .every(let interval) = $0 { interval } else { nil } })
}

extension Shape where Value == PathwaySettings.Batch {
    /// `{"records": 10}`, `{"every": "1s"}` or `"scripted"`.
    fileprivate static let minibatch = cadence(
        "a minibatch", word: ("scripted", .scripted), initial: .records(1),
        records: { .records($0) }, every: { .every($0) },
        count: { if case .records(let count) = $0 { count } else { nil } },
        interval: { if case .every(let interval) = $0 { interval } else { nil } })
}

extension Shape where Value == QuixStreamsSettings.Commit {
    /// `{"records": 10}` or `{"every": "5s"}`.
    fileprivate static let commit = cadence(
        "a checkpoint", word: nil, initial: .records(1), records: { .records($0) },
        every: { .every($0) },
        count: { if case .records(let count) = $0 { count } else { nil } },
        interval: { if case .every(let interval) = $0 { interval } else { nil } })
}

extension Shape where Value: Equatable & Sendable {
    /// `{"records": n}`, `{"every": DURATION}` of processing time, or a word.
    fileprivate static func cadence(
        _ noun: String, word: (name: String, value: Value)?, initial: Value,
        records: @escaping @Sendable (Int) -> Value,
        every: @escaping @Sendable (Milliseconds) -> Value,
        count: @escaping @Sendable (Value) -> Int?,
        interval: @escaping @Sendable (Value) -> Milliseconds?
    ) -> Shape {
        let section = Section<Value>(
            noun, rule: .oneOf([["records"], ["every"]]),
            [
                Field(
                    "records", .integer(1...1_000_000_000), doc: "The number of records.",
                    get: count, set: { $0 = records($1) }),
                Field(
                    "every", .positiveDuration, doc: "The interval of processing time.",
                    get: interval, set: { $0 = every($1) }),
            ])
        let words = word.map { Shape.word(noun, [$0]) }
        let expected =
            (word.map { "\"\($0.name)\", " } ?? "") + "{\"records\": 10} or {\"every\": \"5s\"}"
        return Shape(
            expected: expected,
            schema: .record([
                "anyOf": .list((words.map { [$0.schema()] } ?? []) + [section.schema(initial)])
            ]),
            decode: { node, path, reader in
                switch node.value {
                case .object: return section.shape(initial).decode(node, path, &reader)
                case .string(let text) where text == word?.name: return word?.value
                default:
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
            },
            encode: { value in
                if count(value) != nil || interval(value) != nil { return section.encode(value) }
                return words?.encode(value) ?? .null
            })
    }
}
