import EventLogs
public import Streaming

/// What a study of interleavings has found.
public struct InterleavingReport: Sendable {
    /// A partition of a stream: its order is fixed.
    public struct Lane: Sendable {
        /// The stream's name.
        public var stream: String
        /// The partition's number.
        public var partition: Int32
        /// How many records it has.
        public var records: Int
    }

    /// A checkout whose result hangs on luck.
    public struct Checkout: Sendable {
        /// Its id.
        public var id: String
        /// Its user.
        public var user = ""
        /// When it happened.
        public var time = EventTime(milliseconds: 0)
        /// What it is worth in ten-thousandths, where that is known.
        public var amount: Int64?
        /// What became of it, the most frequent first.
        public var results: [Result]
        /// What the join put out for it, the most frequent first; empty where its rows are the same
        /// in all runs, or were not compared.
        public var rows: [Rows] = []
    }

    /// What the join put out for a checkout in some of the runs.
    public struct Rows: Sendable {
        /// Op and click of each row, in the order in which they came.
        public var rows: [(op: String, click: String?)]
        /// In how many runs.
        public var times: Int
    }

    /// What became of a checkout in some of the runs.
    public struct Result: Sendable {
        /// In one word.
        public var outcome: EngineVerdict.Outcome
        /// The click that it is attributed to.
        public var click: String?
        /// That click's source.
        public var source: String?
        /// In how many runs; of restarts, the one without is not counted.
        public var times: Int
        /// Whether it is what came of it without a restart.
        public var isUndisturbed = false
    }

    /// A moment at which the job was started again.
    public struct Restart: Sendable {
        /// The step before it.
        public var afterSeq: Int64
        /// The checkouts that do not come out as without it.
        public var effect: CheckoutEffect
    }

    /// A source's least and most over all runs.
    public struct Source: Sendable {
        /// The source; `nil`: no click.
        public var source: String?
        /// Conversions.
        public var conversions: (least: Int64, most: Int64)
        /// Revenue in ten-thousandths, of the checkouts whose worth is known.
        public var revenue: (least: Int128, most: Int128)
    }

    /// How many merges, or restarts, were tried.
    public var runs: Int
    /// The restarts, if that was the question, by their seqs.
    public var restarts: [Restart]?
    /// What was merged.
    public var lanes: [Lane]
    /// How many different checkout ids there were.
    public var checkouts: Int
    /// The checkouts whose result changes, most valuable first.
    public var changing: [Checkout]
    /// How many checkouts have rows of `join_output` that are not the same in all runs; `nil` where
    /// rows were not compared.
    public var rowsChanging: Int?
    /// Those of them whose result is the same all the same, most valuable first, of the checkouts
    /// whose rows were taken down.
    public var rowsAlone: [Checkout] = []
    /// What all checkouts are worth together, `nil` where nothing is known of any.
    public var revenue: Int128?
    /// What those of ``changing`` are worth together.
    public var changingRevenue: Int128
    /// The sources, by name; the unattributed last.
    public var sources: [Source]

    init(
        _ tally: InterleavingTally, _ rows: JoinRowTally?, _ book: OutcomeBook,
        _ tape: RecordTape, restarts: [Restart]? = nil
    ) {
        runs = restarts?.count ?? tally.runs
        self.restarts = restarts
        lanes = tape.lanes.map {
            Lane(stream: $0.stream.name, partition: $0.partition, records: $0.records)
        }
        checkouts = tally.checkouts
        let known = (0..<UInt32(book.checkouts.count)).compactMap { tally.amount(of: $0) }
        revenue = known.isEmpty ? nil : known.reduce(Int128(0)) { $0 + Int128($1) }
        let changes = tally.changing
        let isChanging = Set(changes)
        rowsChanging = rows?.changing.count
        let alone = (rows?.variants.keys.sorted() ?? []).filter { !isChanging.contains($0) }
        var told = (changes + alone).map { checkout in
            Checkout(
                id: book.checkouts.text(checkout), amount: tally.amount(of: checkout),
                results: Self.results(checkout, tally, book, hasFirst: restarts == nil),
                rows: Self.rows(checkout, rows))
        }
        Self.nameRecords(changes + alone, &told, book, tape)
        changing = Array(told[..<changes.count]).sorted(by: Self.comesFirst)
        rowsAlone = Array(told[changes.count...]).sorted(by: Self.comesFirst)
        changingRevenue = changing.reduce(Int128(0)) { $0 + Int128($1.amount ?? 0) }
        sources = Self.sources(tally, book)
    }

    private static func comesFirst(_ a: Checkout, _ b: Checkout) -> Bool {
        let (worthA, worthB) = (a.amount ?? .min, b.amount ?? .min)
        if worthA != worthB { return worthA > worthB }
        if a.time != b.time { return a.time < b.time }
        return a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
    }

    private static func rows(_ checkout: UInt32, _ tally: JoinRowTally?) -> [Rows] {
        guard let tally, let variants = tally.variants[checkout] else { return [] }
        let rows = variants.map { variant in
            Rows(
                rows: variant.rows.map { row in (row.op, row.click.map(tally.click)) },
                times: variant.times)
        }
        // Equal counts stay in the order in which they were seen.
        return rows.enumerated().sorted {
            ($1.element.times, $0.offset) < ($0.element.times, $1.offset)
        }.map(\.element)
    }

    private static func results(
        _ checkout: UInt32, _ tally: InterleavingTally, _ book: OutcomeBook, hasFirst: Bool
    ) -> [Result] {
        let others = tally.others[checkout] ?? []
        let rest = tally.runs - others.reduce(0) { $0 + $1.times }
        // The first run of a study of restarts has none.
        let all =
            [(outcome: tally.firstOutcome(of: checkout), times: hasFirst ? rest : rest - 1)]
            + others
        let results = all.enumerated().map { place, found in
            let (outcome, times) = found
            var result = Result(outcome: .init(outcome), times: times)
            result.isUndisturbed = !hasFirst && place == 0
            if case .attributed(let click) = outcome {
                result.click = book.clicks.text(click)
                result.source = book.source(of: click)
            }
            return result
        }
        return results.sorted { a, b in
            if a.times != b.times { return a.times > b.times }
            let (nameA, nameB) = (a.click ?? a.outcome.rawValue, b.click ?? b.outcome.rawValue)
            return nameA.utf8.lexicographicallyPrecedes(nameB.utf8)
        }
    }

    private static func sources(_ tally: InterleavingTally, _ book: OutcomeBook) -> [Source] {
        let spans = tally.spans()
        var sources = spans.indices.map { place in
            let isNone = place == book.sources.count
            return Source(
                source: isNone ? nil : book.sources.text(UInt32(place)),
                conversions: spans[place].conversions, revenue: spans[place].revenue)
        }.filter { $0.conversions.most > 0 }
        sources.sort { a, b in
            guard let nameA = a.source else { return false }
            guard let nameB = b.source else { return true }
            return nameA.utf8.lexicographicallyPrecedes(nameB.utf8)
        }
        return sources
    }

    /// Looks up user and time of checkouts.
    private static func nameRecords(
        _ changes: [UInt32], _ checkouts: inout [Checkout], _ book: OutcomeBook, _ tape: RecordTape
    ) {
        var places: [UInt32: Int] = [:]
        for (place, checkout) in changes.enumerated() { places[checkout] = place }
        var found: [(place: Int, user: String, time: EventTime)] = []
        tape.forEachRecord { record, text in
            guard record.stream == .checkouts,
                let number = book.checkouts.find(record.id(in: text)),
                let place = places.removeValue(forKey: number)
            else { return }
            let user = String(decoding: record.user(in: text), as: UTF8.self)
            found.append((place, user, record.eventTime))
        }
        for (place, user, time) in found {
            checkouts[place].user = user
            checkouts[place].time = time
        }
    }
}
