import Text

/// What channels are given by each model, and what money that was spent brought back.
enum SpendSection {
    static func html(_ data: ReportData) -> HTML { channels(data) + spend(data) }

    private static func channels(_ data: ReportData) -> HTML {
        let lines = data.summary.channels
        if lines.isEmpty { return "" }
        let models = data.summary.attribution.map(\.model)
        var names: [String?] = []
        for line in lines where !names.contains(line.channel) { names.append(line.channel) }
        let rows = names.map { name in
            [name ?? "none"]
                + models.flatMap { model -> [String] in
                    let line = lines.first { $0.model == model && $0.channel == name }
                    return [
                        NumberText.credit(e9: line?.conversionsE9 ?? 0),
                        line?.revenueE4.map { NumberText.money(e4: $0) } ?? "–",
                    ]
                }
        }
        let heads = ["channel"] + models.flatMap { [$0, "revenue"] }
        return """
            <section id="channels"><h2>Channels</h2>
            \(HTML.table(heads, numbers: heads.count - 1, rows: rows))</section>

            """
    }

    private static func spend(_ data: ReportData) -> HTML {
        let lines = data.summary.spend
        if lines.isEmpty { return "" }
        let titles = [
            ("spend_return", "source"), ("channel_return", "channel"),
            ("campaign_return", "source and campaign"),
        ]
        let tables = titles.compactMap { table, title -> HTML? in
            let own = lines.filter { $0.table == table }
            if own.isEmpty { return nil }
            let hasTruth = own.contains { $0.incrementalRoasE4 != nil }
            let heads =
                ["model", title, "cost", "conversions", "revenue", "ROAS", "cost per conversion"]
                + (hasTruth ? ["incremental ROAS"] : [])
            let rows = own.map { line in
                func money(_ e4: Int64?) -> String { e4.map { NumberText.money(e4: $0) } ?? "–" }
                return [
                    line.model, line.name ?? "none", money(line.costE4),
                    NumberText.credit(e9: line.conversionsE9), money(line.revenueE4),
                    money(line.roasE4), money(line.costPerConversionE4),
                ] + (hasTruth ? [money(line.incrementalRoasE4)] : [])
            }
            return """
                <h3>By \(title)</h3>
                \(HTML.table(heads, numbers: heads.count - 2, rows: rows))
                """
        }
        return """
            <section id="spend"><h2>Money spent</h2>
            <p>ROAS is revenue by cost: 2.00 brings back twice what was spent.</p>
            \(tables)</section>

            """
    }
}
