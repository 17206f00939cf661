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
        var gained: [[UInt8]: Gain] = [:]
        for (name, sums, rounded) in lines(of: totals) {
            if let name { gained[name] = Gain(sums, rounded) }
        }
        for (source, cost) in spend.costsBySource {
            let amounts = SpendReturn(cost, gained[source])
            try writeRow(.spendReturn) { row in
                row.append(totals.model.displayName)
                row.append(source)
                amounts.append(to: row)
                row.append(
                    sum: spend.incrementalRevenue[source].flatMap {
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
        let none = channels.names.count
        var cells = CreditCells()
        cells.add(totals, unattributed: .max) { place(ofTouch: $0, \.channel) }
        var gained = [Gain?](repeating: nil, count: none + 1)
        for (place, rounded) in totals.rounded(cells.sums).enumerated()
        where cells.keys[place].source >= 0 {
            let group = cells.keys[place].group
            let channel = group < 0 ? none : Int(group)
            gained[channel] = Gain(cells.sums[place], rounded).added(to: gained[channel])
        }
        var costs = [Int128?](repeating: nil, count: channels.names.count + 1)
        for line in spend.lines {
            let place = channels.place(of: line) ?? channels.names.count
            costs[place] = (costs[place] ?? 0) + line.cost
        }
        for place in costs.indices {
            guard let cost = costs[place] else { continue }
            let amounts = SpendReturn(cost, gained[place])
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
        let rounded = totals.rounded(cells.sums)
        var gained: [SpendCampaign: Gain] = [:]
        for (place, key) in cells.keys.enumerated() where key.source >= 0 {
            let campaign = key.group < 0 ? nil : profiles?.campaign(Int(key.group))
            let source = Array(sources.bytes(UInt32(key.source)))
            gained[SpendCampaign(source: source, campaign: campaign)] = Gain(
                cells.sums[place], rounded[place])
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

/// What money brought: exactly, and as the tables of credit have it, so that none says another thing.
private struct Gain {
    var conversions: Int128
    /// In billionths of a ten-thousandth.
    var revenue: Int128?
    /// In ten-thousandths.
    var revenueShown: Int128?

    init(_ sums: SourceTotals.Sums, _ rounded: SourceTotals.Rounded) {
        (conversions, revenue, revenueShown) = (sums.conversions, sums.revenue, rounded.revenue)
    }

    /// Both together.
    func added(to other: Gain?) -> Gain {
        guard var sum = other else { return self }
        func add(_ a: Int128?, _ b: Int128?) -> Int128? { a.map { $0 + (b ?? 0) } ?? b }
        sum.conversions += conversions
        sum.revenue = add(sum.revenue, revenue)
        sum.revenueShown = add(sum.revenueShown, revenueShown)
        return sum
    }
}

/// Cost and what it brought, as rows have them.
private struct SpendReturn {
    let cost: Int128
    /// `nil` where a model gives nothing.
    let gained: Gain?

    init(_ cost: Int128, _ gained: Gain?) {
        self.cost = cost
        self.gained = gained
    }

    /// Cost, conversions, revenue, ROAS and cost per conversion.
    func append(to row: RowBatch) {
        let unit = Int128(Credit.whole)
        row.append(sum: cost)
        row.append(sum: gained?.conversions ?? 0)
        row.append(sum: gained?.revenueShown)
        row.append(sum: gained?.revenue.flatMap { Self.ratio($0 * 10_000, cost * unit) })
        row.append(sum: Self.ratio(cost * unit, gained?.conversions ?? 0))
    }

    /// A quotient rounded once, half away from zero; nothing where nothing is divided by.
    static func ratio(_ numerator: Int128, _ denominator: Int128) -> Int128? {
        denominator > 0 ? Money.roundedWide(numerator, dividedBy: denominator) : nil
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
