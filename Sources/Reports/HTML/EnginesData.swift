import Results

/// What a result of `attrsim compare` says of its engines: their totals, and where they disagree.
struct EnginesData {
    /// An engine's run.
    struct Engine {
        var runID: Int64
        var name: String
        var streams: [StreamFates] = []
        var checkouts = CheckoutFates()
        var sources: [SourceTotal] = []
        /// Checkouts on which it disagrees with the first engine.
        var differs: Int64 = 0
    }

    /// What an engine made of a checkout on which not all agree, and why.
    struct Verdict {
        var checkout: String
        var runID: Int64
        var click: String?
        var source: String?
        var outcome: String
        var reason: String

        /// Whether two engines made the same of a checkout.
        func agrees(with other: Verdict) -> Bool {
            outcome == other.outcome && click == other.click
        }
    }

    /// Checkouts on which the same engines agree with each other.
    struct Camps {
        /// The engines that agree, the first engine's first.
        var names: [[String]]
        var checkouts: Int64
    }

    /// In the order of their runs.
    var engines: [Engine] = []
    /// The truth's totals by source; empty where none was computed.
    var truth: [SourceTotal] = []
    /// How many checkouts differ.
    var differing: Int64 = 0
    /// Who agrees with whom, the most checkouts first.
    var camps: [Camps] = []
    /// The first verdicts, all of a checkout or none.
    var verdicts: [Verdict] = []
    /// How many there are in all.
    var verdictCount: Int64 = 0

    /// The most verdicts that are listed.
    static let listedMax = 200

    /// Reads them; `nil` if the file holds one stream run alone.
    ///
    /// Cost: one pass over `engine_difference`.
    static func read(_ reader: ResultReader, model: String) throws(ResultError) -> EnginesData? {
        guard try reader.tableNames().contains("engine_difference") else { return nil }
        let runs = try reader.query(
            "SELECT run_id, engine FROM run WHERE mode = 'stream' ORDER BY run_id")
        guard runs.count > 1 else { return nil }
        var data = EnginesData()
        for row in runs {
            let runID = row[0].integer ?? 0
            let counters = try RunSummary.counters(reader, run: runID)
            data.engines.append(
                Engine(
                    runID: runID, name: row[1].text ?? "", streams: RunSummary.streams(counters),
                    checkouts: RunSummary.checkouts(counters),
                    sources: try sources(reader, runID, model)))
        }
        data.truth = try sources(reader, 2, model)
        try data.readVerdicts(reader)
        return data
    }

    private static func sources(
        _ reader: ResultReader, _ run: Int64, _ model: String
    ) throws(ResultError) -> [SourceTotal] {
        let totals = try RunSummary.totals(reader, run: run)
        return (totals.first { $0.model == model } ?? totals.first)?.sources ?? []
    }

    /// The verdicts on a checkout follow each other.
    private mutating func readVerdicts(_ reader: ResultReader) throws(ResultError) {
        var places: [[[String]]: Int] = [:]
        var checkout: [Verdict] = []
        try reader.forEachRow(
            """
            SELECT checkout_id, run_id, click_id, source, outcome, reason FROM engine_difference
            ORDER BY rowid
            """
        ) { row in
            let verdict = Verdict(
                checkout: row.text(0) ?? "", runID: row.integer(1) ?? 0, click: row.text(2),
                source: row.text(3), outcome: row.text(4) ?? "", reason: row.text(5) ?? "")
            if checkout.first.map({ $0.checkout != verdict.checkout }) ?? false {
                take(checkout, &places)
                checkout = []
            }
            checkout.append(verdict)
        }
        if !checkout.isEmpty { take(checkout, &places) }
        camps = camps.enumerated().sorted {
            ($1.element.checkouts, $0.offset) < ($0.element.checkouts, $1.offset)
        }.map(\.element)
    }

    private mutating func take(_ checkout: [Verdict], _ places: inout [[[String]]: Int]) {
        differing += 1
        verdictCount += Int64(checkout.count)
        if Int64(verdicts.count + checkout.count) <= Self.listedMax,
            Int64(verdicts.count + checkout.count) == verdictCount
        {
            verdicts += checkout
        }
        var groups: [(verdict: Verdict, names: [String])] = []
        for verdict in checkout {
            let name = engines.first { $0.runID == verdict.runID }?.name ?? ""
            if let place = groups.firstIndex(where: { $0.verdict.agrees(with: verdict) }) {
                groups[place].names.append(name)
            } else {
                groups.append((verdict, [name]))
            }
            if let first = checkout.first, !verdict.agrees(with: first),
                let place = engines.firstIndex(where: { $0.runID == verdict.runID })
            {
                engines[place].differs += 1
            }
        }
        let names = groups.map(\.names)
        if let place = places[names] {
            camps[place].checkouts += 1
        } else {
            places[names] = camps.count
            camps.append(Camps(names: names, checkouts: 1))
        }
    }
}
