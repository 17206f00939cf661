import Attribution
import EventLogs
import Streaming

// What money that was spent brought back: `spend_return`, `channel_return` and `campaign_return`.

extension ModelCredits {
    /// Writes what was spent against what each model gives, if there is a table that says it.
    func writeReturns(_ configuration: RunConfiguration, _ rows: inout ResultRows) throws(SinkError)
    {
        guard let spend = rows.dimensions.spend else { return }
        let channels = ChannelFilters(configuration.attribution.channels)
        for totals in totals { try rows.writeReturns(totals, spend) }
        if !channels.isEmpty {
            for totals in totals { try rows.writeChannelReturns(totals, spend, channels) }
        }
        if spend.lines.contains(where: { $0.campaign != nil }) {
            for totals in totals { try rows.writeCampaignReturns(totals, spend) }
        }
    }
}

extension ResultRows {
    /// A row a source of the spend table, by their bytes.
    fileprivate mutating func writeReturns(
        _ totals: SourceTotals, _ spend: SpendTable
    ) throws(SinkError) {
        let sums = totals.sums { source(ofTouch: $0) }
        for (source, cost) in spend.costsBySource {
            let number = source.withUnsafeBufferPointer { sources.find($0) }.map { Int($0) }
            let gained = number.flatMap { $0 < sums.count ? sums[$0] : nil }
            let amounts = SpendReturn(cost, gained)
            try writeRow(.spendReturn) { row in
                row.append(totals.model.displayName)
                row.append(source)
                amounts.append(to: row)
                row.append(
                    spend.incrementalRevenue[source].flatMap {
                        SpendReturn.ratio(Int128($0) * 10_000, cost)
                    })
            }
        }
    }

    /// A row a channel of the scenario that money was spent on, in the scenario's order.
    fileprivate mutating func writeChannelReturns(
        _ totals: SourceTotals, _ spend: SpendTable, _ channels: ChannelFilters
    ) throws(SinkError) {
        // Clicks of no channel stand behind the last one.
        let none = UInt32(channels.names.count)
        let sums = totals.sums { touch in
            let channel = profiles?[touch].channel ?? -1
            return channel < 0 ? none : UInt32(channel)
        }
        var costs = [Int128?](repeating: nil, count: channels.names.count + 1)
        for line in spend.lines {
            let place = channels.place(of: line) ?? channels.names.count
            costs[place] = (costs[place] ?? 0) + line.cost
        }
        for place in costs.indices {
            guard let cost = costs[place] else { continue }
            let amounts = SpendReturn(cost, place < sums.count ? sums[place] : nil)
            try writeRow(.channelReturn) { row in
                row.append(totals.model.displayName)
                row.append(place < channels.names.count ? channels.names[place] : nil)
                amounts.append(to: row)
            }
        }
    }

    /// A row a source and campaign that money was spent on, by their bytes; without one last.
    fileprivate mutating func writeCampaignReturns(
        _ totals: SourceTotals, _ spend: SpendTable
    ) throws(SinkError) {
        var cells = CreditCells()
        cells.add(totals, unattributed: -1) { place(ofTouch: $0, \.campaign) }
        var gained: [SpendCampaign: SourceTotals.Sums] = [:]
        for (place, key) in cells.keys.enumerated() where key.source >= 0 {
            let campaign = key.group < 0 ? nil : profiles?.campaign(Int(key.group))
            let source = Array(sources.bytes(UInt32(key.source)))
            gained[SpendCampaign(source: source, campaign: campaign)] = cells.sums[place]
        }
        for (key, cost) in spend.costsByCampaign {
            let amounts = SpendReturn(cost, gained[key])
            try writeRow(.campaignReturn) { row in
                row.append(totals.model.displayName)
                row.append(key.source)
                row.append(key.campaign)
                amounts.append(to: row)
            }
        }
    }
}

/// Cost and what it brought, as rows have them.
private struct SpendReturn {
    let cost: Int128
    let conversions: Int128
    let revenue: Int128?

    /// `gained` is `nil` where a model gives nothing.
    init(_ cost: Int128, _ gained: SourceTotals.Sums?) {
        self.cost = cost
        conversions = gained?.conversions ?? 0
        revenue = gained?.revenue
    }

    /// Cost, conversions, revenue, ROAS and cost per conversion.
    func append(to row: RowBatch) {
        let unit = Int128(Credit.whole)
        row.append(Int64(clamping: cost))
        row.append(Int64(clamping: conversions))
        row.append(revenue.map { Int64(clamping: Money.roundedWide($0, dividedBy: unit)) })
        row.append(revenue.flatMap { Self.ratio($0 * 10_000, cost * unit) })
        row.append(Self.ratio(cost * unit, conversions))
    }

    /// A quotient rounded once, half away from zero; nothing where nothing is divided by.
    static func ratio(_ numerator: Int128, _ denominator: Int128) -> Int64? {
        denominator > 0
            ? Int64(clamping: Money.roundedWide(numerator, dividedBy: denominator)) : nil
    }
}

/// A campaign of a source.
private struct SpendCampaign: Hashable, Comparable {
    var source: [UInt8]
    var campaign: [UInt8]?

    static func < (a: Self, b: Self) -> Bool {
        if a.source != b.source { return a.source.lexicographicallyPrecedes(b.source) }
        guard let first = a.campaign, let second = b.campaign else { return a.campaign != nil }
        return first.lexicographicallyPrecedes(second)
    }
}

extension ChannelFilters {
    /// The place of the channel of a line of a spend table, `nil` for none: source, campaign and medium
    /// are all that such a line says of the clicks that it paid for.
    fileprivate func place(of line: SpendTable.Line) -> Int? {
        var record = EventRecord()
        record.stream = .clicks
        record[length: .source] = UInt32(line.source.count)
        // Texts lie in the order of their places.
        record[length: .campaign] = line.campaign.map { UInt32($0.count) } ?? EventRecord.absent
        record[length: .medium] = line.medium.map { UInt32($0.count) } ?? EventRecord.absent
        let text = line.source + (line.campaign ?? []) + (line.medium ?? [])
        return text.withUnsafeBufferPointer { place(of: record, in: $0) }
    }
}

extension SpendTable {
    /// What was spent on each campaign of each source, in their order.
    fileprivate var costsByCampaign: [(key: SpendCampaign, cost: Int128)] {
        Dictionary(
            lines.map { (SpendCampaign(source: $0.source, campaign: $0.campaign), $0.cost) },
            uniquingKeysWith: +
        )
        .map { (key: $0.key, cost: $0.value) }.sorted { $0.key < $1.key }
    }

    /// What was spent on each source, by their bytes.
    fileprivate var costsBySource: [(key: [UInt8], cost: Int128)] {
        Dictionary(lines.map { ($0.source, $0.cost) }, uniquingKeysWith: +)
            .map { (key: $0.key, cost: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
}
