import Simulation
import Streaming
import Text

/// What `attrsim compare` tells a person: a table of the engines, then what they disagree on, and
/// why.
public enum ComparisonText {
    /// The report, with a line break at its end; `limit` checkouts at most are shown one by one.
    public static func text(
        _ summary: ComparisonSummary, limit: Int, _ style: TextStyle
    ) -> String {
        let sections = [
            title(summary, style), engines(summary, style), revenue(summary, style),
            notes(summary, style), differences(summary, limit: limit, style),
            ending(summary, style),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private static func title(_ summary: ComparisonSummary, _ style: TextStyle) -> [String] {
        let facts = [plural(summary.engines.count, "engine"), summary.model]
        return [
            style.apply(.bold, to: PrintableText.escaping(summary.scenario)) + "  "
                + style.apply(.dim, to: facts.joined(separator: style.separator))
        ]
    }

    // MARK: Tables

    private static func engines(_ summary: ComparisonSummary, _ style: TextStyle) -> [String] {
        let hasLost = summary.engines.contains { $0.lost.checkouts > 0 }
        let hasWaiting = summary.engines.contains { $0.lost.waiting.checkouts > 0 }
        let hasBoth = summary.engines.contains { $0.paddedThenPaired > 0 }
        var columns: [TextTable.Column] = [
            .init("Engine", .left), .init("read"), .init("late c + k"),
            .init("attributed"), .init("no click"), .init("pending"),
        ]
        if hasLost { columns.append(.init("lost")) }
        if hasWaiting { columns.append(.init("waiting")) }
        columns.append(.init(style.isUnicode ? "≠ run 1" : "not run 1"))
        if hasBoth { columns.append(.init("pad+pair")) }
        var table = TextTable(columns, indent: 0)
        for (place, engine) in summary.engines.enumerated() {
            let late = engine.streams.map { NumberText.count($0.late) }
            var row: [TextTable.Cell] = [
                .init("  " + engine.name), number(engine.streams.reduce(0) { $0 + $1.read }),
                .init(late.joined(separator: " + "), late == ["0", "0"] ? .dim : .plain),
                number(engine.checkouts.attributed), number(engine.checkouts.unattributed),
                number(engine.checkouts.pending),
            ]
            if hasLost { row.append(number(engine.lost.checkouts)) }
            if hasWaiting { row.append(number(engine.lost.waiting.checkouts)) }
            let differs = NumberText.count(engine.differs)
            row.append(
                place == 0
                    ? .init(style.none, .dim) : .init(differs, engine.differs > 0 ? .yellow : .dim))
            if hasBoth { row.append(number(Int64(engine.paddedThenPaired))) }
            table.rows.append(row)
        }
        return table.lines(style)
    }

    private static func number(_ value: Int64) -> TextTable.Cell {
        .init(NumberText.count(value), value == 0 ? .dim : .plain)
    }

    /// Revenue by source and engine, or conversions where no amount is known.
    private static func revenue(_ summary: ComparisonSummary, _ style: TextStyle) -> [String] {
        let columns =
            (summary.truth.isEmpty ? [] : [("truth", summary.truth)])
            + summary.engines.map { ($0.name, $0.sources) }
        let hasAmounts = columns.contains { $1.contains { $0.revenueE4 != nil } }
        var names = Set(columns.flatMap { $1.compactMap(\.source) }).sorted(by: isLess)
            .map { $0 as String? }
        if columns.contains(where: { $1.contains { $0.source == nil } }) { names.append(nil) }
        if names.isEmpty { return [] }
        var table = TextTable(
            [.init(hasAmounts ? "Revenue" : "Conversions", .left, widthMax: 20)]
                + columns.map { .init($0.0) }, indent: 0)
        for name in names {
            let values = columns.map { column in column.1.first { $0.source == name } }
            let texts = values.map { total in
                guard let total else { return style.none }
                if !hasAmounts { return NumberText.credit(e9: total.conversionsE9) }
                return total.revenueE4.map { NumberText.money(e4: $0) } ?? style.none
            }
            let reference = texts[summary.truth.isEmpty ? 0 : 1]
            table.rows.append(
                [
                    .init(
                        "  " + SourceName.shown(name, none: "no click"), name == nil ? .dim : .plain
                    )
                ]
                    + texts.map { .init($0, $0 == reference ? .plain : .yellow) })
        }
        return table.linesInParts(style)
    }

    private static func notes(_ summary: ComparisonSummary, _ style: TextStyle) -> [String] {
        if summary.notes.isEmpty { return [] }
        return [style.apply(.bold, to: "Settings")]
            + summary.notes.flatMap { note in
                WrappedText.lines(PrintableText.escaping(note), after: "  ", width: style.width)
            }
    }

    // MARK: Differences

    private static func differences(
        _ summary: ComparisonSummary, limit: Int, _ style: TextStyle
    ) -> [String] {
        if summary.checkouts == 0 {
            return ["The log has no checkout: there is nothing to compare."]
        }
        if summary.groups.isEmpty {
            return ["\(style.tick) All engines agree on all \(of(summary.checkouts))."]
        }
        let differing = summary.differing
        var lines = [
            style.apply(.bold, to: "\(NumberText.count(differing)) of \(of(summary.checkouts))")
                + " came out differently, for \(summary.groups.count) "
                + (summary.groups.count == 1 ? "reason" : "different sets of reasons")
        ].flatMap { WrappedText.folded($0, width: style.width) }
        var left = limit
        let each = max(1, limit / summary.groups.count)
        for group in summary.groups {
            let shown = min(left, each, group.differences.count)
            if shown == 0 { break }
            left -= shown
            lines += [""] + self.group(group, shown: shown, style)
        }
        let hidden = differing - (limit - left)
        if hidden > 0 {
            lines += ["", "\(NumberText.count(hidden)) more in the table engine_difference"]
        }
        return lines
    }

    private static func group(
        _ group: ComparisonSummary.Group, shown: Int, _ style: TextStyle
    ) -> [String] {
        var heading = of(group.differences.count)
        if let amount = group.amount { heading += ", revenue \(NumberText.money(e4: amount))" }
        if shown < group.differences.count { heading += ", for example" }
        var lines = [style.apply(.yellow, to: heading)]
        let rules =
            group.differences.first?.verdicts.map { verdict in
                verdict.engine + ": " + (verdict.reasons.first?.rule ?? "–")
            } ?? []
        lines += WrappedText.lines(
            rules.joined(separator: style.separator), after: "  ", width: style.width)
        for difference in group.differences.prefix(shown) {
            lines += checkout(difference, style)
        }
        return lines
    }

    private static func checkout(_ difference: EngineDifference, _ style: TextStyle) -> [String] {
        let facts = [
            "user \(difference.user)", "t = " + TimeText.dateAndTime(difference.time.milliseconds),
            difference.amount.map { "revenue " + NumberText.money(e4: $0) },
        ].compactMap { $0 }.map { PrintableText.escaping($0) }
        let name = style.apply(.bold, to: PrintableText.escaping(difference.checkout))
        let names = shortNames(difference)
        let line =
            "  " + name + "  " + style.apply(.dim, to: facts.joined(separator: style.separator))
        return WrappedText.folded(line, width: style.width)
            + clicks(difference, names, style) + verdicts(difference, names, style)
    }

    /// Where ids are long, clicks are called c1, c2, … by their event times.
    private static func shortNames(_ difference: EngineDifference) -> [String: String] {
        if difference.clicks.allSatisfy({ $0.id.utf8.count <= 12 }) { return [:] }
        var names: [String: String] = [:]
        for (place, click) in difference.clicks.enumerated() { names[click.id] = "c\(place + 1)" }
        return names
    }

    private static func clicks(
        _ difference: EngineDifference, _ names: [String: String], _ style: TextStyle
    ) -> [String] {
        difference.clicks.flatMap { click in
            let id = [names[click.id], click.id].compactMap { $0 }.joined(separator: " = ")
            let facts = [
                id, click.source, "c = " + TimeText.dateAndTime(click.time.milliseconds),
            ].map { PrintableText.escaping($0) }
            return WrappedText.folded(
                "    " + style.apply(.dim, to: facts.joined(separator: style.separator)),
                width: style.width)
        }
    }

    private static func verdicts(
        _ difference: EngineDifference, _ names: [String: String], _ style: TextStyle
    ) -> [String] {
        let nameWidth = difference.verdicts.map { $0.engine.count }.max() ?? 0
        let said = difference.verdicts.map { PrintableText.escaping(words($0, names)) }
        let saidWidth = said.map { DisplayWidth.of($0) }.max() ?? 0
        return zip(difference.verdicts, said).flatMap { verdict, said in
            let start =
                "    " + DisplayWidth.pad(verdict.engine, to: nameWidth) + "  "
                + DisplayWidth.pad(said, to: saidWidth) + "  "
            let reason = ReasonText.text(verdict, of: difference, names: names)
            return WrappedText.lines(
                PrintableText.escaping(reason), after: start, width: style.width)
        }
    }

    private static func words(_ verdict: EngineVerdict, _ names: [String: String]) -> String {
        switch verdict.outcome {
        case .attributed:
            return (verdict.click.map { names[$0] ?? $0 } ?? "") + worth(verdict)
        case .unattributed: return "no click" + worth(verdict)
        case .late: return "dropped"
        default: return verdict.outcome.rawValue
        }
    }

    /// What its rows are worth, where engines do not agree on that.
    private static func worth(_ verdict: EngineVerdict) -> String {
        verdict.amount.map { " " + NumberText.money(e4: $0) } ?? ""
    }

    private static func of(_ count: Int) -> String {
        "\(NumberText.count(count)) \(count == 1 ? "checkout" : "checkouts")"
    }

    private static func ending(_ summary: ComparisonSummary, _ style: TextStyle) -> [String] {
        guard let file = summary.file else { return [] }
        return [
            "Result  " + PrintableText.escaping(file)
                + style.apply(.dim, to: "  engine_difference, and a run an engine")
        ]
    }
}
