import Text

/// An object of a scenario: its keys, each declared once.
struct Section<Root: Sendable>: Sendable {
    /// What the object is, for messages: `a watermark`.
    let noun: String
    /// Which keys must or may stand together.
    var rule = Rule.any
    /// The keys in the order in which they are read and written.
    let fields: [Field<Root>]

    /// Which keys must or may stand together.
    enum Rule: Sendable {
        /// Any of them.
        case any
        /// Exactly one of these groups, and that whole.
        case oneOf([[String]])
        /// At least one of these keys.
        case someOf([String])
    }

    init(_ noun: String, rule: Rule = .any, _ fields: [Field<Root>]) {
        self.noun = noun
        self.rule = rule
        self.fields = fields
    }

    /// Reads the object into `root`, key by key in the declared order. All that is wrong is
    /// reported; `false` if anything is.
    func decode(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader, into root: inout Root
    ) -> Bool {
        guard case .object(let members) = node.value else {
            reader.reportType(node, path, expected: noun)
            return false
        }
        let problemsBefore = reader.problems.count
        for member in members where !fields.contains(where: { $0.name == member.key }) {
            reportUnknown(member, path, &reader)
        }
        checkRule(node, members, path, &reader)
        for field in fields {
            if let member = members.first(where: { $0.key == field.name }) {
                field.decode(member.node, path.key(field.name), &reader, &root)
            } else if field.isRequired {
                reader.report(
                    node, path, "the key \"\(field.name)\" is missing",
                    hint: "add \"\(field.name)\": \(field.expected)")
            }
        }
        return reader.problems.count == problemsBefore
    }

    /// The object with every key that has a value.
    func encode(_ root: Root) -> JSONValue {
        .object(
            fields.compactMap { field in field.encode(root).map { JSONMember(field.name, $0) } })
    }

    /// The JSON Schema, with the values of `initial` as defaults.
    func schema(_ initial: Root) -> JSONValue {
        var members = [
            JSONMember("type", .string("object")),
            JSONMember("additionalProperties", .bool(false)),
            JSONMember(
                "properties",
                .object(fields.map { JSONMember($0.name, $0.describedSchema(initial)) })),
        ]
        let required = fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty { members.append(JSONMember("required", .strings(required))) }
        func require(_ keys: [String]) -> JSONValue { .record(["required": .strings(keys)]) }
        switch rule {
        case .any: break
        case .oneOf(let groups):
            members.append(JSONMember("oneOf", .list(groups.map(require))))
            // A part of a group beside another whole one would satisfy `oneOf`.
            let partners = groups.filter { $0.count > 1 }.flatMap { group in
                group.map { key in JSONMember(key, .strings(group.filter { $0 != key })) }
            }
            if !partners.isEmpty {
                members.append(JSONMember("dependentRequired", .object(partners)))
            }
        case .someOf(let keys):
            members.append(JSONMember("anyOf", .list(keys.map { require([$0]) })))
        }
        return .object(members)
    }

    /// The object as a value of others; what it does not say is as in `initial`.
    func shape(_ initial: Root) -> Shape<Root> {
        Shape(
            expected: noun, keys: fields.map(\.name), schema: schema(initial),
            decode: { node, path, reader in
                var root = initial
                return decode(node, path, &reader, into: &root) ? root : nil
            },
            encode: encode)
    }
}

extension Section {
    private func reportUnknown(
        _ member: JSONMember, _ path: JSONPath, _ reader: inout ScenarioReader
    ) {
        let names = fields.map(\.name)
        let hint: String
        if let nearest = Spelling.nearest(to: member.key, in: names) {
            hint = "write \"\(nearest)\""
        } else if let home = fields.first(where: { $0.innerKeys.contains(member.key) }) {
            hint = "it belongs inside \"\(home.name)\""
        } else if let (home, key) = nearestInside(member.key) {
            hint = "write \"\(key)\" inside \"\(home)\""
        } else {
            hint = "the keys here are \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
        }
        reader.report(
            at: member.keyPosition, path.key(member.key),
            "\(ScenarioReader.quote(member.key)) is not a key of \(noun)", hint: hint)
    }

    /// The key of an inner section that is most like `key`, and the section's.
    private func nearestInside(_ key: String) -> (home: String, key: String)? {
        let inner = fields.flatMap(\.innerKeys)
        guard let nearest = Spelling.nearest(to: key, in: inner),
            let home = fields.first(where: { $0.innerKeys.contains(nearest) })
        else { return nil }
        return (home.name, nearest)
    }

    private func checkRule(
        _ node: JSONNode, _ members: [JSONMember], _ path: JSONPath, _ reader: inout ScenarioReader
    ) {
        func has(_ key: String) -> Bool { members.contains { $0.key == key } }
        switch rule {
        case .any: break
        case .someOf(let keys):
            if !keys.contains(where: has) {
                reader.report(
                    node, path, "\(noun) says nothing", hint: "add \(Spelling.list(keys))")
            }
        case .oneOf(let groups):
            let named = groups.filter { $0.contains(where: has) }
            let all = groups.map { $0.map { "\"\($0)\"" }.joined(separator: " with ") }
                .joined(separator: ", ")
            guard let group = named.first else {
                reader.report(node, path, "\(noun) has exactly one of \(all); here is none")
                return
            }
            if named.count > 1 {
                let keys = named.flatMap { $0.filter(has) }.map { "\"\($0)\"" }
                reader.report(
                    node, path, "\(noun) has exactly one of \(all)",
                    hint: "keep one of \(keys.joined(separator: ", "))")
            } else if let missing = group.first(where: { !has($0) }) {
                let present = group.filter(has).map { "\"\($0)\"" }.joined(separator: ", ")
                reader.report(node, path, "\"\(missing)\" is missing beside \(present)")
            }
        }
    }
}

/// A key of a section.
struct Field<Root: Sendable>: Sendable {
    /// The key.
    let name: String
    /// What it means, in one line, for the JSON Schema.
    let doc: String
    /// Whether it must be there.
    let isRequired: Bool
    /// What is expected, for messages.
    let expected: String
    /// The keys inside its value.
    let innerKeys: [String]
    let schema: @Sendable () -> JSONValue
    let examples: [JSONValue]
    let decode: @Sendable (JSONNode, JSONPath, inout ScenarioReader, inout Root) -> Void
    let encode: @Sendable (Root) -> JSONValue?

    /// A key whose value is put into `root` by `set` and comes from `get` (`nil`: not written).
    init<Value>(
        _ name: String, _ shape: Shape<Value>, required: Bool = false, doc: String,
        examples: [JSONValue] = [], get: @escaping @Sendable (Root) -> Value?,
        set: @escaping @Sendable (inout Root, Value) -> Void
    ) {
        self.name = name
        self.doc = doc
        self.examples = examples
        isRequired = required
        expected = shape.expected
        innerKeys = shape.keys
        schema = shape.schema
        decode = { node, path, reader, root in
            if let value = shape.decode(node, path, &reader) { set(&root, value) }
        }
        encode = { get($0).map(shape.encode) }
    }

    /// A key whose value is a property of `root`.
    init<Value>(
        _ name: String, _ shape: Shape<Value>,
        _ property: any WritableKeyPath<Root, Value> & Sendable,
        required: Bool = false, doc: String, examples: [JSONValue] = []
    ) {
        self.init(
            name, shape, required: required, doc: doc, examples: examples,
            get: { $0[keyPath: property] }, set: { $0[keyPath: property] = $1 })
    }

    /// A key whose value another section describes: what the value leaves out keeps what `root`
    /// holds there.
    init<Inner: Sendable>(
        _ name: String, _ section: Section<Inner>,
        in property: any WritableKeyPath<Root, Inner> & Sendable, initial: Inner, doc: String
    ) {
        self.name = name
        self.doc = doc
        examples = []
        isRequired = false
        expected = section.noun
        innerKeys = section.fields.map(\.name)
        schema = { section.schema(initial) }
        decode = { node, path, reader, root in
            _ = section.decode(node, path, &reader, into: &root[keyPath: property])
        }
        encode = { section.encode($0[keyPath: property]) }
    }

    /// The schema with description, default and examples.
    func describedSchema(_ initial: Root) -> JSONValue {
        guard case .object(var members) = schema() else { return schema() }
        members.insert(JSONMember("description", .string(doc)), at: 0)
        if !isRequired, innerKeys.isEmpty, let value = encode(initial) {
            members.append(JSONMember("default", value))
        }
        if !examples.isEmpty { members.append(JSONMember("examples", .list(examples))) }
        return .object(members)
    }
}
