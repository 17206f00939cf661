import Text

extension StatementForm {
    /// `{"sql": "SELECT …", "equals": 3}`
    static let query = StatementForm(
        "sql", rule: .oneOf([["equals"], ["atLeast"], ["atMost"], ["between"]]),
        [
            .statement(
                "sql", .query, required: true,
                doc: "A query that only reads. A table's name means the rows of the stream run, "
                    + "main.TABLE those of every run.",
                examples: [.string("SELECT count(*) FROM late_record")],
                set: { $0.subject = .text($1) }),
            .statement(
                "equals", .expectedRows,
                doc: "The result: a value; a list of values (one column or one row); or a list "
                    + "of rows. true and false stand for 1 and 0.",
                examples: [.integer(3), .list([.list([.string("k1"), .null])])],
                set: { $0.expectQuery($1) }),
            comparison("atLeast"), comparison("atMost"), comparison("between"),
        ])

    private static func comparison(_ key: String) -> Field<StatementDraft> {
        // The same key as in a comparison, but beside the query.
        let shape = Shape<ComparisonDraft>(
            expected: "a number",
            schema: key == "between"
                ? .record(["type": .string("array")])
                : .record(["type": .strings(["number", "string"])]),
            decode: { node, path, reader in
                var draft = ComparisonDraft()
                for field in ComparisonDraft.section.fields where field.name == key {
                    field.decode(node, path, &reader, &draft)
                }
                return draft.comparison == nil ? nil : draft
            },
            encode: { _ in .null })
        return .statement(
            key, shape, doc: "The result is one number that compares so.",
            set: { draft, comparison in
                if let comparison = comparison.comparison {
                    draft.expectQuery(.number(comparison, scale: 0))
                }
            })
    }
}

extension StatementDraft {
    fileprivate mutating func expectQuery(_ check: Expectation.Check) {
        guard case .text(let sql) = subject else { return }
        // The name is the query on one line.
        let name = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        expect(name, sql, check)
    }
}

extension Shape where Value == String {
    /// A query with something in it.
    fileprivate static let query = text.checked {
        $0.allSatisfy(\.isWhitespace) ? ("the query is empty", nil) : nil
    }
}

extension Shape where Value == Expectation.Check {
    /// A value, a list of values, or a list of rows.
    fileprivate static let expectedRows = Shape(
        expected: "a value, a list of values or a list of rows",
        schema: .record([
            "type": .strings(["null", "boolean", "number", "string", "array"])
        ]),
        decode: { node, path, reader in
            guard case .array(let nodes) = node.value else {
                return Shape<ExpectedCell>.cell.decode(node, path, &reader).map { .rows([[$0]]) }
            }
            var isRows = false
            if case .array? = nodes.first?.value { isRows = true }
            if !isRows {
                let cells = nodes.enumerated().compactMap {
                    Shape<ExpectedCell>.cell.decode($1, path.index($0), &reader)
                }
                return cells.isEmpty ? .rows([]) : .list(cells)
            }
            var rows: [[ExpectedCell]] = []
            for (index, node) in nodes.enumerated() {
                let rowPath = path.index(index)
                guard case .array(let cells) = node.value, !cells.isEmpty else {
                    reader.reportType(node, rowPath, expected: "a row: a list of values")
                    continue
                }
                rows.append(
                    cells.enumerated().compactMap {
                        Shape<ExpectedCell>.cell.decode($1, rowPath.index($0), &reader)
                    })
            }
            return .rows(rows)
        },
        encode: { _ in .null })
}

extension Shape where Value == ExpectedCell {
    /// A value of a row.
    static let cell = Shape(
        expected: "a text, a number or null",
        schema: .record(["type": .strings(["null", "boolean", "number", "string"])]),
        decode: { node, path, reader in
            switch node.value {
            case .null: return .null
            // SQLite has no truth values; its comparisons give 1 and 0.
            case .bool(let flag): return .integer(flag ? 1 : 0)
            case .string(let text): return .text(text)
            case .number(let text):
                guard let number = ExactDecimal(text) else {
                    reader.report(node, path, "\(text) has too many digits")
                    return nil
                }
                return number.isWhole ? .integer(number.coefficient) : .decimal(number)
            case .array, .object:
                reader.reportType(node, path, expected: "a text, a number or null")
                return nil
            }
        },
        encode: { _ in .null })

    /// A text, or null.
    static let textOrNull = Shape<String>.text.orNull()
        .map(to: { $0.map { ExpectedCell.text($0) } ?? .null }, from: { _ in nil })
}
