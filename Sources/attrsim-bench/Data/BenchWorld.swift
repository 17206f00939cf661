/// A world of clicks and checkouts that a benchmark reads, made by `attrsim generate`.
///
/// Half as many checkouts as clicks, out of order by up to 10 s; 1,000,000 clicks a day.
struct BenchWorld {
    /// The folder that it lies in, below the benchmark's.
    var folder: String
    /// How many clicks.
    var clicks: Int
    /// Of how many users.
    var users: Int
    /// Over how many days.
    var days = 1
    /// As `--format` says it.
    var format = "jsonl"

    /// The job that the project is measured by.
    static let standard = BenchWorld(folder: "", clicks: 1_000_000, users: 100_000)
    /// The same in another format.
    static func standard(_ format: String) -> BenchWorld {
        BenchWorld(folder: "standard-\(format)", clicks: 1_000_000, users: 100_000, format: format)
    }
    /// Ten times as long: the same users at the same rate.
    static let long = BenchWorld(folder: "long", clicks: 10_000_000, users: 100_000, days: 10)
    /// As long as that, and ten times as many users at the same rate.
    static let manyUsers = BenchWorld(
        folder: "many-users", clicks: 10_000_000, users: 1_000_000, days: 10)

    /// A smaller world for the readers.
    static func forReading(_ format: String) -> BenchWorld {
        BenchWorld(folder: format, clicks: 200_000, users: 20_000, format: format)
    }

    /// The names of its logs.
    var logs: [String] {
        if format.hasPrefix("kafka-dump") {
            return ["topics.jsonl" + format.dropFirst("kafka-dump".count)]
        }
        return format == "combined" || format == "sqlite"
            ? ["events.\(format == "sqlite" ? "sqlite" : "jsonl")"]
            : ["clicks.\(format)", "checkouts.\(format)"]
    }

    /// What a scenario has as its input.
    var input: String {
        if format.hasPrefix("kafka-dump") { return #"{ "kafka": "\#(logs[0])" }"# }
        if format == "combined" { return #"{ "log": "events.jsonl" }"# }
        if format == "sqlite" {
            return #"""
                { "clicks": { "path": "events.sqlite", "table": "clicks" },
                      "checkouts": { "path": "events.sqlite", "table": "checkouts" } }
                """#
        }
        return #"{ "clicks": "\#(logs[0])", "checkouts": "\#(logs[1])" }"#
    }

    /// The options that make it.
    func options(_ size: BenchSize) -> [String] {
        [
            "--clicks", "\(size.count(clicks))", "--checkouts-per-click", "0.5",
            "--users", "\(size.count(users))", "--duration", "\(days)d", "--disorder", "10s",
            "--format", format,
        ]
    }
}
