import Simulation
import Streaming

extension SparkSettings: KeyedEngine {
    static let fields: [Field<SparkSettings>] = [
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
}

extension Shape where Value == SparkSettings.Trigger {
    /// `{"every": "10s"}` or a word.
    fileprivate static let trigger = everyOr(
        [("scripted", .scripted), ("availableNow", .availableNow), ("once", .once)], "a trigger",
        every: {
            .every($0)
        }, interval: { if case .every(let interval) = $0 { interval } else { nil } })
}
