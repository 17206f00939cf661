import Results
import Text

/// The title, and the run in a few numbers.
enum HeaderSection {
    static func html(_ data: ReportData) -> HTML {
        let summary = data.summary
        var facts = [summary.engine, summary.model]
        if let delay = summary.watermarkDelay {
            facts.append("watermark delay " + TimeText.duration(milliseconds: delay))
        }
        if let lookback = summary.lookback {
            facts.append("lookback " + TimeText.duration(milliseconds: lookback))
        }
        facts.append("seed \(summary.seed)")
        return """
            <header>
            <h1>\(summary.scenario)</h1>
            <p class="facts">\(facts.map { "<span>\($0)</span>" as HTML })</p>
            \(Tile.html(tiles(data)))
            </header>
            """
    }

    private static func tiles(_ data: ReportData) -> [Tile] {
        let summary = data.summary
        let fates = summary.checkouts
        let records = summary.streams.reduce(0) { $0 + $1.read + $1.copied }
        let read = summary.streams.map { "\(NumberText.count($0.read)) \($0.stream)" }
        let late = summary.streams.reduce(0) { $0 + $1.late }
        let latest = summary.streams.compactMap(\.lateByMax).max()
        var tiles = [
            Tile(
                name: "records read",
                value: NumberText.count(summary.streams.reduce(0) { $0 + $1.read }),
                note: read.joined(separator: ", "), title: read.joined(separator: ", ")),
            Tile(
                name: "late", value: NumberText.count(late),
                note: latest.map { "by up to " + TimeText.duration(milliseconds: $0) }
                    ?? "everything was in time",
                title: "\(NumberText.count(late)) of \(NumberText.count(records)) records came "
                    + "behind their stream's watermark and take no part",
                isWarning: late > 0),
            Tile(
                name: "checkouts attributed", value: NumberText.count(fates.attributed),
                note: NumberText.percent(fates.attributed, of: fates.accepted) + " of "
                    + NumberText.count(fates.accepted),
                title: "\(NumberText.count(fates.attributed)) attributed, "
                    + "\(NumberText.count(fates.unattributed)) unattributed, "
                    + "\(NumberText.count(fates.pending)) pending"),
        ]
        let sources = summary.attribution.first?.sources ?? []
        if sources.contains(where: { $0.revenueE4 != nil }) {
            let revenue = sources.reduce(Int128(0)) { $0 + Int128($1.revenueE4 ?? 0) }
            let profit = sources.reduce(Int128(0)) { $0 + Int128($1.profitE4 ?? 0) }
            tiles.append(
                Tile(
                    name: "revenue", value: money(revenue), note: "profit " + money(profit),
                    title: "revenue \(NumberText.exactMoney(e4: revenue)), profit "
                        + NumberText.exactMoney(e4: profit)))
        }
        if let truth = summary.truth {
            tiles.append(
                Tile(
                    name: "same as the truth",
                    value: truth.different == 0
                        ? "all" : MeasureText.share(truth.same, of: truth.checkouts),
                    note: "\(NumberText.count(truth.different)) checkouts differ",
                    title: "\(NumberText.count(truth.same)) of "
                        + "\(NumberText.count(truth.checkouts)) checkouts",
                    isWarning: truth.different > 0))
        }
        let failed = summary.expectations.filter { !$0.passed }.count
        if !summary.expectations.isEmpty {
            tiles.append(
                Tile(
                    name: "expectations",
                    value: failed == 0 ? "all held" : "\(failed) failed",
                    note: "\(summary.expectations.count) checked",
                    title: "\(summary.expectations.count - failed) of "
                        + "\(summary.expectations.count) held", isWarning: failed > 0))
        }
        return tiles
    }

    /// Millions need no cents; the tile's title has them.
    private static func money(_ value: Int128) -> String {
        value.magnitude < 10_000_000_000
            ? NumberText.money(e4: value)
            : NumberText.count((value + (value < 0 ? -5000 : 5000)) / 10_000)
    }
}
