import EventLogs
import Streaming
import Text

/// A field whose few values say that some rows are no records of a stream: a database's changes, and
/// orders that came to nothing.
struct RowKinds {
    /// The field.
    let path: String
    /// What it has to be.
    let condition: JSONValue
    /// Which rows are taken, in words.
    let reason: String

    /// Such fields of a log.
    static func found(in facts: LogFacts, _ part: LogPart, _ stream: EventStream) -> [RowKinds] {
        [changes(facts), stream == .checkouts ? orders(facts, part) : nil].compactMap { $0 }
    }

    private static func fewValues(_ field: FieldFacts) -> [String]? {
        let values = field.values.map(\.value)
        return field.hasManyValues || values.isEmpty || values.count > 20 ? nil : values
    }

    // MARK: A database's changes

    private static let inserts = ["insert", "c", "create", "r", "read", "bootstrap-insert"]
    private static let otherChanges = [
        "update", "delete", "u", "d", "truncate", "bootstrap-start", "bootstrap-complete",
        "update_before", "update_after", "query", "create_table", "alter",
    ]

    /// Changes as Maxwell, Canal and the like tell them: a row is new once, and changed or deleted
    /// later.
    private static func changes(_ facts: LogFacts) -> RowKinds? {
        func has(_ paths: [String]) -> Bool {
            facts.fields.contains { $0.filled > 0 && paths.contains($0.path) }
        }
        guard facts.file.envelope == .none, has(["table"]), has(["database", "db", "schema"]) else {
            return nil
        }
        for field in facts.fields where ["type", "op", "operation", "action"].contains(field.path) {
            guard let values = fewValues(field) else { continue }
            let kept = values.filter { inserts.contains($0.lowercased()) }
            let left = values.filter { otherChanges.contains($0.lowercased()) }
            guard !kept.isEmpty, !left.isEmpty, kept.count + left.count == values.count else {
                continue
            }
            return RowKinds(
                path: field.path, condition: .strings(kept),
                reason: "the rows are a database's changes; those of \(field.path) "
                    + "\(kept.joined(separator: ", ")) are taken, and not "
                    + left.joined(separator: ", "))
        }
        return nil
    }

    // MARK: Orders

    private static let names = [
        "status", "orderstatus", "financialstatus", "paymentstatus", "state", "orderstate",
        "transactionstatus", "purchasestatus", "conversionstatus", "dealstage", "stage", "type",
        "transactiontype", "eventtype", "event", "eventname", "kind",
    ]
    /// How orders end that are no purchase.
    private static let failures = [
        "cancel", "fail", "declin", "reject", "void", "abandon", "expir", "draft", "error",
        "denied",
        "refund", "return", "chargeback", "fraud", "unpaid", "incomplete", "lost", "revers",
    ]

    private static func hasFailed(_ value: String) -> Bool {
        let words = EventWords.of(value)
        if words.first?.hasPrefix("partial") ?? false { return false }
        return words.contains { word in failures.contains { word.hasPrefix($0) } }
    }

    /// Orders whose status says that nothing was bought.
    private static func orders(_ facts: LogFacts, _ part: LogPart) -> RowKinds? {
        // In logs of our own words failed payments count, as in the system that they are modelled on.
        if facts.fields.contains(where: { $0.path == "checkout_id" }) { return nil }
        for field in facts.fields where names.contains(FieldNames.plain(field.path)) {
            guard let values = fewValues(field), field.path != facts.roles.event?.path else {
                continue
            }
            // Rows that name what they refund are refunds, which count.
            let namesRefunds = part.roles.fields[.refundOf] != nil
            let failed = values.filter {
                hasFailed($0)
                    && !(namesRefunds && EventWords.of($0).contains { $0.hasPrefix("refund") })
            }
            guard !failed.isEmpty, failed.count < values.count else { continue }
            let count = field.values.filter { failed.contains($0.value) }.reduce(0) {
                $0 + $1.count
            }
            return RowKinds(
                path: field.path, condition: .record(["not": .strings(failed)]),
                reason: "not those whose \(field.path) is \(failed.joined(separator: ", ")): "
                    + "\(NumberText.count(count)) rows; take the condition out if they count")
        }
        return nil
    }
}
