import Attribution
import EventLogs
import Streaming
import Testing

@testable import Simulation

/// An engine's rows are written once nothing can change them, some behind the newest that stand: the
/// result is that of a run that keeps all rows to its end, wherever an id comes again.
@Suite struct RowsThatStandTests {
    private static let engines: [EngineSettings] = [
        .flinkSQL(FlinkSQLSettings()), .kafkaStreams(KafkaStreamsSettings()),
        .spark(SparkSettings()),
    ]

    @Test func rowsAreThoseOfARunThatKeepsAll() throws {
        var (restarted, kept, near) = (0, 0, 0)
        for seed in UInt64(0)..<16 {
            var random = RandomSequence(seed: seed, purpose: "rows that stand")
            var lines: [String] = []
            var second = 0
            // No id comes again, or each fifth at a distance up to 47: before its row stands, while it
            // waits to be written, and behind that.
            let distance = Int(seed) * 3
            for number in 0..<140 {
                second += Int(random.below(4))
                let isAgain = number % 5 == 0 && number >= distance
                let id = isAgain ? number - distance : number
                lines.append(
                    checkout("k\(id)", "u\(random.below(40))", second, "\"amount\": \(number)"))
                // Clicks come late, behind checkouts that have none yet.
                lines.append(
                    click("c\(number)", "u\(random.below(40))", second - Int(random.below(25))))
            }
            for engine in Self.engines {
                func run(keepsRows: Bool) throws -> SmallRun {
                    try SmallRun(
                        lines, truth: seed % 5 == 0 ? .totals : .none, keepsRows: keepsRows
                    ) {
                        $0.engine = engine
                        $0.join.bounds = JoinBounds(lookback: .seconds(30))
                        $0.attribution.model = seed % 2 == 0 ? .firstClick : .lastClick
                        $0.attribution.compare = seed % 4 == 0 ? [.lastClick] : []
                        $0.deduplicate = .off
                        $0.clicksWatermark.delay = .seconds(25)
                        $0.checkoutsWatermark.delay = .seconds(25)
                    }
                }
                let (early, whole) = (try run(keepsRows: false), try run(keepsRows: true))
                for (table, columns) in [
                    (
                        ResultTable.checkoutAttribution,
                        ["checkout_id", "click_id", "total_amount_e4", "source"]
                    ),
                    (.sourceCredit, ["model", "source", "conversions_e9", "revenue_e4"]),
                    (.stat, ["name", "value"]),
                ] {
                    let rows = early.table(table, columns)
                    #expect(!rows.isEmpty)
                    #expect(
                        rows == whole.table(table, columns),
                        "seed \(seed), \(engine.name), \(table.name)")
                }
                if early.report.reading.keepsRows {
                    restarted += 1
                } else {
                    kept += 1
                    if distance > 0 { near += 1 }
                }
            }
        }
        // Runs that began anew, runs that did not, and of these some in which an id came again.
        #expect(restarted > 3)
        #expect(kept > 11)
        #expect(near > 0)
    }
}
