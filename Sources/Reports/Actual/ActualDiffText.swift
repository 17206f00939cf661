import Text

/// What `attrsim diff --actual` tells a person, and a program.
public enum ActualDiffText {
    /// The comparison, with a line break at its end; at most `limit` rows one by one.
    public static func text(
        _ diff: ActualDiff, predicted name: String, actual file: String, limit: Int,
        _ style: TextStyle
    ) -> String {
        var lines = [
            (diff.isSame ? style.tick : style.cross) + " "
                + style.apply(
                    .bold,
                    to: "\(NumberText.count(diff.same)) of \(NumberText.count(diff.predicted)) "
                        + "predicted rows are in \(PrintableText.escaping(file))")
                + ", which has \(NumberText.count(diff.actual))",
            "  predicted  \(PrintableText.escaping(name))  "
                + style.apply(
                    .dim,
                    to: [diff.run.scenario, diff.run.engine, diff.run.model]
                        .map { PrintableText.escaping($0) }.joined(separator: style.separator)),
            "  same \(NumberText.count(diff.same))"
                + ActualDiff.Kind.allCases.map {
                    "\(style.separator)\($0.rawValue) \(NumberText.count(diff.count($0)))"
                }.joined(),
        ]
        if !diff.columnsAbsent.isEmpty {
            lines.append(
                style.apply(
                    .dim, to: "  not compared: \(diff.columnsAbsent.joined(separator: ", "))"))
        }
        if diff.isSame { return lines.joined(separator: "\n") + "\n" }
        lines += ["", style.apply(.bold, to: "Likely rules")]
        for rule in diff.rules {
            lines.append(
                "  \(NumberText.count(rule.checkouts)) \(rule.kind.rawValue): \(rule.rule)  "
                    + style.apply(.dim, to: "e.g. \(PrintableText.escaping(rule.example))"))
        }
        if limit > 0 {
            lines += [""] + examples(diff, limit, style)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func examples(
        _ diff: ActualDiff, _ limit: Int, _ style: TextStyle
    ) -> [String] {
        var table = TextTable(
            [
                .init("checkout", .left, widthMax: 36), .init("column", .left),
                .init("predicted", .left, widthMax: 36), .init("actual", .left, widthMax: 36),
            ])
        for difference in diff.differences.prefix(limit) {
            if difference.columns.isEmpty {
                table.rows.append([
                    .init(difference.id), .init(difference.kind.rawValue, .dim), .init(""),
                    .init(difference.lateness ?? ""),
                ])
            }
            for (place, column) in difference.columns.enumerated() {
                table.rows.append([
                    .init(place == 0 ? difference.id : ""), .init(column.name),
                    column.predicted.map { .init($0) } ?? .init(style.none, .dim),
                    column.actual.map { .init($0) } ?? .init(style.none, .dim),
                ])
            }
        }
        let more = diff.differences.count - limit
        return table.lines(style) + (more > 0 ? ["  and \(NumberText.count(more)) more"] : [])
    }

    /// The comparison as one JSON document.
    public static func json(_ diff: ActualDiff, predicted name: String, actual file: String)
        -> String
    {
        let value = JSONValue.record([
            "same": .bool(diff.isSame), "predicted": .string(name), "actual": .string(file),
            "engine": .string(diff.run.engine), "model": .string(diff.run.model),
            "rows": .record([
                "predicted": .integer(diff.predicted), "actual": .integer(diff.actual),
                "same": .integer(diff.same), "other": .integer(diff.count(.other)),
                "missing": .integer(diff.count(.missing)), "extra": .integer(diff.count(.extra)),
            ]),
            "columns": .strings(diff.columns), "columns_absent": .strings(diff.columnsAbsent),
            "rules": .list(
                diff.rules.map {
                    .record([
                        "rule": .string($0.rule), "kind": .string($0.kind.rawValue),
                        "checkouts": .integer($0.checkouts), "example": .string($0.example),
                    ])
                }),
            "differences": .list(
                diff.differences.map { difference in
                    .record([
                        "checkout_id": .string(difference.id),
                        "kind": .string(difference.kind.rawValue),
                        "rule": .string(difference.rule),
                        "lateness": json(difference.lateness),
                        "columns": .list(
                            difference.columns.map {
                                .record([
                                    "column": .string($0.name), "predicted": json($0.predicted),
                                    "actual": json($0.actual),
                                ])
                            }),
                    ])
                }),
        ])
        return JSONText.write(value, .pretty)
    }

    private static func json(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
