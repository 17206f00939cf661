import Results
import Scenarios
import Simulation
import Streaming
import Text

/// Says why a checkout differs between two results, from their settings and from their tables of
/// late, duplicate and pending records; where these do not say it, from what is not the same in the
/// two: `other input`, or the settings by name.
///
/// Each piece of evidence is looked for by itself: where there are several, all are named.
struct CauseFinder {
    /// What one of the two results knows.
    private struct Side {
        var records: RecordSets
        var bounds: JoinBounds?
    }

    private let before: Side
    private let after: Side
    private let settings: SettingsDiff

    init(
        _ before: ResultReader, _ after: ResultReader, _ settings: SettingsDiff,
        _ configurations: (JSONValue?, JSONValue?)
    ) throws(ResultError) {
        self.settings = settings
        self.before = Side(
            records: try RecordSets(before), bounds: Self.bounds(configurations.0))
        self.after = Side(records: try RecordSets(after), bounds: Self.bounds(configurations.1))
    }

    /// The configuration of a run is itself a scenario.
    private static func bounds(_ configuration: JSONValue?) -> JoinBounds? {
        guard let configuration else { return nil }
        let bytes = Array(JSONText.write(configuration).utf8)
        return try? Scenario.parse(bytes: bytes, path: "run", checksFiles: false)
            .configuration.join.bounds
    }

    /// Why a checkout differs.
    func cause(
        _ id: String, _ kind: DiffReport.Kind, _ a: AttributedCheckout?, _ b: AttributedCheckout?
    ) throws(ResultError) -> String {
        let causes: [String]
        switch kind {
        case .vanished: causes = try missing(id, a, from: after, unlike: before)
        case .appeared: causes = try missing(id, b, from: before, unlike: after)
        case .amount: causes = amount(a, b)
        case .moved, .gained, .lost, .otherClick: causes = try click(a, b)
        }
        return causes.isEmpty ? remaining : causes.joined(separator: " or ")
    }

    /// What is left where no evidence is: two runs of the same settings have read other records, or
    /// were made by other versions.
    private var remaining: String {
        if settings.differs("input") { return "other input" }
        let paths = settings.changes.map(\.path).filter { $0 != "description" && $0 != "expect" }
        if paths.isEmpty { return "other records in the log" }
        let shown = paths.prefix(3).joined(separator: ", ")
        return paths.count > 3 ? "\(shown) and \(paths.count - 3) more settings" : shown
    }

    /// Why a checkout is in one result alone.
    private func missing(
        _ id: String, _ row: AttributedCheckout?, from side: Side, unlike other: Side
    ) throws(ResultError) -> [String] {
        var causes: [String] = []
        let evidence: [(RecordSets.Kind, String)] = [
            (.lateCheckouts, "late checkout"), (.pendingCheckouts, "not yet final"),
        ]
        for (kind, cause) in evidence {
            guard try side.records.contains(kind, id) else { continue }
            if try !other.records.contains(kind, id) { causes.append(cause) }
        }
        if !causes.isEmpty { return causes }
        if settings.differs("input") { return ["other input"] }
        if settings.differs("attribution.partitionBy") { causes.append("one row a user") }
        if settings.differs("attribution.paymentStatus") { causes.append("payment status") }
        if settings.differs("dimensions") { causes.append("lookup") }
        if settings.differs("join.type"), row?.clickID == nil { causes.append("join type") }
        if settings.differs("engine"), causes.isEmpty { causes.append("engine") }
        return causes
    }

    /// Why another click, or none, is credited.
    private func click(
        _ a: AttributedCheckout?, _ b: AttributedCheckout?
    ) throws(ResultError) -> [String] {
        var causes: [String] = []
        let wasLate = try isLate(a, in: after, unlike: before)
        let isNoLongerLate = try isLate(b, in: before, unlike: after)
        if wasLate || isNoLongerLate { causes.append("late click") }
        if isOutside(a, after.bounds) || isOutside(b, before.bounds) { causes.append("window") }
        if settings.differs("join.key") { causes.append("join key") }
        let hasBoth = a?.clickID != nil && b?.clickID != nil
        // Whether there is a click at all does not depend on the model.
        if hasBoth, settings.differs("attribution.model") { causes.append("model") }
        if settings.differs("attribution.partitionBy") { causes.append("one row a user") }
        if causes.isEmpty, settings.differs("engine"), !settings.differs("input") {
            causes.append("engine")
        }
        return causes
    }

    private func isLate(
        _ row: AttributedCheckout?, in side: Side, unlike other: Side
    ) throws(ResultError) -> Bool {
        guard let click = row?.clickID else { return false }
        guard try side.records.contains(.lateClicks, click) else { return false }
        // A late copy that the other run had as well decides nothing.
        return try !other.records.contains(.lateClicks, click)
    }

    private func isOutside(_ row: AttributedCheckout?, _ bounds: JoinBounds?) -> Bool {
        guard let row, let bounds, let click = row.clickTime else { return false }
        return !bounds.match(
            click: EventTime(milliseconds: click), checkout: EventTime(milliseconds: row.time))
    }

    /// Why an amount changed.
    private func amount(_ a: AttributedCheckout?, _ b: AttributedCheckout?) -> [String] {
        if a?.quantity != b?.quantity || a?.productID != b?.productID {
            return ["other checkout data"]
        }
        var causes: [String] = []
        if settings.differs("dimensions.amounts") { causes.append("amounts rule") }
        if settings.differs("dimensions.products") { causes.append("products' table") }
        return causes
    }
}
