import Attribution
import Streaming

// The totals of a run's models, by source and by what else a scenario asks for.

extension ModelCredits {
    /// Writes all totals, model by model.
    func writeTotals(_ configuration: RunConfiguration, _ rows: inout ResultRows) throws(SinkError)
    {
        for totals in totals { try rows.write(totals) }
        if !configuration.attribution.channels.isEmpty {
            let names = configuration.attribution.channels.map { Array($0.name.utf8) }
            for totals in totals { try rows.writeChannels(totals, names) }
            for totals in totals { try rows.writeCampaigns(totals) }
        }
        if let days = configuration.output.days { try writeDays(days.basis, &rows) }
        if configuration.output.kinds { try writeKinds(&rows) }
        try writeReturns(configuration, &rows)
    }

    private func writeDays(
        _ basis: DaySettings.Basis, _ rows: inout ResultRows
    ) throws(SinkError) {
        for model in totals.indices {
            var cells = CreditCells()
            if basis == .click {
                // A checkout without a click has no click's day.
                cells.add(totals[model], unattributed: .min) { rows.place(ofTouch: $0, \.day) }
            } else {
                forEachGroup { group, ofModels in
                    cells.add(ofModels[model], unattributed: group.day) { touch in
                        (group.day, rows.source(ofTouch: touch))
                    }
                }
            }
            try rows.writeDays(totals[model], basis, cells)
        }
    }

    private func writeKinds(_ rows: inout ResultRows) throws(SinkError) {
        for model in totals.indices {
            var cells = CreditCells()
            forEachGroup { group, ofModels in
                cells.add(ofModels[model], unattributed: Int64(group.kind)) { touch in
                    (Int64(group.kind), rows.source(ofTouch: touch))
                }
            }
            var names: [[UInt8]] = []
            for kind in 0..<kindCount { names.append(nameOfKind(kind)) }
            try rows.writeKinds(totals[model], names, cells)
        }
    }
}

extension ResultRows {
    /// Something that a touch is beside its source, and the source.
    func place(
        ofTouch touch: UInt32, _ property: KeyPath<TouchProfiles.Profile, Int32>
    ) -> (group: Int64, source: UInt32) {
        guard let profile = profiles?[touch] else { return (-1, touch) }
        return (Int64(profile[keyPath: property]), profile.source)
    }

    /// The rows of `channel_credit` for a model: channels in the order of the scenario, clicks of none
    /// behind them, the unattributed last.
    mutating func writeChannels(
        _ totals: SourceTotals, _ names: [[UInt8]]
    ) throws(SinkError) {
        var cells = CreditCells()
        cells.add(totals, unattributed: .max) { place(ofTouch: $0, \.channel) }
        let order = lines(cells, totals) { $0 == -1 ? .max - 1 : $0 }
        for line in order {
            try writeRow(.channelCredit) { row in
                row.append(totals.model.displayName)
                row.append(names.indices.contains(Int(line.group)) ? names[Int(line.group)] : nil)
                row.append(line.source)
                line.appendSums(to: row)
                row.append(sum: line.sums.profit)
            }
        }
    }

    /// The rows of `campaign_credit` for a model: sources by their bytes, of each its campaigns, what
    /// has none behind them.
    mutating func writeCampaigns(_ totals: SourceTotals) throws(SinkError) {
        guard let profiles, profiles.campaignCount > 0 else { return }
        var cells = CreditCells()
        cells.add(totals, unattributed: .max) { place(ofTouch: $0, \.campaign) }
        let names = (0..<profiles.campaignCount).map { profiles.campaign($0) }
        let ranks = names.ranks
        let order = lines(cells, totals) { names.indices.contains(Int($0)) ? ranks[Int($0)] : .max }
            .sorted { a, b in
                guard let sourceA = a.source, let sourceB = b.source else { return a.source != nil }
                return sourceA == sourceB
                    ? a.rank < b.rank : sourceA.lexicographicallyPrecedes(sourceB)
            }
        for line in order {
            try writeRow(.campaignCredit) { row in
                row.append(totals.model.displayName)
                row.append(line.source)
                row.append(names.indices.contains(Int(line.group)) ? names[Int(line.group)] : nil)
                line.appendSums(to: row)
                row.append(sum: line.sums.profit)
            }
        }
    }

    /// The rows of `credit_by_day` for a model: days in order, checkouts without one last.
    mutating func writeDays(
        _ totals: SourceTotals, _ basis: DaySettings.Basis, _ cells: CreditCells
    ) throws(SinkError) {
        for line in lines(cells, totals, rank: { $0 == .min ? .max : $0 }) {
            try writeRow(.creditByDay) { row in
                row.append(totals.model.displayName)
                row.append(basis.rawValue)
                row.append(line.group == .min ? nil : Array(CalendarDays.text(line.group).utf8))
                row.append(line.source)
                line.appendSums(to: row)
            }
        }
    }

    /// The rows of `kind_credit` for a model: kinds by their bytes, checkouts without one last.
    mutating func writeKinds(
        _ totals: SourceTotals, _ names: [[UInt8]], _ cells: CreditCells
    ) throws(SinkError) {
        let ranks = names.ranks
        for line in lines(cells, totals, rank: { $0 < 0 ? .max : ranks[Int($0)] }) {
            try writeRow(.kindCredit) { row in
                row.append(totals.model.displayName)
                row.append(line.group < 0 ? nil : names[Int(line.group)])
                row.append(line.source)
                line.appendSums(to: row)
            }
        }
    }

    /// Cells with their money rounded, by the rank of what they are beside the source, then by source,
    /// the unattributed last.
    private func lines(
        _ cells: CreditCells, _ totals: SourceTotals, rank: (Int64) -> Int64
    ) -> [CreditLine] {
        // Rounded in the order in which the run met them, as the totals by source are.
        let rounded = totals.rounded(cells.sums)
        return cells.keys.indices.map { place in
            let key = cells.keys[place]
            return CreditLine(
                group: key.group, rank: rank(key.group),
                source: key.source < 0 ? nil : Array(sources.bytes(UInt32(key.source))),
                sums: rounded[place])
        }.sorted { a, b in
            if a.rank != b.rank { return a.rank < b.rank }
            guard let sourceA = a.source, let sourceB = b.source else { return a.source != nil }
            return sourceA.lexicographicallyPrecedes(sourceB)
        }
    }
}

/// A row of a table of credit.
private struct CreditLine {
    var group: Int64
    var rank: Int64
    var source: [UInt8]?
    var sums: SourceTotals.Rounded

    /// Appends conversions and revenue.
    func appendSums(to row: RowBatch) {
        row.append(sum: sums.conversions)
        row.append(sum: sums.revenue)
    }
}

extension [[UInt8]] {
    /// The place of each by its bytes.
    fileprivate var ranks: [Int64] {
        var ranks = [Int64](repeating: 0, count: count)
        let order = indices.sorted { self[$0].lexicographicallyPrecedes(self[$1]) }
        for (rank, place) in order.enumerated() { ranks[place] = Int64(rank) }
        return ranks
    }
}
