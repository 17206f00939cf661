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
            ("join", join), ("engine", engine), ("attribution", rules),
            ("deduplicate", deduplication), ("endOfInput", .string("flush")),
        ]
        if hasUsers || hasProducts { members.insert(("dimensions", dimensions), at: 3) }
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
        .record(["delay": .integer(watermark.delay.count)])
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
