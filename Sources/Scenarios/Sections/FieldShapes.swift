import EventLogs
import Text

/// The fields and columns that hold an amount of something.
private let numberFields = [
    "amount", "quantity", "shipping", "shipping_cost", "discount", "price", "cost",
    "commission_rate",
]

extension Shape where Value == [String: FieldSource] {
    /// Where fields come from, by their names.
    static func fields(_ known: [String]) -> Shape {
        let source = Shape<FieldSource>.fieldSource
        let expected = "an object such as {\"id\": \"transaction_id\"}"
        return Shape(
            expected: expected,
            schema: .record([
                "type": .string("object"),
                "propertyNames": .record(["enum": .strings(known)]),
                "additionalProperties": source.schema(),
            ]),
            decode: { node, path, reader in
                guard case .object(let members) = node.value else {
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
                var fields: [String: FieldSource] = [:]
                for member in members {
                    if !known.contains(member.key) {
                        let nearest = Spelling.nearest(to: member.key, in: known)
                        reader.report(
                            at: member.keyPosition, path.key(member.key),
                            "\(ScenarioReader.quote(member.key)) is not a field",
                            hint: nearest.map { "write \"\($0)\"" }
                                ?? "the fields are \(known.joined(separator: ", "))")
                    }
                    let decoded = source.decode(member.node, path.key(member.key), &reader)
                    if decoded?.unit != nil, !numberFields.contains(member.key) {
                        reader.report(
                            member.node, path.key(member.key).key("unit"),
                            "\(ScenarioReader.quote(member.key)) is no number: it has no unit",
                            hint: "leave it out")
                    }
                    fields[member.key] = decoded
                }
                return fields
            },
            encode: { fields in
                .object(
                    fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                        .map { JSONMember($0.key, source.encode($0.value)) })
            })
    }
}

/// The keys of a field's source, before they make one.
private struct FieldSourceDraft: Sendable {
    var path: String?
    var firstOf: [String]?
    var join: [String]?
    var with: String?
    var parameter: String?
    var of: String?
    var value: String?
    var map: [String: String]?
    var fallback: String?
    var unit: NumberUnit?

    static let section = Section<FieldSourceDraft>(
        "a field's source",
        rule: .oneOf([["path"], ["firstOf"], ["join"], ["parameter", "of"], ["value"]]),
        [
            Field(
                "path", .text, doc: "A path in the row: a.b, a[0], params[key=source].value.",
                get: \.path, set: { $0.path = $1 }),
            Field(
                "firstOf", .paths, doc: "The first of these paths that has a value.",
                get: \.firstOf, set: { $0.firstOf = $1 }),
            Field(
                "join", .paths,
                doc: "The values of these paths, one behind the other; missing ones are left out.",
                get: \.join, set: { $0.join = $1 }),
            Field(
                "with", .anyText, doc: "What stands between joined values; else a space.",
                get: \.with, set: { $0.with = $1 }),
            Field(
                "parameter", .text, doc: "A parameter of an address, a query or a cookie.",
                get: \.parameter, set: { $0.parameter = $1 }),
            Field(
                "of", .text, doc: "The path of the address, the query or the cookie.",
                get: \.of, set: { $0.of = $1 }),
            Field(
                "value", .plainValue, doc: "Always this value.", get: \.value,
                set: { $0.value = $1 }),
            Field(
                "map", .textMap, doc: "Other texts for some values; all others stay.",
                examples: [.record(["fb": .string("Facebook")])], get: \.map,
                set: { $0.map = $1 }),
            Field(
                "default", .plainValue,
                doc: "What stands for a missing, null or empty value, after \"map\".",
                get: \.fallback, set: { $0.fallback = $1 }),
            Field(
                "unit", .word("a unit", NumberUnit.allCases.map { ($0.rawValue, $0) }),
                doc: "Of a number: that it counts hundredths (cents) or millionths (micros).",
                get: \.unit, set: { $0.unit = $1 }),
        ])

    init() {}

    init(_ source: FieldSource) {
        switch source.origin {
        case .path(let path): self.path = path
        case .firstOf(let paths): firstOf = paths
        case .join(let paths, let with): (join, self.with) = (paths, with)
        case .parameter(let name, let path): (parameter, of) = (name, path)
        case .value(let value): self.value = value
        }
        map = source.map.isEmpty ? nil : source.map
        fallback = source.fallback
        unit = source.unit
    }

    var source: FieldSource? {
        let origin: FieldSource.Origin
        if let path {
            origin = .path(path)
        } else if let firstOf {
            origin = .firstOf(firstOf)
        } else if let join {
            origin = .join(join, with: with ?? " ")
        } else if let parameter, let of {
            origin = .parameter(parameter, of: of)
        } else if let value {
            origin = .value(value)
        } else {
            return nil
        }
        var source = FieldSource(origin)
        source.map = map ?? [:]
        source.fallback = fallback
        source.unit = unit
        return source
    }
}

extension Shape where Value == FieldSource {
    /// A path, or an object that says more.
    fileprivate static let fieldSource: Shape = {
        let section = FieldSourceDraft.section
        return Shape(
            expected: "a path such as \"properties.order_id\", or an object",
            schema: .record([
                "anyOf": .list([
                    .record(["type": .string("string"), "minLength": .integer(1)]),
                    section.schema(FieldSourceDraft()),
                ])
            ]),
            decode: { node, path, reader in
                switch node.value {
                case .string:
                    return Shape<String>.text.decode(node, path, &reader)
                        .map { FieldSource(.path($0)) }
                case .object:
                    var draft = FieldSourceDraft()
                    guard section.decode(node, path, &reader, into: &draft) else { return nil }
                    if draft.with != nil, draft.join == nil {
                        reader.report(
                            node, path, "\"with\" stands beside \"join\" alone",
                            hint: "write {\"join\": [paths], \"with\": \" / \"}")
                        return nil
                    }
                    if draft.value != nil, draft.map != nil || draft.fallback != nil {
                        reader.report(
                            node, path, "\"value\" stands alone: it is always the same",
                            hint: "leave out \"map\" and \"default\"")
                        return nil
                    }
                    return draft.source
                default:
                    reader.reportType(
                        node, path,
                        expected: "a path, or an object with \"path\", \"firstOf\", "
                            + "\"join\", \"parameter\" or \"value\"")
                    return nil
                }
            },
            encode: { source in
                if let path = source.plainPath { return .string(path) }
                return section.encode(FieldSourceDraft(source))
            })
    }()
}

extension Shape where Value == [String] {
    /// Paths of a row.
    fileprivate static let paths = Shape<String>.text.list(of: "paths", isEmptyAllowed: false)

    /// A text, or several.
    static func texts(of what: String) -> Shape {
        let many = Shape<String>.text.list(of: what, isEmptyAllowed: false)
        return Shape(
            expected: "a text, or a list of \(what)",
            schema: .record([
                "anyOf": .list([
                    .record(["type": .string("string"), "minLength": .integer(1)]), many.schema(),
                ])
            ]),
            decode: { node, path, reader in
                guard case .string(let text) = node.value else {
                    return many.decode(node, path, &reader)
                }
                if text.isEmpty {
                    reader.report(node, path, "an empty text says nothing", hint: "leave it out")
                    return nil
                }
                return Shape<String>.text.decode(node, path, &reader).map { [$0] }
            },
            encode: { $0.count == 1 ? .string($0[0]) : .strings($0) })
    }
}

extension Shape where Value == String {
    /// A text, which may be empty.
    fileprivate static let anyText = Shape(
        expected: "a text", schema: .record(["type": .string("string")]),
        decode: { node, path, reader in
            guard case .string(let text) = node.value else {
                reader.reportType(node, path, expected: "a text")
                return nil
            }
            return text
        },
        encode: { .string($0) })

    /// A text, a number, true or false, each as its text.
    fileprivate static let plainValue = Shape(
        expected: "a text or a number",
        schema: .record(["type": .strings(["string", "number", "boolean"])]),
        decode: { node, path, reader in
            if let text = node.value.plainText { return text }
            reader.reportType(node, path, expected: "a text, a number, true or false")
            return nil
        },
        encode: { .string($0) })
}

extension Shape where Value == [String: String] {
    /// Other texts for texts.
    fileprivate static let textMap = Shape(
        expected: "an object such as {\"fb\": \"Facebook\"}",
        schema: .record([
            "type": .string("object"),
            "additionalProperties": Shape<String>.plainValue.schema(),
        ]),
        decode: { node, path, reader in
            guard case .object(let members) = node.value else {
                reader.reportType(
                    node, path, expected: "an object such as {\"fb\": \"Facebook\"}")
                return nil
            }
            var map: [String: String] = [:]
            for member in members {
                map[member.key] = Shape<String>.plainValue.decode(
                    member.node, path.key(member.key), &reader)
            }
            return map
        },
        encode: { map in
            .object(
                map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                    .map { JSONMember($0.key, .string($0.value)) })
        })
}

extension Shape where Value == StreamWords {
    /// What a log of both streams has for one of them.
    static func words(_ stream: EventStream) -> Shape {
        Section<StreamWords>(
            "an object of a stream",
            [
                Field(
                    "where", .selection, doc: "Which rows are the stream's: all must hold.",
                    get: \.selectionIfAny, set: { $0.selection = $1 }),
                Field(
                    "fields", .fields(RecordField.keys(for: [stream])), \.fields,
                    doc: "Where the stream's fields come from."),
            ]
        ).shape(StreamWords())
    }
}

extension StreamWords {
    /// The conditions, if there are any.
    var selectionIfAny: RowSelection? { selection.terms.isEmpty ? nil : selection }
}

extension LogFile {
    /// The conditions, if there are any.
    var selectionIfAny: RowSelection? { selection.terms.isEmpty ? nil : selection }
}
