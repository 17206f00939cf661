public import Results
import Simulation

extension RunSummary {
    /// Reads what a result file knows of its stream run and of its truth.
    ///
    /// Cost: reads the small tables, and `truth_difference` and `late_record` once.
    ///
    /// - Throws: ``ResultError`` if the file cannot be read or is no result.
    public init(reading reader: ResultReader) throws(ResultError) {
        try readRun(reader)
        try readCounters(reader)
        attribution = try RunSummary.totals(reader, run: 1)
        // The primary model first; the others stay in the order of the file.
        if let primary = attribution.firstIndex(where: { $0.model == model }), primary > 0 {
            attribution.insert(attribution.remove(at: primary), at: 0)
        }
        channels = try RunSummary.channels(reader)
        spend = try RunSummary.spend(reader)
        truth = try readTruth(reader)
        lateness = try RunSummary.lateness(reader)
        expectations = try RunSummary.expectations(reader)
    }

    private mutating func readRun(_ reader: ResultReader) throws(ResultError) {
        let sql = """
            SELECT scenario, engine, model, seed, watermark_delay_ms, lookback_ms, fingerprint
            FROM run WHERE run_id = 1
            """
        guard let row = try reader.query(sql).first else {
            throw ResultError(
                .notAResult, path: reader.path, reason: "holds no stream run",
                hint: "run the scenario again: attrsim run SCENARIO")
        }
        scenario = row[0].text ?? ""
        engine = row[1].text ?? ""
        model = row[2].text ?? ""
        seed = UInt64(bitPattern: row[3].integer ?? 0)
        watermarkDelay = row[4].integer
        lookback = row[5].integer
        fingerprint = row[6].text ?? ""
    }

    private mutating func readCounters(_ reader: ResultReader) throws(ResultError) {
        counters = try RunSummary.counters(reader, run: 1)
        let latest = try reader.query(
            "SELECT stream, max(late_by_ms) FROM late_record WHERE run_id = 1 GROUP BY stream")
        streams = RunSummary.streams(counters)
        for index in streams.indices {
            streams[index].lateByMax =
                latest.first { $0[0].text == streams[index].stream }?[1].integer
        }
        checkouts = RunSummary.checkouts(counters)

        let rejected = try reader.query(
            """
            SELECT file, count(*) FROM rejected_record WHERE run_id = 1
            GROUP BY file ORDER BY min(rowid)
            """)
        rejectedLines = rejected.map { ($0[0].text ?? "", $0[1].integer ?? 0) }
    }

    /// Records by the delay that each needed, both streams together.
    private static func lateness(
        _ reader: ResultReader
    ) throws(ResultError) -> [(from: Int64, to: Int64, records: Int64)] {
        // Results of earlier versions do not say.
        guard try reader.tableNames().contains("record_lateness") else { return [] }
        return try reader.query(
            """
            SELECT from_ms, to_ms, sum(records) FROM record_lateness WHERE run_id = 1
            GROUP BY from_ms, to_ms ORDER BY from_ms
            """
        ).map { ($0[0].integer ?? 0, $0[1].integer ?? 0, $0[2].integer ?? 0) }
    }

    private func readTruth(_ reader: ResultReader) throws(ResultError) -> TruthSummary? {
        let counters = try RunSummary.counters(reader, run: 2)
        if counters.isEmpty { return nil }
        let checkouts = counters.reduce(0) { sum, counter in
            ["checkouts_attributed", "checkouts_unattributed"].contains(counter.name)
                ? sum + counter.value : sum
        }
        let totals = try RunSummary.totals(reader, run: 2)
        let causes = try RunSummary.causes(reader)
        var different = causes.reduce(0) { $0 + $1.checkouts }
        // Only an id that the stream counts again has more than one row, and to tell ids apart takes
        // SQLite as long as a good part of the run.
        if causes.contains(where: { $0.name == DifferenceCause.duplicateCounted.rawValue }) {
            let ids = try reader.value("SELECT count(DISTINCT checkout_id) FROM truth_difference")
            different = ids?.integer ?? different
        }
        return TruthSummary(
            checkouts: checkouts, different: different, causes: causes,
            sources: (totals.first { $0.model == model } ?? totals.first)?.sources ?? [])
    }

    /// The counters of a run in the order of the file.
    static func counters(
        _ reader: ResultReader, run: Int64
    ) throws(ResultError) -> [(name: String, value: Int64)] {
        try reader.query(
            "SELECT name, value FROM stat WHERE run_id = ? ORDER BY rowid", [.integer(run)]
        ).map { ($0[0].text ?? "", $0[1].integer ?? 0) }
    }

    /// The fates of the clicks, then of the checkouts, from a run's counters.
    static func streams(_ counters: [(name: String, value: Int64)]) -> [StreamFates] {
        ["clicks", "checkouts"].map { name in
            var fates = StreamFates(stream: name)
            fates.read = value("\(name)_read", counters)
            fates.copied = value("\(name)_copied", counters)
            fates.dropped = value("\(name)_dropped", counters)
            fates.onTime = value("\(name)_on_time", counters)
            fates.withinAllowedLateness = value("\(name)_within_allowed_lateness", counters)
            fates.late = value("\(name)_late", counters)
            fates.duplicate = value("\(name)_duplicate", counters)
            return fates
        }
    }

    /// What became of the accepted checkouts, from a run's counters.
    static func checkouts(_ counters: [(name: String, value: Int64)]) -> CheckoutFates {
        var fates = CheckoutFates()
        fates.attributed = value("checkouts_attributed", counters)
        fates.unattributed = value("checkouts_unattributed", counters)
        fates.pending = value("checkouts_pending", counters)
        fates.refunds = value("checkouts_refunds", counters)
        fates.refundsUnmatched = value("refunds_unmatched", counters)
        fates.lookupMissed = value("lookup_missed", counters)
        fates.filtered = value("checkouts_filtered", counters)
        fates.amountsOverflowed = value("amounts_overflowed", counters)
        fates.amountsBeyondDecimal = value("amounts_beyond_decimal", counters)
        fates.lookupsDiffering = value("lookups_of_another_version", counters)
        fates.lookupsRevenueE4 = value("lookups_of_another_version_revenue_e4", counters)
        fates.replaced = value("checkouts_replaced", counters)
        fates.clicksFiltered = value("clicks_filtered", counters)
        return fates
    }

    private static func value(
        _ name: String, _ counters: [(name: String, value: Int64)]
    ) -> Int64 {
        counters.first { $0.name == name }?.value ?? 0
    }

    /// The totals of a run by model, in the order of the file.
    static func totals(
        _ reader: ResultReader, run: Int64
    ) throws(ResultError) -> [ModelTotals] {
        let rows = try reader.query(
            """
            SELECT model, source, conversions_e9, revenue_e4, profit_e4
            FROM source_credit WHERE run_id = ? ORDER BY rowid
            """, [.integer(run)])
        var models: [ModelTotals] = []
        for row in rows {
            let model = row[0].text ?? ""
            let total = SourceTotal(
                source: row[1].text, conversionsE9: row[2].integer ?? 0,
                revenueE4: row[3].integer, profitE4: row[4].integer)
            if let index = models.firstIndex(where: { $0.model == model }) {
                models[index].sources.append(total)
            } else {
                models.append(ModelTotals(model: model, sources: [total]))
            }
        }
        for index in models.indices { models[index].sources.sort(by: SourceTotal.comesFirst) }
        return models
    }

    /// The expectations that were checked, in their order.
    static func expectations(_ reader: ResultReader) throws(ResultError) -> [ExpectationOutcome] {
        try reader.query("SELECT name, passed, expected, actual FROM expectation ORDER BY rowid")
            .map { row in
                ExpectationOutcome(
                    name: row[0].text ?? "", passed: row[1].integer == 1,
                    expected: row[2].text ?? "", actual: row[3].text ?? "")
            }
    }

    /// The differences between stream and truth by cause: known causes in their order, then all
    /// others by name.
    static func causes(_ reader: ResultReader) throws(ResultError) -> [TruthSummary.Cause] {
        let known = DifferenceCause.allCases.map(\.rawValue)
        var causes = known.map { TruthSummary.Cause(name: $0) }
        // Summed here and not by SQL, whose sum fails where it does not fit 64 bits.
        try reader.forEachRow(
            """
            SELECT cause, stream_click_id IS NOT NULL, truth_click_id IS NOT NULL, total_amount_e4,
              stream_click_id IS truth_click_id AND stream_source IS truth_source
            FROM truth_difference
            """
        ) { row in
            let name = row.text(0) ?? ""
            let index =
                causes.firstIndex { $0.name == name }
                ?? {
                    causes.append(TruthSummary.Cause(name: name))
                    return causes.count - 1
                }()
            causes[index].checkouts += 1
            // The click may be the same, and the amount another one.
            let isSameClick = row.integer(4) == 1
            switch (row.integer(1) == 1, row.integer(2) == 1) {
            case (true, true) where isSameClick: break
            case (true, true): causes[index].anotherClick += 1
            case (false, true): causes[index].lostClick += 1
            default: break
            }
            if let amount = row.integer(3) {
                causes[index].revenueE4 = (causes[index].revenueE4 ?? 0) + Int128(amount)
            }
        }
        let others = causes[known.count...].sorted { isLess($0.name, $1.name) }
        return (causes[..<known.count] + others).filter { $0.checkouts > 0 }
    }
}

extension SourceTotal {
    /// Most conversions first, ties by name; what is unattributed last.
    static func comesFirst(_ a: SourceTotal, _ b: SourceTotal) -> Bool {
        guard let nameOfA = a.source else { return false }
        guard let nameOfB = b.source else { return true }
        return a.conversionsE9 != b.conversionsE9
            ? a.conversionsE9 > b.conversionsE9 : isLess(nameOfA, nameOfB)
    }
}

/// Orders texts by their UTF-8 bytes, as ids are compared.
func isLess(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
