import Results
import Text

/// What was spent on something, and what a model says that it brought back: a row of `spend_return`,
/// `channel_return` or `campaign_return`.
public struct SpendLine: Sendable, Hashable {
    /// The table that it stands in.
    public var table: String
    /// The model.
    public var model: String
    /// The source, the channel, or the source and its campaign; `nil`: none.
    public var name: String?
    /// The cost in ten-thousandths.
    public var costE4: Int64
    /// Conversions in billionths.
    public var conversionsE9: Int64
    /// Revenue in ten-thousandths.
    public var revenueE4: Int64?
    /// Revenue by cost, in ten-thousandths.
    public var roasE4: Int64?
    /// Cost by conversion, in ten-thousandths.
    public var costPerConversionE4: Int64?
    /// In a world: the revenue that the source brings about by its cost, in ten-thousandths.
    public var incrementalRoasE4: Int64?
}

/// What a channel is given by a model: rows of `channel_credit`, its sources added up.
public struct ChannelLine: Sendable, Hashable {
    /// The model.
    public var model: String
    /// The channel; `nil`: none, or unattributed.
    public var channel: String?
    /// Conversions in billionths.
    public var conversionsE9: Int64
    /// Revenue in ten-thousandths.
    public var revenueE4: Int64?
}

extension RunSummary {
    /// Reads what was spent, where the result knows it.
    static func spend(_ reader: ResultReader) throws(ResultError) -> [SpendLine] {
        let tables = try reader.tableNames()
        var lines: [SpendLine] = []
        for (table, name, last) in [
            ("spend_return", "source", "incremental_roas_e4"),
            ("channel_return", "channel", "NULL"),
            ("campaign_return", "source || ' / ' || ifnull(campaign, '–')", "NULL"),
        ] where tables.contains(table) {
            let rows = try reader.query(
                """
                SELECT model, \(name), cost_e4, conversions_e9, revenue_e4, roas_e4,
                  cost_per_conversion_e4, \(last) FROM \(table) WHERE run_id = 1 ORDER BY rowid
                """)
            lines += rows.map { row in
                SpendLine(
                    table: table, model: row[0].text ?? "", name: row[1].text,
                    costE4: row[2].integer ?? 0, conversionsE9: row[3].integer ?? 0,
                    revenueE4: row[4].integer, roasE4: row[5].integer,
                    costPerConversionE4: row[6].integer, incrementalRoasE4: row[7].integer)
            }
        }
        return lines
    }

    /// Reads what channels are given, where the result knows it, in the scenario's order.
    static func channels(_ reader: ResultReader) throws(ResultError) -> [ChannelLine] {
        guard try reader.tableNames().contains("channel_credit") else { return [] }
        var lines: [ChannelLine] = []
        try reader.forEachRow(
            """
            SELECT model, channel, conversions_e9, revenue_e4 FROM channel_credit
            WHERE run_id = 1 ORDER BY rowid
            """
        ) { row in
            let (model, channel) = (row.text(0) ?? "", row.text(1))
            let place =
                lines.firstIndex { $0.model == model && $0.channel == channel }
                ?? {
                    lines.append(ChannelLine(model: model, channel: channel, conversionsE9: 0))
                    return lines.count - 1
                }()
            lines[place].conversionsE9 &+= row.integer(2) ?? 0
            if let revenue = row.integer(3) {
                lines[place].revenueE4 = (lines[place].revenueE4 ?? 0) &+ revenue
            }
        }
        return lines
    }
}
