import Simulation
import Streaming

extension PathwaySettings: KeyedEngine {
    static let fields: [Field<PathwaySettings>] = [
        Field(
            "cutoff", Shape<Milliseconds>.duration.orNull(), \.cutoff,
            doc: "How far behind its input's clock a record may lie. Default: as far as it "
                + "likes."),
        Field(
            "keepResults", .flag, \.keepsResults,
            doc: "Whether the rows of forgotten records stay."),
        Field("batch", .minibatch, \.batch, doc: "When a minibatch ends."),
    ]
}

extension Shape where Value == PathwaySettings.Batch {
    /// `{"records": 10}`, `{"every": "1s"}` or `"scripted"`.
    fileprivate static let minibatch = cadence(
        "a minibatch", word: ("scripted", .scripted), initial: .records(1),
        records: { .records($0) }, every: { .every($0) },
        count: { if case .records(let count) = $0 { count } else { nil } },
        interval: { if case .every(let interval) = $0 { interval } else { nil } })
}
