import EventLogs
import Simulation
import Text

extension Scenario {
    /// The keys of a scenario file. The order matters: the seed is the default of others.
    static let section = Section<Scenario>(
        "a scenario",
        [
            Field(
                "$schema", Shape.text, doc: "Where the JSON Schema of scenarios lies, for editors.",
                get: { _ in nil }, set: { _, _ in }),
            Field(
                "name", .scenarioName,
                doc: "The name, also of the result file. Default: the file's name without .json.",
                get: { $0.name.isEmpty ? nil : $0.name }, set: { $0.name = $1 }),
            Field(
                "description", Shape.text, doc: "What it shows, in a sentence for the reader.",
                get: { _ in nil }, set: { $0.description = $1 }),
            Field(
                "seed", .integer(0...UInt64(Int64.max)), \.configuration.seed,
                doc: "The seed of all randomness."),
            Field(
                "input", InputDraft.shape, required: true,
                doc: "What is read: clicks and checkouts, one combined log, a Kafka dump, a "
                    + "generated shop, or a world whose causes are known.",
                get: { InputDraft($0) }, set: { $1.apply(to: &$0) }),
            Field(
                "dimensions", DimensionSettings.section, in: \.configuration.dimensions,
                initial: DimensionSettings(), doc: "The tables of users and products."),
            Field(
                "lookup", .lookup, doc: "The same as \"lookup\" in \"dimensions\".",
                get: { _ in nil }, set: { $0.configuration.dimensions.lookup = $1 }),
            Field(
                "amounts", .amounts, doc: "The same as \"amounts\" in \"dimensions\".",
                get: { _ in nil }, set: { $0.configuration.dimensions.amounts = $1 }),
            Field(
                "disorder", Shape.disturbance.list(of: "disturbances"), \.configuration.disorder,
                doc: "What happens to records on their way, in this order.",
                examples: [
                    .list([
                        .record([
                            "stream": .string("clicks"),
                            "late": .record(["fraction": .number("0.02"), "by": .string("45s")]),
                        ]),
                        .record(["duplicate": .record(["fraction": .number("0.01")])]),
                    ])
                ]),
            Field(
                "watermark", WatermarkPair.shape,
                doc: "How far each stream claims to have progressed: one object for both streams, "
                    + "or one each.",
                get: { WatermarkPair($0.configuration) }, set: { $1.apply(to: &$0.configuration) }),
            Field(
                "join", JoinSettings.section, in: \.configuration.join, initial: JoinSettings(),
                doc: "Which clicks a checkout may be credited to."),
            Field(
                "engine", .engine, \.configuration.engine,
                doc: "Whose rules the join follows.", examples: [.string("reference")]),
            Field(
                "attribution", AttributionSettings.section, in: \.configuration.attribution,
                initial: AttributionSettings(), doc: "Who gets the credit."),
            Field(
                "metrics", MetricSettings.shape,
                doc: "The last-hour dashboard in virtual time, window by window: window_metric and "
                    + "window_metric_known. Without this key there is none.",
                examples: [.record(["size": .string("1h"), "slide": .string("1m")])],
                get: { $0.configuration.metrics.map { .some($0) } },
                set: { $0.configuration.metrics = $1 }),
            Field(
                "deduplicate", Shape.deduplication.orNull(),
                doc:
                    "Whether a record whose id is remembered is set aside, and for how long it is. "
                    + "Default: true for reference, false for the real engines; the truth counts "
                    + "each id once unless false is said here.",
                examples: [.record(["within": .string("7d")])],
                get: { scenario in
                    let configuration = scenario.configuration
                    // What a real engine does by default must not be read as said.
                    return .some(
                        configuration.deduplicate
                            ?? (configuration.engine.traits.deduplicates ? .watermark : nil))
                },
                set: { $0.configuration.deduplicate = $1 }),
            Field(
                "endOfInput", .cases("an end of input"), \.configuration.endOfInput,
                doc: "flush: both streams end and everything comes out; stop: what is still held "
                    + "is counted as pending."),
            Field(
                "output", OutputSettings.section, in: \.configuration.output,
                initial: OutputSettings(), doc: "Optional tables of the result."),
            Field(
                "expect", .expectations, doc: "What must hold in the result.",
                examples: [
                    .list([
                        .record([
                            "sql": .string("SELECT count(*) FROM late_record"),
                            "equals": .integer(3),
                        ]),
                        .record(["late": .record(["clicks": .integer(2)])]),
                        .record(["checkout": .string("k17"), "attributedTo": .string("c9")]),
                    ])
                ],
                get: { _ in nil }, set: { $0.expectations = $1 }),
        ])
}

extension Shape where Value == String {
    /// A name that can be part of a file's name.
    fileprivate static let scenarioName = text.checked { name in
        if name.isEmpty { return ("the name is empty", nil) }
        if name.hasPrefix(".") { return ("a name does not start with a dot", nil) }
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0 != "/" && $0 != "\u{7F}"
        }
        return isPlain
            ? nil : ("a name holds no slash and no control character", "write it with dashes")
    }
}
