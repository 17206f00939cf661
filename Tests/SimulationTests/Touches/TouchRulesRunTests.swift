import Attribution
import EventLogs
import Simulation
import Streaming
import Testing

@Suite("Tiers, path steps and cuts in runs")
struct TouchRulesRunTests {
    /// Kafka's stores forget clicks at the end of a window; a grace keeps them.
    private static let engines: [EngineSettings] = EngineSettings.samples.compactMap { engine in
        if var settings: KafkaStreamsSettings = engine.settings() {
            settings.grace = .seconds(60)
            return .kafkaStreams(settings)
        }
        return engine.traits.kinds.contains(.left) ? engine : nil
    }

    @Test("every engine credits what the plain implementation credits", arguments: engines)
    func againstPlain(_ engine: EngineSettings) throws {
        for seed in 0..<(engine == .reference ? 24 : 6) as Range<UInt64> {
            let plain = PlainTouches.random(seed)
            let run = try SmallRun(plain.lines, truth: .full) { configuration in
                configuration.engine = engine
                configuration.join.bounds.lookback = .seconds(Int64(plain.lookback))
                configuration.attribution.tiers = plain.rules.tiers
                configuration.attribution.path = plain.rules.steps
                configuration.attribution.cutsAtConversions = plain.cuts
                configuration.attribution.model = seed % 2 == 0 ? .firstClick : .lastClick
                configuration.attribution.compare = [.linear]
                configuration.output.credits = true
                configuration.attribution.conversions = plain.conversions?.map {
                    ConversionKind($0.kind, lookback: $0.lookback.map { .seconds(Int64($0)) })
                }
                configuration.attribution.channels = [
                    ChannelRule("Paid", where: RowSelection([.init("source", .like("P*"))])),
                    ChannelRule("A", where: RowSelection([.init("source", .oneOf(["A"]))])),
                ]
                configuration.output.kinds = true
                configuration.output.days = DaySettings()
            }
            for number in [1, 2] {
                let place = Comment("seed \(seed), run \(number)")
                check(run, number, plain, isLast: seed % 2 == 1, place)
                checkParts(run, number, plain, place)
            }
        }
    }

    /// Holds all rows of a run against the plain paths.
    private func check(
        _ run: SmallRun, _ number: Int, _ plain: PlainTouches, isLast: Bool, _ place: Comment
    ) {
        let rows = run.table(
            .checkoutAttribution, ["checkout_id", "click_id", "source"], run: number)
        var shares: [String: [String]] = [:]
        let credits = run.table(
            .attributionCredit, ["model", "checkout_id", "click_id", "source", "position"],
            run: number)
        for row in credits where row[0] == "linear" { shares[row[1], default: []].append(row[2]) }
        for checkout in plain.checkouts where plain.isConversion(checkout) {
            // What an engine still holds at the end has no row.
            guard let row = rows.first(where: { $0[0] == checkout.id }) else {
                #expect(run.stat("checkouts_pending", run: number) > 0, place)
                continue
            }
            let path = plain.path(of: checkout)
            let click = isLast ? path.last : path.first
            #expect(row[1] == click?.id ?? "NULL", "\(checkout.id), \(place)")
            #expect(row[2] == click?.source ?? "NULL", "\(checkout.id), \(place)")
            #expect(shares[checkout.id] ?? [] == path.map(\.id), "\(checkout.id), \(place)")
        }
        // The last change of each checkout is its row.
        let changes = run.table(
            .attributionChangelog, ["checkout_id", "click_id", "op"], run: number)
        for row in rows where !changes.isEmpty {
            let last = changes.last { $0[0] == row[0] }
            #expect(last?[1] == row[1], "\(row[0]), \(place)")
        }
        guard plain.conversions == nil else {
            let others = plain.checkouts.filter { !plain.isConversion($0) && !$0.isRefund }.map(
                \.id)
            #expect(!rows.contains { others.contains($0[0]) }, place)
            return
        }
        let attributed = rows.count { $0[1] != "NULL" }
        #expect(run.stat("checkouts_attributed", run: number) == attributed, place)
    }

    /// Totals by kind, by day and by channel are parts of those by source; a kind has a conversion for
    /// each row.
    private func checkParts(
        _ run: SmallRun, _ number: Int, _ plain: PlainTouches, _ place: Comment
    ) {
        func sums(_ table: ResultTable) -> [String: Int] {
            var sums: [String: Int] = [:]
            let columns = ["model", "source", "conversions_e9"]
            for row in run.table(table, columns, run: number) {
                sums[row[0] + " " + row[1], default: 0] += Int(row[2]) ?? 0
            }
            return sums
        }
        let whole = sums(.sourceCredit)
        #expect(sums(.kindCredit) == whole, place)
        #expect(sums(.creditByDay) == whole, place)
        #expect(sums(.channelCredit) == whole, place)
        var kinds: [String: Int] = [:]
        for row in run.table(.checkoutAttribution, ["checkout_id"], run: number) {
            let kind = plain.checkouts.first { $0.id == row[0] }?.kind
            kinds[kind ?? "NULL", default: 0] += 1_000_000_000
        }
        var given: [String: Int] = [:]
        for row in run.table(.kindCredit, ["model", "kind", "conversions_e9"], run: number)
        where row[0] == "linear" {
            let count = Int(row[2]) ?? 0
            if count > 0 { given[row[1], default: 0] += count }
        }
        #expect(given == kinds, place)
        for row in run.table(.channelCredit, ["channel", "source"], run: number) {
            let source = row[1]
            let channel =
                source.hasPrefix("P") ? "Paid" : source.hasPrefix("A") ? "A" : "NULL"
            #expect(row[0] == channel, "\(source), \(place)")
        }
    }
}
