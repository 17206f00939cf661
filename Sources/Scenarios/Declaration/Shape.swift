import Text

/// What a value in a scenario may look like: how it is read, written and described.
///
/// One declaration serves the reader, the JSON Schema and the resolved configuration, so that
/// they cannot disagree.
struct Shape<Value>: Sendable {
    /// What is expected, for messages: `a duration such as "15s"`.
    let expected: String
    /// The JSON Schema of the value.
    let schema: @Sendable () -> JSONValue
    /// The keys inside, if the value is an object.
    let keys: [String]
    /// Reads a value; `nil` if it is wrong, which is then reported.
    let decode: @Sendable (JSONNode, JSONPath, inout ScenarioReader) -> Value?
    /// Writes a value, so that reading it gives the same value.
    let encode: @Sendable (Value) -> JSONValue

    init(
        expected: String, keys: [String] = [],
        schema: @escaping @Sendable @autoclosure () -> JSONValue,
        decode: @escaping @Sendable (JSONNode, JSONPath, inout ScenarioReader) -> Value?,
        encode: @escaping @Sendable (Value) -> JSONValue
    ) {
        self.expected = expected
        self.keys = keys
        self.schema = schema
        self.decode = decode
        self.encode = encode
    }
}

extension Shape {
    /// The same, or nothing: `null` and the word `word`, if there is one, stand for `nil`.
    func orNull(word: String? = nil) -> Shape<Value?> {
        let inner = self
        let words = word.map { [JSONValue.record(["const": .string($0)])] } ?? []
        return Shape<Value?>(
            expected: expected + (word.map { ", or \"\($0)\"" } ?? ""), keys: keys,
            schema: .record([
                "anyOf": .list([inner.schema(), .record(["type": .string("null")])] + words)
            ]),
            decode: { node, path, reader in
                if node.value == .null { return .some(nil) }
                if let word, node.value == .string(word) { return .some(nil) }
                return inner.decode(node, path, &reader).map { .some($0) }
            },
            encode: { $0.map(inner.encode) ?? .null })
    }

    /// A list of such values.
    func list(of noun: String, isEmptyAllowed: Bool = true) -> Shape<[Value]> {
        let inner = self
        return Shape<[Value]>(
            expected: "a list of \(noun)", keys: [],
            schema: .object(
                [JSONMember("type", .string("array")), JSONMember("items", inner.schema())]
                    + (isEmptyAllowed ? [] : [JSONMember("minItems", .integer(1))])),
            decode: { node, path, reader in
                guard case .array(let nodes) = node.value else {
                    reader.reportType(node, path, expected: "a list of \(noun)")
                    return nil
                }
                if nodes.isEmpty && !isEmptyAllowed {
                    reader.report(
                        node, path, "the list is empty", hint: "name at least one, or leave it out")
                }
                return nodes.enumerated().compactMap { index, node in
                    inner.decode(node, path.index(index), &reader)
                }
            },
            encode: { .list($0.map(inner.encode)) })
    }

    /// The same with one more condition: `check` gives a message (and a hint) for what breaks it.
    func checked(
        _ check: @escaping @Sendable (Value) -> (message: String, hint: String?)?
    ) -> Shape<Value> {
        let inner = self
        return Shape(
            expected: expected, keys: keys, schema: inner.schema(),
            decode: { node, path, reader in
                guard let value = inner.decode(node, path, &reader) else { return nil }
                guard let wrong = check(value) else { return value }
                reader.report(node, path, wrong.message, hint: wrong.hint)
                return nil
            },
            encode: inner.encode)
    }

    /// The same, read and written as another type.
    func map<Other>(
        to: @escaping @Sendable (Value) -> Other, from: @escaping @Sendable (Other) -> Value
    ) -> Shape<Other> {
        let inner = self
        return Shape<Other>(
            expected: expected, keys: keys, schema: inner.schema(),
            decode: { inner.decode($0, $1, &$2).map(to) }, encode: { inner.encode(from($0)) })
    }
}

extension Shape where Value: Equatable & Sendable {
    /// One of some words, each of which stands for a value.
    static func word(_ noun: String, _ words: [(name: String, value: Value)]) -> Shape {
        let names = words.map(\.name)
        return Shape(
            expected: "one of \(Spelling.list(names))",
            schema: .record(["enum": .strings(names)]),
            decode: { node, path, reader in
                guard case .string(let text) = node.value else {
                    reader.reportType(node, path, expected: Spelling.list(names))
                    return nil
                }
                if let word = words.first(where: { $0.name == text }) { return word.value }
                let nearest = Spelling.nearest(to: text, in: names)
                reader.report(
                    node, path, "\(ScenarioReader.quote(text)) is not \(noun)",
                    hint: nearest.map { "write \"\($0)\"" }
                        ?? "write \(Spelling.list(names))")
                return nil
            },
            encode: { value in
                words.first { $0.value == value }.map { .string($0.name) } ?? .null
            })
    }
}

extension Shape
where Value: CaseIterable & RawRepresentable & Equatable & Sendable, Value.RawValue == String {
    /// One of the cases of an enum.
    static func cases(_ noun: String) -> Shape {
        word(noun, Value.allCases.map { ($0.rawValue, $0) })
    }
}
