public import EventLogs
import Streaming
public import Text

/// What logs are, for programs: times and spans in milliseconds.
public enum InspectionJSON {
    /// An object with `logs`, `users_shared` (of two logs) and `looks_wrong`.
    public static func value(_ logs: [LogFacts]) -> JSONValue {
        var members = [JSONMember("logs", .list(logs.map(value)))]
        if let (a, b) = LogDoubts.parts(of: logs) {
            members.append(JSONMember("users_shared", .integer(a.users.shared(with: b.users))))
            members.append(JSONMember("looks_wrong", .strings(LogDoubts.between(logs))))
        }
        return .object(members)
    }

    private static func value(_ facts: LogFacts) -> JSONValue {
        .object([
            JSONMember("log", .string(facts.file.name)),
            JSONMember("files", .strings(facts.files)),
            JSONMember("framing", .string(facts.framing)),
            JSONMember("format", .string(facts.file.inferredFormat.rawValue)),
            JSONMember("table", facts.file.table.map { .string($0) } ?? .null),
            JSONMember("rows_in", .strings(facts.file.rows)),
            JSONMember("rows", .integer(facts.rows)),
            JSONMember("rows_unreadable", .integer(facts.badRows)),
            JSONMember("rows_without_record", .integer(facts.skippedRows)),
            JSONMember("first_time", facts.times.map { .integer($0.lowerBound) } ?? .null),
            JSONMember("last_time", facts.times.map { .integer($0.upperBound) } ?? .null),
            JSONMember("rows_control", .integer(facts.controlRows)),
            JSONMember(
                "rows_without_time", .integer(facts.parts.reduce(0) { $0 + $1.rowsWithoutTime })),
            JSONMember("fields", .list(facts.fields.map { field($0, facts) })),
            JSONMember("partitions", .list(facts.disorder.partitions.map(partition))),
            JSONMember("ids", ids(facts.parts.map(\.ids), shared: 0)),
            JSONMember(
                "users",
                ids(
                    facts.parts.map(\.users),
                    shared: facts.hasBoth
                        ? facts.parts[0].users.shared(with: facts.parts[1].users) : 0)),
            JSONMember("streams", .list(facts.parts.map { part($0, facts) })),
            JSONMember("looks_wrong", .strings(LogDoubts.about(facts))),
        ])
    }

    /// The rows of one stream. A log of one stream has one, the one that it looks like.
    private static func part(_ part: LogPart, _ facts: LogFacts) -> JSONValue {
        let fields = part.roles.fields.sorted { $0.key.rawValue < $1.key.rawValue }
        return .object([
            JSONMember("stream", .string(part.stream.name)),
            JSONMember("rows", .integer(part.rows)),
            JSONMember("rows_without_time", .integer(part.rowsWithoutTime)),
            JSONMember(
                "fields",
                .object(fields.map { JSONMember($0.key.rawValue, .string($0.value.path)) })),
            JSONMember("ids", ids([part.ids], shared: 0)),
            JSONMember("users", ids([part.users], shared: 0)),
        ])
    }

    private static func ids(_ all: [IdFacts], shared: Int) -> JSONValue {
        .record([
            "different": .integer(all.reduce(0) { $0 + $1.different } - shared),
            "repeated": .integer(all.reduce(0) { $0 + $1.repeated }),
            "missing": .integer(all.reduce(0) { $0 + $1.missing }),
            "partial": .bool(all.contains(where: \.isPartial)),
        ])
    }

    private static func field(_ field: FieldFacts, _ facts: LogFacts) -> JSONValue {
        let roles = FieldUses.of(field.path, in: facts)
        return .record([
            "path": .string(field.path), "type": .string(field.type),
            "filled": .integer(field.filled), "taken_for": .strings(roles),
            "examples": .strings(field.examples),
        ])
    }

    private static func partition(_ partition: LogDisorder.Partition) -> JSONValue {
        .object([
            JSONMember("partition", .string(partition.name)),
            JSONMember("rows", .integer(partition.rows)),
            JSONMember("rows_behind", .integer(partition.behind.count)),
            JSONMember("behind_p50", .integer(partition.behind(perThousand: 500))),
            JSONMember("behind_p90", .integer(partition.behind(perThousand: 900))),
            JSONMember("behind_p99", .integer(partition.behind(perThousand: 990))),
            JSONMember("behind_p99_9", .integer(partition.behind(perThousand: 999))),
            JSONMember("behind_max", .integer(partition.behind.max)),
            JSONMember(
                "gaps",
                .list(
                    partition.gaps.map {
                        .record([
                            "start": .integer($0.start), "end": .integer($0.end),
                            "line": .integer($0.line), "clock_ahead": .bool($0.isClockAhead),
                        ])
                    })),
            JSONMember("offsets_back", .integer(partition.offsetsBack)),
        ])
    }
}
