import EventLogs
import Simulation
import Streaming
import Text

extension Shape where Value == EngineSettings {
    /// A name, or an object with a name and the engine's own settings.
    static let engine = Shape(
        expected: "an engine such as \"reference\"",
        schema: .record([
            "anyOf": .list(
                [.record(["enum": .strings(Engines.names + VersionedName.all)])]
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
        if name == configuration.engine.name || name == configuration.engine.label { return }
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
                Field(
                    "version", .cases("a version of Flink"), \.version,
                    doc: "Whose rules; \"flink-sql@2.3\" says the same."),
                Field(
                    "stateTTL", .duration, \.stateTTL,
                    doc: "table.exec.state.ttl, which the rankings mind. 0: for ever."),
                Field("backend", .cases("a backend"), \.backend, doc: "Where the state lies."),
                Field(
                    "watermarks", .cases("a place of watermarks"), \.watermarks,
                    doc: "Where they are made: source, for each partition; assigner, an operator "
                        + "behind it."),
                Field(
                    "checkpoints", .checkpoints, \.checkpoints,
                    doc: "When a checkpoint is taken, which only mini-batch minds."),
                Field(
                    "miniBatch", .miniBatch, \.miniBatch,
                    doc: "table.exec.mini-batch: how many rows a ranking holds, and the slots of "
                        + "event time that let one watermark through."),
                Field(
                    "parallelism", .integer(1...32_768), \.parallelism,
                    doc: "How many tasks; the rows of a step are the same."),
                Field(
                    "restarts", .restarts, \.restarts,
                    doc: "The seqs after which the job starts again from a savepoint."),
            ]
        ) {
            .flinkSQL($0)
        } settings: {
            if case .flinkSQL(let own) = $0 { own } else { nil }
        },
        section(
            .flinkDataStream(FlinkDataStreamSettings()), FlinkDataStreamSettings(),
            [
                Field(
                    "version", .cases("a version of Flink"), \.version,
                    doc: "Whose rules; \"flink-datastream@2.3\" says the same."),
                Field(
                    "parallelism", .integer(1...32_768), \.parallelism,
                    doc: "How many tasks; the rows of a step are the same."),
                Field(
                    "restarts", .restarts, \.restarts,
                    doc: "The seqs after which the job starts again from a savepoint."),
            ]
        ) {
            .flinkDataStream($0)
        } settings: {
            if case .flinkDataStream(let own) = $0 { own } else { nil }
        },
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
                Field(
                    "sink", .cases("a sink"), \.sink,
                    doc: "What becomes of the join's rows: an upsert that keeps the earliest "
                        + "click, one that keeps the last write, the first row alone, or a groupBy behind "
                        + "the join."),
                Field(
                    "filter", StreamFilters.section, in: \.filter, initial: StreamFilters(),
                    doc: "Conditions between the watermarks and the join, as \"where\" in logs, on "
                        + "fields of records: what they take away moves no watermark."),
                Field(
                    "restarts", .restarts, \.restarts,
                    doc: "The seqs after which the job starts again from its checkpoint, or "
                        + "every-batch."),
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
        EngineSettings.reference, .flinkSQL(FlinkSQLSettings()),
        .flinkDataStream(FlinkDataStreamSettings()),
        .kafkaStreams(KafkaStreamsSettings()), .spark(SparkSettings()),
        .pathway(PathwaySettings()), .quixStreams(QuixStreamsSettings()),
    ].map(\.name)

    static func decode(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> EngineSettings? {
        var node = node
        guard VersionedName.resolve(&node, path, &reader) else { return nil }
        return NamedObject(noun: "an engine", names: names, sections: sections)
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

extension StreamFilters {
    /// Conditions on the fields of each stream.
    fileprivate static let section = Section<StreamFilters>(
        "a filter",
        [
            Field(
                "clicks", .conditions(.clicks), doc: "Which clicks the query takes.",
                examples: [.record(["source": .record(["not": .string("Direct")])])],
                get: { $0.clicks.terms.isEmpty ? nil : $0.clicks }, set: { $0.clicks = $1 }),
            Field(
                "checkouts", .conditions(.checkouts),
                doc: "Which checkouts may match: of a left or full join the others come out "
                    + "without a click, in their own batch.",
                get: { $0.checkouts.terms.isEmpty ? nil : $0.checkouts },
                set: { $0.checkouts = $1 }),
        ])
}

extension Shape where Value == RowSelection {
    /// Conditions on the texts of a stream's records.
    fileprivate static func conditions(_ stream: EventStream) -> Shape {
        let known = StreamFilters.fields(of: stream)
        return Shape(
            expected: "an object such as {\"source\": {\"not\": \"Direct\"}}",
            schema: selection.schema(),
            decode: { node, path, reader in
                guard case .object(let members) = node.value else {
                    return selection.decode(node, path, &reader)
                }
                for member in members where !known.contains(member.key) {
                    let isField = RecordField.keys(for: [stream]).contains(member.key)
                    let nearest = Spelling.nearest(to: member.key, in: known)
                    reader.report(
                        at: member.keyPosition, path.key(member.key),
                        "\(ScenarioReader.quote(member.key)) is not "
                            + (isField ? "a text, which alone is filtered" : "a field"),
                        hint: isField
                            ? nil
                            : nearest.map { "write \"\($0)\"" }
                                ?? "the fields are \(known.joined(separator: ", "))")
                }
                return selection.decode(node, path, &reader)
            },
            encode: { selection.encode($0) })
    }
}

extension Shape where Value == SparkSettings.Trigger {
    /// `{"every": "10s"}` or a word.
    fileprivate static let trigger = everyOr(
        [("scripted", .scripted), ("availableNow", .availableNow), ("once", .once)], "a trigger",
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

extension Shape where Value == FlinkSQLSettings.Checkpoints? {
    /// `null`, `"every-record"` or `{"every": "10s"}`.
    fileprivate static let checkpoints = Shape<FlinkSQLSettings.Checkpoints>.everyOr(
        "every-record", "a rhythm of checkpoints", .everyRecord,
        every: {
            .every($0)
        }, interval: { if case .every(let interval) = $0 { interval } else { nil } }
    ).orNull()
}

extension Shape where Value == FlinkSQLSettings.MiniBatch? {
    /// `null` or `{"size": 1000, "latency": "2s"}`.
    fileprivate static let miniBatch = Section<FlinkSQLSettings.MiniBatch>(
        "a mini-batch",
        [
            Field(
                "size", .integer(1...1_000_000_000), \.size,
                doc: "How many rows of all keys a ranking holds at most."),
            Field(
                "latency", .positiveDuration, \.latency,
                doc: "How long the slots of event time are that let one watermark through."),
        ]
    ).shape(FlinkSQLSettings.MiniBatch()).orNull()
}

extension Shape where Value == RestartPlan {
    /// A list of seqs, or `"every-batch"`.
    fileprivate static let restarts: Shape = {
        let list = Shape<Int64>.integer(1...Int64.max).list(of: "seqs")
        let word = Shape<Bool>.word("a plan of restarts", [("every-batch", true)])
        let expected = "a list of seqs such as [120, 4000], or \"every-batch\""
        return Shape(
            expected: expected, schema: .record(["anyOf": .list([list.schema(), word.schema()])]),
            decode: { node, path, reader in
                switch node.value {
                case .array: return list.decode(node, path, &reader).map { RestartPlan(after: $0) }
                case .string:
                    return word.decode(node, path, &reader).map { _ in RestartPlan.everyBatch }
                default:
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
            },
            encode: { $0.isAfterEveryBatch ? word.encode(true) : list.encode($0.seqs) })
    }()
}

/// `NAME@VERSION`: the version goes into the engine's object.
private enum VersionedName {
    /// The versions whose rules are known, by engine, the default first.
    private static let versions: [String: [String]] = [
        "flink-sql": ["1.20", "2.3"], "flink-datastream": ["1.20", "2.3"], "spark": ["3.5", "4.3"],
    ]

    /// Every name with every version, for the schema.
    static let all = Engines.names.flatMap { name in
        (versions[name] ?? []).map { "\(name)@\($0)" }
    }

    /// Takes the version out of a name; `false` if it is wrong, which is then reported.
    static func resolve(
        _ node: inout JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> Bool {
        switch node.value {
        case .string(let text):
            guard let parts = split(text) else { return true }
            guard isKnown(parts, node, path, &reader) else { return false }
            var members = [JSONMember("name", .string(parts.name))]
            if hasKey(parts.name) { members.append(JSONMember("version", .string(parts.version))) }
            node = JSONNode(.object(members), at: node.position)
            return true
        case .object(var members):
            guard let place = members.firstIndex(where: { $0.key == "name" }),
                case .string(let text) = members[place].node.value, let parts = split(text)
            else { return true }
            let name = members[place].node
            guard isKnown(parts, name, path.key("name"), &reader) else { return false }
            members[place].node.value = .string(parts.name)
            if let said = members.first(where: { $0.key == "version" }) {
                guard said.node.value == .string(parts.version) else {
                    reader.report(
                        said.node, path.key("version"),
                        "the name says version \(ScenarioReader.quote(parts.version)), and this is "
                            + ScenarioReader.describe(said.node.value),
                        hint: "say it once")
                    return false
                }
            } else if hasKey(parts.name) {
                members.append(JSONMember("version", .string(parts.version)))
            }
            node.value = .object(members)
            return true
        default: return true
        }
    }

    /// Whether the versions' rules differ, so that the engine has a key for it.
    private static func hasKey(_ name: String) -> Bool { name.hasPrefix("flink-") }

    private static func split(_ text: String) -> (name: String, version: String)? {
        guard let at = text.firstIndex(of: "@") else { return nil }
        return (String(text[..<at]), String(text[text.index(after: at)...]))
    }

    private static func isKnown(
        _ parts: (name: String, version: String), _ node: JSONNode, _ path: JSONPath,
        _ reader: inout ScenarioReader
    ) -> Bool {
        guard let known = versions[parts.name] else {
            let isEngine = Engines.names.contains(parts.name)
            let nearest = Spelling.nearest(to: parts.name, in: Engines.names)
            reader.report(
                node, path,
                isEngine
                    ? "\(parts.name) has one set of rules and no version"
                    : "\(ScenarioReader.quote(parts.name)) is not an engine",
                hint: isEngine
                    ? "write \"\(parts.name)\""
                    : nearest.map { "write \"\($0)\"" } ?? "write \(Spelling.list(Engines.names))")
            return false
        }
        if known.contains(parts.version) { return true }
        reader.report(
            node, path,
            "there are no rules for \(parts.name) \(ScenarioReader.quote(parts.version))",
            hint: "write \(Spelling.list(known.map { "\(parts.name)@\($0)" }))")
        return false
    }
}
