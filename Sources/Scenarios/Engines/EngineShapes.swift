import EventLogs
import Simulation
import Streaming
import Text

// What the settings of several engines look like.

extension Shape where Value: Equatable & Sendable {
    /// `{"records": n}`, `{"every": DURATION}` of processing time, or a word.
    static func cadence(
        _ noun: String, word: (name: String, value: Value)?, initial: Value,
        records: @escaping @Sendable (Int) -> Value,
        every: @escaping @Sendable (Milliseconds) -> Value,
        count: @escaping @Sendable (Value) -> Int?,
        interval: @escaping @Sendable (Value) -> Milliseconds?
    ) -> Shape {
        let section = Section<Value>(
            noun, rule: .oneOf([["records"], ["every"]]),
            [
                Field(
                    "records", .integer(1...1_000_000_000), doc: "The number of records.",
                    get: count, set: { $0 = records($1) }),
                Field(
                    "every", .positiveDuration, doc: "The interval of processing time.",
                    get: interval, set: { $0 = every($1) }),
            ])
        let words = word.map { Shape.word(noun, [$0]) }
        let expected =
            (word.map { "\"\($0.name)\", " } ?? "") + "{\"records\": 10} or {\"every\": \"5s\"}"
        return Shape(
            expected: expected,
            schema: .record([
                "anyOf": .list((words.map { [$0.schema()] } ?? []) + [section.schema(initial)])
            ]),
            decode: { node, path, reader in
                switch node.value {
                case .object: return section.shape(initial).decode(node, path, &reader)
                case .string(let text) where text == word?.name: return word?.value
                default:
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
            },
            encode: { value in
                if count(value) != nil || interval(value) != nil { return section.encode(value) }
                return words?.encode(value) ?? .null
            })
    }
}

extension Shape where Value == RestartPlan {
    /// A list of seqs, or `"every-batch"`.
    static let restarts: Shape = {
        let list = Shape<Int64>.integer(1...Int64.max).list(of: "seqs")
        let word = Shape<Bool>.word("a plan of restarts", [("every-batch", true)])
        let expected = "a list of seqs such as [120, 4000], or \"every-batch\""
        return Shape(
            expected: expected, schema: .record(["anyOf": .list([list.schema(), word.schema()])]),
            decode: { node, path, reader in
                switch node.value {
                case .array: return list.decode(node, path, &reader).map { RestartPlan(after: $0) }
                case .string:
                    return word.decode(node, path, &reader).map { _ in RestartPlan.everyBatch }
                default:
                    reader.reportType(node, path, expected: expected)
                    return nil
                }
            },
            encode: { $0.isAfterEveryBatch ? word.encode(true) : list.encode($0.seqs) })
    }()
}

extension StreamFilters {
    /// Conditions on the fields of each stream.
    static let section = Section<StreamFilters>(
        "a filter",
        [
            Field(
                "clicks", .conditions(.clicks), doc: "Which clicks the query takes.",
                examples: [.record(["source": .record(["not": .string("Direct")])])],
                get: { $0.clicks.terms.isEmpty ? nil : $0.clicks }, set: { $0.clicks = $1 }),
            Field(
                "checkouts", .conditions(.checkouts),
                doc: "Which checkouts may match: of a left or full join the others come out "
                    + "without a click, in their own batch.",
                get: { $0.checkouts.terms.isEmpty ? nil : $0.checkouts },
                set: { $0.checkouts = $1 }),
        ])
}

extension Shape where Value == RowSelection {
    /// Conditions on the texts of a stream's records.
    static func conditions(_ stream: EventStream) -> Shape {
        let known = StreamFilters.fields(of: stream)
        return Shape(
            expected: "an object such as {\"source\": {\"not\": \"Direct\"}}",
            schema: selection.schema(),
            decode: { node, path, reader in
                guard case .object(let members) = node.value else {
                    return selection.decode(node, path, &reader)
                }
                for member in members where !known.contains(member.key) {
                    let isField = RecordField.keys(for: [stream]).contains(member.key)
                    let nearest = Spelling.nearest(to: member.key, in: known)
                    reader.report(
                        at: member.keyPosition, path.key(member.key),
                        "\(ScenarioReader.quote(member.key)) is not "
                            + (isField ? "a text, which alone is filtered" : "a field"),
                        hint: isField
                            ? nil
                            : nearest.map { "write \"\($0)\"" }
                                ?? "the fields are \(known.joined(separator: ", "))")
                }
                return selection.decode(node, path, &reader)
            },
            encode: { selection.encode($0) })
    }
}
