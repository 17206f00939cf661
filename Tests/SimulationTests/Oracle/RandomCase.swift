/// A small log and settings for it, all from a seed.
///
/// Times lie on a coarse grid, ids and users are few: ties, equalities with the watermark and
/// repeated ids are the rule, not the exception.
struct RandomCase {
    let seed: UInt64
    var log: OracleLog
    var settings: OracleSettings
    var dimensions: OracleDimensions?

    init(seed: UInt64) {
        self.seed = seed
        var random = CaseNumbers(seed)
        let layout: OracleLog.Layout = random.one(in: 2) ? .combined : .perStream
        settings = random.settings(layout)
        log = random.log(layout, settings)
        dimensions = random.one(in: 5) ? random.dimensions() : nil
    }

    /// Gives each record an arrival time of its own; control records go.
    mutating func nameAllArrivals() {
        log.lines = log.records.map { record in
            var record = record
            record.arrival = record.arrival ?? record.eventTime
            return .record(record)
        }
    }

    /// Everything that decides the outcome, to be read by a person.
    var description: String {
        var text = "seed \(seed), \(log.layout)\n"
        text += "clicks \(settings.clicks)\ncheckouts \(settings.checkouts)\n"
        text += """
            inner \(settings.inner) exclusive \(settings.exclusive) lookback \(settings.lookback) \
            lookahead \(settings.lookahead) keyWithProduct \(settings.keyWithProduct) \
            \(settings.model.rawValue) tiesByArrival \(settings.tiesByArrival) \
            deduplicate \(settings.deduplicate) \
            stopsAtEnd \(settings.stopsAtEnd) paymentStatuses \(settings.paymentStatuses ?? []) \
            dimensions \(dimensions.map { "\($0)" } ?? "none")\n
            """
        for line in log.lines { text += LogText.json(line) + "\n" }
        return text
    }
}

/// Numbers for cases: SplitMix64, the same everywhere.
struct CaseNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func one(in n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }

    mutating func pick<T>(_ choices: [T], or other: T) -> T {
        choices.randomElement(using: &self) ?? other
    }

    // MARK: Settings

    mutating func settings(_ layout: OracleLog.Layout) -> OracleSettings {
        var settings = OracleSettings()
        settings.clicks = watermark(layout)
        settings.checkouts = one(in: 2) ? settings.clicks : watermark(layout)
        settings.inner = one(in: 4)
        settings.exclusive = one(in: 4)
        settings.lookback = pick([0, 1000, 3000, 6000, 6001, 20_000, 700_000], or: 0)
        settings.lookahead = one(in: 3) ? pick([1000, 2000, 5000], or: 0) : 0
        settings.keyWithProduct = one(in: 6)
        settings.model = one(in: 2) ? .first : .last
        settings.tiesByArrival = one(in: 5)
        settings.deduplicate = !one(in: 6)
        settings.stopsAtEnd = one(in: 3)
        settings.paymentStatuses = one(in: 10) ? ["ok"] : nil
        return settings
    }

    private mutating func watermark(_ layout: OracleLog.Layout) -> OracleSettings.Watermark {
        var watermark = OracleSettings.Watermark()
        if one(in: 6) {
            watermark.strategy = layout == .combined && !one(in: 3) ? .scripted : .none
        }
        watermark.delay = pick([0, 0, 1000, 2000, 5000], or: 0)
        watermark.allowedLateness = pick([0, 0, 1000, 3000, 8000], or: 0)
        watermark.idleTimeout = one(in: 2) ? pick([1000, 2000, 3000, 6000], or: 1000) : nil
        watermark.every = one(in: 4) ? pick([1000, 2000, 3000, 7000], or: 1000) : nil
        watermark.partitions = one(in: 5) ? Int.random(in: 1...3, using: &self) : nil
        return watermark
    }

    mutating func dimensions() -> OracleDimensions {
        var products: [String: OracleDimensions.Product] = [:]
        for (place, id) in ["p1", "p2"].enumerated() where !one(in: 4) {
            products[id] = OracleDimensions.Product(
                category: "C\(place)", price: 10_000 * (place * 3 + 2), commission: 10 + place * 15)
        }
        var users: [String: String] = [:]
        for id in ["u1", "u2", "u3"] where !one(in: 5) { users[id] = "female" }
        return OracleDimensions(users: users, products: products, keepsUnknown: one(in: 2))
    }

    // MARK: Logs

    private enum Arrivals {
        case absent, present, mixed
    }

    mutating func log(_ layout: OracleLog.Layout, _ settings: OracleSettings) -> OracleLog {
        let count = Int.random(in: 0...(one(in: 4) ? 60 : 24), using: &self)
        let arrivals: Arrivals = pick([.absent, .present, .mixed], or: .absent)
        let origin = pick([0, -9000, 1_710_928_800_000], or: 0)
        let disorder = pick([0, 2, 6, 12], or: 0)
        let partitionCounts = [settings.clicks, settings.checkouts].map {
            $0.partitions ?? pick([1, 1, 2, 3], or: 1)
        }
        let oddIDs = one(in: 8)
        let hasDigits = one(in: 3)
        var usedIDs: [OracleLog.Stream: [String]] = [:]
        var now = 0
        var lines: [OracleLog.Line] = []
        for number in 0..<count {
            // Now and then a pause, rarely one that is longer than the buffers are made for.
            now += pick([0, 0, 1, 1, 1, 2, one(in: 4) ? 9 : 1, one(in: 40) ? 600 : 1], or: 1)
            if layout == .combined, one(in: 5) {
                lines.append(.control(control(origin + 1000 * now)))
                continue
            }
            let stream: OracleLog.Stream = one(in: 3) ? .checkouts : .clicks
            var record = OracleLog.Record(stream: stream, id: "", user: "", eventTime: 0)
            record.id = id(number, stream, odd: oddIDs, used: &usedIDs[stream, default: []])
            record.user = pick(["u1", "u1", "u2", "u3"], or: "u1")
            let behind = disorder == 0 ? 0 : Int.random(in: 0...disorder, using: &self)
            record.eventTime =
                origin + 1000 * (now - behind) + (one(in: 8) ? pick([-1, 1], or: 0) : 0)
            record.partition = Int.random(
                in: 0..<partitionCounts[stream == .clicks ? 0 : 1], using: &self)
            if hasDigits { record.nanoseconds = pick([0, 1, 250_000, 999_999], or: 0) }
            // Rarely a clock that is wrong by far.
            if one(in: 100) { record.eventTime += pick([-1, 1], or: 1) * 900_000 }
            if arrivals == .present || arrivals == .mixed && one(in: 2) {
                record.arrival = origin + 1000 * (now + Int.random(in: -3...6, using: &self))
            }
            fill(&record, settings)
            // By the time, so that the other draws stay what they were.
            if record.eventTime / 1000 % 12 == 7 { record.user = OracleLog.Record.nobody }
            lines.append(.record(record))
        }
        return OracleLog(layout: layout, lines: lines)
    }

    private mutating func fill(_ record: inout OracleLog.Record, _ settings: OracleSettings) {
        let product = pick(["p1", "p2"], or: "p1")
        switch record.stream {
        case .clicks:
            record.source = pick(["Google", "Facebook", "Tiktok"], or: "Google")
            record.product = settings.keyWithProduct || one(in: 2) ? product : nil
        case .checkouts:
            record.product = one(in: 5) ? nil : product
            record.quantity = Int.random(in: 1...3, using: &self)
            record.paymentStatus = pick(["ok", "ok", "failed", nil], or: nil)
        }
    }

    /// Mostly a new id, in no order of its own; sometimes one that the stream had before.
    private mutating func id(
        _ number: Int, _ stream: OracleLog.Stream, odd: Bool, used: inout [String]
    ) -> String {
        if one(in: 4), let again = used.randomElement(using: &self) { return again }
        var id = (stream == .clicks ? "c" : "k") + "\((number * 37 + 11) % 101)"
        if odd {
            // Equal to Swift, though not in their bytes; and what CSV and JSON have to escape.
            id = pick(["\u{E9}", "e\u{301}", "a\"b", "a,b", "a\\b", "\u{1F600}", "\n", id], or: id)
        }
        used.append(id)
        return id
    }

    private mutating func control(_ time: Int) -> OracleLog.Control {
        let stream: OracleLog.Stream = one(in: 2) ? .clicks : .checkouts
        if one(in: 12) { return .endOfStream(stream) }
        if one(in: 8) { return .batch }
        if one(in: 4) {
            return .processingTime(time + 1000 * Int.random(in: -2...5, using: &self))
        }
        return .watermark(stream, time: time + 1000 * Int.random(in: -6...1, using: &self))
    }
}
