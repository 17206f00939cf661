import Scenarios
import Simulation
import Streaming
import Text

/// What a job's prediction takes over from the scenario, whichever engine the job is for.
struct PredictedSettings {
    /// The scenario's own.
    let configuration: RunConfiguration
    /// The tables that lie beside the job, and what is said of them.
    let hasUsers: Bool
    let hasProducts: Bool
    let hasVersions: Bool
    let hasSixDigits: Bool

    /// `dimensions`; `nil`: there are no tables.
    var dimensions: JSONValue? {
        guard hasUsers || hasProducts else { return nil }
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

    /// `join`.
    var join: JSONValue {
        let bounds = configuration.join.bounds
        var members = [
            JSONMember("type", .string(configuration.join.kind.rawValue)),
            JSONMember("key", .string(configuration.join.key.rawValue)),
            JSONMember("lookback", .integer(bounds.lookback.count)),
            JSONMember("lookahead", .integer(bounds.lookahead.count)),
            JSONMember("bounds", Self.words(bounds)),
        ]
        if let ageMax = configuration.join.clickAgeMax {
            members.append(JSONMember("clickAgeMax", .integer(ageMax.count)))
        }
        return .object(members)
    }

    private static func words(_ bounds: JoinBounds) -> JSONValue {
        if bounds.includesLower == bounds.includesUpper { return .string(bounds.words) }
        func word(_ isIncluded: Bool) -> JSONValue {
            .string(isIncluded ? "inclusive" : "exclusive")
        }
        return .record(["lower": word(bounds.includesLower), "upper": word(bounds.includesUpper)])
    }
}
