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
            ("join", settingsTakenOver.join), ("engine", engine), ("attribution", rules),
            ("deduplicate", deduplicates ? .record(["within": .string("forever")]) : .null),
            ("endOfInput", .string("flush")),
        ]
        if let dimensions = settingsTakenOver.dimensions {
            members.insert(("dimensions", dimensions), at: 3)
        }
        let object = JSONValue.object(members.map { JSONMember($0.0, $0.1) })
        return JSONText.write(object, .pretty)
    }

    private func log(of stream: String) -> JSONValue {
        let path = JSONValue.string("data/\(stream).jsonl")
        guard tellsArrivals else { return path }
        return .record(["path": path, "fields": .record(["arrival": .string("arrived")])])
    }

    private var settingsTakenOver: PredictedSettings {
        PredictedSettings(
            configuration: configuration, hasUsers: hasUsers, hasProducts: hasProducts,
            hasVersions: hasVersions, hasSixDigits: hasSixDigits)
    }

    private func watermark(_ watermark: WatermarkSettings) -> JSONValue {
        watermark.strategy == .none
            ? .record(["strategy": .string("none")])
            : .record(["delay": .integer(watermark.delay.count)])
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
