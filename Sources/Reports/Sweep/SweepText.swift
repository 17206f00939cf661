import Simulation
import Text

/// A sweep for a person: a table with bars, and a chart where one key is varied.
public enum SweepText {
    /// The report, with a line break at its end.
    public static func text(_ report: SweepReport, _ style: TextStyle) -> String {
        let sections = [
            title(report, style), table(report, style), chart(report, style), notes(report, style),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private static func title(_ report: SweepReport, _ style: TextStyle) -> [String] {
        TitleText.lines(report.scenario, report.titleFacts, style)
    }

    // MARK: The table

    private static func table(_ report: SweepReport, _ style: TextStyle) -> [String] {
        let worst = report.points.reduce(0) { max($0, $1.measures.different) }
        let hasRevenue = report.points.contains { $0.measures.revenueDifferentE4 != nil }
        let hasLatency = report.points.contains { $0.measures.latency?.p50 != nil }
        let hasState = report.points.contains { $0.measures.heldMax != nil }
        var columns = report.paths.enumerated().map { place, path in
            let isNumber = report.points.allSatisfy { $0.values[place].first?.isLetter == false }
            return TextTable.Column(path, isNumber ? .right : .left, widthMax: 32)
        }
        columns += [.init("as in truth"), .init("wrong"), .init("", .left)]
        if hasRevenue { columns += [.init("revenue wrong"), .init("share")] }
        columns.append(.init("late"))
        if hasLatency { columns += [.init("p50"), .init("p95"), .init("p99")] }
        if hasState { columns.append(.init("state")) }

        func lines(barWidth: Int) -> TextTable {
            var table = TextTable(columns, indent: 0)
            for point in report.points {
                let measures = point.measures
                var row = point.values.map { TextTable.Cell($0) }
                row += [
                    .init(MeasureText.share(measures.same, of: measures.checkouts)),
                    count(measures.different),
                    .init(
                        Bar.text(
                            measures.different, of: worst, width: barWidth,
                            isUnicode: style.isUnicode), .yellow),
                ]
                if hasRevenue { row += revenue(measures, style) }
                row.append(count(measures.late))
                if hasLatency {
                    row += [\ResultLatency.p50, \.p95, \.p99].map { percentile in
                        let value = measures.latency.flatMap { $0[keyPath: percentile] }
                        return value.map { .init(MeasureText.duration($0)) }
                            ?? .init(style.none, .dim)
                    }
                }
                if hasState {
                    row.append(.init(measures.heldMax.map { NumberText.count($0) } ?? style.none))
                }
                table.rows.append(row)
            }
            return table
        }
        // What room the other columns leave is for the bars. Where there is none, the revenue's
        // share goes first, then the bars themselves.
        let bar = report.paths.count + 2
        for leftOut in hasRevenue ? [[], [bar + 2]] : [[]] {
            let room = style.width - lines(barWidth: 0).without(leftOut).width(style)
            if room >= 4 { return lines(barWidth: min(24, room)).without(leftOut).lines(style) }
        }
        return lines(barWidth: 0).without(hasRevenue ? [bar + 2, bar] : [bar]).lines(style)
    }

    private static func revenue(_ measures: RunMeasures, _ style: TextStyle) -> [TextTable.Cell] {
        let wrong = measures.revenueDifferentE4 ?? 0
        guard let whole = measures.revenueE4 else { return [.init(style.none, .dim), .init("")] }
        return [
            .init(NumberText.money(e4: wrong), wrong == 0 ? .dim : .plain),
            .init(NumberText.percent(wrong, of: whole), .dim),
        ]
    }

    private static func count(_ value: Int64) -> TextTable.Cell {
        .init(NumberText.count(value), value == 0 ? .dim : .plain)
    }

    // MARK: Chart and notes

    private static func chart(_ report: SweepReport, _ style: TextStyle) -> [String] {
        guard report.paths.count == 1, report.points.count > 3 else { return [] }
        let shares = report.points.map { point in
            point.measures.checkouts == 0
                ? 0
                : Int64(
                    Int128(point.measures.same) * 1_000_000_000 / Int128(point.measures.checkouts))
        }
        let heading =
            style.apply(.bold, to: "Credited as in the truth") + "  "
            + style.apply(.dim, to: "by " + PrintableText.escaping(report.paths[0]))
        let lines = ColumnChart(values: shares, labels: report.points.map { $0.values[0] })
            .lines(style) { MeasureText.share(e9: $0) }
        return lines.isEmpty ? [] : [heading] + lines
    }

    private static func notes(_ report: SweepReport, _ style: TextStyle) -> [String] {
        report.remarks.map { style.apply(.dim, to: PrintableText.escaping($0)) }
    }
}

extension TextTable {
    /// The table without some columns, the last of them named first.
    fileprivate func without(_ columns: [Int]) -> TextTable {
        var table = self
        for column in columns {
            table.columns.remove(at: column)
            for row in table.rows.indices { table.rows[row].remove(at: column) }
        }
        return table
    }
}
