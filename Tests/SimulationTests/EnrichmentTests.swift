import EventLogs
import Simulation
import Streaming
import Testing

/// Versions of users and products, the filter in front of the join, and the sink's upsert; more of
/// it is worked by hand in `scenarios/enrichment`. Times in seconds.
@Suite
struct EnrichmentTests {
    private static func order(_ quantity: Int = 1) -> String {
        """
        "product_id": "p1", "quantity": \(quantity), "shipping_cost": 0, "discount": 0
        """
    }

    private static let products = """
        product_id,category,price,commission_rate,valid_from
        p1,Late,3,0.1,20000
        p1,Early,1,0.1,10000
        p1,Middle,9,0.1,15000
        p1,Middle,2,0.1,15000

        """

    private func categories(_ run: SmallRun) -> [[String]] {
        run.table(.checkoutAttribution, ["checkout_id", "category", "total_amount_e4"])
    }

    @Test func aVersionIsGoodFromItsMillisecondToTheNext() throws {
        let lines = [("a", 9), ("b", 10), ("c", 14), ("d", 15), ("e", 19), ("f", 20)].map {
            checkout($0.0, "u1", $0.1, Self.order())
        }
        let run = try SmallRun(lines, products: Self.products)
        // a comes before the first version: no row. Of equal versions the later line counts.
        #expect(
            categories(run) == [
                ["b", "Early", "10000"], ["c", "Early", "10000"], ["d", "Middle", "20000"],
                ["e", "Middle", "20000"], ["f", "Late", "30000"],
            ])
        #expect(run.stat("lookup_missed") == 1)
        #expect(run.stat("lookups_of_another_version") == 0)
    }

    @Test func theTruthLooksUpAsOfEventTime() throws {
        let run = try SmallRun(
            [checkout("k", "u1", 12, Self.order() + ", " + arriving(30))],
            products: Self.products, truth: .full)
        #expect(categories(run) == [["k", "Late", "30000"]])
        #expect(
            run.table(.checkoutAttribution, ["category"], run: 2) == [["Early"]])
        #expect(run.stat("lookups_of_another_version") == 1)
        #expect(run.stat("lookups_of_another_version_revenue_e4") == 20_000)
    }

    @Test func engineLooksUpVersionsToo() throws {
        let run = try SmallRun(
            [checkout("k", "u1", 12, Self.order() + ", " + arriving(30))],
            products: Self.products
        ) {
            $0.engine = .flinkSQL(.init())
            $0.dimensions.asOf = .eventTime
        }
        #expect(categories(run) == [["k", "Early", "10000"]])
        #expect(run.stat("lookups_of_another_version_revenue_e4") == -20_000)
    }

    @Test func aTimeThatIsNoneIsNamedWithItsLine() throws {
        #expect {
            try SmallRun(
                [checkout("k", "u1", 12)], users: "user_id,gender,valid_from\nu1,female,soon\n")
        } throws: { error in
            let text = "\(error)"
            return text.contains("users.csv:2") && text.contains("valid_from: \"soon\" is no time")
        }
    }

    @Test func aCorrectionIsAWritingToo() throws {
        // Both rows of k come out at 11; the correction of the first one at 12 is written last.
        let lines = [
            click("c2", "u1", 5, source: "Two"), checkout("k", "u1", 6, Self.order(1)),
            checkout("k", "u2", 7, Self.order(2)), click("x", "u9", 11), checkout("y", "u9", 11),
            click("c1", "u1", 4, source: "One"),
        ]
        func run(_ lines: [String]) throws -> SmallRun {
            try SmallRun(lines, products: "product_id,category,price,commission_rate\np1,A,1,0\n") {
                $0.deduplicate = false
                $0.output.upsert = true
                $0.clicksWatermark.allowedLateness = .seconds(30)
                $0.dimensions.lookup = .left
                var metrics = MetricSettings()
                metrics.size = .seconds(10)
                metrics.slide = .seconds(10)
                $0.metrics = metrics
            }
        }
        let columns = ["checkout_id", "quantity", "source"]
        let corrected = try run(lines)
        #expect(
            corrected.table(.checkoutAttribution, columns)
                == [["k", "1", "One"], ["y", "NULL", "Google"]])
        #expect(corrected.stat("checkouts_replaced") == 1)
        // Without the correction the second row is the last one.
        let plain = try run(lines.dropLast())
        #expect(plain.table(.checkoutAttribution, columns).first == ["k", "2", "NULL"])
        // The dashboard counts one row of k, and the totals one conversion.
        func revenue(_ run: SmallRun) -> [[String]] {
            run.table(.windowMetric, ["window_end", "metric", "value"])
                .filter { $0[1] == "revenue_e4" }.map { [$0[0], $0[2]] }
        }
        #expect(revenue(corrected) == [["10000", "10000"]])
        #expect(revenue(plain) == [["10000", "20000"]])
        #expect(
            plain.table(.sourceCredit, ["source", "conversions_e9"])
                == [["Google", "1000000000"], ["NULL", "1000000000"]])
    }
}
