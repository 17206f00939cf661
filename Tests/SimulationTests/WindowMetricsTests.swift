import EventLogs
import Simulation
import Streaming
import Testing

/// The dashboard's sliding windows. Windows of 20 s every 10 s, times in seconds.
@Suite
struct WindowMetricsTests {
    private static let users = "user_id,gender\nu1,female\nu2,male\n"
    private static let products = "product_id,category,price,commission_rate\np1,Books,10,0.1\n"

    private static func order(_ status: String = "Success", reason: String = "None") -> String {
        """
        "product_id": "p1", "quantity": 1, "shipping_cost": 0, "discount": 0, \
        "payment_status": "\(status)", "payment_description": "\(reason)"
        """
    }

    private func run(
        _ lines: [String], _ configure: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> SmallRun {
        try SmallRun(lines, users: Self.users, products: Self.products) { configuration in
            var metrics = MetricSettings()
            metrics.size = .seconds(20)
            metrics.slide = .seconds(10)
            configuration.metrics = metrics
            configure(&configuration)
        }
    }

    /// `end dimension value` of a metric's final windows, ends in seconds.
    private func windows(_ run: SmallRun, _ metric: String, of runID: Int = 1) -> [String] {
        let columns = ["window_end", "metric", "dimension", "value", "window_start"]
        return run.table(.windowMetric, columns, run: runID).filter { $0[1] == metric }.map {
            #expect(Int($0[0]).map { $0 - 20_000 } == Int($0[4]))
            return "\($0[0].dropLast(3)) \($0[2]) \($0[3])"
        }
    }

    private func known(_ run: SmallRun, _ metric: String) -> [String] {
        run.table(.windowMetricKnown, ["known_at", "metric", "dimension", "value"])
            .filter { $0[1] == metric }.map { "\($0[0].dropLast(3)) \($0[2]) \($0[3])" }
    }

    @Test func aWindowHoldsItsEndAndNotItsStart() throws {
        // 10 lies in the windows that end at 10 and 20; 10.001 in those that end at 20 and 30.
        let atTheEdge = try run([checkout("k1", "u1", 10, Self.order())])
        #expect(windows(atTheEdge, "revenue_e4") == ["10 NULL 100000", "20 NULL 100000"])
        let behindIt = try run([
            checkout("k1", "u1", 10, Self.order())
                .replacing("\"checkout_timestamp\": 10000", with: "\"checkout_timestamp\": 10001")
        ])
        #expect(windows(behindIt, "revenue_e4") == ["20 NULL 100000", "30 NULL 100000"])
        let beforeIt = try run([
            checkout("k1", "u1", 10, Self.order())
                .replacing("\"checkout_timestamp\": 10000", with: "\"checkout_timestamp\": 9999")
        ])
        #expect(windows(beforeIt, "revenue_e4") == ["10 NULL 100000", "20 NULL 100000"])
    }

    @Test func windowsBefore1970AreAlignedToTheEpochToo() throws {
        let run = try run([
            checkout("k1", "u1", 10, Self.order())
                .replacing("\"checkout_timestamp\": 10000", with: "\"checkout_timestamp\": -15000")
        ])
        // The window that ends at 0 is written "" here: its last three digits are cut off.
        #expect(windows(run, "revenue_e4") == ["-10 NULL 100000", " NULL 100000"])
    }

    @Test func everyMetricCountsItsDimension() throws {
        let run = try run([
            click("c1", "u1", 1, source: "Google"),
            checkout("k1", "u1", 2, Self.order()),
            checkout("k2", "u2", 3, Self.order("Failed", reason: "Card Expired")),
            checkout("k3", "u2", 4, Self.order("FAILED", reason: "Card Expired")),
        ])
        #expect(windows(run, "checkouts_by_source").prefix(2) == ["10 NULL 2", "10 Google 1"])
        #expect(windows(run, "checkouts_by_category") == ["10 Books 3", "20 Books 3"])
        #expect(
            windows(run, "checkouts_by_gender")
                == ["10 female 1", "10 male 2", "20 female 1", "20 male 2"])
        #expect(
            windows(run, "failed_payments_by_reason") == ["10 Card Expired 2", "20 Card Expired 2"])
        #expect(windows(run, "profit_e4") == ["10 NULL 30000", "20 NULL 30000"])
    }

    /// The watermark waits 5 s, so that k1 (at 8) comes out with the record at 14, after the slide
    /// at 10: the dashboard at 10 does not show it.
    @Test func theDashboardShowsWhatIsOutAtTheSlide() throws {
        let run = try run([
            click("c1", "u1", 1), checkout("k1", "u1", 8, Self.order()),
            click("c2", "u2", 14), checkout("k2", "u2", 14, Self.order()),
            click("c3", "u2", 33), checkout("k3", "u2", 33, Self.order()),
        ]) {
            $0.clicksWatermark.delay = .seconds(5)
            $0.checkoutsWatermark.delay = .seconds(5)
        }
        // As it turned out: k1 and k2 in the window to 20.
        #expect(
            windows(run, "revenue_e4") == [
                "10 NULL 100000", "20 NULL 200000", "30 NULL 100000", "40 NULL 100000",
                "50 NULL 100000",
            ])
        // At 20 only k1 is out; at 30 its window is (10, 30], where k2 lies, not out before 33.
        // At 40, after the end of the input, k3 is out as well; (20, 40] holds it alone.
        #expect(known(run, "revenue_e4") == ["20 NULL 100000", "30 NULL 0", "40 NULL 100000"])
        // The truth is complete, and has no virtual clock.
        #expect(windows(run, "revenue_e4", of: 2) == windows(run, "revenue_e4"))
        #expect(run.table(.windowMetricKnown, ["value"], run: 2).isEmpty)
    }

    @Test func aSlideShowsWhatArrivesWithItAndNotWhatComesAfter() throws {
        // k1 comes out at once (no delay, no clicks: the stream has ended), at 10 exactly.
        let end = "{\"control\": \"end_of_stream\", \"stream\": \"clicks\"}"
        let with = try run([
            end, checkout("k1", "u1", 5, Self.order(), at: 5), checkout("k2", "u2", 9, at: 10),
            checkout("k3", "u2", 9, at: 11),
        ])
        #expect(known(with, "checkouts_by_category").first == "10 Books 1")
        let after = try run([
            end, checkout("k1", "u1", 5, Self.order(), at: 5), checkout("k0", "u2", 5, at: 9),
            checkout("k2", "u2", 9, at: 11),
        ])
        // k0 and k2 have no product, which is looked up nowhere.
        #expect(known(after, "checkouts_by_category").prefix(2) == ["20 NULL 2", "20 Books 1"])
    }

    @Test func aCorrectionMovesACheckoutToAnotherSource() throws {
        let run = try run([
            click("c2", "u1", 6, source: "Late"),
            checkout("k1", "u1", 8, Self.order()), click("x", "u9", 11), checkout("y", "u9", 11),
            click("x2", "u9", 21), checkout("y2", "u9", 12),
            click("c1", "u1", 5, source: "First"),
        ]) { $0.clicksWatermark.allowedLateness = .seconds(30) }
        // Out at 11 with c2; at 21, which is after the slide at 20, c1 takes its place.
        #expect(known(run, "checkouts_by_source").contains("20 Late 1"))
        #expect(known(run, "checkouts_by_source").contains("30 Late 0"))
        #expect(
            windows(run, "checkouts_by_source").filter { !$0.contains("NULL") }
                == ["10 First 1", "20 First 1"])
    }

    @Test func withoutTheSectionThereIsNoRow() throws {
        let run = try run([checkout("k1", "u1", 10, Self.order())]) { $0.metrics = nil }
        #expect(run.table(.windowMetric, ["value"], run: nil).isEmpty)
        #expect(run.table(.windowMetricKnown, ["value"], run: nil).isEmpty)
    }

    /// The final windows are those of the attributed table, whatever the engine and the lateness.
    @Test(arguments: [EngineSettings.reference, .flinkSQL(.init()), .kafkaStreams(.init())])
    func windowsAreTheSumsOfTheAttributedTable(_ engine: EngineSettings) throws {
        for seed in UInt64(1)...12 {
            let random = RandomStream(seed: seed, purpose: "window metrics")
            var lines: [String] = []
            for step in 0..<60 {
                func draw(_ bound: UInt64, _ draw: UInt64) -> UInt64 {
                    random.below(bound, UInt64(step), draw: draw)
                }
                let time = max(0, step * 3 - Int(draw(40, 1)))
                let user = "u\(1 + draw(2, 2))"
                lines.append(
                    draw(2, 3) == 0
                        ? click("c\(step)", user, time, source: "S\(draw(3, 4))")
                        : checkout("k\(step)", user, time, Self.order()))
            }
            let run = try run(lines) {
                $0.engine = engine
                $0.clicksWatermark.delay = .seconds(10)
                $0.checkoutsWatermark.delay = .seconds(10)
                $0.clicksWatermark.allowedLateness = .seconds(engine == .reference ? 15 : 0)
                $0.join.bounds.lookback = .seconds(30)
                if seed % 3 == 0, engine == .reference { $0.attribution.partitionBy = .user }
            }
            let rows = run.table(.checkoutAttribution, ["checkout_timestamp", "source"])
            var expected: [String] = []
            for end in 0...30 {
                let inside = rows.filter { row in
                    let time = Int(row[0]) ?? 0
                    return time > end * 10_000 - 20_000 && time <= end * 10_000
                }
                for source in ["NULL", "S0", "S1", "S2"] {
                    let count = inside.filter { $0[1] == source }.count
                    let seconds = "\(end * 10_000)".dropLast(3)
                    if count > 0 { expected.append("\(seconds) \(source) \(count)") }
                }
            }
            #expect(windows(run, "checkouts_by_source") == expected, "seed \(seed)")
        }
    }
}

/// A line of a combined log with an arrival time.
private func checkout(
    _ id: String, _ user: String, _ second: Int, _ more: String = "", at: Int
) -> String {
    checkout(id, user, second, more.isEmpty ? arriving(at) : more + ", " + arriving(at))
}
