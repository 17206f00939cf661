import Simulation
import Streaming

extension FlinkSQLSettings: KeyedEngine {
    static let fields: [Field<FlinkSQLSettings>] = [
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
