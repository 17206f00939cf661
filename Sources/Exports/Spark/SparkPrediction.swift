import Attribution
import Scenarios
import Simulation
import Streaming
import Text

extension SparkJob {
    /// Whether the prediction needs both streams and where batches end in one log.
    public var needsLog: Bool {
        switch settings.trigger {
        case .scripted, .availableNow: true
        case .every, .once: false
        }
    }

    /// The scenario that predicts what the job makes of the logs beside it when they are replayed.
    public var prediction: String {
        var members: [(String, JSONValue)] = [
            ("name", .string(scenario.name)),
            ("description", .string("What job.py --replay makes of the logs in data, predicted.")),
            ("input", input),
            (
                "watermark",
                .record([
                    "clicks": watermark(configuration.clicksWatermark),
                    "checkouts": watermark(configuration.checkoutsWatermark),
                ])
            ),
            ("join", settingsTakenOver.join), ("engine", engine), ("attribution", rules),
            ("deduplicate", deduplication), ("endOfInput", .string("flush")),
        ]
        if let dimensions = settingsTakenOver.dimensions {
            members.insert(("dimensions", dimensions), at: 3)
        }
        return JSONText.write(
            .object(members.map { JSONMember($0.0, $0.1) }), .pretty)
    }

    private var input: JSONValue {
        let arrival = JSONValue.record(["arrival": .string("arrived")])
        func log(_ name: String, tellsArrivals: Bool) -> JSONValue {
            let path = JSONValue.string("data/\(name).jsonl")
            return tellsArrivals ? .record(["path": path, "fields": arrival]) : path
        }
        if needsLog { return .record(["log": log("log", tellsArrivals: needsArrivals)]) }
        return .record([
            "clicks": log("clicks", tellsArrivals: true),
            "checkouts": log("checkouts", tellsArrivals: true),
        ])
    }

    /// Whether something beside the batches hangs on when a record arrived.
    private var needsArrivals: Bool {
        configuration.join.clickAgeMax != nil
            || hasVersions && configuration.dimensions.asOf == .processingTime
    }

    private var deduplication: JSONValue {
        deduplicates ? .record(["within": .string(forgetsIDs ? "spark" : "forever")]) : .bool(false)
    }

    private var settingsTakenOver: PredictedSettings {
        PredictedSettings(
            configuration: configuration, hasUsers: hasUsers, hasProducts: hasProducts,
            hasVersions: hasVersions, hasSixDigits: hasSixDigits)
    }

    private func watermark(_ watermark: WatermarkSettings) -> JSONValue {
        .record(["delay": .integer(watermark.delay.count)])
    }

    private var engine: JSONValue {
        let trigger: JSONValue =
            switch settings.trigger {
            case .every(let interval): .record(["every": .integer(interval.count)])
            case .scripted: .string("scripted")
            case .availableNow: .string("availableNow")
            case .once: .string("once")
            }
        return .object([
            JSONMember("name", .string("spark@\(version.rawValue)")),
            JSONMember("trigger", trigger),
            JSONMember("watermarkPolicy", .string(settings.watermarkPolicy.rawValue)),
            JSONMember("noDataBatches", .bool(settings.noDataBatches)),
            JSONMember("sink", .string(settings.sink.rawValue)),
        ])
    }

    private var rules: JSONValue {
        var members = [
            JSONMember("model", .string(configuration.attribution.model.displayName)),
            JSONMember("ties", .string(configuration.attribution.ties.rawValue)),
        ]
        if let statuses = configuration.attribution.paymentStatus {
            members.append(JSONMember("paymentStatus", .strings(statuses)))
        }
        return .object(members)
    }
}
