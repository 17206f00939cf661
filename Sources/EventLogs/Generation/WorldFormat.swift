import Streaming
import Text

/// How the events of a world are written: the layout of its logs, and what packs them.
///
/// As text, `jsonl`, `csv.gz`, `kafka-dump.zst`: the layout, and behind a dot the ending of what
/// packs. A database is not packed.
public struct WorldFormat: Sendable, Hashable {
    /// How the rows of a log stand in their files.
    public enum Layout: String, Sendable, Hashable, CaseIterable {
        /// `clicks.jsonl` and `checkouts.jsonl`.
        case jsonLines = "jsonl"
        /// `clicks.json` and `checkouts.json`, an array each.
        case json
        /// `clicks.csv` and `checkouts.csv`.
        case csv
        /// `clicks.tsv` and `checkouts.tsv`.
        case tsv
        /// Both streams in `events.jsonl`, told apart by `stream`.
        case combined
        /// Both topics in `topics.jsonl`, as `kcat -C -J` prints them.
        case kafkaDump = "kafka-dump"
        /// The tables `clicks` and `checkouts` of the database `events.sqlite`.
        case sqlite
    }

    /// What a log is packed with.
    public enum Packing: String, Sendable, Hashable, CaseIterable {
        /// gzip.
        case gzip = "gz"
        /// Zstandard.
        case zstd = "zst"
    }

    /// How the rows stand in their files.
    public var layout: Layout
    /// What packs them, `nil` for nothing.
    public var packing: Packing?

    /// A format; `packing` is nothing for a database.
    public init(_ layout: Layout, packing: Packing? = nil) {
        self.layout = layout
        self.packing = layout == .sqlite ? nil : packing
    }

    /// `clicks.jsonl` and `checkouts.jsonl`.
    public static let jsonLines = WorldFormat(.jsonLines)
    /// `clicks.csv` and `checkouts.csv`.
    public static let csv = WorldFormat(.csv)
    /// Both streams in `events.jsonl`.
    public static let combined = WorldFormat(.combined)
    /// Both topics in `topics.jsonl`.
    public static let kafkaDump = WorldFormat(.kafkaDump)

    /// All that there are.
    public static let all = Layout.allCases.flatMap { layout in
        layout == .sqlite
            ? [WorldFormat(layout)]
            : [WorldFormat(layout)] + Packing.allCases.map { WorldFormat(layout, packing: $0) }
    }

    /// As the command line has it: `csv.gz`.
    public var name: String { layout.rawValue + (packing.map { ".\($0.rawValue)" } ?? "") }

    /// The format of a name; a dot in front and other endings of the same formats will do.
    ///
    /// - Throws: what is wrong with it, and what to write.
    public init(name text: String) throws(GenerationError) {
        let name = Self.usualName(text)
        if let format = Self.all.first(where: { $0.name == name }) {
            self = format
            return
        }
        throw GenerationError(
            .settings, "--to", reason: "\"\(text)\" is no format that is written",
            hint: Self.hint(name))
    }

    private static func usualName(_ text: String) -> String {
        var parts = text.lowercased().split(separator: ".").map(String.init)
        let usual = [
            "ndjson": "jsonl", "tab": "tsv", "db": "sqlite", "sqlite3": "sqlite",
            "kafka": "kafka-dump", "log": "combined", "gzip": "gz", "zstd": "zst",
        ]
        parts = parts.map { usual[$0] ?? $0 }
        return parts.joined(separator: ".")
    }

    private static func hint(_ name: String) -> String {
        let names = Layout.allCases.map(\.rawValue).joined(separator: ", ")
        if name.hasPrefix("sqlite.") { return "a database is not packed: write sqlite" }
        if Packing(rawValue: name) != nil {
            return "say what is to be packed: jsonl.\(name), csv.\(name)"
        }
        if ["parquet", "arrow", "avro"].contains(name) {
            return
                "write jsonl, and let DuckDB make it: duckdb -c \"COPY (FROM 'clicks.jsonl') TO 'clicks.parquet'\""
        }
        let known = "formats are \(names); each but sqlite also with .gz or .zst"
        guard let near = NearestName.of(name, among: all.map(\.name)) else { return known }
        return "did you mean \(near)? \(known)"
    }

    /// The log's file name.
    func fileName(_ stream: EventStream) -> String {
        let ending = packing.map { ".\($0.rawValue)" } ?? ""
        return switch layout {
        case .jsonLines, .json, .csv, .tsv: "\(stream.name).\(layout.rawValue)\(ending)"
        case .combined: "events.jsonl\(ending)"
        case .kafkaDump: "topics.jsonl\(ending)"
        case .sqlite: "events.sqlite"
        }
    }

    /// The names of the logs' files.
    var fileNames: [String] {
        isOneFile ? [fileName(.clicks)] : EventStream.allCases.map(fileName)
    }

    /// Whether both streams are in one file.
    var isOneFile: Bool {
        switch layout {
        case .combined, .kafkaDump, .sqlite: true
        case .jsonLines, .json, .csv, .tsv: false
        }
    }

    /// How the fields of a row stand beside each other.
    var row: RowText.Layout {
        switch layout {
        case .jsonLines, .json, .combined, .kafkaDump: .object
        case .csv: .commas
        case .tsv, .sqlite: .tabs
        }
    }
}
