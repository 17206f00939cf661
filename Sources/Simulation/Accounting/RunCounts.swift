public import EventLogs

/// How many records of a stream came to each fate.
public struct StreamCounts: Sendable, Equatable {
    /// Records read from the log.
    public var read: Int64 = 0
    /// Records read that have no user.
    public var withoutUser: Int64 = 0
    /// Copies that disorder injected.
    public var copied: Int64 = 0
    /// Records and copies that disorder lost.
    public var dropped: Int64 = 0
    /// At or before the watermark's reach.
    public var onTime: Int64 = 0
    /// Behind the watermark, but within the allowed lateness.
    public var withinAllowedLateness: Int64 = 0
    /// Too late.
    public var late: Int64 = 0
    /// With an id that was remembered.
    public var duplicate: Int64 = 0

    /// No record at all.
    public init() {}

    /// Records that took part in the join.
    public var accepted: Int64 { onTime + withinAllowedLateness }

    mutating func add(_ fate: RecordFate) {
        switch fate {
        case .onTime: onTime += 1
        case .withinAllowedLateness: withinAllowedLateness += 1
        case .late: late += 1
        case .duplicate: duplicate += 1
        case .dropped: dropped += 1
        case .unseen, .filtered: break
        }
    }

    /// The names (`STREAM_TERM` without the stream) and values for the `stat` table.
    fileprivate var terms: [(String, Int64)] {
        [
            ("read", read), ("copied", copied), ("dropped", dropped), ("on_time", onTime),
            ("within_allowed_lateness", withinAllowedLateness), ("late", late),
            ("duplicate", duplicate),
        ]
    }
}

/// The accounts of a run: nothing is lost.
public struct RunCounts: Sendable, Equatable {
    /// The clicks' fates.
    public var clicks = StreamCounts()
    /// The checkouts' fates.
    public var checkouts = StreamCounts()
    /// Checkouts that the join put out with a click.
    public var attributed: Int64 = 0
    /// Checkouts that the join put out, or for an inner join left out, without a click.
    public var unattributed: Int64 = 0
    /// Accepted checkouts that were never put out.
    public var pending: Int64 = 0
    /// Accepted checkouts that give an order's money back, which the join never sees.
    public var refunds: Int64 = 0
    /// Those of them whose order has no row.
    public var refundsUnmatched: Int64 = 0
    /// Checkouts whose user or product is in no table.
    public var lookupMissed: Int64 = 0
    /// Checkouts with another payment status than those that count.
    public var otherPaymentStatus: Int64 = 0
    /// Checkouts of other kinds than those that are conversions.
    public var otherKinds: Int64 = 0
    /// Checkouts with an amount that does not fit 64 bits and is NULL instead.
    public var amountsOverflowed: Int64 = 0
    /// Checkouts with an amount that does not fit `DECIMAL(6,2)` and is NULL instead.
    public var amountsBeyondDecimal: Int64 = 0
    /// Accepted clicks that a filter in front of the join kept out.
    public var clicksFiltered: Int64 = 0
    /// Checkouts whose user or product has another version as of the other of processing time and
    /// event time.
    public var lookupsDiffering: Int64 = 0
    /// What the versions that were used add to their revenue, in ten-thousandths.
    public var lookupsRevenue: Int128 = 0
    /// Rows of the attributed table that a later row of the same checkout replaced.
    public var rowsReplaced: Int64 = 0
    /// Checkouts that came out of the join but have no row, since a ranking kept another.
    public var rankedAway: Int64 = 0
    /// Lines that are no records.
    public var rejectedLines: Int64 = 0
    /// Times without a zone that fell on a change of the clocks; `nil` where no log names its zone.
    public var clockChanges: ClockChangeCounts?
    /// Rows that the scenario says are no records.
    public var rowsSkipped = RowsSkipped()
    /// Which of them the scenario speaks of, by their names in the `stat` table.
    public var rowsSkippedNames: [String] = []
    /// What rows were that hold no record.
    public var rows = RowCounts()

    /// Nothing yet.
    public init() {}

    subscript(stream: EventStream) -> StreamCounts {
        get { stream == .clicks ? clicks : checkouts }
        set {
            if stream == .clicks { clicks = newValue } else { checkouts = newValue }
        }
    }

    /// Takes over the accounts of checkouts that a join stage has kept.
    mutating func takeCheckouts(of stage: RunCounts) {
        attributed = stage.attributed
        unattributed = stage.unattributed
        pending = stage.pending
        refunds = stage.refunds
        refundsUnmatched = stage.refundsUnmatched
        lookupMissed = stage.lookupMissed
        otherPaymentStatus = stage.otherPaymentStatus
        otherKinds = stage.otherKinds
        amountsOverflowed = stage.amountsOverflowed
        amountsBeyondDecimal = stage.amountsBeyondDecimal
        lookupsDiffering = stage.lookupsDiffering
        lookupsRevenue = stage.lookupsRevenue
        rowsReplaced = stage.rowsReplaced
        rankedAway = stage.rankedAway
    }

    /// The rows of the `stat` table, in a fixed order. Terms that only some runs have are left
    /// out where they are 0.
    public var stats: [(name: String, value: Int128)] {
        var rows: [(name: String, value: Int64)] = []
        for stream in EventStream.allCases {
            rows += self[stream].terms.map { ("\(stream.name)_\($0.0)", $0.1) }
        }
        rows += [
            ("checkouts_attributed", attributed), ("checkouts_unattributed", unattributed),
            ("checkouts_pending", pending), ("lookup_missed", lookupMissed),
            ("rejected_lines", rejectedLines),
        ]
        if let clockChanges {
            rows.append(("times_in_gap", clockChanges.inGap))
            rows.append(("times_repeated", clockChanges.repeated))
        }
        for (name, value) in [
            ("clicks_rows_skipped", rowsSkipped.clicks),
            ("checkouts_rows_skipped", rowsSkipped.checkouts),
            ("log_rows_skipped", rowsSkipped.log),
        ] where rowsSkippedNames.contains(name) { rows.append((name, value)) }
        for stream in EventStream.allCases where self[stream].withoutUser > 0 {
            rows.append(("\(stream.name)_without_user", self[stream].withoutUser))
        }
        let rowTerms = [
            ("kafka_tombstones", self.rows.tombstones), ("cdc_updates", self.rows.updates),
            ("cdc_deletes", self.rows.deletes), ("cdc_other", self.rows.otherChanges),
            ("header_rows_repeated", self.rows.headersRepeated),
        ]
        for (name, value) in rowTerms where value > 0 { rows.append((name, value)) }
        if refunds > 0 {
            rows += [("checkouts_refunds", refunds), ("refunds_unmatched", refundsUnmatched)]
        }
        if otherKinds > 0 { rows.append(("checkouts_other_kinds", otherKinds)) }
        if otherPaymentStatus > 0 { rows.append(("checkouts_filtered", otherPaymentStatus)) }
        if rankedAway > 0 { rows.append(("checkouts_ranked_away", rankedAway)) }
        if amountsOverflowed > 0 { rows.append(("amounts_overflowed", amountsOverflowed)) }
        if amountsBeyondDecimal > 0 {
            rows.append(("amounts_beyond_decimal", amountsBeyondDecimal))
        }
        if clicksFiltered > 0 { rows.append(("clicks_filtered", clicksFiltered)) }
        var stats = rows.map { (name: $0.name, value: Int128($0.value)) }
        if lookupsDiffering > 0 {
            stats.append(("lookups_of_another_version", Int128(lookupsDiffering)))
            stats.append(("lookups_of_another_version_revenue_e4", lookupsRevenue))
        }
        if rowsReplaced > 0 { stats.append(("checkouts_replaced", Int128(rowsReplaced))) }
        return stats
    }

    /// Checks that nothing is lost.
    ///
    /// - Returns: the sum that does not hold, in words, or `nil`.
    public func imbalance() -> String? {
        for stream in EventStream.allCases {
            let counts = self[stream]
            let taken = counts.dropped + counts.accepted + counts.late + counts.duplicate
            if counts.read + counts.copied != taken {
                return """
                    \(stream.name): read \(counts.read) + copied \(counts.copied) is not dropped \
                    \(counts.dropped) + on time \(counts.onTime) + within allowed lateness \
                    \(counts.withinAllowedLateness) + late \(counts.late) + duplicate \
                    \(counts.duplicate)
                    """
            }
        }
        if checkouts.accepted != attributed + unattributed + pending + refunds {
            return """
                checkouts: accepted \(checkouts.accepted) is not attributed \(attributed) + \
                unattributed \(unattributed) + pending \(pending) + refunds \(refunds)
                """
        }
        return nil
    }
}
