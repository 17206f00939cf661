import Text

/// The JSON Schema of scenario files, made from the declarations that also read them.
public enum ScenarioSchema {
    /// The schema (draft 2020-12) as indented JSON with a line break at its end.
    public static var text: String { JSONText.write(value, .pretty) }

    /// The schema as a value.
    static var value: JSONValue {
        guard case .object(let members) = Scenario.section.schema(Scenario()) else { return .null }
        let head: JSONValue = .record([
            "$schema": .string("https://json-schema.org/draft/2020-12/schema"),
            "title": .string("attrsim scenario"),
            "description": .string("A run of attrsim, and what must hold after it."),
        ])
        guard case .object(let headMembers) = head else { return .null }
        return .object(headMembers + members + [JSONMember("$defs", definitions)])
    }

    private static let definitions: JSONValue = .record([
        "duration": .record([
            "description": .string("A span of time: 500ms, 15s, 10m, 1h, 7d, or milliseconds."),
            "anyOf": .list([
                .record([
                    "type": .string("string"),
                    "pattern": .string(
                        "^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)( ?[0-9]+(\\.[0-9]+)?(ms|s|m|h))*$"),
                ]),
                .record(["type": .string("integer"), "minimum": .integer(0)]),
            ]),
        ]),
        "span": .record([
            "description": .string("A span of time that may be negative: -30s, 5m."),
            "anyOf": .list([
                .record([
                    "type": .string("string"),
                    "pattern": .string(
                        "^-?[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)( ?[0-9]+(\\.[0-9]+)?(ms|s|m|h))*$"),
                ]),
                .record(["type": .string("integer")]),
            ]),
        ]),
        "time": .record([
            "description": .string(
                "2024-03-20 13:23:48.123 (UTC), RFC 3339, or milliseconds since 1970."),
            "anyOf": .list([
                .record([
                    "type": .string("string"),
                    "pattern": .string(
                        "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"
                    ),
                ]),
                .record(["type": .string("integer")]),
            ]),
        ]),
        "comparison": Comparison.schema,
    ])
}
