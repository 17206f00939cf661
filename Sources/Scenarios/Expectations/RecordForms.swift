import Simulation
import Text

extension StatementForm {
    /// `{"checkout": "k17", "attributedTo": "c9"}`, its source, or what became of it.
    static let checkout = StatementForm(
        "checkout", rule: .oneOf([["attributedTo"], ["source"], ["is"]]),
        [
            subject("checkout", "The checkout's id."),
            .statement(
                "attributedTo", .textOrNull,
                doc:
                    "The id of the click that it is attributed to; null: it has a row without one.",
                set: { draft, click in
                    draft.expect(
                        "checkout \(draft.subject.plainText): click",
                        "SELECT click_id FROM checkout_attribution WHERE checkout_id = "
                            + draft.subject.sqlText,
                        .rows([[click]]))
                }),
            .statement(
                "source", .textOrNull,
                doc: "The source that it is attributed to; null: none.",
                set: { draft, source in
                    draft.expect(
                        "checkout \(draft.subject.plainText): source",
                        "SELECT source FROM checkout_attribution WHERE checkout_id = "
                            + draft.subject.sqlText,
                        .rows([[source]]))
                }),
            .statement(
                "is", .cases("a fate of a checkout"),
                doc: "What became of it, or of a copy of it; absent: it has no row, for whatever "
                    + "reason.",
                set: { (draft, fate: CheckoutFate) in
                    draft.expect(
                        "checkout \(draft.subject.plainText)",
                        CheckoutFate.query(draft.subject.sqlText),
                        .includes(.text(fate.rawValue)))
                }),
        ])

    /// `{"click": "c10", "is": "late"}`
    static let click = StatementForm(
        "click",
        [
            subject("click", "The click's id."),
            .statement(
                "is", .cases("a fate of a click"), required: true,
                doc: "What became of it, or of a copy of it; attributed: some checkout is "
                    + "attributed to it; absent: none of the others.",
                set: { (draft, fate: ClickFate) in
                    draft.expect(
                        "click \(draft.subject.plainText)", ClickFate.query(draft.subject.sqlText),
                        .includes(.text(fate.rawValue)))
                }),
        ])

    /// `{"truth": {"differences": 3, "late click": 2}}`
    static let truth = StatementForm(
        "truth",
        [
            .statement(
                "truth", TruthCounts.section.shape(TruthCounts()), required: true,
                doc: "How many checkouts the stream run and the batch truth see differently.",
                examples: [.record(["differences": .integer(3)])],
                set: { draft, counts in
                    for (cause, comparison) in counts.counts {
                        let condition =
                            cause == "differences" ? "" : " WHERE cause = \(SQLText.literal(cause))"
                        draft.expect(
                            "truth: \(cause)", "SELECT count(*) FROM truth_difference\(condition)",
                            .number(comparison, scale: 0))
                    }
                })
        ])

    /// `{"table": "late_record", "rows": 3}`
    static let table = StatementForm(
        "table",
        [
            .statement(
                "table", .word("a table", TableNames.all.map { ($0, $0) }), required: true,
                doc: "A table of the result.", set: { $0.subject = .text($1) }),
            .statement(
                "rows", .wholeComparison, required: true, doc: "How many rows it has.",
                set: { draft, comparison in
                    let table = draft.subject.plainText
                    draft.expect(
                        "rows of \(table)", "SELECT count(*) FROM \(table)",
                        .number(comparison, scale: 0))
                }),
        ])

    private static func subject(_ name: String, _ doc: String) -> Field<StatementDraft> {
        .statement(name, Shape.text, required: true, doc: doc, set: { $0.subject = .text($1) })
    }
}

/// What can become of a checkout.
private enum CheckoutFate: String, CaseIterable, Sendable {
    case attributed, unattributed, late, duplicate, pending, absent

    /// The fates of a checkout and its copies, in alphabetical order.
    static func query(_ id: String) -> String {
        Fates.query([
            "SELECT 'attributed' AS fate FROM checkout_attribution WHERE checkout_id = \(id) "
                + "AND click_id IS NOT NULL",
            "SELECT 'unattributed' FROM checkout_attribution WHERE checkout_id = \(id) "
                + "AND click_id IS NULL",
            Fates.record("late", "late_record", "checkouts", id),
            Fates.record("duplicate", "duplicate_record", "checkouts", id),
            Fates.record("pending", "pending_record", "checkouts", id),
            "SELECT 'absent' WHERE NOT EXISTS (SELECT 1 FROM checkout_attribution "
                + "WHERE checkout_id = \(id))",
        ])
    }
}

/// What can become of a click.
private enum ClickFate: String, CaseIterable, Sendable {
    case attributed, late, duplicate, absent

    /// The fates of a click and its copies, in alphabetical order.
    static func query(_ id: String) -> String {
        Fates.query(
            [
                "SELECT 'attributed' AS fate FROM checkout_attribution WHERE click_id = \(id)",
                Fates.record("late", "late_record", "clicks", id),
                Fates.record("duplicate", "duplicate_record", "clicks", id),
            ], orElse: "absent")
    }
}

/// Queries of what became of a record.
private enum Fates {
    /// The different fates; where there is none, `other`.
    static func query(_ fates: [String], orElse other: String? = nil) -> String {
        let union = "WITH fates AS (\(fates.joined(separator: " UNION "))) SELECT fate FROM fates"
        let rest =
            other.map { " UNION SELECT '\($0)' WHERE NOT EXISTS (SELECT 1 FROM fates)" } ?? ""
        return union + rest + " ORDER BY 1"
    }

    static func record(_ fate: String, _ table: String, _ stream: String, _ id: String) -> String {
        "SELECT '\(fate)' FROM \(table) WHERE stream = '\(stream)' AND id = \(id)"
    }
}

/// Counts of differences by cause.
private struct TruthCounts: Sendable {
    var counts: [(cause: String, comparison: Comparison)] = []

    static let section: Section<TruthCounts> = {
        let keys =
            [("differences", "All of them.")]
            + DifferenceCause.allCases.map { ($0.rawValue, "Those for this cause: \($0.meaning).") }
        return Section(
            "an object of differences", rule: .someOf(keys.map(\.0)),
            keys.map { cause, doc in
                Field(
                    cause, .wholeComparison, doc: doc, get: { _ in nil },
                    set: { $0.counts.append((cause, $1)) })
            })
    }()
}

/// The tables of a result.
private enum TableNames {
    static let all = ["run"] + ResultTable.allCases.map(\.name)
}
