import Simulation
import Text

extension StatementForm {
    /// `{"source": "Google", "conversions": 12, "revenue": "123.45"}`; null: without a click.
    static let source = StatementForm(
        "source", rule: .someOf(CreditMeasure.allCases.map(\.rawValue)),
        [
            .statement(
                "source", .textOrNull, required: true,
                doc: "The source; null: the checkouts without a click.", set: { $0.subject = $1 })
        ]
            + measures { draft in
                // `IS` finds NULL as well.
                let name = draft.subject == .null ? "no source" : draft.subject.plainText
                return (name, " AND source IS \(draft.subject.sqlText)")
            })

    /// `{"total": {"revenue": "123.45"}}`: all sources, checkouts without a click included.
    static let total = StatementForm(
        "total",
        [
            .statement(
                "total",
                Section(
                    "an object of totals", rule: .someOf(CreditMeasure.allCases.map(\.rawValue)),
                    measures { _ in ("total", "") }
                ).shape(StatementDraft()),
                required: true,
                doc: "The totals of all sources, checkouts without a click included.",
                examples: [.record(["revenue": .string("123.45")])],
                set: { $0.expectations += $1.expectations })
        ])

    /// The model and the measures; `subject` gives a name and one more condition.
    private static func measures(
        _ subject: @escaping @Sendable (StatementDraft) -> (name: String, condition: String)
    ) -> [Field<StatementDraft>] {
        let model = Field<StatementDraft>.statement(
            "model", Shape.text,
            doc: "Whose credit counts. Default: the scenario's model.",
            set: { $0.model = $1 })
        return [model]
            + CreditMeasure.allCases.map { measure in
                .statement(
                    measure.rawValue, .comparison, doc: measure.doc,
                    set: { draft, comparison in
                        let (name, condition) = subject(draft)
                        let model = draft.model.map(SQLText.literal) ?? "(SELECT model FROM run)"
                        let by = draft.model.map { " by \($0)" } ?? ""
                        // Nothing sold is 0; a sum of unknown amounts is NULL.
                        draft.expect(
                            "\(name): \(measure.rawValue)\(by)",
                            "SELECT CASE count(*) WHEN 0 THEN 0 ELSE sum(\(measure.column)) END "
                                + "FROM source_credit WHERE model = \(model)\(condition)",
                            .number(comparison, scale: measure.scale))
                    })
            }
    }
}

/// What is counted for a source.
private enum CreditMeasure: String, CaseIterable, Sendable {
    case conversions, revenue, profit

    var column: String {
        switch self {
        case .conversions: "conversions_e9"
        case .revenue: "revenue_e4"
        case .profit: "profit_e4"
        }
    }

    var scale: Int { self == .conversions ? 9 : 4 }

    var doc: String {
        switch self {
        case .conversions: "Checkouts, by shares where a model splits them."
        case .revenue: "The sum of total_amount, exactly."
        case .profit: "The sum of profit, exactly."
        }
    }
}
