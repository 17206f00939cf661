/// What a run put out, a table as lines of text, so that two runs are compared by eye as well.
struct OracleRows: Equatable {
    private struct Credit {
        var conversions = 0
        /// NULL until an amount is known, as SUM in SQL.
        var revenue: Int?
        var profit: Int?
    }

    private(set) var tables: [String: [String]] = [:]
    private var counts: [String: Int] = [:]
    private var credits: [String: Credit] = [:]

    static let names = [
        "late_record", "duplicate_record", "pending_record", "join_output",
        "attribution_changelog", "checkout_attribution", "stat", "source_credit",
    ]
    /// What the oracle does not tell of, and two runs can be compared by.
    static let differences = "truth_difference"
    /// Counters that are put out even at 0.
    static let counters =
        ["clicks", "checkouts"].flatMap { stream in
            ["read", "on_time", "within_allowed_lateness", "late", "duplicate"].map {
                "\(stream)_\($0)"
            }
        } + [
            "checkouts_attributed", "checkouts_unattributed", "checkouts_pending", "lookup_missed",
        ]

    static func == (a: OracleRows, b: OracleRows) -> Bool {
        names.allSatisfy { a.lines($0) == b.lines($0) }
    }

    func lines(_ table: String) -> [String] {
        switch table {
        case "stat" where tables[table] == nil:
            Self.counters.map { "\($0) \(counts[$0] ?? 0)" }
        case "source_credit" where tables[table] == nil:
            credits.keys.map { source in
                let credit = credits[source] ?? Credit()
                return Self.creditLine(
                    source: source, conversions: credit.conversions, revenue: credit.revenue,
                    profit: credit.profit)
            }.sorted()
        default:
            tables[table] ?? []
        }
    }

    /// The first line that differs, in words; nil where there is none.
    func firstDifference(to other: OracleRows, in names: [String] = names) -> String? {
        for name in names {
            let (mine, theirs) = (lines(name), other.lines(name))
            for index in 0..<max(mine.count, theirs.count) {
                let a = index < mine.count ? mine[index] : "nothing"
                let b = index < theirs.count ? theirs[index] : "nothing"
                if a != b {
                    return "\(name), row \(index + 1): oracle \(a), engine \(b)"
                }
            }
        }
        return nil
    }

    // MARK: Putting rows out

    mutating func add(_ line: String, to table: String) {
        tables[table, default: []].append(line)
    }

    mutating func add(_ lines: [String], to table: String) {
        tables[table, default: []] += lines
    }

    mutating func count(_ name: String, by amount: Int = 1) {
        counts[name, default: 0] += amount
    }

    mutating func credit(source: String?, amounts: (total: Int, profit: Int)?) {
        let name = Self.text(source)
        var credit = credits[name] ?? Credit()
        credit.conversions += 1_000_000_000
        if let amounts {
            credit.revenue = (credit.revenue ?? 0) + amounts.total
            credit.profit = (credit.profit ?? 0) + amounts.profit
        }
        credits[name] = credit
    }

    static func creditLine(
        source: String, conversions: Int, revenue: Int?, profit: Int?
    ) -> String {
        "\(source) \(conversions) \(text(revenue)) \(text(profit))"
    }

    static func text(_ value: (some CustomStringConvertible)?) -> String {
        value?.description ?? "NULL"
    }

    mutating func late(_ record: OracleLog.Record, seq: Int, arrival: Int, watermark: Int) {
        let w = watermark == OracleStreamWatermark.infinity ? "inf" : "\(watermark)"
        add("\(Self.place(record, seq: seq, arrival: arrival)) W \(w)", to: "late_record")
    }

    mutating func duplicate(_ record: OracleLog.Record, seq: Int, arrival: Int) {
        add(Self.place(record, seq: seq, arrival: arrival), to: "duplicate_record")
    }

    mutating func pending(_ record: OracleLog.Record, seq: Int, arrival: Int) {
        add(Self.place(record, seq: seq, arrival: arrival), to: "pending_record")
    }

    static func place(_ record: OracleLog.Record, seq: Int, arrival: Int) -> String {
        "\(seq) \(record.stream) \(record.id) \(record.user) \(record.eventTime) at \(arrival)"
    }

    mutating func join(
        _ afterSeq: Int, _ op: String, _ checkout: OracleRun.Taken, _ click: OracleRun.Taken?
    ) {
        add(Self.change(afterSeq, op, checkout, click), to: "join_output")
    }

    mutating func table(
        _ afterSeq: Int, _ op: String, _ checkout: OracleRun.Taken, _ click: OracleRun.Taken?
    ) {
        add(Self.change(afterSeq, op, checkout, click), to: "attribution_changelog")
    }

    private static func change(
        _ afterSeq: Int, _ op: String, _ checkout: OracleRun.Taken, _ click: OracleRun.Taken?
    ) -> String {
        change(
            afterSeq, op, checkout: (checkout.seq, checkout.record.id),
            click: click.map { ($0.seq, $0.record.id) })
    }

    static func change(
        _ afterSeq: Int, _ op: String, checkout: (seq: Int, id: String),
        click: (seq: Int, id: String)?
    ) -> String {
        let clickText = click.map { "\($0.id)#\($0.seq)" } ?? "NULL"
        return "after \(afterSeq): \(op) \(checkout.id)#\(checkout.seq) \(clickText)"
    }

    mutating func attribution(
        _ checkout: OracleRun.Taken, _ click: OracleRun.Taken?,
        amounts: (total: Int, profit: Int)?
    ) {
        let record = checkout.record
        let line = Self.attributionLine(
            seq: checkout.seq, id: record.id, user: record.user, time: record.eventTime,
            source: click?.record.source, amounts: amounts,
            click: click.map { ($0.record.id, $0.record.eventTime) })
        add(line, to: "checkout_attribution")
        credit(source: click?.record.source, amounts: amounts)
    }

    static func attributionLine(
        seq: Int, id: String, user: String, time: Int, source: String?,
        amounts: (total: Int, profit: Int)?, click: (id: String, time: Int)?
    ) -> String {
        """
        \(seq) \(id) \(user) \(time) \(text(source)) \(text(click?.id)) \(text(click?.time)) \
        \(text(amounts?.total)) \(text(amounts?.profit))
        """
    }
}
