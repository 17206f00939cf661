import EventLogs

/// What fields of a log would be taken for.
enum FieldUses {
    /// The uses of a field, in alphabetical order: `id`, `utm_source`; in a log of both streams,
    /// where a field is not the same to both, `clicks' id`.
    static func of(_ path: String, in facts: LogFacts) -> [String] {
        let uses = facts.parts.map { part in
            part.roles.fields.filter { $0.value.path == path || $0.value.clock == path }
                .map { $0.value.parameter ?? $0.key.rawValue }
        }
        guard facts.hasBoth else { return (uses.first ?? []).sorted() }
        let both = Set(uses[0]).intersection(uses[1])
        return
            (both.map { $0 }
            + zip(facts.parts, uses).flatMap { part, uses in
                uses.filter { !both.contains($0) }.map { "\(part.stream.name)' \($0)" }
            }).sorted()
    }
}

/// What a log is called among others.
enum LogName {
    /// Its name, and the table of a database or the array of its rows.
    static func of(_ facts: LogFacts) -> String {
        facts.file.name
            + (facts.file.part.map { ", \(facts.file.table == nil ? "rows" : "table") \($0)" } ?? "")
    }
}
