public import Simulation
import Streaming
import Text

/// What `attrsim interleave` tells a person.
public enum InterleavingText {
    /// The report, with a line break at its end; `limit` checkouts at most are shown one by one.
    public static func text(
        _ report: InterleavingReport, scenario: String, engine: String, limit: Int,
        _ style: TextStyle
    ) -> String {
        let sections = [
            title(report, scenario, engine, style), share(report, style),
            checkouts(report.changing, report, limit: limit, style), sources(report, style),
            rows(report, style),
            checkouts(
                report.rowsAlone, report, limit: max(0, limit - report.changing.count), style),
            worst(report, style),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private static func title(
        _ report: InterleavingReport, _ scenario: String, _ engine: String, _ style: TextStyle
    ) -> [String] {
        let records = report.lanes.reduce(0) { $0 + $1.records }
        let facts = [
            engine,
            count(report.runs, report.restarts == nil ? "interleaving" : "restart"),
            "\(count(records, "record")) in \(count(report.lanes.count, "partition"))",
        ]
        return TitleText.lines(scenario, facts, style)
    }

    private static func share(_ report: InterleavingReport, _ style: TextStyle) -> [String] {
        if report.checkouts == 0 {
            return ["The log has no checkout: there is nothing that could change."]
        }
        if report.runs == 0 {
            return ["There is no moment between two records at which the job could start again."]
        }
        if report.changing.isEmpty {
            let all = report.checkouts == 1 ? "The" : "All"
            return [
                "\(style.tick) \(all) \(count(report.checkouts, "checkout")) came out the same "
                    + (report.restarts == nil
                        ? "in every interleaving."
                        : "whenever the job was started again, and without.")
            ]
        }
        let percent = NumberText.percent(report.changing.count, of: report.checkouts)
        var line =
            "\(NumberText.count(report.changing.count)) of "
            + "\(count(report.checkouts, "checkout")) (\(percent))"
        if let revenue = report.revenue, revenue > 0 {
            let part = NumberText.percent(report.changingRevenue, of: revenue)
            line +=
                ", revenue \(NumberText.money(e4: report.changingRevenue)) of "
                + "\(NumberText.money(e4: revenue)) (\(part)),"
        }
        return [
            style.alert + " " + line
                + (report.changing.count == 1 ? " hangs on " : " hang on ")
                + (report.restarts == nil ? "luck" : "when the job is started again")
        ]
    }

    /// What hangs on luck in the join's rows alone.
    private static func rows(_ report: InterleavingReport, _ style: TextStyle) -> [String] {
        guard let changing = report.rowsChanging else {
            // With restarts the records' order is one and the same: their rows are nobody's question.
            if report.restarts != nil { return [] }
            return ["The rows of join_output were not compared: the log is long (--rows does it)."]
        }
        if changing == 0 { return [] }
        let line =
            "\(NumberText.count(changing)) of \(count(report.checkouts, "checkout")) "
            + "(\(NumberText.percent(changing, of: report.checkouts))) "
            + "\(changing == 1 ? "has" : "have") rows of join_output that hang on luck"
        let alone =
            report.rowsAlone.isEmpty
            ? "" : ", of these \(NumberText.count(report.rowsAlone.count)) with the same result"
        return ["\(style.alert) \(line)\(alone)"]
    }

    private static func checkouts(
        _ changing: [InterleavingReport.Checkout], _ report: InterleavingReport, limit: Int,
        _ style: TextStyle
    ) -> [String] {
        if changing.isEmpty || limit == 0 { return [] }
        var lines: [String] = []
        for checkout in changing.prefix(limit) {
            let facts = [
                "user \(checkout.user)", "t = " + TimeText.dateAndTime(checkout.time.milliseconds),
                checkout.amount.map { "revenue " + NumberText.money(e4: $0) },
            ].compactMap { $0 }.map { PrintableText.escaping($0) }
            lines.append(
                style.apply(.bold, to: PrintableText.escaping(checkout.id)) + "  "
                    + style.apply(.dim, to: facts.joined(separator: style.separator)))
            var table = TextTable(
                [.init(""), .init(""), .init("", .left, widthMax: 80)], indent: 2)
            table.rows = checkout.results.map { result in
                [
                    .init(NumberText.count(result.times) + (style.isUnicode ? " ×" : " x")),
                    .init(NumberText.percent(result.times, of: report.runs), .dim),
                    .init(
                        words(result, style)
                            + (result.isUndisturbed ? ", as without a restart" : "")),
                ]
            }
            lines += table.lines(style) + rows(of: checkout, report, style)
        }
        let hidden = changing.count - limit
        return lines
            + (hidden > 0 ? ["\(NumberText.count(hidden)) more with --limit or --json"] : [])
    }

    /// The rows that the join put out for a checkout, but for those that it put out in every run.
    private static func rows(
        of checkout: InterleavingReport.Checkout, _ report: InterleavingReport, _ style: TextStyle
    ) -> [String] {
        if checkout.rows.isEmpty { return [] }
        let lists = checkout.rows.map { variant in
            variant.rows.map { "\($0.op) \($0.click ?? "no click")" }
        }
        var shared = lists[0]
        for list in lists.dropFirst() {
            var rest = list
            shared = shared.filter { row in
                guard let place = rest.firstIndex(of: row) else { return false }
                rest.remove(at: place)
                return true
            }
        }
        let head =
            "    join_output"
            + (shared.isEmpty ? "" : ", beside \(count(shared.count, "row")) of every run")
        let lines = zip(checkout.rows, lists).prefix(4).map { variant, list in
            var hidden = shared
            let own = list.filter { row in
                guard let place = hidden.firstIndex(of: row) else { return true }
                hidden.remove(at: place)
                return false
            }
            let times = "\(NumberText.count(variant.times)) \(style.isUnicode ? "×" : "x")  "
            let text =
                own.isEmpty ? "no other row" : own.joined(separator: ", ")
            let line = "      " + times + PrintableText.escaping(text)
            return DisplayWidth.cut(line, to: max(40, style.width), ellipsis: style.ellipsis)
        }
        return [style.apply(.dim, to: head)] + lines
    }

    private static func sources(_ report: InterleavingReport, _ style: TextStyle) -> [String] {
        let hasAmounts = report.revenue != nil
        let moving = report.sources.filter { source in
            source.conversions.least != source.conversions.most
                || source.revenue.least != source.revenue.most
        }
        if moving.isEmpty { return [] }
        var table = TextTable(
            [.init("Source", .left), .init("conversions", .left)]
                + (hasAmounts ? [.init("revenue", .left)] : []), indent: 0)
        for source in moving {
            var row: [TextTable.Cell] = [
                .init("  " + (source.source ?? "no click"), source.source == nil ? .dim : .plain),
                .init(
                    "\(NumberText.count(source.conversions.least)) to "
                        + NumberText.count(source.conversions.most)),
            ]
            if hasAmounts {
                row.append(
                    .init(
                        "\(NumberText.money(e4: source.revenue.least)) to "
                            + NumberText.money(e4: source.revenue.most)))
            }
            table.rows.append(row)
        }
        return table.lines(style)
    }

    /// The restarts that change most.
    private static func worst(_ report: InterleavingReport, _ style: TextStyle) -> [String] {
        let found = (report.restarts ?? []).filter { $0.effect.checkouts > 0 }.sorted {
            ($1.effect.checkouts, $0.afterSeq) < ($0.effect.checkouts, $1.afterSeq)
        }
        if found.isEmpty { return [] }
        var table = TextTable(
            [.init("Restart", .left), .init("checkouts"), .init("revenue")], indent: 0)
        for restart in found.prefix(5) {
            table.rows.append([
                .init("  after seq \(NumberText.count(restart.afterSeq))"),
                .init(NumberText.count(restart.effect.checkouts)),
                .init(restart.effect.revenue.map { NumberText.money(e4: $0) } ?? style.none),
            ])
        }
        let rest = found.count - 5
        return table.lines(style)
            + (rest > 0 ? ["  \(NumberText.count(rest)) more of them change something"] : [])
    }

    private static func words(_ result: InterleavingReport.Result, _ style: TextStyle) -> String {
        switch result.outcome {
        case .attributed:
            return [result.click, result.source].compactMap { $0 }
                .joined(separator: style.separator)
        case .unattributed: return "no click"
        case .late: return "dropped as late"
        default: return result.outcome.rawValue
        }
    }

    private static func count(_ value: Int, _ noun: String) -> String {
        "\(NumberText.count(value)) \(noun)\(value == 1 ? "" : "s")"
    }
}
