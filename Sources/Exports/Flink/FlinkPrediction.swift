import Attribution
import Scenarios
import Simulation
import Streaming

extension FlinkJob {
    /// The scenario that predicts what the job makes of the logs beside it: the job's meaning, as
    /// the simulator's engine `flink-sql`.
    public var prediction: String {
        var members: [(String, JSONValue)] = [
            ("name", .string(scenario.name)),
            ("description", .string("What job.sql makes of the logs in data, predicted.")),
            (
                "input",
                .record([
                    "clicks": .string("data/clicks.jsonl"),
                    "checkouts": .string("data/checkouts.jsonl"),
                ])
            ),
            (
                "watermark",
                .record([
                    "clicks": watermark(configuration.clicksWatermark),
                    "checkouts": watermark(configuration.checkoutsWatermark),
                ])
            ),
            ("join", join), ("engine", engine), ("attribution", rules),
            ("deduplicate", .bool(configuration.deduplicate ?? false)),
            ("endOfInput", .string("flush")),
        ]
        if hasUsers || hasProducts { members.insert(("dimensions", dimensions), at: 3) }
        let object = JSONValue.object(members.map { JSONMember($0.0, $0.1) })
        return JSONText.write(object, .pretty)
    }

    private var dimensions: JSONValue {
        var members: [JSONMember] = []
        if hasUsers { members.append(JSONMember("users", .string("data/users.jsonl"))) }
        if hasProducts { members.append(JSONMember("products", .string("data/products.jsonl"))) }
        let dimensions = configuration.dimensions
        members.append(JSONMember("lookup", .string(dimensions.lookup.rawValue)))
        members.append(JSONMember("amounts", .string(dimensions.amounts.rawValue)))
        return .object(members)
    }

    private func watermark(_ watermark: WatermarkSettings) -> JSONValue {
        watermark.strategy == .none
            ? .record(["strategy": .string("none")])
            : .record(["delay": .integer(watermark.delay.count)])
    }

    private var join: JSONValue {
        let bounds = configuration.join.bounds
        return .record([
            "type": .string(configuration.join.kind.rawValue),
            "key": .string(configuration.join.key.rawValue),
            "lookback": .integer(bounds.lookback.count),
            "lookahead": .integer(bounds.lookahead.count),
            "bounds": .string(bounds.isInclusive ? "inclusive" : "exclusive"),
        ])
    }

    private var engine: JSONValue {
        .record([
            "name": .string("flink-sql"), "ranking": .string(settings.ranking.rawValue),
            "minCleanup": .integer(settings.minCleanup.count),
        ])
    }

    private var rules: JSONValue {
        var members = [
            JSONMember("model", .string(configuration.attribution.model.displayName)),
            JSONMember("partitionBy", .string(configuration.attribution.partitionBy.rawValue)),
        ]
        if let statuses = configuration.attribution.paymentStatus {
            members.append(JSONMember("paymentStatus", .strings(statuses)))
        }
        return .object(members)
    }
}
