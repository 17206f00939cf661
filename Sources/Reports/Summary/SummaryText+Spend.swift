import Text

// Channels, and what money that was spent brought back, on the terminal.

extension SummaryText {
    /// What the primary model gives to each channel.
    static func channels(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        let models = summary.attribution.map(\.model)
        let lines = summary.channels.filter { $0.model == models.first }
        if lines.isEmpty { return [] }
        let others = models.dropFirst()
        let hasRevenue = lines.contains { $0.revenueE4 != nil }
        var columns: [TextTable.Column] = [
            .init("Channels", .left, widthMax: 26), .init(models.first ?? ""),
        ]
        if hasRevenue { columns.append(.init("revenue")) }
        columns += others.map { .init($0) }
        var table = TextTable(columns, indent: 0)
        for line in lines {
            var row: [TextTable.Cell] = [
                .init("  " + (line.channel ?? "none"), line.channel == nil ? .dim : .plain),
                .init(NumberText.credit(e9: line.conversionsE9)),
            ]
            if hasRevenue {
                row.append(.init(line.revenueE4.map { NumberText.money(e4: $0) } ?? style.none))
            }
            for model in others {
                let other = summary.channels.first {
                    $0.model == model && $0.channel == line.channel
                }
                row.append(.init(NumberText.credit(e9: other?.conversionsE9 ?? 0)))
            }
            table.rows.append(row)
        }
        return table.lines(style)
    }

    /// What was spent on sources and channels, and what the primary model says that it brought back.
    static func spend(_ summary: RunSummary, _ style: TextStyle) -> [String] {
        let model = summary.attribution.first?.model ?? summary.model
        let all = summary.spend.filter { $0.model == model && $0.table != "campaign_return" }
        if all.isEmpty { return [] }
        let hasTruth = all.contains { $0.incrementalRoasE4 != nil }
        var columns: [TextTable.Column] = [
            .init("Spend", .left, widthMax: 26), .init("cost"), .init("revenue"), .init("ROAS"),
            .init("cost per conversion"),
        ]
        if hasTruth { columns.append(.init("incremental ROAS")) }
        var table = TextTable(columns, indent: 0)
        func shown(_ e4: Int64?) -> TextTable.Cell {
            .init(e4.map { NumberText.money(e4: $0) } ?? style.none)
        }
        for line in all {
            let isChannel = line.table == "channel_return"
            var row: [TextTable.Cell] = [
                .init(
                    "  " + (line.name ?? "none") + (isChannel ? " (channel)" : ""),
                    isChannel ? .dim : .plain),
                shown(line.costE4), shown(line.revenueE4), shown(line.roasE4),
                shown(line.costPerConversionE4),
            ]
            if hasTruth { row.append(shown(line.incrementalRoasE4)) }
            table.rows.append(row)
        }
        return table.lines(style)
    }
}
