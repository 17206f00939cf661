public import EventLogs
import Streaming
public import Text

/// What logs are, for programs: times and spans in milliseconds.
public enum InspectionJSON {
    /// An object with `logs`, `users_shared` (of two logs) and `looks_wrong`.
    public static func value(_ logs: [LogFacts]) -> JSONValue {
        var members = [JSONMember("logs", .list(logs.map(value)))]
        if logs.count == 2 {
            members.append(
                JSONMember("users_shared", .integer(logs[0].users.shared(with: logs[1].users))))
            members.append(
                JSONMember("looks_wrong", .strings(LogDoubts.between(logs[0], logs[1]))))
        }
        return .object(members)
    }

    private static func value(_ facts: LogFacts) -> JSONValue {
        .object([
            JSONMember("log", .string(facts.file.name)),
            JSONMember("files", .strings(facts.files)),
            JSONMember("framing", .string(facts.framing)),
            JSONMember("format", .string(facts.file.inferredFormat.rawValue)),
            JSONMember("rows", .integer(facts.rows)),
            JSONMember("rows_unreadable", .integer(facts.badRows)),
            JSONMember("rows_without_record", .integer(facts.skippedRows)),
            JSONMember("first_time", facts.times.map { .integer($0.lowerBound) } ?? .null),
            JSONMember("last_time", facts.times.map { .integer($0.upperBound) } ?? .null),
            JSONMember("rows_without_time", .integer(facts.rowsWithoutTime)),
            JSONMember("fields", .list(facts.fields.map { field($0, facts) })),
            JSONMember("partitions", .list(facts.disorder.partitions.map(partition))),
            JSONMember(
                "ids",
                .record([
                    "different": .integer(facts.ids.different),
                    "repeated": .integer(facts.ids.repeated),
                    "missing": .integer(facts.ids.missing),
                    "partial": .bool(facts.ids.isPartial),
                ])),
            JSONMember(
                "users",
                .record([
                    "different": .integer(facts.users.different),
                    "missing": .integer(facts.users.missing),
                    "partial": .bool(facts.users.isPartial),
                ])),
            JSONMember("looks_wrong", .strings(LogDoubts.about(facts))),
        ])
    }

    private static func field(_ field: FieldFacts, _ facts: LogFacts) -> JSONValue {
        let roles = facts.roles.fields.filter { $0.value.path == field.path }
            .map(\.key.rawValue).sorted()
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
