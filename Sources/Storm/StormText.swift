public import Reports
import Text

/// What `attrsim storm` tells a person.
public enum StormText {
    /// The report, with a line break at its end.
    ///
    /// `subject` is the name of the scenario, `nil` for worlds; `command` how a seed is run again, but
    /// for `--seed`; `limit` how many seeds that break something are shown.
    public static func text(
        _ report: StormReport, subject: String?, command: String, limit: Int, _ style: TextStyle
    ) -> String {
        var sections = [title(report, subject, style)]
        if report.seeds.count == 1, let seed = report.seeds.first {
            sections.append(faults(seed, style))
        }
        sections.append(invariants(report, style))
        sections += report.broken.prefix(limit).map { breach($0, command, report, style) }
        let hidden = report.broken.count - limit
        if hidden > 0 {
            sections.append(["\(count(hidden, "more seed")) with --limit or --json"])
        }
        if subject != nil { sections.append(costs(report, style)) }
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private static func title(
        _ report: StormReport, _ subject: String?, _ style: TextStyle
    ) -> [String] {
        let engines = Set(report.seeds.map(\.engine)).sorted()
        let records = report.seeds.reduce(0) { $0 + $1.records }
        let facts = [
            count(report.seeds.count, "seed"),
            engines.count == 1 ? engines[0] : count(engines.count, "engine"),
            count(records, "record"),
        ].map { PrintableText.escaping($0) }
        let name = PrintableText.escaping(subject ?? "small worlds")
        var lines = [
            style.apply(.bold, to: name) + "  "
                + style.apply(.dim, to: facts.joined(separator: style.isUnicode ? " · " : " | "))
        ]
        let broken = report.broken.count
        let all = report.seeds.count
        if broken == 0, records == 0 {
            lines.append("The log has no record: nothing could break.")
        } else if broken == 0 {
            lines.append("\(style.tick) No invariant broke.")
        } else if all == 1 {
            lines.append("\(style.cross) An invariant broke.")
        } else {
            lines.append(
                "\(style.cross) \(NumberText.count(broken)) of \(count(all, "seed")) "
                    + "\(broken == 1 ? "breaks" : "break") an invariant.")
        }
        return lines
    }

    private static func faults(_ seed: StormReport.Seed, _ style: TextStyle) -> [String] {
        let descriptions = seed.plan.descriptions
        return ["Faults"] + (descriptions.isEmpty ? ["  none"] : descriptions.map { "  \($0)" })
    }

    private static func invariants(_ report: StormReport, _ style: TextStyle) -> [String] {
        var table = TextTable(
            [
                .init("Invariant", .left), .init("seeds"), .init("broken"),
                .init("", .left, widthMax: 110),
            ], indent: 0)
        for invariant in StormInvariant.allCases {
            let (asked, broken) = report.count(invariant)
            if asked == 0 { continue }
            table.rows.append([
                .init("  \(invariant.rawValue)"), .init(NumberText.count(asked)),
                broken == 0
                    ? .init(style.isUnicode ? "–" : "-", .dim)
                    : .init(NumberText.count(broken), .red),
                .init(invariant.statement, .dim),
            ])
        }
        return table.lines(style)
    }

    private static func breach(
        _ seed: StormReport.Seed, _ command: String, _ report: StormReport, _ style: TextStyle
    ) -> [String] {
        var lines: [String] = []
        if report.seeds.count > 1 {
            lines.append(
                style.apply(.bold, to: "seed \(seed.seed)") + "  "
                    + style.apply(.dim, to: PrintableText.escaping(seed.engine)))
            lines += seed.plan.descriptions.map { "  \(PrintableText.escaping($0))" }
        }
        for breach in seed.breaches {
            lines.append(
                "  \(style.cross) \(breach.invariant.rawValue): "
                    + PrintableText.escaping(breach.numbers))
        }
        if report.seeds.count > 1 { lines.append("  \(command) --seed \(seed.seed)") }
        return lines
    }

    /// What faults cost, and what a restart costs by the promise of the sink.
    private static func costs(_ report: StormReport, _ style: TextStyle) -> [String] {
        var table = TextTable(
            [
                .init("What a fault costs", .left), .init("seeds"), .init("changing"),
                .init("median"), .init("most"), .init("revenue"), .init("seed"),
            ], indent: 0)
        for cost in report.costs {
            let most = cost.most.cost
            table.rows.append([
                .init("  " + (cost.faults.first?.words ?? "several of them")),
                .init(NumberText.count(cost.seeds)), .init(NumberText.count(cost.changing)),
                .init(NumberText.count(cost.checkoutsMedian)),
                .init(NumberText.count(most.checkouts)),
                .init(NumberText.money(e4: most.revenue)),
                .init(most.checkouts == 0 ? "" : "\(cost.most.seed)", .dim),
            ])
        }
        let key =
            "  changing: seeds that change a checkout; median and most: checkouts changed; revenue: of "
            + "the most"
        var lines = table.lines(style) + [style.apply(.dim, to: key)]
        let crashes = report.seeds.filter { $0.plan.crash != nil }
        func line(_ promise: String, _ rows: (StormCost) -> Int, _ what: String) -> String? {
            guard let most = crashes.map({ rows($0.cost) }).max(), most > 0 else { return nil }
            let seed = crashes.first { rows($0.cost) == most }
            return "  a sink that gets rows \(promise): up to \(count(most, "row")) \(what), "
                + "seed \(seed.map { "\($0.seed)" } ?? "")"
        }
        lines += [
            line("at least once", \.rowsAgain, "twice"), line("at most once", \.rowsLost, "lost"),
        ].compactMap { $0 }
        return report.costs.isEmpty ? [] : lines
    }

    private static func count(_ value: Int, _ noun: String) -> String {
        "\(NumberText.count(value)) \(noun)\(value == 1 ? "" : "s")"
    }
}
