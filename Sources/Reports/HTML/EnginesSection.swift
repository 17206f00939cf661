import Text

/// The engines of a comparison side by side, where they disagree, and by which of their rules.
enum EnginesSection {
    private static let campsMax = 12

    static func html(_ data: ReportData) -> HTML {
        guard let engines = data.engines else { return "" }
        return """
            <section id="engines">
            <h2>Engines side by side</h2>
            <p class="lead">The same records in the same order, \(engines.engines.count) engines. \
            All else on this page is the run of \(engines.engines.first?.name ?? "").</p>
            \(totals(engines))
            \(sources(engines))
            \(differences(engines))
            </section>
            """
    }

    private static func totals(_ data: EnginesData) -> HTML {
        let heads = [
            "engine", "read", "late clicks", "late checkouts", "attributed", "no click", "pending",
            "≠ run 1",
        ]
        let rows = data.engines.enumerated().map { place, engine in
            let read = engine.streams.reduce(Int64(0)) { $0 + $1.read }
            let numbers =
                [read] + engine.streams.map(\.late) + [
                    engine.checkouts.attributed, engine.checkouts.unattributed,
                    engine.checkouts.pending,
                ]
            return [engine.name] + numbers.map { NumberText.count($0) }
                + [place == 0 ? "–" : NumberText.count(engine.differs)]
        }
        // More came out than was read: that is no slip of the table.
        let again = data.engines.filter { engine in
            engine.checkouts.accepted
                > engine.streams.filter { $0.stream != "clicks" }
                .reduce(0) { $0 + $1.read }
        }.map(\.name)
        let note: HTML =
            again.isEmpty
            ? ""
            : """
            <p class="note">\(again.joined(separator: ", ")) \(again.count == 1 ? "remembers" : "remember") no \
            ids: a checkout that comes twice counts twice. <code>"deduplicate": true</code> changes that.</p>
            """
        return "\(HTML.table(heads, numbers: heads.count - 1, rows: rows))\(note)"
    }

    /// Revenue by source, or conversions where no amount is known.
    private static func sources(_ data: EnginesData) -> HTML {
        let columns =
            (data.truth.isEmpty ? [] : [("truth", data.truth)])
            + data.engines.map { ($0.name, $0.sources) }
        let hasAmounts = columns.contains { $1.contains { $0.revenueE4 != nil } }
        var names = Set(columns.flatMap { $1.compactMap(\.source) }).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }.map { $0 as String? }
        if columns.contains(where: { $1.contains { $0.source == nil } }) { names.append(nil) }
        if names.isEmpty { return "" }
        let rows = names.map { name in
            [SourceName.shown(name, none: "no click")]
                + columns.map { column in
                    guard let total = column.1.first(where: { $0.source == name }) else {
                        return "–"
                    }
                    if !hasAmounts { return NumberText.credit(e9: total.conversionsE9) }
                    return total.revenueE4.map { NumberText.money(e4: $0) } ?? "–"
                }
        }
        return """
            <h3>\(hasAmounts ? "Revenue" : "Conversions") by source</h3>
            \(HTML.table(["source"] + columns.map(\.0), numbers: columns.count, rows: rows))
            """
    }

    // MARK: Where they disagree

    private static func differences(_ data: EnginesData) -> HTML {
        if data.differing == 0 {
            return "<p class=\"lead\">All engines agree on all checkouts.</p>"
        }
        let count = NumberText.count(data.differing)
        return """
            <h3>\(count) \(data.differing == 1 ? "checkout" : "checkouts") on which they disagree: \
            who agrees with whom</h3>
            \(camps(data))
            <details><summary>One by one, with each engine’s reason</summary>\
            \(Filter.html(
                "engine-differences", data.verdicts.count, of: data.verdictCount,
                "engine_difference"))
            \(HTML.table(
                ["checkout", "engine", "made of it", "why"], numbers: 0, rows: rows(data),
                id: "engine-differences"))</details>
            """
    }

    private static func camps(_ data: EnginesData) -> HTML {
        let shown = data.camps.prefix(campsMax)
        var bars = shown.map { camps in
            let name = camps.names.map { $0.joined(separator: " = ") }.joined(separator: " ≠ ")
            return Bars.Bar(
                name: name, value: camps.checkouts, shown: NumberText.count(camps.checkouts),
                title: "\(name): \(NumberText.count(camps.checkouts))")
        }
        let rest = data.camps.dropFirst(campsMax)
        if !rest.isEmpty {
            let checkouts = rest.reduce(Int64(0)) { $0 + $1.checkouts }
            bars.append(
                Bars.Bar(
                    name: "in \(NumberText.count(rest.count)) other ways", isPale: true,
                    isRest: true, value: checkouts, shown: NumberText.count(checkouts),
                    title: "in \(NumberText.count(rest.count)) other ways: "
                        + NumberText.count(checkouts)))
        }
        return Bars.html(bars, look: "late camps")
    }

    private static func rows(_ data: EnginesData) -> [[String]] {
        data.verdicts.map { verdict in
            let name = data.engines.first { $0.runID == verdict.runID }?.name ?? ""
            let said = [verdict.source, verdict.click].compactMap { $0 }.joined(separator: " · ")
            return [
                verdict.checkout, name, said.isEmpty ? verdict.outcome : said, verdict.reason,
            ]
        }
    }
}
