import Text

extension StatementForm {
    /// `{"late": {"clicks": 2}}`, `{"late": 0}` for both streams together, and so on.
    static let counters: [StatementForm] = [
        counter("read", "read", "read", "records that were read"),
        counter("copied", "copied", "copied", "copies that disorder made"),
        counter("dropped", "dropped", "dropped", "records that disorder dropped"),
        counter("onTime", "on_time", "on time", "records that came on time"),
        counter(
            "withinAllowedLateness", "within_allowed_lateness", "within allowed lateness",
            "records behind the watermark that were still taken"),
        counter("late", "late", "late", "records that came too late"),
        counter("duplicates", "duplicate", "duplicate", "records with an id that was seen before"),
    ]

    /// `{"pending": 0}`, `{"attributed": {"atLeast": 0.8}}` and so on.
    static let totals: [StatementForm] = [
        share(
            "attributed",
            doc: "How many accepted checkouts got a click; with a decimal point "
                + "(0.8) their share among attributed, unattributed and pending ones."),
        share(
            "unattributed",
            doc: "How many accepted checkouts came out without a click; with a "
                + "decimal point (0.2) their share among attributed, unattributed and pending ones."
        ),
        total("pending", "checkouts_pending", "Accepted checkouts that were still held."),
        total("rejected", "rejected_lines", "Lines that are no records."),
        total("lookupMissed", "lookup_missed", "Checkouts whose user or product is unknown."),
    ]

    /// `{"stat": {"clicks_late": 2}}`
    static let stat = StatementForm(
        "stat",
        [
            .statement(
                "stat", .comparisons, required: true, doc: "Counters by their name in `stat`.",
                examples: [.record(["clicks_late": .integer(2)])],
                set: { draft, counters in
                    for (name, comparison) in counters {
                        draft.expect(name, Stat.query(name), .number(comparison, scale: 0))
                    }
                })
        ])

    /// A counter that each stream has.
    private static func counter(
        _ head: String, _ term: String, _ words: String, _ doc: String
    ) -> StatementForm {
        StatementForm(
            head,
            [
                .statement(
                    head, .perStream, required: true,
                    doc: "The number of \(doc): of both streams together, or of each.",
                    examples: [.record(["clicks": .integer(2), "checkouts": .integer(0)])],
                    set: { draft, counts in
                        if let both = counts.both {
                            draft.expect(
                                "\(words) clicks and checkouts",
                                Stat.sumQuery(["clicks_\(term)", "checkouts_\(term)"]),
                                .number(both, scale: 0))
                        }
                        for (stream, count) in [
                            ("clicks", counts.clicks), ("checkouts", counts.checkouts),
                        ] {
                            guard let count else { continue }
                            draft.expect(
                                "\(words) \(stream)", Stat.query("\(stream)_\(term)"),
                                .number(count, scale: 0))
                        }
                    })
            ])
    }

    /// A counter of the whole run.
    private static func total(_ head: String, _ stat: String, _ doc: String) -> StatementForm {
        StatementForm(
            head,
            [
                .statement(
                    head, .wholeComparison, required: true, doc: doc,
                    set: { draft, comparison in
                        let name = stat.split(separator: "_").joined(separator: " ")
                        draft.expect(name, Stat.query(stat), .number(comparison, scale: 0))
                    })
            ])
    }

    /// A fate of checkouts, as a count or as a share.
    private static func share(_ head: String, doc: String) -> StatementForm {
        let all = ["checkouts_attributed", "checkouts_unattributed", "checkouts_pending"]
        return StatementForm(
            head,
            [
                .statement(
                    head, .countOrShare, required: true, doc: doc,
                    examples: [.integer(12), .record(["atLeast": .number("0.8")])],
                    set: { draft, value in
                        guard let comparison = value.comparison else { return }
                        let stat = "checkouts_\(head)"
                        if value.hasPoint {
                            let part = Stat.sum([stat])
                            draft.expect(
                                "share of \(head) checkouts", "SELECT \(part), \(Stat.sum(all))",
                                .share(comparison))
                        } else {
                            draft.expect(
                                "\(head) checkouts", Stat.query(stat), .number(comparison, scale: 0)
                            )
                        }
                    })
            ])
    }
}

/// Queries of counters.
private enum Stat {
    /// The counters that every result has, written or, if they are 0, perhaps not.
    private static let known: Set<String> = {
        let terms = [
            "read", "copied", "dropped", "on_time", "within_allowed_lateness", "late", "duplicate",
        ]
        return Set(terms.flatMap { ["clicks_\($0)", "checkouts_\($0)"] })
            .union(["checkouts_attributed", "checkouts_unattributed", "checkouts_pending"])
            .union(["lookup_missed", "rejected_lines"])
    }()

    /// One counter. A known one that is not there is 0; an unknown one gives no row.
    static func query(_ name: String) -> String {
        known.contains(name)
            ? sumQuery([name]) : "SELECT value FROM stat WHERE name = \(SQLText.literal(name))"
    }

    /// Several known counters together.
    static func sumQuery(_ names: [String]) -> String { "SELECT \(sum(names))" }

    /// The same as an expression.
    static func sum(_ names: [String]) -> String {
        let list = names.map(SQLText.literal).joined(separator: ", ")
        return "(SELECT coalesce(sum(value), 0) FROM stat WHERE name IN (\(list)))"
    }
}

/// A count of both streams together, or of each.
struct CountPair: Sendable {
    var both: Comparison?
    var clicks: Comparison?
    var checkouts: Comparison?
}

extension Shape where Value == CountPair {
    /// A comparison, or one for each stream.
    fileprivate static let perStream: Shape = {
        let section = Section<CountPair>(
            "a pair of counts", rule: .someOf(["clicks", "checkouts"]),
            [
                Field(
                    "clicks", .wholeComparison, doc: "The clicks.", get: { _ in nil },
                    set: { $0.clicks = $1 }),
                Field(
                    "checkouts", .wholeComparison, doc: "The checkouts.", get: { _ in nil },
                    set: { $0.checkouts = $1 }),
            ])
        let comparisonKeys = ComparisonDraft.section.fields.map(\.name)
        return Shape(
            expected: "{\"clicks\": 2}", keys: [],
            schema: .record([
                "anyOf": .list([ComparisonDraft.shape.schema(), section.schema(CountPair())])
            ]),
            decode: { node, path, reader in
                if case .object(let members) = node.value,
                    !members.contains(where: { comparisonKeys.contains($0.key) })
                {
                    return section.shape(CountPair()).decode(node, path, &reader)
                }
                return Shape<Comparison>.wholeComparison.decode(node, path, &reader)
                    .map { CountPair(both: $0) }
            },
            encode: { _ in .null })
    }()
}

extension Shape where Value == Comparison {
    /// A comparison of decimal numbers.
    static let comparison = Shape(
        expected: ComparisonDraft.shape.expected, schema: ComparisonDraft.shape.schema(),
        decode: { ComparisonDraft.shape.decode($0, $1, &$2)?.comparison }, encode: { _ in .null })

    /// A comparison of whole numbers.
    static let wholeComparison = comparison.checked { comparison in
        comparison.limits.allSatisfy(\.isWhole)
            ? nil : ("a count is a whole number, not \(comparison)", nil)
    }
}

extension Shape where Value == ComparisonDraft {
    /// A count, or with a decimal point a share from 0 to 1.
    fileprivate static let countOrShare = ComparisonDraft.shape.checked { draft in
        guard draft.hasPoint, let limits = draft.comparison?.limits else { return nil }
        return limits.allSatisfy { $0 >= ExactDecimal(0) && $0 <= ExactDecimal(1) }
            ? nil : ("a number with a decimal point is a share, from 0.0 to 1.0", nil)
    }
}

extension Shape where Value == [(name: String, comparison: Comparison)] {
    /// Names and comparisons.
    fileprivate static let comparisons = Shape(
        expected: "an object such as {\"clicks_late\": 2}",
        schema: .record([
            "type": .string("object"), "minProperties": .integer(1),
            "additionalProperties": ComparisonDraft.shape.schema(),
        ]),
        decode: { node, path, reader in
            guard case .object(let members) = node.value, !members.isEmpty else {
                reader.reportType(node, path, expected: "an object such as {\"clicks_late\": 2}")
                return nil
            }
            return members.compactMap { member in
                Shape<Comparison>.wholeComparison
                    .decode(member.node, path.key(member.key), &reader)
                    .map { (member.key, $0) }
            }
        },
        encode: { _ in .null })
}
