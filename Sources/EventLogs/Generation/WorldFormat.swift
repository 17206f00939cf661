/// How the events of a world are written.
public enum WorldFormat: String, Sendable, Hashable, CaseIterable {
    /// `clicks.jsonl` and `checkouts.jsonl`.
    case jsonLines = "jsonl"
    /// `clicks.csv` and `checkouts.csv`.
    case csv
    /// Both streams in `events.jsonl`, told apart by `stream`.
    case combined
    /// Both topics in `topics.jsonl`, as `kcat -C -J` prints them.
    case kafkaDump = "kafka-dump"

    /// The log's file name.
    func fileName(_ stream: EventStream) -> String {
        switch self {
        case .jsonLines: "\(stream.name).jsonl"
        case .csv: "\(stream.name).csv"
        case .combined: "events.jsonl"
        case .kafkaDump: "topics.jsonl"
        }
    }

    /// Whether both streams are in one file.
    var isOneFile: Bool { self == .combined || self == .kafkaDump }
}
