import Results
import Simulation
import Text

/// What `attrsim run` tells a person: about one screen.
public enum SummaryText {
    /// The sources that are shown one by one; the rest is one line.
    private static let sourcesMax = 12
    /// The expectations up to which those that held are shown one by one.
    private static let expectationsMax = 12
    /// The width of the longest bar at most, and at least where the terminal has 100 columns.
    private static let (barMin, barMax) = (8, 24)
    /// The width of a source's name at most.
    private static let nameMax = 60

    /// The summary, with a line break at its end.
    public static func text(_ summary: RunSummary, _ style: TextStyle) -> String {
        let sections = [
            title(summary, style),
            records(summary, style),
            lateness(summary, style),
            injected(summary, style),
            attribution(summary, style),
            channels(summary, style),
            spend(summary, style),
            truth(summary, style),
            expectations(summary, style),
            ending(summary, style),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    /// Nothing but what failed; empty if all held.
    public static func quietText(_ summary: RunSummary, _ style: TextStyle) -> String {
        summary.expectations.filter { !$0.passed }
            .flatMap { ExpectationText.lines($0, indent: 0, style) }
            .map { $0 + "\n" }.joined()
    }

    private static func title(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        var facts = [summary.engine, summary.model]
        if let delay = summary.watermarkDelay {
            facts.append("delay " + TimeText.duration(milliseconds: delay))
        }
        if let lookback = summary.lookback {
            facts.append("lookback " + TimeText.duration(milliseconds: lookback))
        }
        facts.append("seed \(summary.seed)")
        return TitleText.lines(summary.scenario, facts, style)
    }

    // MARK: Records

    private static func records(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        // Only the reference holds each record against its stream's watermark: what a real engine
        // takes in it has not found to be in time.
        let isReference = ["", EngineSettings.reference.name].contains(summary.engine)
        // Fates that nothing came to are left out, but for the usual ones.
        let fates: [(title: String, isAlways: Bool, value: (StreamFates) -> Int64)] = [
            ("read", true, { $0.read }), ("copied", false, { $0.copied }),
            ("dropped", false, { $0.dropped }),
            (isReference ? "on time" : "taken in", true, { $0.onTime }),
            ("allowed lateness", false, { $0.withinAllowedLateness }),
            (isReference ? "late" : "left out", true, { $0.late }),
            ("duplicate", true, { $0.duplicate }),
        ]
        let shown = fates.filter { fate in
            fate.isAlways || summary.streams.contains { fate.value($0) != 0 }
        }
        var table = TextTable(
            [.init("Records", .left)] + shown.map { .init($0.title) } + [.init("", .left)],
            indent: 0)
        for stream in summary.streams {
            var row: [TextTable.Cell] = [.init("  " + stream.stream)]
            for fate in shown {
                let value = fate.value(stream)
                let isBad = ["late", "left out", "dropped"].contains(fate.title)
                row.append(
                    .init(
                        NumberText.count(value),
                        value == 0 ? .dim : isBad ? .yellow : .plain))
            }
            if let late = stream.lateByMax, stream.late > 0 {
                row.append(
                    .init(
                        late == 0
                            ? "at the watermark exactly"
                            : "late by up to \(TimeText.duration(milliseconds: late))", .dim))
            }
            table.rows.append(row)
        }
        return table.lines(style) + rejected(summary, style)
    }

    private static func rejected(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        summary.rejectedLines.map { file, lines in
            let text = "\(NumberText.count(lines)) \(lines == 1 ? "line" : "lines") rejected: "
            return "  " + style.apply(.yellow, to: text + PrintableText.escaping(file))
        }
    }

    /// How late records were, in a line: where a good many were behind.
    private static func lateness(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        guard let line = LatenessLine(summary) else { return [] }
        return line.lines(after: "How late", style)
    }

    private static func injected(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        if summary.injected.isEmpty { return [] }
        var table = TextTable(
            [.init("Injected", .left, widthMax: 72), .init("records")], indent: 0)
        for (description, hits) in summary.injected {
            table.rows.append([
                .init("  " + description), .init(NumberText.count(hits), hits == 0 ? .dim : .plain),
            ])
        }
        // What happened gives way, not how often.
        if table.width(style) > style.width { table.fit(column: 0, style) }
        return table.lines(style)
    }

    // MARK: Stream against truth

    private static func truth(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        guard let truth = summary.truth else { return [] }
        let share = MeasureText.share(truth.same, of: truth.checkouts)
        let heading =
            style.apply(.bold, to: "Stream against truth") + "  "
            + (truth.different == 0
                ? "\(style.tick) all \(checkouts(truth.checkouts)) the same"
                : "\(NumberText.count(truth.same)) of \(checkouts(truth.checkouts)) the same"
                    + (share.isEmpty ? "" : " (\(share))"))
        let folded = WrappedText.folded(heading, width: style.width)
        if truth.different == 0 { return folded }

        var columns: [TextTable.Column] = [
            .init("  what differs, by cause", .left), .init("checkouts"), .init("another click"),
            .init("click lost"),
        ]
        let hasRevenue = truth.causes.contains { $0.revenueE4 != nil }
        if hasRevenue { columns.append(.init("revenue concerned")) }
        var table = TextTable(columns, indent: 0)
        for cause in truth.causes {
            var row: [TextTable.Cell] = [
                .init("  " + cause.name), count(cause.checkouts), count(cause.anotherClick),
                count(cause.lostClick),
            ]
            if hasRevenue { row.append(money(cause.revenueE4, style)) }
            table.rows.append(row)
        }
        return folded + table.lines(style)
    }

    // MARK: Expectations, the end

    private static func expectations(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        let all = summary.expectations
        if all.isEmpty { return [] }
        let held = all.filter(\.passed).count
        let heading =
            style.apply(.bold, to: "Expectations") + "  "
            + (held == all.count
                ? all.count == 1 ? "held" : "all \(all.count) held"
                : style.apply(.red, to: "\(all.count - held) of \(all.count) failed"))
        let isLong = all.count > expectationsMax
        let lines = all.filter { !isLong || !$0.passed }
            .flatMap { ExpectationText.lines($0, indent: 2, style) }
        return [heading] + lines
            + (isLong && held > 0 && held < all.count ? ["  \(style.tick) \(held) held"] : [])
    }

    private static func ending(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        var facts: [String] = []
        if let elapsed = summary.elapsed {
            // Seconds to a tenth once it is more than one: nobody reads the milliseconds.
            let rounded = elapsed < 1000 ? elapsed : (elapsed + 50) / 100 * 100
            facts.append(TimeText.duration(milliseconds: rounded))
            if elapsed >= 1000,
                let rate = ProgressLine.rate(
                    records: summary.recordsRead, elapsed: elapsed)
            {
                facts.append(rate)
            }
        }
        if let file = summary.file {
            let rest = facts.isEmpty ? "" : "  " + facts.joined(separator: style.separator)
            return ["Result  " + PrintableText.escaping(file) + style.apply(.dim, to: rest)]
        }
        return facts.isEmpty
            ? [] : [style.apply(.dim, to: facts.joined(separator: style.separator))]
    }

    // MARK: Attribution by source

    private static func attribution(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        guard let primary = summary.attribution.first else { return closing(summary, style) }
        let whole = primary.sources.reduce(Int128(0)) { $0 + Int128($1.conversionsE9) }
        let others = summary.attribution.dropFirst()
        let hasAmounts = primary.sources.contains { $0.revenueE4 != nil || $0.profitE4 != nil }
        var columns: [TextTable.Column] = [
            .init("Attribution", .left, widthMax: nameMax), .init(primary.model), .init("share"),
            .init("", .left),
        ]
        if hasAmounts { columns += [.init("revenue"), .init("profit")] }
        columns += others.map { .init($0.model) }
        if summary.truth != nil { columns.append(.init("truth")) }

        columns[0].cutsMiddle = true
        var table = TextTable(columns, indent: 0)
        let lines = SourceLine.lines(summary, max: sourcesMax)
        for line in lines {
            let look: TextStyle.Look = line.name == nil || line.isRest ? .dim : .plain
            var row: [TextTable.Cell] = [
                .init("  " + line.shownName, look),
                .init(NumberText.credit(e9: line.primary.conversionsE9)),
                .init(NumberText.percent(line.primary.conversionsE9, of: whole), .dim),
                .init(""),  // the bar, once it is known how much room there is
            ]
            if hasAmounts {
                row += [money(line.primary.revenueE4, style), money(line.primary.profitE4, style)]
            }
            row += line.others.map { .init(NumberText.credit(e9: $0)) }
            if let truth = line.truth {
                let isSame = truth == line.primary.conversionsE9
                row.append(.init(NumberText.credit(e9: truth), isSame ? .dim : .yellow))
            }
            table.rows.append(row)
        }
        addBars(lines.map(\.primary), to: &table, column: 3, style)
        return table.lines(style) + closing(summary, style)
    }

    /// Puts bars into a column that is still empty: as wide as the rest of the table leaves room.
    private static func addBars(
        _ totals: [SourceTotal], to table: inout TextTable, column: Int, _ style: TextStyle
    ) {
        var room = style.width - table.width(style)
        let wanted = style.width >= 100 ? barMin : 0
        if room < wanted {
            // Long names give way, no more than they must: bars that cannot be compared are of no use,
            // and a column that finds no room is not there.
            let widest = table.rows.reduce(11) {
                max($0, DisplayWidth.of(PrintableText.escaping($1[0].text)))
            }
            table.columns[0].widthMax = max(14, min(widest, nameMax) - (wanted - room))
            room = max(wanted, style.width - table.width(style))
        }
        let width = room < 4 ? 0 : min(room, barMax)
        let most = totals.reduce(0) { max($0, $1.conversionsE9) }
        for (row, total) in totals.enumerated() {
            table.rows[row][column] = .init(
                Bar.text(
                    total.conversionsE9, of: most, width: width, isUnicode: style.isUnicode),
                total.source == nil ? .dim : .cyan)
        }
    }

    /// What the table above does not count.
    private static func closing(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        let fates = summary.checkouts
        let notes: [(count: Int64, text: String)] = [
            (fates.pending, "not yet final when the run stopped"),
            (
                fates.refunds,
                "give\(fates.refunds == 1 ? "s" : "") an order's money back: it is taken from where "
                    + "that went"
            ),
            (
                fates.refundsUnmatched,
                "of them name an order without a row: nobody's money (the line without a source)"
            ),
            (fates.lookupMissed, "left out: user or product unknown"),
            (fates.filtered, "left out: payment status does not count"),
            (fates.amountsOverflowed, "without an amount: it does not fit 64 bits"),
            (fates.amountsBeyondDecimal, "without an amount: it does not fit DECIMAL(6,2)"),
            (fates.replaced, "replaced by a later row of the same id"),
            (
                fates.lookupsDiffering,
                "with another user or product version at processing time than at event time "
                    + "(\(signedMoney(fates.lookupsRevenueE4)) revenue)"
            ),
        ]
        let lines = notes.filter { $0.count > 0 }.map { "\(checkouts($0.count)) \($0.text)" }
        let filtered =
            fates.clicksFiltered == 0
            ? []
            : [
                "\(NumberText.count(fates.clicksFiltered)) click"
                    + (fates.clicksFiltered == 1 ? "" : "s")
                    + " left out by a filter before the join"
            ]
        return (filtered + lines).map { "  " + style.apply(.yellow, to: $0) }
    }

    // MARK: Pieces

    private static func signedMoney(_ value: Int64) -> String {
        (value > 0 ? "+" : "") + NumberText.money(e4: value)
    }

    private static func checkouts(_ count: Int64) -> String {
        "\(NumberText.count(count)) checkout\(count == 1 ? "" : "s")"
    }

    private static func count(_ value: Int64) -> TextTable.Cell {
        .init(NumberText.count(value), value == 0 ? .dim : .plain)
    }

    private static func money(
        _ value: (some BinaryInteger)?, _ style: TextStyle
    ) -> TextTable.Cell {
        value.map { .init(NumberText.money(e4: $0)) } ?? .init(style.none, .dim)
    }
}
