import Attribution
import EventLogs
import Foundation
import Streaming
import Testing

@testable import Simulation

/// What a scenario names and no record has.
@Suite struct WarningTests {
    private func warnings(
        clicks: String, checkouts: String,
        _ change: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> [String] {
        let folder = NSTemporaryDirectory() + "attrsim-warn-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try clicks.write(toFile: folder + "/c.jsonl", atomically: true, encoding: .utf8)
        try checkouts.write(toFile: folder + "/k.jsonl", atomically: true, encoding: .utf8)
        var configuration = RunConfiguration()
        change(&configuration)
        let input = LogInput.perStream(
            clicks: LogFile(path: folder + "/c.jsonl", name: "c.jsonl"),
            checkouts: LogFile(path: folder + "/k.jsonl", name: "k.jsonl"))
        return try Simulator(input: input, configuration: configuration)
            .run(into: DiscardingSink()).warnings
    }

    private func click(_ id: String, _ time: Int, _ source: String = "Google") -> String {
        #"{"click_id": "\#(id)", "user_id": "u", "source": "\#(source)", "#
            + #""click_timestamp": \#(time)}"# + "\n"
    }

    private func sale(_ time: Int, _ status: String = "success") -> String {
        #"{"checkout_id": "k\#(time)", "user_id": "u", "payment_status": "\#(status)", "#
            + #""checkout_timestamp": \#(time)}"# + "\n"
    }

    @Test func aStatusThatNoCheckoutHasIsSaidWithTheNearest() throws {
        let found = try warnings(clicks: click("c", 1), checkouts: sale(2)) {
            $0.attribution.paymentStatus = ["succes", "success"]
        }
        #expect(
            found == [
                "attribution.paymentStatus: no checkout has the status \"succes\". Hint: did you "
                    + "mean \"success\"?"
            ])
    }

    /// 1970-01-02 01:00 of Berlin is the first day of UTC.
    @Test(arguments: [
        (
            "1970-01-01,Google,4", nil as String?,
            "none of its days (1970-01-01) is one of the log (1970-01-02); what was spent on them "
                + "counts all the same: 4.00"
        ),
        ("1970-01-02,Google,4", nil, nil),
        ("1970-01-02,Google,4", "Europe/Berlin", nil),
        (
            "1970-01-02,Google,4\n1970-01-03,Google,2.5\n1970-01-04,Google,1", nil,
            "2 of its 3 days (1970-01-02 to 1970-01-04) are none of the log (1970-01-02); what was "
                + "spent on them counts all the same: 3.50"
        ),
    ])
    func moneySpentOnDaysThatTheLogDoesNotHaveIsSaid(
        rows: String, zone: String?, said: String?
    ) throws {
        let folder = try ScratchFolder()
        var spend = try folder.write("day,source,cost\n\(rows)\n", to: "spend.csv")
        spend.timeZone = zone
        // 23:30 in UTC is the next day in Berlin.
        let (first, last) = zone == nil ? (86_400_000, 172_799_999) : (84_600_000, 169_199_999)
        let found = try warnings(clicks: click("c", first), checkouts: sale(last)) {
            $0.dimensions.spend = spend
        }
        #expect(
            found == (said.map { ["dimensions.spend: \($0). Hint: leave those days out"] } ?? []))
    }

    @Test func aSourceThatNoClickHasIsSaidAndADefaultIsNot() throws {
        func found(_ model: RuleModel) throws -> [String] {
            try warnings(clicks: click("c", 1) + click("d", 2, "Gmail"), checkouts: sale(3)) {
                $0.attribution.compare = [model]
            }
        }
        #expect(
            try found(.lastNonDirect(direct: ["gogle"])) == [
                "attribution: no click has the source \"gogle\". Hint: did you mean \"Google\"?"
            ])
        #expect(
            try found(.firstOfChosen(["Bing"], fallback: .anyTouch)) == [
                "attribution: no click has the source \"Bing\". Hint: the log has \"Google\", "
                    + "\"Gmail\"."
            ])
        #expect(try found(.lastNonDirect(direct: LastNonDirect.directByDefault)).isEmpty)
    }

    @Test func aSourceOfEachClicksOwnIsSaid() throws {
        let most = Simulator.sourcesMany
        #expect(Simulator.sourcesWarning(most).isEmpty)
        let clicks = (0...most).map { click("c\($0)", 1_710_892_800_000 + $0, "s\($0)") }
        let warnings = try warnings(clicks: clicks.joined(), checkouts: sale(1_710_892_800_000))
        #expect(warnings == Simulator.sourcesWarning(most + 1))
        #expect(warnings.first?.hasPrefix("clicks: 100,001 different sources; ") == true)
    }

    @Test func anEmptyLogIsSaid() throws {
        #expect(
            try warnings(clicks: "", checkouts: sale(1)) == ["input.clicks: c.jsonl has no record"])
        #expect(
            try warnings(clicks: "", checkouts: "") == [
                "input.clicks: c.jsonl has no record", "input.checkouts: k.jsonl has no record",
            ])
    }

    @Test func aBatchFileIsToldOfNoWatermark() throws {
        let clicks = click("c", 5_000) + click("d", 1_000)
        let found = try warnings(clicks: clicks, checkouts: sale(6_000))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("watermark: 1 of 3 records lie behind newer ones") == true)
        #expect(found.first?.contains(#""strategy": "none""#) == true)
        // With a delay somebody thought of it.
        let delayed = try warnings(clicks: clicks, checkouts: sale(6_000)) {
            $0.clicksWatermark.delay = Milliseconds(1)
        }
        #expect(delayed.isEmpty)
        #expect(try warnings(clicks: click("c", 1), checkouts: sale(2)).isEmpty)
    }

    @Test func oneClockThatIsAheadIsSaid() throws {
        func found(_ times: [Int]) throws -> [String] {
            let clicks = times.map { click("c\($0)", $0) }.joined()
            return try warnings(clicks: clicks, checkouts: sale(9_000)) {
                $0.clicksWatermark.delay = Milliseconds(1_000)
            }
        }
        let ahead = try found([1_000, 86_400_000, 2_000, 3_000, 4_000])
        #expect(
            ahead == [
                "clicks: the clock of one record (line 2) is ahead: 1970-01-02 00:00:00.000 is 23h "
                    + "59m 59s after all before it, and 3 of the 3 records behind it are back before "
                    + "the middle of that. It alone moves the watermark as far. Hint: mend it or "
                    + "leave it out (\"where\"); a delay that waits for it would hold all results as "
                    + "long."
            ])
        // A night without records is none, and neither is a straggler.
        #expect(try found([1_000, 86_400_000, 86_401_000, 86_402_000, 86_403_000]).isEmpty)
        #expect(try found([1_000, 50_000, 2_000, 51_000, 52_000]).isEmpty)
    }

    @Test func aPartitionThatNoRecordHasIsSaid() throws {
        let found = try warnings(clicks: click("c", 1), checkouts: sale(2)) {
            $0.disorder = [Disturbance(partition: 3, effect: .drop(share: .all))]
            $0.clicksWatermark.partitions = 2
        }
        #expect(
            found == [
                "disorder[0].partition: no record has partition 3. Hint: the log has 0.",
                "input.clicks.partitions: 2 are declared, and no record has partition 1: it holds "
                    + "the watermark until the end. Hint: the log has 0; an \"idleTimeout\" leaves "
                    + "silent ones out.",
            ])
    }

    @Test func aDiscountThatIsNoShareIsSaidWithItsPlace() throws {
        func sale(_ discount: String, _ more: String = "") -> String {
            #"{"checkout_id": "k\#(discount)", "user_id": "u", "product_id": "p", "discount": "#
                + #"\#(discount)\#(more), "checkout_timestamp": 2}"# + "\n"
        }
        let table = NSTemporaryDirectory() + "attrsim-warn-\(UUID().uuidString).csv"
        try "product_id,category,price,commission_rate\np,c,10,0.1\n".write(
            toFile: table, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: table) }
        func found(_ checkouts: String, prices: Bool = true) throws -> [String] {
            try warnings(clicks: click("c", 1), checkouts: checkouts) {
                if prices { $0.dimensions.products = LogFile(path: table) }
            }
        }
        #expect(try found(sale("0") + sale("1") + sale("0.999999999")) == [])
        let several = try found(sale("0.5") + sale("20") + sale("-0.01"))
        #expect(several.count == 1)
        #expect(
            several.first?.hasPrefix(
                "checkouts: 2 discounts are above 1 or below 0; the first is 20 at line 2. A discount "
                    + "is a share of the price: 0.05 is 5 %, and the amount is price × quantity × "
                    + "(1 - 20).") == true, "\(several)")
        #expect(
            try found(sale("1.000000001")).first?
                .hasPrefix("checkouts: a discount is above 1 or below 0: 1.000000001 at line 1")
                == true)
        // It is of no matter where no price is, or where the checkout says what it is worth.
        #expect(try found(sale("20"), prices: false) == [])
        #expect(try found(sale("20", #", "amount": 3"#)) == [])
    }

    /// A log of clicks with conditions, and one checkout.
    private func warnings(
        where terms: [RowSelection.Term], _ clicks: String,
        _ change: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> [String] {
        let folder = try ScratchFolder()
        var log = try folder.write(clicks, to: "c.jsonl")
        log.selection = RowSelection(terms)
        let checkouts = try folder.write(sale(3), to: "k.jsonl")
        var configuration = RunConfiguration()
        change(&configuration)
        return try Simulator(
            input: .perStream(clicks: log, checkouts: checkouts), configuration: configuration
        ).run(into: DiscardingSink()).warnings
    }

    @Test func aValueOfAConditionThatNoRowHasIsSaidWithTheNearest() throws {
        let clicks = click("c", 1, "google") + click("d", 2, "Bing")
        #expect(
            try warnings(where: [.init("source", .oneOf(["Google", "Bing"]))], clicks) == [
                "clicks: where: no row has \"Google\" at \"source\". Hint: did you mean \"google\"?"
            ])
        #expect(
            try warnings(where: [.init("source", .not(.oneOf(["Direct"])))], clicks) == [
                "clicks: where: no row has \"Direct\" at \"source\". Hint: the log has \"google\", "
                    + "\"Bing\"."
            ])
        #expect(try warnings(where: [.init("source", .oneOf(["google", "Bing"]))], clicks) == [])
        let none = try warnings(where: [.init("source", .oneOf(["Google"]))], clicks)
        #expect(none.contains { $0.contains("no row is one of this stream's") })
        #expect(none.contains { $0.contains("did you mean \"google\"?") })
    }

    @Test func theDirectSourceByDefaultIsHeldAgainstTheLog() throws {
        func found(_ source: String) throws -> [String] {
            try warnings(clicks: click("c", 1) + click("d", 2, source), checkouts: sale(3)) {
                $0.attribution.model = .lastNonDirect(direct: ["Direct"])
            }
        }
        #expect(
            try found("(direct)") == [
                "attribution: no click has the source \"Direct\", which last-non-direct leaves out by "
                    + "default. Hint: the log has \"(direct)\": name it in \"direct\""
            ])
        #expect(try found("Direct") == [])
        #expect(try found("Bing") == [])
    }

    @Test func aValueOfAChannelThatNoClickHasIsSaid() throws {
        let found = try warnings(clicks: click("c", 1), checkouts: sale(3)) {
            $0.attribution.channels = [
                ChannelRule(
                    "Search", where: RowSelection([.init("source", .oneOf(["google", "Google"]))]))
            ]
        }
        #expect(
            found == [
                "attribution.channels[0].where.source: no click has the source \"google\". Hint: did "
                    + "you mean \"Google\"?"
            ])
    }

    @Test func aTopicThatNoLineHasIsSaid() throws {
        let folder = try ScratchFolder()
        let lines = [
            #"{"topic": "clicks", "ts": 1000, "payload": "# + click("c", 1000).dropLast() + "}",
            #"{"topic": "orders", "ts": 2000, "payload": "# + sale(2000).dropLast() + "}",
        ].joined(separator: "\n")
        let dump = try folder.write(lines, to: "dump.jsonl")
        let found = try Simulator(
            input: .kafkaDump(dump, topics: ["click": .clicks, "orders": .checkouts]),
            configuration: RunConfiguration()
        ).run(into: DiscardingSink()).warnings
        #expect(
            found == [
                "input.topics: no line has the topic \"click\". Hint: did you mean \"clicks\"?"
            ])
    }

    @Test func whatIsLateAtTheWatermarkAloneLiesInOrder() throws {
        let found = try SmallRun([
            SimulationTests.click("c1", "u1", 10), SimulationTests.checkout("k1", "u1", 10),
            #"{"control": "batch"}"#, SimulationTests.click("c2", "u1", 10),
            SimulationTests.checkout("k2", "u1", 10),
        ]) {
            var spark = SparkSettings()
            spark.trigger = .scripted
            $0.engine = .spark(spark)
        }.report
        #expect(found.stream.clicks.late == 1)
        #expect(!found.warnings.contains { $0.contains("lie behind newer ones") })
    }

    @Test func moneyThatNoTableCanHoldFailsTheRun() throws {
        let lines = (1...3).map {
            SimulationTests.checkout("k\($0)", "u1", $0, "\"amount\": 900000000000000")
        }
        #expect {
            try SmallRun(lines)
        } throws: { error in
            "\(error)".hasPrefix("source_credit: a sum is 27000000000000000000, and 64 bits hold")
        }
        #expect(throws: Never.self) { try SmallRun(Array(lines.prefix(1))) }
    }

    /// Refunds bring the totals back below the limit; the window of the sales is beyond it.
    @Test func moneyThatNoWindowCanHoldFailsTheRun() throws {
        let sales = (1...3).map {
            SimulationTests.checkout("k\($0)", "u1", $0, "\"amount\": 900000000000000")
        }
        let refunds = (1...2).map {
            SimulationTests.checkout(
                "r\($0)", "u1", 100 * $0, "\"amount\": -900000000000000, \"refund_of\": \"k\($0)\"")
        }
        #expect(throws: Never.self) { try SmallRun(sales + refunds) }
        #expect {
            try SmallRun(sales + refunds) { configuration in
                var metrics = MetricSettings()
                (metrics.size, metrics.slide) = (.seconds(20), .seconds(10))
                configuration.metrics = metrics
            }
        } throws: { error in
            "\(error)".hasPrefix("window_metric: a sum is 27000000000000000000, and 64 bits hold")
        }
    }

    /// What the run looks up is cheap; what was true, it only counts the difference to.
    @Test func moneyThatNoCounterCanHoldFailsTheRun() throws {
        let products = """
            product_id,category,price,commission_rate,valid_from
            p,A,900000000000000,0,0
            p,A,1,0,20000

            """
        let sales = (1...3).map {
            SimulationTests.checkout(
                "k\($0)", "u1", $0, "\"product_id\": \"p\", " + SimulationTests.arriving(30))
        }
        #expect {
            try SmallRun(sales, products: products, truth: .none)
        } throws: { error in
            "\(error)".hasPrefix("stat: a sum is -26999999999999970000, and 64 bits hold")
        }
    }
}

/// What a run says of one clock, of restarts behind its end and of engines without strategies.
@Suite struct FurtherWarningTests {
    private static let lines: [(id: String, time: Int)] = [
        ("c1", 0), ("cx", 86_400_000), ("c2", 30_000), ("c3", 90_000),
    ]

    private func simulator(
        _ change: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> (Simulator, ScratchFolder) {
        let folder = try ScratchFolder()
        let clicks = Self.lines.map {
            #"{"click_id": "\#($0.id)", "user_id": "u", "source": "A", "click_timestamp": \#($0.time)}"#
                + "\n"
        }
        let input = LogInput.perStream(
            clicks: try folder.write(clicks.joined(), to: "c.jsonl"),
            checkouts: try folder.write(
                #"{"checkout_id": "k", "user_id": "u", "checkout_timestamp": 100000}"# + "\n",
                to: "k.jsonl"))
        var configuration = RunConfiguration()
        change(&configuration)
        return (Simulator(input: input, configuration: configuration), folder)
    }

    @Test func theClockThatMakesOthersLateIsFound() throws {
        let (simulator, folder) = try simulator()
        defer { withExtendedLifetime(folder) {} }
        let leading = try #require(try simulator.leadingRecord(aheadBy: 60_000))
        // The checkout of 100 s comes before it.
        #expect(leading.mover.id == "cx" && leading.mover.seq == 3 && leading.place == "line 2")
        #expect(leading.followers == 2 && leading.late == 2)
        #expect(try simulator.leadingRecord(aheadBy: 86_400_001) == nil)
    }

    @Test func pathOfAConditionThatNoRowHasIsSaidWithTheNearest() throws {
        let folder = try ScratchFolder()
        var clicks = try folder.write(
            #"{"click_id": "c", "user_id": "u", "source": "Mid", "click_timestamp": 1}"# + "\n",
            to: "c.jsonl")
        clicks.selection = RowSelection([RowSelection.Term("soruce", .oneOf(["Mid"]))])
        let checkouts = try folder.write(
            #"{"checkout_id": "k", "user_id": "u", "checkout_timestamp": 2}"# + "\n", to: "k.jsonl")
        let input = LogInput.perStream(clicks: clicks, checkouts: checkouts)
        let said = try Simulator(input: input, configuration: RunConfiguration())
            .run(into: DiscardingSink()).warnings
        #expect(
            said.contains(
                "clicks: where: no row has \"Mid\" at \"soruce\". Hint: no row has a value there; rows "
                    + "have \"source\", \"click_id\", \"user_id\", \"click_timestamp\"."))
    }

    @Test func restartBehindTheEndIsSaid() throws {
        var flink = FlinkSQLSettings()
        flink.restarts = RestartPlan(after: [2, 99_999])
        let (simulator, folder) = try simulator { $0.engine = .flinkSQL(flink) }
        defer { withExtendedLifetime(folder) {} }
        #expect(
            try simulator.run(into: DiscardingSink()).warnings.contains(
                "engine.restarts: the run has 7 steps, and nothing starts again after step 99999."))
    }

    /// Kafka Streams and others make no watermark that a strategy could be of.
    @Test(arguments: EngineSettings.samples.map(\.name))
    func strategyIsAdvisedWhereItMeansSomething(engine: String) throws {
        let settings = try #require(EngineSettings.samples.first { $0.name == engine })
        let (simulator, folder) = try simulator {
            $0.engine = settings
            if engine == "flink-datastream" { $0.join.kind = .inner }
        }
        defer { withExtendedLifetime(folder) {} }
        let said = try simulator.run(into: DiscardingSink()).warnings.contains {
            $0.contains("\"strategy\": \"none\"")
        }
        #expect(said == ["reference", "flink-datastream"].contains(engine))
    }
}
