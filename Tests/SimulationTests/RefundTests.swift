import Attribution
import EventLogs
import Streaming
import Testing

@testable import Simulation

/// Refunds against a plain oracle: random orders, some of them late, repeated or unknown, and refunds
/// before and after them.
@Suite struct RefundTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>) func refundsGoWhereTheirOrdersWent(
        seed: UInt64
    ) throws {
        let random = RandomStream(seed: seed, purpose: "refunds")
        let engines: [EngineSettings] = [
            .reference, .flinkSQL(FlinkSQLSettings()), .kafkaStreams(KafkaStreamsSettings()),
            .spark(SparkSettings()),
        ]
        let log = Log(random, seed)
        for (number, engine) in engines.enumerated() {
            let run = try SmallRun(
                log.lines, products: "product_id,category,price,commission_rate\np,c,1,0.1\n"
            ) {
                $0.engine = engine
                $0.attribution.compare = [.linear]
                $0.output.credits = true
                $0.clicksWatermark.delay = .seconds(Int64(random.below(20, 1, draw: seed)))
                $0.checkoutsWatermark.delay = .seconds(Int64(random.below(20, 2, draw: seed)))
                if random.below(3, 3, draw: seed) == 0 { $0.deduplicate = .off }
                $0.metrics = MetricSettings()
                $0.metrics?.size = .seconds(60)
                $0.metrics?.slide = .seconds(60)
            }
            check(run, log, "seed \(seed), engine \(number)")
        }
    }

    private func check(_ run: SmallRun, _ log: Log, _ place: String) {
        let rows = run.table(
            .checkoutAttribution,
            ["seq", "checkout_id", "total_amount_e4", "checkout_timestamp", "source"])
        let dropped = Set(
            (run.table(.lateRecord, ["seq"]) + run.table(.duplicateRecord, ["seq"])).map { $0[0] })
        let refunds = log.refunds.filter { !dropped.contains("\($0.seq)") }
        let found = run.table(.refund, ["seq", "refund_of", "amount_e4", "matched", "profit_e4"])
        let orders = Set(rows.map { $0[1] })
        #expect(
            found
                == refunds.map { refund in
                    let isMatched = orders.contains(refund.order)
                    let amount = refund.amount * 10_000
                    return [
                        "\(refund.seq)", refund.order, "\(amount)", isMatched ? "1" : "0",
                        isMatched ? "\(amount / 10)" : "NULL",
                    ]
                }, "\(place)")

        // What each model gives: the rows' credits, and of each refund those of its order's last row.
        let credits = Dictionary(
            grouping: run.table(
                .attributionCredit, ["model", "checkout_id", "source", "credit_e9"]
            ).filter { $0[0] == "linear" }, by: { $0[1] })
        for model in ["first-click", "linear"] {
            // The shares of rows of one id cannot be told apart in the table of credits.
            if model == "linear", orders.count < rows.count { continue }
            var money: [String: Int128] = [:]
            func give(_ amount: Int, by shares: [(String, Int)]) {
                for (source, credit) in shares {
                    money[source, default: 0] += Int128(amount) * Int128(credit)
                }
            }
            for row in rows { give(Int(row[2]) ?? 0, by: shares(of: row, model, credits)) }
            for refund in refunds {
                let row = rows.last { $0[1] == refund.order }
                give(
                    refund.amount * 10_000,
                    by: row.map { shares(of: $0, model, credits) } ?? [("NULL", 1_000_000_000)])
            }
            var given: [String: Int] = [:]
            for row in run.table(.sourceCredit, ["model", "source", "revenue_e4"])
            where row[0] == model { given[row[1]] = Int(row[2]) ?? 0 }
            for source in Set(money.keys).union(given.keys) {
                // The last unit of shares goes where the remainder is largest.
                let product = Int128(given[source] ?? 0) * 1_000_000_000 - (money[source] ?? 0)
                #expect(product.magnitude < 1_000_000_000, "\(place), \(model), \(source)")
            }
        }

        // Each minute of the dashboard: the rows' amounts, and the refunds' of that minute.
        var minutes: [Int: Int] = [:]
        func add(_ amount: Int, at time: Int) {
            minutes[(time + 59_999) / 60_000 * 60_000, default: 0] += amount
        }
        for row in rows { add(Int(row[2]) ?? 0, at: Int(row[3]) ?? 0) }
        for refund in refunds { add(refund.amount * 10_000, at: refund.second * 1_000) }
        var shown: [Int: Int] = [:]
        for row in run.table(.windowMetric, ["window_end", "metric", "value"])
        where row[1] == "revenue_e4" { shown[Int(row[0]) ?? 0] = Int(row[2]) ?? 0 }
        #expect(shown == minutes, "\(place)")
    }

    /// What a model gives of a row.
    private func shares(
        of row: [String], _ model: String, _ credits: [String: [[String]]]
    ) -> [(String, Int)] {
        if model == "first-click" { return [(row[4], 1_000_000_000)] }
        return credits[row[1]]?.map { ($0[2], Int($0[3]) ?? 0) } ?? [("NULL", 1_000_000_000)]
    }

    /// A random log of some 50 lines.
    private struct Log {
        struct Refund {
            var seq: Int
            var order: String
            var amount: Int
            var second: Int
        }

        var lines: [String] = []
        var refunds: [Refund] = []

        init(_ random: RandomStream, _ seed: UInt64) {
            var draws: UInt64 = 0
            func below(_ n: UInt64) -> Int {
                draws += 1
                return Int(random.below(n, draws, draw: seed &+ 100))
            }
            for step in 1...50 {
                let second = max(0, 1_000 + step * 8 - below(40))
                let user = "u\(below(3))"
                switch below(4) {
                case 0, 1:
                    lines.append(click("c\(step)", user, second, source: "s\(below(3))"))
                case 2:
                    lines.append(
                        checkout(
                            "k\(below(12))", user, second,
                            "\"product_id\": \"p\", \"amount\": \((1 + below(9)) * 60)"))
                default:
                    let refund = Refund(
                        seq: step, order: "k\(below(12))", amount: -(1 + below(9)) * 60,
                        second: second)
                    refunds.append(refund)
                    lines.append(
                        checkout(
                            "r\(below(12))", user, second,
                            "\"refund_of\": \"\(refund.order)\", \"amount\": \(refund.amount)"))
                }
            }
        }
    }
}
