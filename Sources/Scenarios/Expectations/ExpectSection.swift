import Text

extension Shape where Value == [Expectation] {
    /// `expect`: a list of statements, each of which gives one expectation or more.
    static let expectations = statement.list(of: "expectations")
        .map(to: { $0.flatMap { $0 } }, from: { [$0] })

    /// One statement.
    private static let statement = Shape(
        expected: "a statement such as {\"late\": {\"clicks\": 2}}",
        schema: .record([
            "anyOf": .list(StatementForm.all.map { $0.section.schema(StatementDraft()) })
        ]),
        decode: { node, path, reader in
            guard case .object(let members) = node.value else {
                reader.reportType(
                    node, path, expected: "a statement such as {\"late\": {\"clicks\": 2}}")
                return nil
            }
            let form = StatementForm.all.first { form in
                members.contains { $0.key == form.head }
            }
            guard let form else {
                reportNoForm(node, members, path, &reader)
                return nil
            }
            var draft = StatementDraft()
            guard form.section.decode(node, path, &reader, into: &draft) else { return nil }
            return draft.named(at: node.position, path)
        },
        encode: { _ in .null })

    private static func reportNoForm(
        _ node: JSONNode, _ members: [JSONMember], _ path: JSONPath,
        _ reader: inout ScenarioReader
    ) {
        let heads = StatementForm.all.map(\.head)
        for member in members {
            if let nearest = Spelling.nearest(to: member.key, in: heads) {
                reader.report(
                    at: member.keyPosition, path.key(member.key),
                    "\(ScenarioReader.quote(member.key)) is not a key of a statement",
                    hint: "write \"\(nearest)\"")
                return
            }
        }
        reader.report(
            node, path, "this says nothing that can be checked",
            hint: "a statement has one of \(heads.map { "\"\($0)\"" }.joined(separator: ", "))")
    }
}

/// A statement while it is read.
struct StatementDraft: Sendable {
    /// What the writer calls it.
    var name: String?
    /// The id, source, model, table or query that it is about.
    var subject = ExpectedCell.null
    /// The model whose credit counts; `nil`: the primary one.
    var model: String?
    /// What it says.
    var expectations: [Expectation] = []

    /// Adds something that must hold.
    mutating func expect(_ name: String, _ sql: String, _ check: Expectation.Check) {
        expectations.append(Expectation(name: name, sql: sql, check: check))
    }

    /// The expectations, with their place, and under the writer's name if there is one.
    func named(at position: TextPosition, _ path: JSONPath) -> [Expectation] {
        expectations.map { expectation in
            var expectation = expectation
            expectation.position = position
            expectation.jsonPath = path.text
            guard let name else { return expectation }
            expectation.name = expectations.count == 1 ? name : "\(name): \(expectation.name)"
            return expectation
        }
    }
}

/// A way to state an expectation, told by its first key.
struct StatementForm: Sendable {
    /// The key that tells the form.
    let head: String
    /// The form's keys.
    let section: Section<StatementDraft>

    /// A form with the keys that all have.
    init(
        _ head: String, rule: Section<StatementDraft>.Rule = .any, _ fields: [Field<StatementDraft>]
    ) {
        self.head = head
        let name = Field<StatementDraft>(
            "name", Shape.text, doc: "What to call it in reports.", get: { _ in nil },
            set: { $0.name = $1 })
        section = Section("a statement with \"\(head)\"", rule: rule, fields + [name])
    }

    /// All forms. Where an entry has the heads of two, the first decides.
    static let all: [StatementForm] =
        [.query] + counters + totals + [.checkout, .click, .source, .total, .truth, .stat, .table]
}

extension Field where Root == StatementDraft {
    /// A key that adds to what a statement says.
    static func statement<Value>(
        _ name: String, _ shape: Shape<Value>, required: Bool = false, doc: String,
        examples: [JSONValue] = [], set: @escaping @Sendable (inout StatementDraft, Value) -> Void
    ) -> Field {
        Field(
            name, shape, required: required, doc: doc, examples: examples, get: { _ in nil },
            set: set)
    }
}
