import Text

/// Models side by side, source by source.
enum ModelsSection {
    private static let sourcesMax = 20

    static func html(_ data: ReportData) -> HTML {
        let summary = data.summary
        guard let primary = summary.attribution.first else { return "" }
        let lines = SourceLine.lines(summary, max: sourcesMax)
        var heads = ["source"] + summary.attribution.map(\.model)
        if summary.truth != nil { heads.append("truth") }
        heads += ["revenue", "profit"]
        let rows = lines.map { line in
            [line.shownName, credit(line.primary.conversionsE9)]
                + line.others.map(credit)
                + (line.truth.map { [credit($0)] } ?? [])
                + [money(line.primary.revenueE4), money(line.primary.profitE4)]
        }
        let isAlone = summary.attribution.count == 1
        return """
            <section id="models">
            <h2>\(isAlone ? "Attribution by source" : "Models side by side")</h2>
            <p class="lead">Conversions that each model credits to a source\
            \(summary.truth == nil ? "" : "; the mark on a bar is the truth of \(primary.model)").</p>
            <div class="models">\(charts(summary, lines))</div>
            \(HTML.table(heads, numbers: heads.count - 1, rows: rows))
            </section>
            """
    }

    private static func charts(_ summary: RunSummary, _ lines: [SourceLine]) -> [HTML] {
        summary.attribution.enumerated().map { place, totals in
            let bars = lines.map { line in
                let value = place == 0 ? line.primary.conversionsE9 : line.others[place - 1]
                let truth = place == 0 ? line.truth : nil
                return Bars.Bar(
                    name: line.shownName, isPale: line.name == nil || line.isRest,
                    isRest: line.isRest, value: value,
                    shown: credit(value), mark: truth,
                    title: "\(line.shownName): \(NumberText.exactCredit(e9: value)) conversions"
                        + (truth.map { ", truth \(NumberText.exactCredit(e9: $0))" } ?? ""))
            }
            return "<div><h3>\(totals.model)</h3>\(Bars.html(bars))</div>"
        }
    }

    private static func credit(_ value: Int64) -> String { NumberText.credit(e9: value) }

    private static func money(_ value: Int64?) -> String {
        value.map { NumberText.money(e4: $0) } ?? "–"
    }
}

/// Stream against truth: why they differ, and where the credit went.
enum TruthSection {
    static func html(_ data: ReportData) -> HTML {
        guard let truth = data.summary.truth else {
            return ""
        }
        // That all is as in the truth stands on top of the page.
        if truth.different == 0 { return "" }
        return """
            <section id="truth">
            <h2>Stream against truth</h2>
            <p class="lead">\(NumberText.count(truth.same)) of \(NumberText.count(truth.checkouts)) \
            checkouts (\(MeasureText.share(truth.same, of: truth.checkouts))) are credited as if \
            every record had come in time. The others, by cause:</p>
            <div class="models"><div><h3>Causes</h3>\(causes(truth))</div>
            <div><h3>Conversions won and lost by source</h3>\(shifts(data.summary))</div></div>
            \(stories(data))
            \(list(data))
            </section>
            """
    }

    /// Of each cause the checkouts that are worth most.
    static func examples(_ data: ReportData) -> [ReportData.Difference] {
        let causes = data.summary.truth?.causes.map(\.name) ?? []
        return causes.prefix(5).flatMap { cause in
            data.differences.enumerated().filter { $0.element.cause == cause }.sorted { a, b in
                let (one, other) = (a.element.amount ?? .min, b.element.amount ?? .min)
                return one == other ? a.offset < b.offset : one > other
            }.prefix(2).map(\.element)
        }
    }

    /// Examples, each of which opens into its story.
    private static func stories(_ data: ReportData) -> HTML {
        let examples = examples(data)
        if examples.isEmpty { return "" }
        let items = examples.map { example -> HTML in
            let amount = example.amount.map { " · \(NumberText.money(e4: $0))" } ?? ""
            let story: HTML =
                data.extras?.stories[example.checkout].map {
                    "<pre>\(HTML.lines($0))</pre>" as HTML
                }
                    ?? """
                    <p>In the stream it is credited to \(click(example.streamClick, example.streamSource, none: "no click")), \
                    in the truth to \(click(example.truthClick, example.truthSource, none: "no click")). \
                    \(example.why)</p><p class="note">Its whole life: \
                    <code>attrsim explain SCENARIO --checkout \(ShellWord.quoted(example.checkout))</code></p>
                    """
            return """
                <details class="story"><summary>\(example.cause): checkout \(example.checkout)\(amount)\
                </summary>\(story)</details>

                """
        }
        return "<h3>Examples, worth most</h3>\(items)"
    }

    private static func causes(_ truth: TruthSummary) -> HTML {
        Bars.html(
            truth.causes.map { cause in
                let revenue = cause.revenueE4.map { ", revenue " + NumberText.money(e4: $0) } ?? ""
                return Bars.Bar(
                    name: cause.name, value: cause.checkouts,
                    shown: NumberText.count(cause.checkouts),
                    title: "\(cause.name): \(NumberText.count(cause.checkouts)) checkouts, "
                        + "\(NumberText.count(cause.anotherClick)) with another click, "
                        + "\(NumberText.count(cause.lostClick)) without their click" + revenue)
            }, look: "late")
    }

    /// What each source has more, or less, than in the truth.
    private static func shifts(_ summary: RunSummary) -> HTML {
        let lines = SourceLine.lines(summary, max: 20)
        let rows = lines.compactMap { line -> [String]? in
            guard let truth = line.truth else { return nil }
            let shift = line.primary.conversionsE9.subtractingReportingOverflow(truth).partialValue
            if shift == 0 { return nil }
            return [
                line.shownName, NumberText.credit(e9: truth),
                NumberText.credit(e9: line.primary.conversionsE9),
                (shift > 0 ? "+" : "") + NumberText.credit(e9: shift),
            ]
        }
        if rows.isEmpty { return "<p class=\"note\">No source gains or loses in sum.</p>" }
        return HTML.table(["source", "truth", "stream", "shift"], numbers: 3, rows: rows)
    }

    private static func list(_ data: ReportData) -> HTML {
        let rows = data.differences.map { difference in
            [
                difference.checkout, difference.cause,
                click(difference.streamClick, difference.streamSource),
                click(difference.truthClick, difference.truthSource),
                difference.amount.map { NumberText.money(e4: $0) } ?? "–",
            ]
        }
        return """
            <details><summary>\(NumberText.count(data.differenceCount)) checkouts, one by one\
            </summary>\(Filter.html(
                "differences", rows.count, of: data.differenceCount, "truth_difference"))
            \(HTML.table(
                ["checkout", "cause", "stream", "truth", "amount"], numbers: 1, rows: rows,
                id: "differences"))</details>
            """
    }

    private static func click(
        _ id: String?, _ source: String?, none: String = "–"
    ) -> String {
        guard let id else { return none }
        return source.map { "\(SourceName.shown($0)) · \(id)" } ?? id
    }
}

/// The field that filters a table.
enum Filter {
    /// The field for the table `table`, of which `shown` rows of `all` are there.
    static func html(_ table: String, _ shown: Int, of all: Int64, _ sql: String) -> HTML {
        let cap: HTML =
            Int64(shown) < all
            ? """
            <span class="note">The first \(NumberText.count(shown)) of \(NumberText.count(all)); \
            all of them: <code>SELECT * FROM \(sql)</code></span>
            """ : ""
        return """
            <p class="filter"><label class="js">Filter <input type="search" \
            data-table="\(table)" placeholder="id, user, source…"></label> \
            <span class="count" data-count="\(table)">\(NumberText.count(shown)) rows</span> \(cap)</p>
            """
    }
}
