import Simulation
import Streaming

extension QuixStreamsSettings: KeyedEngine {
    static let fields: [Field<QuixStreamsSettings>] = [
        Field(
            "grace", Shape<Milliseconds>.duration.orNull(), \.grace,
            doc: "How long a key's records are kept behind its latest. Default: the "
                + "lookback."),
        Field("commitEvery", .commit, \.commitEvery, doc: "When there is a checkpoint."),
        Field(
            "join", .cases("a join of quixstreams"), \.join,
            doc: "interval: join_interval; asof: join_asof, the one click before."),
    ]
}

extension Shape where Value == QuixStreamsSettings.Commit {
    /// `{"records": 10}` or `{"every": "5s"}`.
    fileprivate static let commit = cadence(
        "a checkpoint", word: nil, initial: .records(1), records: { .records($0) },
        every: { .every($0) },
        count: { if case .records(let count) = $0 { count } else { nil } },
        interval: { if case .every(let interval) = $0 { interval } else { nil } })
}
