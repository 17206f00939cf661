import Text

/// A value that is a name, or an object with that name and settings of its own: an engine, a model.
struct NamedObject<Value>: Sendable {
    /// What it is, for messages: `an engine`.
    let noun: String
    /// The names.
    let names: [String]
    /// The object of each name.
    let sections: [Shape<Value>]

    /// Reads the name or the object; `nil` if it is wrong, which is then reported.
    func decode(
        _ node: JSONNode, _ path: JSONPath, _ reader: inout ScenarioReader
    ) -> Value? {
        var name = node
        var namePath = path
        var object = node
        switch node.value {
        case .string: object = JSONNode(.record([:]), at: node.position)
        case .object(let members):
            guard let member = members.first(where: { $0.key == "name" }) else {
                reader.report(
                    node, path, "the key \"name\" is missing",
                    hint: "add \"name\": one of \(Spelling.list(names))")
                return nil
            }
            name = member.node
            namePath = path.key("name")
            object.value = .object(members.filter { $0.key != "name" })
        default:
            reader.reportType(
                node, path, expected: "\(noun) such as \"\(names.first ?? "")\"")
            return nil
        }
        let words = Shape<Int>.word(noun, names.enumerated().map { ($1, $0) })
        guard let index = words.decode(name, namePath, &reader) else { return nil }
        return sections[index].decode(object, path, &reader)
    }

    /// The object of a name, with its settings. The name is taken out before they are read.
    ///
    /// `others`: further names of it; `check`: says what is wrong with settings that are right one by
    /// one.
    static func section<Settings: Sendable>(
        _ name: String, others: [String] = [], noun: String, _ initial: Settings,
        _ fields: [Field<Settings>],
        make: @escaping @Sendable (Settings) -> Value,
        settings own: @escaping @Sendable (Value) -> Settings?,
        check: @escaping @Sendable (Settings) -> String? = { _ in nil }
    ) -> Shape<Value> {
        let settings = Section("\(noun) \"\(name)\"", fields)
        let nameField = Field<Settings>(
            "name", .word("this name", ([name] + others).map { ($0, $0) }), required: true,
            doc: "The name.",
            get: { _ in name }, set: { _, _ in })
        let whole = Section(settings.noun, [nameField] + fields)
        return Shape(
            expected: settings.noun, schema: whole.schema(initial),
            decode: { node, path, reader in
                guard let decoded = settings.shape(initial).decode(node, path, &reader) else {
                    return nil
                }
                guard let problem = check(decoded) else { return make(decoded) }
                reader.report(node, path, problem)
                return nil
            },
            encode: { whole.encode(own($0) ?? initial) })
    }
}
