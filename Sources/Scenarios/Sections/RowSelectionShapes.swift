import EventLogs
import Text

extension Shape where Value == RowSelection {
    /// Conditions on paths, or on the fields of a record.
    static let selection: Shape = {
        let expected = "an object such as {\"type\": \"page\"}"
        let condition = Shape<ValueCondition>.condition
        return Shape(
            expected: expected,
            schema: .record([
                "type": .string("object"), "additionalProperties": condition.schema(),
            ]),
            decode: { node, path, reader in
                guard case .object(let members) = node.value else {
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
                return RowSelection(
                    members.compactMap { member in
                        condition.decode(member.node, path.key(member.key), &reader)
                            .map { RowSelection.Term(member.key, $0) }
                    })
            },
            encode: { selection in
                .object(
                    selection.terms.map { JSONMember($0.path, condition.encode($0.condition)) })
            })
    }()
}

extension Shape where Value == ValueCondition {
    /// A value, a list of values, or an object with `not`, `exists` or `like`.
    static let condition = Shape(
        expected: "a value, a list of values, or {\"not\": …}, {\"exists\": true}, {\"like\": …}",
        schema: ValueCondition.schema,
        decode: { ValueCondition.decode($0, $1, &$2) }, encode: { $0.written })
}

extension ValueCondition {
    private static let keys = ["not", "exists", "like"]

    fileprivate static var schema: JSONValue {
        let plain = JSONValue.record(["type": .strings(["string", "number", "boolean"])])
        let list = JSONValue.record([
            "type": .string("array"), "minItems": .integer(1), "items": plain,
        ])
        func object(_ inner: JSONValue) -> JSONValue {
            .record([
                "type": .string("object"), "additionalProperties": .bool(false),
                "minProperties": .integer(1),
                "properties": .record([
                    "exists": .record(["type": .string("boolean")]),
                    "like": .record(["anyOf": .list([.record(["type": .string("string")]), list])]),
                    "not": inner,
                ]),
            ])
        }
        // Deeper than what anybody writes: the reader takes more.
        let inner = JSONValue.record(["anyOf": .list([plain, list, object(.record([:]))])])
        return .record(["anyOf": .list([plain, list, object(inner)])])
    }

    fileprivate static func decode(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> ValueCondition? {
        switch node.value {
        case .null:
            reader.report(
                node, path, "a value is never null here",
                hint: "write {\"exists\": false} for rows that have no value")
            return nil
        case .array(let nodes):
            if nodes.isEmpty {
                reader.report(node, path, "the list is empty", hint: "name at least one value")
                return nil
            }
            var texts: [String] = []
            for (index, node) in nodes.enumerated() {
                guard let text = node.value.plainText else {
                    reader.reportType(
                        node, path.index(index), expected: "a text, a number, true or false")
                    return nil
                }
                texts.append(text)
            }
            return .oneOf(texts)
        case .object(let members):
            var conditions: [ValueCondition] = []
            for member in members {
                guard
                    let condition = decode(member, path.key(member.key), &reader)
                else { return nil }
                conditions.append(condition)
            }
            if conditions.isEmpty {
                reader.report(
                    node, path, "the condition says nothing",
                    hint: "write a value, or one of \(Spelling.list(keys))")
                return nil
            }
            return conditions.count == 1 ? conditions[0] : .all(conditions)
        default: return node.value.plainText.map { .oneOf([$0]) }
        }
    }

    private static func decode(
        _ member: JSONMember, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> ValueCondition? {
        switch (member.key, member.node.value) {
        case ("not", _): return decode(member.node, path, &reader).map { .not($0) }
        case ("exists", .bool(let isWanted)): return .exists(isWanted)
        case ("exists", _):
            reader.reportType(member.node, path, expected: "true or false")
        case ("like", .string(let pattern)): return .like(pattern)
        case ("like", .array(let nodes)) where !nodes.isEmpty:
            var patterns: [String] = []
            for (index, node) in nodes.enumerated() {
                guard let text = node.value.plainText else {
                    reader.reportType(
                        node, path.index(index), expected: "a pattern such as \"cpc*\"")
                    return nil
                }
                patterns.append(text)
            }
            return .likeAny(of: patterns)
        case ("like", _):
            reader.reportType(
                member.node, path, expected: "a pattern such as \"cpc*\", or a list of them")
        default:
            let nearest = Spelling.nearest(to: member.key, in: keys)
            reader.report(
                at: member.keyPosition, path,
                "\(ScenarioReader.quote(member.key)) is not a condition",
                hint: nearest.map { "write \"\($0)\"" }
                    ?? "conditions are \(Spelling.list(keys))")
        }
        return nil
    }

    /// The condition as a scenario has it.
    fileprivate var written: JSONValue {
        switch self {
        case .oneOf(let texts):
            return texts.count == 1 ? .string(texts[0]) : .strings(texts)
        case .exists(let isWanted): return .object([JSONMember("exists", .bool(isWanted))])
        case .like(let pattern): return .object([JSONMember("like", .string(pattern))])
        case .not(let condition):
            if let patterns { return .object([JSONMember("like", .strings(patterns))]) }
            return .object([JSONMember("not", condition.written)])
        case .all(let conditions):
            let members = conditions.flatMap { condition -> [JSONMember] in
                guard case .object(let members) = condition.written else { return [] }
                return members
            }
            return .object(members)
        }
    }
}

extension JSONValue {
    /// A text, a number, true or false as a text.
    var plainText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
