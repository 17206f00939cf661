import Attribution
import Scenarios
import Simulation
import Streaming
import Text

extension FlinkJob {
    /// The scenario that predicts what the job makes of the logs beside it: the job's meaning, as
    /// the simulator's engine `flink-sql`.
    public var prediction: String {
        var members: [(String, JSONValue)] = [
            ("name", .string(scenario.name)),
            ("description", .string("What job.sql makes of the logs in data, predicted.")),
            (
                "input",
                .record(["clicks": log(of: "clicks"), "checkouts": log(of: "checkouts")])
            ),
            (
                "watermark",
                .record([
                    "clicks": watermark(configuration.clicksWatermark),
                    "checkouts": watermark(configuration.checkoutsWatermark),
                ])
            ),
            ("join", join), ("engine", engine), ("attribution", rules),
            ("deduplicate", deduplicates ? .bool(true) : .null),
            ("endOfInput", .string("flush")),
        ]
        if hasUsers || hasProducts { members.insert(("dimensions", dimensions), at: 3) }
        let object = JSONValue.object(members.map { JSONMember($0.0, $0.1) })
        return JSONText.write(object, .pretty)
    }

    private func log(of stream: String) -> JSONValue {
        let path = JSONValue.string("data/\(stream).jsonl")
        guard tellsArrivals else { return path }
        return .record(["path": path, "fields": .record(["arrival": .string("arrived")])])
    }

    private var dimensions: JSONValue {
        var members: [JSONMember] = []
        if hasUsers { members.append(JSONMember("users", .string("data/users.jsonl"))) }
        if hasProducts { members.append(JSONMember("products", .string("data/products.jsonl"))) }
        let dimensions = configuration.dimensions
        members.append(JSONMember("lookup", .string(dimensions.lookup.rawValue)))
        members.append(JSONMember("amounts", .string(dimensions.amounts.rawValue)))
        if hasVersions { members.append(JSONMember("asOf", .string(dimensions.asOf.rawValue))) }
        if hasSixDigits {
            members.append(JSONMember("decimal", .string(dimensions.decimal.rawValue)))
        }
        return .object(members)
    }

    private func watermark(_ watermark: WatermarkSettings) -> JSONValue {
        watermark.strategy == .none
            ? .record(["strategy": .string("none")])
            : .record(["delay": .integer(watermark.delay.count)])
    }

    private var join: JSONValue {
        let bounds = configuration.join.bounds
        var members = [
            JSONMember("type", .string(configuration.join.kind.rawValue)),
            JSONMember("key", .string(configuration.join.key.rawValue)),
            JSONMember("lookback", .integer(bounds.lookback.count)),
            JSONMember("lookahead", .integer(bounds.lookahead.count)),
            JSONMember("bounds", boundsWords),
        ]
        if let ageMax = configuration.join.clickAgeMax {
            members.append(JSONMember("clickAgeMax", .integer(ageMax.count)))
        }
        return .object(members)
    }

    private var boundsWords: JSONValue {
        let bounds = configuration.join.bounds
        if bounds.includesLower == bounds.includesUpper { return .string(bounds.words) }
        func word(_ isIncluded: Bool) -> JSONValue {
            .string(isIncluded ? "inclusive" : "exclusive")
        }
        return .record(["lower": word(bounds.includesLower), "upper": word(bounds.includesUpper)])
    }

    private var engine: JSONValue {
        var members = [
            JSONMember("name", .string("flink-sql")),
            JSONMember("version", .string(version.rawValue)),
            JSONMember("ranking", .string(ranking.rawValue)),
            JSONMember("minCleanup", .integer(settings.minCleanup.count)),
            // A table of files has its watermarks made behind it.
            JSONMember("watermarks", .string("assigner")),
            JSONMember("backend", .string(settings.backend.rawValue)),
        ]
        if let batch = settings.miniBatch {
            members.append(
                JSONMember(
                    "miniBatch",
                    .record([
                        "size": .integer(Int64(batch.size)),
                        "latency": .integer(batch.latency.count),
                    ])))
        }
        return .object(members)
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
