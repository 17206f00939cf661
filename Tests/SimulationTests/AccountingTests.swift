import EventLogs
import Simulation
import Streaming
import Testing

/// Nothing is lost: each sum is checked, and what injected disorder does appears in it.
@Suite
struct AccountingTests {
    /// 10 read + 2 copied = 1 dropped + 5 on time + 2 within + 3 late + 1 duplicate; of the
    /// checkouts accepted (5 + 2), 4 are attributed, 2 not, 1 is pending.
    private static func balanced() -> RunCounts {
        var counts = RunCounts()
        counts.checkouts.read = 10
        counts.checkouts.copied = 2
        counts.checkouts.dropped = 1
        counts.checkouts.onTime = 5
        counts.checkouts.withinAllowedLateness = 2
        counts.checkouts.late = 3
        counts.checkouts.duplicate = 1
        counts.clicks = counts.checkouts
        counts.attributed = 4
        counts.unattributed = 2
        counts.pending = 1
        return counts
    }

    @Test func accountsThatBalanceAreNoImbalance() {
        #expect(Self.balanced().imbalance() == nil)
        #expect(RunCounts().imbalance() == nil)
    }

    /// One term of each side at a time is one too many or one too few.
    @Test(arguments: [1, -1])
    func everyTermCounts(by difference: Int64) {
        let terms: [(name: String, path: WritableKeyPath<StreamCounts, Int64>)] = [
            ("read", \.read), ("copied", \.copied), ("dropped", \.dropped),
            ("on time", \.onTime), ("within", \.withinAllowedLateness), ("late", \.late),
            ("duplicate", \.duplicate),
        ]
        for (name, path) in terms {
            var counts = Self.balanced()
            counts.clicks[keyPath: path] += difference
            #expect(counts.imbalance()?.hasPrefix("clicks: read") == true, "\(name)")
            counts = Self.balanced()
            counts.checkouts[keyPath: path] += difference
            #expect(counts.imbalance()?.hasPrefix("checkouts: read") == true, "\(name)")
        }
        let results: [(name: String, path: WritableKeyPath<RunCounts, Int64>)] = [
            ("attributed", \.attributed), ("unattributed", \.unattributed), ("pending", \.pending),
        ]
        for (name, path) in results {
            var counts = Self.balanced()
            counts[keyPath: path] += difference
            #expect(counts.imbalance()?.hasPrefix("checkouts: accepted") == true, "\(name)")
        }
    }

    @Test func anImbalanceNamesItsTerms() {
        var counts = Self.balanced()
        counts.attributed = 5
        #expect(
            counts.imbalance()
                == "checkouts: accepted 7 is not attributed 5 + unattributed 2 + pending 1 "
                + "+ refunds 0")
    }

    // MARK: Disorder

    /// Two clicks and a checkout.
    private static let log = [
        click("c1", "u1", 10), click("c2", "u1", 20), checkout("k1", "u1", 30),
    ]

    private func run(_ effects: [Disturbance]) throws -> SmallRun {
        try SmallRun(Self.log) { $0.disorder = effects }
    }

    @Test func copiesAreReadOnceAndAreDuplicates() throws {
        // Each of 2 clicks arrives twice: 2 + 2 = 2 on time + 2 duplicates.
        let run = try run([
            Disturbance(stream: .clicks, effect: .duplicate(share: .all, after: .constant(.zero)))
        ])
        #expect(run.stat("clicks_read") == 2)
        #expect(run.stat("clicks_copied") == 2)
        #expect(run.stat("clicks_on_time") == 2)
        #expect(run.stat("clicks_duplicate") == 2)
        #expect(run.stat("checkouts_copied") == 0)
        #expect(run.stat("checkouts_attributed") == 1)
        // The truth has the log as read.
        #expect(run.stat("clicks_copied", run: 2) == 0)
        #expect(run.stat("clicks_duplicate", run: 2) == 0)
    }

    @Test func droppedRecordsAreReadAndTakeNoSeq() throws {
        let run = try run([Disturbance(stream: .clicks, effect: .drop(share: .all))])
        #expect(run.stat("clicks_read") == 2)
        #expect(run.stat("clicks_dropped") == 2)
        #expect(run.stat("clicks_on_time") == 0)
        #expect(run.stat("checkouts_unattributed") == 1)
        #expect(run.stat("checkouts_attributed", run: 2) == 1)
        // k1 is the first record that the pipeline takes in.
        #expect(run.table(.checkoutAttribution, ["seq", "click_id"]) == [["1", "NULL"]])
        #expect(
            run.table(.truthDifference, ["checkout_id", "cause", "truth_click_id"], run: nil)
                == [["k1", "dropped in transit", "c1"]])
    }

    @Test func copiesThatAreDroppedBalance() throws {
        // 3 records and 3 copies, all lost.
        let run = try run([
            Disturbance(effect: .duplicate(share: .all, after: .constant(.zero))),
            Disturbance(effect: .drop(share: .all)),
        ])
        #expect(run.stat("clicks_read") + run.stat("clicks_copied") == 4)
        #expect(run.stat("clicks_dropped") == 4)
        #expect(run.stat("checkouts_read") + run.stat("checkouts_copied") == 2)
        #expect(run.stat("checkouts_dropped") == 2)
        #expect(run.stat("checkouts_unattributed") == 0)
    }

    /// c1 (10) of partition 1 is held back by an outage; c2 (20) moves the clicks to 20. At one
    /// arrival time partition 0 comes first.
    @Test(arguments: [(19_999, 0), (20_000, 1), (25_000, 1)])
    func whatAnOutageHoldsBackIsLateOnceTheOthersAreAhead(end: Int64, late: Int) throws {
        let run = try SmallRun(
            [click("c1", "u1", 10, "\"partition\": 1"), click("c2", "u1", 20), Self.log[2]]
        ) { configuration in
            configuration.disorder = [
                Disturbance(
                    stream: .clicks, partition: 1,
                    effect: .hold(
                        from: ProcessingTime(milliseconds: 10_000),
                        to: ProcessingTime(milliseconds: end)))
            ]
        }
        #expect(run.stat("clicks_read") == 2)
        #expect(run.stat("clicks_late") == late)
        #expect(run.stat("clicks_on_time") == 2 - late)
        #expect(
            run.table(.lateRecord, ["seq", "id", "arrival_time", "watermark", "late_by_ms"])
                == (late == 0 ? [] : [["2", "c1", "\(end)", "20000", "10000"]]))
    }

    @Test func rejectedLinesAreCountedAndTakeNoSeq() throws {
        let run = try SmallRun(
            [Self.log[0], "{\"stream\": \"clicks\"}", "no", Self.log[2]], onBadRecord: .skip)
        #expect(run.stat("rejected_lines") == 2)
        #expect(run.stat("clicks_read") == 1)
        #expect(run.table(.rejectedRecord, ["line"]) == [["2"], ["3"]])
        #expect(run.table(.checkoutAttribution, ["seq", "click_id"]) == [["2", "c1"]])
    }

    @Test func paymentStatusThatNoCheckoutHasIsWarnedOf() throws {
        func warnings(_ statuses: [String]) throws -> [String] {
            let lines = [
                click("c1", "u1", 10), checkout("k1", "u1", 20, #""payment_status": "Success""#),
            ]
            return try SmallRun(lines) { $0.attribution.paymentStatus = statuses }.report.warnings
        }
        #expect(try warnings(["success"]).contains { $0.contains("all 1 are left out") })
        #expect(try warnings(["Success"]).isEmpty)
    }
}
