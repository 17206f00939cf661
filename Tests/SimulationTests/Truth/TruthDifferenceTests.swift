import Attribution
import EventLogs
import Simulation
import Streaming
import Testing

/// Each cause for which the stream run and the truth can see a checkout differently, alone.
@Suite
struct TruthDifferenceTests {
    private static let columns = [
        "checkout_id", "cause", "stream_click_id", "truth_click_id", "stream_source",
        "truth_source",
    ]

    private func differences(
        _ lines: [String], _ configure: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> [[String]] {
        let run = try SmallRun(lines, configure)
        let rows = run.table(.truthDifference, Self.columns, run: nil)
        // The report counts what the table has.
        var counts: [String: Int64] = [:]
        for row in rows { counts[row[1], default: 0] += 1 }
        for (cause, count) in run.report.differences { #expect(counts[cause.rawValue] == count) }
        #expect(run.report.differences.count == counts.count)
        return rows
    }

    @Test func nothingDiffersInOrder() throws {
        #expect(try differences([click("c1", "u1", 10), checkout("k1", "u1", 20)]) == [])
    }

    @Test func aLateClickOfThoseThatMatch() throws {
        // c1 (10) comes behind c2 (15): late. The truth credits it, the stream c2.
        let rows = try differences([
            click("c2", "u1", 15, source: "Facebook"), click("c1", "u1", 10),
            checkout("k1", "u1", 20),
        ])
        #expect(rows == [["k1", "late click", "c2", "c1", "Facebook", "Google"]])
    }

    @Test func aLateClickThatIsTheOnlyOne() throws {
        let rows = try differences([
            click("c2", "u2", 15), click("c1", "u1", 10), checkout("k1", "u1", 20),
        ])
        #expect(rows == [["k1", "late click", "NULL", "c1", "NULL", "Google"]])
    }

    @Test func aLateClickThatWouldNotHaveBeenCredited() throws {
        // First click: c1 has it either way. Last click: c3, the late one.
        let lines = [
            click("c1", "u1", 10), click("c2", "u2", 15), click("c3", "u1", 12, source: "Tiktok"),
            checkout("k1", "u1", 20),
        ]
        #expect(try differences(lines) == [])
        #expect(
            try differences(lines) { $0.attribution.model = .lastClick }
                == [["k1", "late click", "c1", "c3", "Google", "Tiktok"]])
    }

    @Test(arguments: [JoinSettings.Kind.left, .inner])
    func aLateCheckout(kind: JoinSettings.Kind) throws {
        // k2 (25) moves the checkouts to 25, k1 (20) is late; k3 (21) has no click.
        let rows = try differences([
            click("c1", "u1", 10), checkout("k2", "u9", 25), checkout("k1", "u1", 20),
            checkout("k3", "u3", 21),
        ]) { $0.join.kind = kind }
        var expected = [["k1", "late checkout", "NULL", "c1", "NULL", "Google"]]
        // Without a click it is no result of an inner join in either run.
        if kind == .left {
            expected.append(["k3", "late checkout", "NULL", "NULL", "NULL", "NULL"])
        }
        #expect(rows == expected)
    }

    @Test func droppedInTransit() throws {
        func dropping(_ stream: EventStream) throws -> [[String]] {
            try differences([click("c1", "u1", 10), checkout("k1", "u1", 20)]) {
                $0.disorder = [Disturbance(stream: stream, effect: .drop(share: .all))]
            }
        }
        let expected = [["k1", "dropped in transit", "NULL", "c1", "NULL", "Google"]]
        #expect(try dropping(.clicks) == expected)
        #expect(try dropping(.checkouts) == expected)
    }

    @Test func notYetFinal() throws {
        // The clicks' 30 and the checkouts' 40 emit k1 (20), not k2 (40).
        let rows = try differences([
            click("c1", "u1", 10), checkout("k1", "u1", 20), checkout("k2", "u1", 40),
            click("c2", "u2", 30),
        ]) { $0.endOfInput = .stop }
        #expect(rows == [["k2", "not yet final", "NULL", "c1", "NULL", "Google"]])
    }

    @Test func duplicate() throws {
        // The stream takes the first c1 to arrive (15), the truth the first to happen (10): the
        // other's duplicate, which stands for it where its source is the same. They differ once one
        // of them does not match.
        let lines = [
            click("c1", "u1", 15), click("c1", "u1", 10), checkout("k1", "u1", 20),
        ]
        let allowing: (inout RunConfiguration) -> Void = {
            $0.clicksWatermark.delay = .seconds(60)
            $0.join.bounds = JoinBounds(lookback: .seconds(60))
        }
        #expect(try differences(lines, allowing) == [])
        let rows = try differences(lines) {
            $0.clicksWatermark.delay = .seconds(60)
            $0.join.bounds = JoinBounds(lookback: .seconds(5))
        }
        #expect(rows == [["k1", "duplicate", "c1", "NULL", "Google", "NULL"]])
        // Another source is another credit, although the id is the same.
        let another = [
            click("c1", "u1", 15, source: "Facebook"), click("c1", "u1", 10),
            checkout("k1", "u1", 20),
        ]
        #expect(
            try differences(another, allowing)
                == [["k1", "duplicate", "c1", "c1", "Facebook", "Google"]])
    }

    /// c1 is forgotten at W = 610 and comes again from Bing: the stream's last click is that one.
    @Test func aClickThatComesAgainFromAnotherSource() throws {
        let lines = [
            click("c1", "u1", 0), click("c9", "u9", 600), click("c1", "u1", 630, source: "Bing"),
            checkout("k1", "u1", 720),
        ]
        let rows = try differences(lines) { $0.attribution.model = .lastClick }
        #expect(rows == [["k1", "duplicate", "c1", "c1", "Bing", "Google"]])
        #expect(
            try differences(lines) {
                $0.attribution.model = .lastClick
                $0.deduplicate = .forever
            } == [])
    }

    /// The row of an id that comes again is the later record's: 50 where the truth has 10.
    @Test func anIdThatComesAgainWithAnotherAmount() throws {
        func lines(_ amount: Int) -> [String] {
            [
                click("c1", "u1", 0), checkout("k1", "u1", 300, "\"amount\": 10"),
                checkout("k1", "u1", 600, "\"amount\": \(amount)"),
            ]
        }
        let engine: (inout RunConfiguration) -> Void = {
            $0.engine = .flinkSQL(FlinkSQLSettings())
            $0.attribution.model = .lastClick
        }
        #expect(
            try differences(lines(50), engine)
                == [["k1", "duplicate", "c1", "c1", "Google", "Google"]])
        #expect(try differences(lines(10), engine) == [])
    }

    @Test func aClockThatIsWrong() throws {
        // The clicks' clocks are 20 s behind: c1 leaves the window of 15 s.
        let rows = try differences([click("c1", "u1", 10), checkout("k1", "u1", 20)]) {
            $0.join.bounds = JoinBounds(lookback: .seconds(15))
            $0.disorder = [
                Disturbance(stream: .clicks, effect: .skew(share: .all, byMilliseconds: -20_000))
            ]
        }
        #expect(rows == [["k1", "clock skew", "NULL", "c1", "NULL", "Google"]])
    }
}
