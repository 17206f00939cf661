public import Text

/// What a number is compared with.
public enum Comparison: Sendable, Hashable, CustomStringConvertible {
    /// It is this.
    case equals(ExactDecimal)
    /// It is this or more.
    case atLeast(ExactDecimal)
    /// It is this or less.
    case atMost(ExactDecimal)
    /// It lies between these two, both included.
    case between(ExactDecimal, ExactDecimal)

    /// Whether the comparison holds for a number; `order` says how a limit relates to it.
    func holds(_ order: (ExactDecimal) -> ExactDecimal.Ordering) -> Bool {
        switch self {
        case .equals(let limit): order(limit) == .equal
        case .atLeast(let limit): order(limit) != .greater
        case .atMost(let limit): order(limit) != .less
        case .between(let least, let most): order(least) != .greater && order(most) != .less
        }
    }

    /// The numbers that it names.
    var limits: [ExactDecimal] {
        switch self {
        case .equals(let limit), .atLeast(let limit), .atMost(let limit): [limit]
        case .between(let least, let most): [least, most]
        }
    }

    /// `3`, `at least 3`, `at most 3`, `between 3 and 5`
    public var description: String {
        switch self {
        case .equals(let limit): "\(limit)"
        case .atLeast(let limit): "at least \(limit)"
        case .atMost(let limit): "at most \(limit)"
        case .between(let least, let most): "between \(least) and \(most)"
        }
    }
}

/// A comparison as a scenario writes it.
struct ComparisonDraft: Sendable {
    var comparison: Comparison?
    /// Whether a number was written with a decimal point.
    var hasPoint = false

    /// A number, or one of `equals`, `atLeast`, `atMost`, `between`.
    static let shape = Shape<ComparisonDraft>(
        expected: "a number, or a comparison such as {\"atLeast\": 3}",
        schema: .record(["$ref": .string("#/$defs/comparison")]),
        decode: { node, path, reader in
            var draft = ComparisonDraft()
            if case .object = node.value {
                guard section.decode(node, path, &reader, into: &draft) else { return nil }
                return draft
            }
            guard let number = Number.shape.decode(node, path, &reader) else { return nil }
            return ComparisonDraft(comparison: .equals(number.value), hasPoint: number.hasPoint)
        },
        encode: { _ in .null })

    /// The keys of a comparison.
    static let section = Section<ComparisonDraft>(
        "a comparison", rule: .oneOf([["equals"], ["atLeast"], ["atMost"], ["between"]]),
        [
            field("equals", doc: "It is this number.") { .equals($0) },
            field("atLeast", doc: "It is this number or more.") { .atLeast($0) },
            field("atMost", doc: "It is this number or less.") { .atMost($0) },
            Field(
                "between", Number.pair, doc: "It lies between these two, both included.",
                get: { _ in nil },
                set: {
                    $0.comparison = .between($1.least.value, $1.most.value)
                    $0.hasPoint = $1.least.hasPoint || $1.most.hasPoint
                }),
        ])

    /// One of the comparisons with a number.
    static func field(
        _ name: String, doc: String, make: @escaping @Sendable (ExactDecimal) -> Comparison
    ) -> Field<ComparisonDraft> {
        Field(
            name, Number.shape, doc: doc, get: { _ in nil },
            set: {
                $0.comparison = make($1.value)
                $0.hasPoint = $1.hasPoint
            })
    }
}

extension Comparison {
    /// The JSON Schema of a comparison.
    static var schema: JSONValue {
        .record([
            "description": .string("A number, or a comparison with one."),
            "anyOf": .list([
                Number.schema, ComparisonDraft.section.schema(ComparisonDraft()),
            ]),
        ])
    }
}

/// A number, also in quotes, where amounts often stand.
private struct Number: Sendable {
    var value: ExactDecimal
    var hasPoint: Bool

    static let schema: JSONValue = .record([
        "anyOf": .list([
            .record(["type": .string("number")]),
            .record([
                "type": .string("string"), "pattern": .string("^-?[0-9]+(\\.[0-9]+)?$"),
            ]),
        ])
    ])

    static let shape = Shape<Number>(
        expected: "a number", schema: schema,
        decode: { node, path, reader in
            switch node.value {
            case .number(let text), .string(let text):
                if let value = ExactDecimal(text) {
                    return Number(value: value, hasPoint: text.contains("."))
                }
                if case .number = node.value {
                    reader.report(node, path, "\(text) has too many digits")
                    return nil
                }
                fallthrough
            default:
                reader.reportType(
                    node, path, expected: "a number, or a comparison such as {\"atLeast\": 3}")
                return nil
            }
        },
        encode: { .number($0.value.description) })

    static let pair = Shape<(least: Number, most: Number)>(
        expected: "a list of two numbers",
        schema: .record([
            "type": .string("array"), "items": schema, "minItems": .integer(2),
            "maxItems": .integer(2),
        ]),
        decode: { node, path, reader in
            guard case .array(let nodes) = node.value, nodes.count == 2 else {
                reader.reportType(node, path, expected: "a list of two numbers")
                return nil
            }
            guard let least = shape.decode(nodes[0], path.index(0), &reader),
                let most = shape.decode(nodes[1], path.index(1), &reader)
            else { return nil }
            if most.value < least.value {
                reader.report(
                    node, path, "the first number is more than the second",
                    hint: "write [\(most.value), \(least.value)]")
                return nil
            }
            return (least, most)
        },
        encode: {
            .list([.number($0.least.value.description), .number($0.most.value.description)])
        })
}
