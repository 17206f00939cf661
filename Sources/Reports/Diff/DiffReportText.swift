import Results
import Text

/// What `attrsim diff` tells a person: about one screen.
public enum DiffReportText {
    /// The report, with a line break at its end.
    public static func text(_ report: DiffReport, _ style: TextStyle) -> String {
        let blocks = [
            title(report, style), settings(report, style), checkouts(report, style),
            sources(report, style), examples(report, style), counters(report, style),
        ]
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private static func title(_ report: DiffReport, _ style: TextStyle) -> [String] {
        let verdict =
            report.isSame
            ? "\(style.tick) the same results" : "\(style.cross) the results differ"
        return [
            style.apply(.bold, to: verdict),
            "  before  " + run(report.names.before, report.before, style),
            "  after   " + run(report.names.after, report.after, style),
        ]
    }

    private static func run(_ name: String, _ run: RunSummary, _ style: TextStyle) -> String {
        var facts = [run.scenario, run.engine, run.model]
        if let delay = run.watermarkDelay {
            facts.append("delay \(TimeText.duration(milliseconds: delay))")
        }
        if let lookback = run.lookback {
            facts.append("lookback \(TimeText.duration(milliseconds: lookback))")
        }
        let text = facts.map { PrintableText.escaping($0) }.joined(separator: style.separator)
        return PrintableText.escaping(name) + "  " + style.apply(.dim, to: text)
    }

    private static func settings(_ report: DiffReport, _ style: TextStyle) -> [String] {
        if report.settings.isEmpty {
            return report.isSame
                ? [] : [style.apply(.dim, to: "No setting differs: it is the input.")]
        }
        var table = TextTable(
            [
                .init("Settings that differ", .left, widthMax: 36),
                .init("before", .left, widthMax: 30), .init("after", .left, widthMax: 30),
            ], indent: 0)
        let shown = report.settings.prefix(12)
        for setting in shown {
            table.rows.append([
                .init("  " + setting.path), .init(setting.before ?? style.none),
                .init(setting.after ?? style.none),
            ])
        }
        let more = report.settings.count - shown.count
        return table.lines(style) + (more > 0 ? ["  and \(more) more"] : [])
    }

    // MARK: Checkouts

    private static func checkouts(_ report: DiffReport, _ style: TextStyle) -> [String] {
        let (before, after) = report.checkouts
        var lines = [
            style.apply(.bold, to: "Checkouts") + "  \(NumberText.count(before)) before, "
                + "\(NumberText.count(after)) after: \(NumberText.count(report.same)) the same, "
                + "\(NumberText.count(report.different)) different"
        ]
        if report.different == 0 { return lines }
        lines += table(
            "what became of them", DiffReport.Kind.allCases.map { ($0.rawValue, report.kinds[$0]) },
            style)
        let causes = report.causes.sorted {
            $0.value.checkouts != $1.value.checkouts
                ? $0.value.checkouts > $1.value.checkouts : isLess($0.key, $1.key)
        }
        lines += table("why", causes.map { ($0.key, $0.value) }, style)
        if let revenue = report.moved.revenueE4 {
            lines.append(
                "  revenue moved between sources, or to or from none: "
                    + style.apply(.bold, to: NumberText.money(e4: revenue)))
        }
        return lines
    }

    private static func table(
        _ title: String, _ rows: [(String, DiffReport.Sum?)], _ style: TextStyle
    ) -> [String] {
        var table = TextTable(
            [.init(title, .left, widthMax: 40), .init("checkouts"), .init("revenue")])
        for (name, sum) in rows {
            guard let sum else { continue }
            table.rows.append([
                .init(name),
                .init(NumberText.count(sum.checkouts)),
                sum.revenueE4.map { .init(NumberText.money(e4: $0)) } ?? .init(style.none, .dim),
            ])
        }
        return table.lines(style)
    }

    // MARK: Sources

    private static func sources(_ report: DiffReport, _ style: TextStyle) -> [String] {
        guard let primary = report.models.first else { return [] }
        var lines = sources(primary, style)
        for model in report.models.dropFirst() {
            let changed = model.sources.filter { !$0.isSame }.count
            lines.append(
                "  " + PrintableText.escaping(model.name) + ": "
                    + (changed == 0
                        ? "the same" : "\(plural(changed, "source")) changed"))
        }
        return lines
    }

    private static func sources(_ model: DiffReport.Model, _ style: TextStyle) -> [String] {
        let hasRevenue = model.sources.contains {
            $0.before?.revenueE4 != nil || $0.after?.revenueE4 != nil
        }
        var table = TextTable(
            [
                .init("Source, \(model.name)", .left, widthMax: 36), .init("before"),
                .init("after"), .init("change"),
            ] + (hasRevenue ? [.init("revenue before"), .init("after"), .init("change")] : []),
            indent: 0)
        for source in model.sources {
            let (a, b) = (source.before?.conversionsE9 ?? 0, source.after?.conversionsE9 ?? 0)
            var row: [TextTable.Cell] = [
                .init(
                    "  " + (source.source ?? "unattributed"), source.source == nil ? .dim : .plain),
                .init(NumberText.credit(e9: a)), .init(NumberText.credit(e9: b)),
                change(Int128(b) - Int128(a)) { NumberText.credit(e9: $0) },
            ]
            if hasRevenue {
                let (c, d) = (source.before?.revenueE4 ?? 0, source.after?.revenueE4 ?? 0)
                row += [
                    .init(NumberText.money(e4: c)), .init(NumberText.money(e4: d)),
                    change(Int128(d) - Int128(c)) { NumberText.money(e4: $0) },
                ]
            }
            table.rows.append(row)
        }
        return table.lines(style)
    }

    private static func change(_ value: Int128, _ text: (Int128) -> String) -> TextTable.Cell {
        if value == 0 { return .init("0", .dim) }
        return .init((value > 0 ? "+" : "") + text(value), value > 0 ? .green : .red)
    }

    // MARK: One by one

    private static func examples(_ report: DiffReport, _ style: TextStyle) -> [String] {
        if report.examples.isEmpty { return [] }
        let isAll = report.different == Int64(report.examples.count)
        var table = TextTable(
            [
                .init("checkout", .left, widthMax: 36), .init("before", .left, widthMax: 14),
                .init("after", .left, widthMax: 14), .init("amount"), .init("why", .left),
            ])
        for checkout in report.examples {
            let amount = checkout.before?.totalE4 ?? checkout.after?.totalE4
            table.rows.append([
                .init(checkout.id), source(checkout.before, style), source(checkout.after, style),
                amount.map { .init(NumberText.money(e4: $0)) } ?? .init(style.none, .dim),
                .init(why(checkout)),
            ])
        }
        table.fit(column: 4, style)
        let heading = style.apply(.bold, to: "Checkouts that differ")
        let note =
            isAll
            ? ""
            : "  the first \(NumberText.count(report.examples.count)) of "
                + "\(NumberText.count(report.different)) by id; --limit shows more"
        return [heading + style.apply(.dim, to: note)] + table.lines(style)
    }

    /// The cause, and what does not show in the sources.
    private static func why(_ checkout: DiffReport.Checkout) -> String {
        switch checkout.kind {
        case .otherClick, .amount: "\(checkout.cause); \(checkout.kind.rawValue)"
        default: checkout.cause
        }
    }

    private static func source(_ row: AttributedCheckout?, _ style: TextStyle) -> TextTable.Cell {
        guard let row else { return .init("no row", .dim) }
        return row.source.map { .init($0) } ?? .init("no click", .dim)
    }

    private static func counters(_ report: DiffReport, _ style: TextStyle) -> [String] {
        if report.counters.isEmpty { return [] }
        var table = TextTable(
            [
                .init("Counters that differ", .left), .init("before"), .init("after"),
                .init("change"),
            ], indent: 0)
        for counter in report.counters {
            table.rows.append([
                .init("  " + counter.name), .init(NumberText.count(counter.before)),
                .init(NumberText.count(counter.after)),
                change(Int128(counter.after) - Int128(counter.before)) { NumberText.count($0) },
            ])
        }
        return table.lines(style)
    }
}
