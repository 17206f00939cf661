import Attribution
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
            }
            for number in [1, 2] {
                check(run, number, plain, isLast: seed % 2 == 1, "seed \(seed), run \(number)")
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
        for checkout in plain.checkouts where !checkout.isRefund {
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
        let attributed = rows.count { $0[1] != "NULL" }
        #expect(run.stat("checkouts_attributed", run: number) == attributed, place)
    }
}
