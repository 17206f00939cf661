/// How a log is written.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// JSON Lines: an object a line.
    case jsonLines = "jsonl"
    /// One array of objects, or objects one behind another, over as many lines as they like.
    case json
    /// Separated values with a header.
    case csv
    /// Values separated by tabs, with a header.
    case tsv
    /// What `kcat -C -J` prints.
    case kafka
    /// A database: a table's rows, or a query's.
    case sqlite

    /// The endings of file names that say it, those of what packs a file left out.
    public var endings: [String] {
        switch self {
        case .jsonLines: [".jsonl", ".ndjson"]
        case .json: [".json"]
        case .csv: [".csv"]
        case .tsv: [".tsv", ".tab"]
        case .kafka: []
        case .sqlite: [".sqlite", ".sqlite3", ".db"]
        }
    }

    /// What one of its rows is called in messages, where it has a number.
    public var rowName: String {
        switch self {
        case .jsonLines, .csv, .tsv, .kafka: "line"
        case .json: "object"
        case .sqlite: "row"
        }
    }

    /// Whether a path is a column's name as it stands.
    public var isFlat: Bool { self == .csv || self == .tsv || self == .sqlite }

    /// Endings of packed files, behind which the format's own stands.
    static let packedEndings = [".gz", ".zst", ".gzip", ".zstd"]

    /// Whether a path's ending says that it is packed.
    public static func isPacked(_ path: String) -> Bool {
        packedEndings.contains { path.lowercased().hasSuffix($0) }
    }

    /// What the ending of a path says; JSON Lines where that says nothing.
    public init(endingOf path: String) {
        var name = path.lowercased()[...]
        for ending in Self.packedEndings where name.hasSuffix(ending) {
            name = name.dropLast(ending.count)
        }
        self =
            Self.allCases.first { format in format.endings.contains { name.hasSuffix($0) } }
            ?? .jsonLines
    }
}

extension LogFile {
    /// ``format``, or what the ending of the path says.
    public var inferredFormat: LogFormat { format ?? LogFormat(endingOf: path) }
}
