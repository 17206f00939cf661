import Results
import Text

/// The top of the page: what was asked, the answer in a sentence, and four figures beside what they
/// would be if every record had come in time.
enum StorySection {
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
            <h1>\(HTML.breakable(summary.scenario))</h1>
            <p class="facts">\(facts.map { "<span>\($0)</span>" as HTML })</p>
            <p class="question">\(question(data))</p>
            <p class="answer">\(answer(data))</p>
            \(Tile.html(tiles(data)))
            \(checks(summary))
            </header>
            """
    }

    private static func question(_ data: ReportData) -> String {
        let summary = data.summary
        let refunds = summary.checkouts.refunds
        var parts = summary.streams.map { stream -> String in
            let isClicks = stream.stream == "clicks"
            return NumberText.count(
                isClicks ? stream.read : max(0, stream.read - refunds),
                of: isClicks ? "click" : "checkout")
        }
        if refunds > 0 { parts.append(NumberText.count(refunds, of: "refund")) }
        let read =
            parts.count < 3
            ? parts.joined(separator: " and ")
            : parts.dropLast().joined(separator: ", ")
                + " and \(parts[parts.count - 1])"
        var text = "What do \(read.isEmpty ? "no records" : read) come to"
        if !summary.model.isEmpty { text += " by \(summary.model)" }
        if let lookback = summary.lookback, lookback > 0 {
            text += " within \(TimeText.duration(milliseconds: lookback))"
        }
        if let delay = summary.watermarkDelay {
            text +=
                delay == 0
                ? ", if the stream does not wait"
                : ", if the stream waits \(TimeText.duration(milliseconds: delay))"
        }
        return text + "?"
    }

    private static func answer(_ data: ReportData) -> String {
        let fates = data.summary.checkouts
        let refunds =
            fates.refunds == 0
            ? ""
            : " \(NumberText.count(fates.refunds, of: "refund")) "
                + "\(fates.refunds == 1 ? "gives" : "give") an order’s money back: it is taken from "
                + "where that went."
        return credited(data) + refunds
    }

    private static func credited(_ data: ReportData) -> String {
        let fates = data.summary.checkouts
        let orders = fates.accepted - fates.refunds
        let attributed =
            "\(NumberText.count(fates.attributed)) of \(NumberText.count(orders, of: "checkout")) "
            + (fates.attributed == 1 ? "has" : "have") + " a click"
        guard let truth = data.summary.truth else {
            return attributed + "; how many are wrong is not known, since no truth was computed."
        }
        if truth.checkouts == 0 { return "No checkout was there to credit." }
        if truth.different == 0 {
            let all =
                truth.checkouts == 1
                ? "The one checkout" : "Every one of \(NumberText.count(truth.checkouts)) checkouts"
            return fates.attributed == 0
                ? "\(all) is without a click, as it would be if all records had come in time and once."
                : "\(all) is credited as if all records had come in time and once."
        }
        let wrong = truth.causes.reduce(Int128(0)) { $0 + ($1.revenueE4 ?? 0) }
        let hasMoney = truth.causes.contains { $0.revenueE4 != nil }
        let main = truth.causes.max { $0.checkouts < $1.checkouts }
        var text =
            "\(MeasureText.share(truth.same, of: truth.checkouts)) of "
            + "\(NumberText.count(truth.checkouts, of: "checkout")) "
            + (truth.checkouts == 1 ? "is" : "are") + " credited as if every record had "
            + "come in time; \(NumberText.count(truth.different)) "
            + (truth.different == 1 ? "is" : "are") + " not"
        if hasMoney { text += ", worth \(NumberText.money(e4: wrong))" }
        if let main {
            text +=
                truth.causes.count == 1
                ? ": \(main.name)." : ", most of them for one cause: \(main.name)."
        } else {
            text += "."
        }
        return text
    }

    // MARK: The figures

    private static func tiles(_ data: ReportData) -> [Tile] {
        var tiles = [attributed(data)]
        if let revenue = revenue(data) { tiles.append(revenue) }
        if let source = source(data) { tiles.append(source) }
        tiles.append(late(data))
        return tiles
    }

    /// What the truth has, beside a figure.
    private static func truth(_ text: String?) -> String { text.map { "in truth \($0)" } ?? "" }

    private static func attributed(_ data: ReportData) -> Tile {
        let fates = data.summary.checkouts
        let true_ = data.runs.first { $0.id == 2 }?.counters["checkouts_attributed"]
        return Tile(
            name: "checkouts with a click", value: NumberText.count(fates.attributed),
            note: truth(true_.map { NumberText.count($0) })
                .ifEmpty("of \(NumberText.count(fates.accepted - fates.refunds))"),
            title: "\(NumberText.count(fates.attributed)) attributed, "
                + "\(NumberText.count(fates.unattributed)) unattributed, "
                + "\(NumberText.count(fates.pending)) pending",
            isWarning: true_.map { $0 != fates.attributed } ?? false)
    }

    private static func revenue(_ data: ReportData) -> Tile? {
        func sum(_ sources: [SourceTotal]) -> Int128? {
            sources.contains { $0.revenueE4 != nil }
                ? sources.reduce(Int128(0)) {
                    $0 + Int128($1.source == nil ? 0 : $1.revenueE4 ?? 0)
                }
                : nil
        }
        guard let revenue = sum(data.summary.attribution.first?.sources ?? []) else { return nil }
        let true_ = data.summary.truth.flatMap { sum($0.sources) }
        return Tile(
            name: "revenue with a source", value: money(revenue), note: truth(true_.map(money)),
            title: "revenue of the checkouts with a click: \(NumberText.exactMoney(e4: revenue))"
                + (true_.map { ", in truth \(NumberText.exactMoney(e4: $0))" } ?? ""),
            isWarning: true_.map { $0 != revenue } ?? false)
    }

    /// The source with the most conversions.
    private static func source(_ data: ReportData) -> Tile? {
        let lines = SourceLine.lines(data.summary, max: 20)
        guard let first = lines.first(where: { $0.name != nil }), let name = first.name else {
            return nil
        }
        let value = NumberText.credit(e9: first.primary.conversionsE9)
        let true_ = first.truth.map { NumberText.credit(e9: $0) }
        return Tile(
            name: "conversions of \(SourceName.shown(name))", value: value, note: truth(true_),
            title: "the source with the most: \(value)" + (true_.map { ", in truth \($0)" } ?? ""),
            isWarning: true_.map { $0 != value } ?? false)
    }

    private static func late(_ data: ReportData) -> Tile {
        let summary = data.summary
        let late = summary.streams.reduce(0) { $0 + $1.late }
        let records = summary.streams.reduce(0) { $0 + $1.read + $1.copied }
        let latest = summary.streams.compactMap(\.lateByMax).max()
        return Tile(
            name: "late records", value: NumberText.count(late),
            note: latest.map { "by up to " + TimeText.duration(milliseconds: $0) }
                ?? "none was left out",
            title:
                "\(NumberText.count(late)) of \(NumberText.count(records)) records were left out "
                + "as late; in the truth none is",
            isWarning: late > 0)
    }

    private static func checks(_ summary: RunSummary) -> HTML {
        let failed = summary.expectations.filter { !$0.passed }.count
        if summary.expectations.isEmpty { return "" }
        return failed == 0
            ? """
            <p class="checks"><span class="held">\
            \(summary.expectations.count == 1 ? "The expectation" : "All \(summary.expectations.count) expectations") \
            held.</span></p>
            """
            : """
            <p class="checks"><span class="failed">\(failed) of \(summary.expectations.count) \
            expectations failed: <a href="#details">which</a></span></p>
            """
    }

    /// Millions need no cents; the tile's title has them.
    private static func money(_ value: Int128) -> String {
        value.magnitude < 10_000_000_000
            ? NumberText.money(e4: value)
            : NumberText.count((value + (value < 0 ? -5000 : 5000)) / 10_000)
    }
}

extension String {
    fileprivate func ifEmpty(_ other: String) -> String { isEmpty ? other : self }
}
