import Attribution
import EventLogs
import Streaming
import Testing

@testable import Simulation

/// Every total is a sum over the rows of `checkout_attribution`, whatever else is written.
///
/// Random logs with repeated ids × engines × models × outputs, against sums that are made from
/// the rows, the pairs of `join_output` and the lines of the log. A failure names its seed.
@Suite struct RowTotalsTests {
    private struct Click {
        var time: Int
        var source: String
    }

    /// With one row a user every model credits the checkouts that have a row: k2, worth 2, whose first
    /// click is c1 and whose last is c2.
    @Test(arguments: [EngineSettings.reference, .flinkSQL(FlinkSQLSettings())])
    func aSecondModelCreditsTheRowsByUser(engine: EngineSettings) throws {
        let lines = [
            click("c1", "u1", 0, source: "A"), checkout("k1", "u1", 5, "\"amount\": 1"),
            click("c2", "u1", 10, source: "B"), checkout("k2", "u1", 15, "\"amount\": 2"),
        ]
        let run = try SmallRun(lines) {
            $0.engine = engine
            $0.attribution.partitionBy = .user
            $0.attribution.model = .lastClick
            $0.attribution.compare = [.firstClick]
        }
        #expect(
            run.table(.sourceCredit, ["model", "source", "conversions_e9", "revenue_e4"]) == [
                ["last-click", "B", "1000000000", "20000"],
                ["first-click", "A", "1000000000", "20000"],
            ])
    }

    @Test func totalsByUserAreSumsOverRows() throws {
        for seed in UInt64(0)..<6 {
            var random = CaseNumbers(seed)
            let (lines, _) = Self.log(&random)
            for variant in Self.engines {
                let run = try SmallRun(lines, products: Self.products) { configuration in
                    configuration.engine = variant
                    if variant.name == "flink-datastream" { configuration.join.kind = .inner }
                    configuration.join.bounds = JoinBounds(lookback: .seconds(40))
                    configuration.dimensions.lookup = .left
                    configuration.attribution.partitionBy = .user
                    configuration.attribution.model = seed % 2 == 0 ? .firstClick : .lastClick
                    configuration.attribution.compare = [seed % 2 == 0 ? .lastClick : .firstClick]
                }
                let ids = run.table(.checkoutAttribution, ["checkout_id"]).map { $0[0] }
                // The reference counts an id again that it has forgotten; Flink ranks by users alone.
                let knowsUsersAlone = variant.isReference || variant.name == "flink-sql"
                let isOnce = knowsUsersAlone || Set(ids).count == ids.count
                #expect(isOnce, "seed \(seed), \(variant.label): \(ids)")
                let rows = run.table(.checkoutAttribution, ["total_amount_e4"])
                let revenue = rows.compactMap { Int($0[0]) }.reduce(0, +)
                let totals = run.table(
                    .sourceCredit, ["model", "conversions_e9", "revenue_e4"])
                for model in ["first-click", "last-click"] {
                    let own = totals.filter { $0[0] == model }
                    let sums = [1, 2].map { column in
                        own.compactMap { Int($0[column]) }.reduce(0, +)
                    }
                    #expect(
                        sums == [rows.count * 1_000_000_000, revenue],
                        "seed \(seed), \(variant.label), \(model)")
                }
            }
        }
    }

    @Test func totalsAreSumsOverRows() throws {
        var (replaced, restarted) = (0, 0)
        for seed in UInt64(0)..<72 {
            var random = CaseNumbers(seed)
            let (lines, clicks) = Self.log(&random)
            // Twelve logs in a row have each model with each way to deduplicate.
            for (place, variant) in Self.engines.enumerated()
            where (Int(seed) / 12 + place) % 3 == 0 {
                var first: [[String]]?
                let options = Int.random(in: 0...7, using: &random)
                for turn in 0..<2 {
                    let run = try SmallRun(lines, products: Self.products) { configuration in
                        configuration.engine = variant
                        if variant.name == "flink-datastream" { configuration.join.kind = .inner }
                        configuration.join.bounds = JoinBounds(lookback: .seconds(40))
                        configuration.dimensions.lookup = .left
                        configuration.attribution.model =
                            [.firstClick, .lastClick, .linear][Int(seed % 3)]
                        configuration.attribution.compare = [.firstClick, .lastClick, .linear]
                            .filter { $0 != configuration.attribution.model }
                        configuration.deduplicate =
                            [nil, .off, .watermark, .within(.seconds(50))][Int(seed / 3 % 4)]
                        // The first time all is written, the second time less of it.
                        configuration.output.changelog = turn == 0 || options & 1 == 1
                        configuration.output.credits = turn == 1 && options & 2 == 2
                        configuration.output.upsert =
                            variant == .reference && seed % 5 == 0
                        if turn == 1, options & 4 == 4 { configuration.attribution.compare = [] }
                    }
                    let totals = run.table(
                        .sourceCredit, ["model", "source", "conversions_e9", "revenue_e4"])
                    if let first {
                        let models = Set(totals.map { $0[0] })
                        #expect(
                            totals == first.filter { models.contains($0[0]) },
                            "seed \(seed), \(variant.name), options \(options)")
                    } else {
                        first = totals
                        let primary = ["first-click", "last-click", "linear"][Int(seed % 3)]
                        try Self.check(
                            run, clicks, variant.keepsBestClick ? nil : primary,
                            "seed \(seed), \(variant.label)")
                        replaced += run.stat("checkouts_ranked_away") > 0 ? 1 : 0
                    }
                    restarted += run.report.reading.keepsRows ? 1 : 0
                }
            }
        }
        #expect(replaced > 40)
        #expect(restarted > 40)
    }

    /// Adds up by the rows. Where an engine's table keeps other clicks than the first and the last
    /// that were paired, its primary model has those of the rows, and another ranking has one click
    /// a row.
    private static func check(
        _ run: SmallRun, _ clicks: [Int: Click], _ primary: String?, _ name: String
    ) throws {
        var paths: [String: Set<Int>] = [:]
        for row in run.table(.joinOutput, ["checkout_seq", "click_seq", "op"]) {
            guard let click = Int(row[1]) else { continue }
            if row[2] == "-D" {
                paths[row[0]]?.remove(click)
            } else {
                paths[row[0], default: []].insert(click)
            }
        }
        // In a 60th of a conversion: linear shares of up to five clicks are whole.
        var sums: [String: [String: (credit: Int, money: Int)]] = [:]
        let rows = run.table(
            .checkoutAttribution, ["seq", "checkout_id", "total_amount_e4", "source"])
        for row in rows {
            let path = (paths[row[0]] ?? []).compactMap { clicks[$0] }.sorted { $0.time < $1.time }
            func give(_ model: String, _ source: String, _ part: Int) {
                var sum = sums[model, default: [:]][source] ?? (0, 0)
                sum.credit += part
                sum.money += part * (Int(row[2]) ?? 0)
                sums[model, default: [:]][source] = sum
            }
            for (model, click) in [("first-click", path.first), ("last-click", path.last)] {
                give(model, primary == model ? row[3] : click?.source ?? "NULL", 60)
            }
            #expect(path.count <= 5)
            for click in path { give("linear", click.source, 60 / path.count) }
            if path.isEmpty { give("linear", "NULL", 60) }
        }
        for model in ["first-click", "last-click", "linear"] {
            let totals = run.table(
                .sourceCredit, ["model", "source", "conversions_e9", "revenue_e4"]
            ).filter { $0[0] == model }
            let expected = sums[model] ?? [:]
            if let primary, model != primary, model != "linear" {
                let sum = totals.reduce(0) { $0 + (Int($1[2]) ?? 0) }
                #expect(sum == rows.count * 1_000_000_000, "\(name), \(model)")
                continue
            }
            #expect(Set(totals.map { $0[1] }) == Set(expected.keys), "\(name), \(model)")
            for row in totals {
                guard let sum = expected[row[1]], let credit = Int(row[2]) else { continue }
                // A share of a third has 333,333,334 billionths at most; money is rounded once.
                let isCredit = abs(credit * 60 - sum.credit * 1_000_000_000) <= 60 * rows.count
                let isMoney = abs((Int(row[3]) ?? 0) * 60 - sum.money) <= 60
                #expect(isCredit && isMoney, "\(name), \(row), \(sum)")
            }
        }
    }

    private static let products =
        "product_id,category,price,commission_rate\np1,A,7,0.1\np2,B,3,0\n"

    private static let engines: [EngineSettings] = {
        var eager = KafkaStreamsSettings()
        eager.mode = .eager
        var cast = FlinkSQLSettings()
        cast.ranking = .cast
        var flink2 = FlinkSQLSettings()
        flink2.version = .v2_3
        var flink2Cast = cast
        flink2Cast.version = .v2_3
        var byCheckout = FlinkSQLSettings()
        byCheckout.ranking = .checkoutTime
        let sinks = [SparkSettings.Sink.aggregate, .lastWrite, .insertIfAbsent].map { sink in
            var settings = SparkSettings()
            settings.sink = sink
            return EngineSettings.spark(settings)
        }
        var forgetful = PathwaySettings()
        forgetful.cutoff = .seconds(20)
        forgetful.keepsResults = false
        return sinks + [
            .flinkSQL(flink2), .flinkSQL(flink2Cast), .flinkSQL(byCheckout),
            .pathway(forgetful),
            .reference, .flinkSQL(FlinkSQLSettings()), .flinkSQL(cast),
            .flinkDataStream(FlinkDataStreamSettings()),
            .kafkaStreams(KafkaStreamsSettings()), .kafkaStreams(eager), .spark(SparkSettings()),
            .pathway(PathwaySettings()), .quixStreams(QuixStreamsSettings()),
        ]
    }()

    /// A combined log, whose seqs are the numbers of its lines; no two clicks at one time.
    private static func log(_ random: inout CaseNumbers) -> ([String], [Int: Click]) {
        var lines: [String] = []
        var clicks: [Int: Click] = [:]
        var now = 1_000
        for number in 1...28 {
            now += random.pick([3, 5, 9, 20], or: 5)
            let behind = random.one(in: 4) ? random.pick([7, 25, 60], or: 7) : 0
            let user = random.pick(["u1", "u2"], or: "u1")
            if random.one(in: 2) {
                let source = random.pick(["A", "B", "C"], or: "A")
                let time = (now - behind) * 1000 + number
                clicks[number] = Click(time: time, source: source)
                lines.append(
                    """
                    {"stream": "clicks", "click_id": "c\(number)", "user_id": "\(user)", \
                    "source": "\(source)", "click_timestamp": \(time)}
                    """)
            } else {
                let id = random.pick(["k1", "k2", "k3", "k\(number)"], or: "k1")
                let product = random.pick(["p1", "p2", "p9"], or: "p1")
                lines.append(
                    checkout(
                        id, user, now - behind,
                        "\"product_id\": \"\(product)\", \"quantity\": \(number)"))
            }
        }
        return (lines, clicks)
    }

    /// One click, one order that comes twice: one row, and one conversion by every model.
    @Test(arguments: [false, true]) func anOrderThatComesTwiceIsOne(credits: Bool) throws {
        for second in [70, 7000] {
            let run = try SmallRun([
                click("c1", "u1", 0), checkout("k1", "u1", 60), checkout("k1", "u1", second),
                checkout("k2", "u9", 20_000),
            ]) {
                $0.engine = .flinkSQL(FlinkSQLSettings())
                $0.attribution.compare = [.linear, .lastClick]
                $0.output.credits = credits
            }
            #expect(
                run.table(.sourceCredit, ["model", "source", "conversions_e9"])
                    == ["first-click", "linear", "last-click"].flatMap {
                        [[$0, "Google", "1000000000"], [$0, "NULL", "1000000000"]]
                    })
            #expect(run.table(.truthDifference, ["checkout_id"], run: nil) == [])
            if credits {
                #expect(
                    run.table(
                        .attributionCredit, ["model", "checkout_id", "click_id", "credit_e9"]
                    )
                    .sorted { $0[0] < $1[0] }
                        == ["first-click", "last-click", "linear"].map {
                            [$0, "k1", "c1", "1000000000"]
                        })
            }
        }
    }

    /// A model that looks at all clicks shows the click of its choice, as the reference does.
    @Test func aRowShowsTheClickThatItsModelChooses() throws {
        for engine in [EngineSettings.reference, .flinkSQL(FlinkSQLSettings())] {
            let run = try SmallRun([
                click("c1", "u1", 0), click("c2", "u1", 10, source: "Direct"),
                checkout("k1", "u1", 60),
            ]) {
                $0.engine = engine
                $0.attribution.model = .lastNonDirect(direct: ["Direct"])
                $0.attribution.compare = [.lastClick]
            }
            #expect(run.table(.checkoutAttribution, ["click_id", "source"]) == [["c1", "Google"]])
            #expect(
                run.table(.sourceCredit, ["model", "source"])
                    == [["last-non-direct", "Google"], ["last-click", "Direct"]])
        }
    }
}

extension EngineSettings {
    /// Whether the table's click is the first, or the last, of those that the join has paired.
    fileprivate var keepsBestClick: Bool {
        if let own: FlinkSQLSettings = settings() {
            return own.version == .v1_20 && own.ranking != .checkoutTime
        }
        if let own: SparkSettings = settings() { return own.sink == .keepEarliest }
        if let own: PathwaySettings = settings() { return own.cutoff == nil }
        return true
    }
}
