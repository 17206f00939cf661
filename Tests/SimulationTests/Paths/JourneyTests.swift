import EventLogs
import Streaming
import Testing

@testable import Simulation

/// `conversion_path`: which journeys a log holds. Times are seconds; the lookback is a minute.
@Suite struct JourneyTests {
    static let columns = ["path", "touchpoints", "conversions", "value_e4", "nulls"]

    static func paths(
        _ lines: [String], run: Int = 1, products: String? = nil,
        _ configure: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> [[String]] {
        try SmallRun(lines, products: products) { configuration in
            configuration.join.bounds.lookback = .seconds(60)
            configuration.output.paths = true
            configure(&configuration)
        }.table(.conversionPath, columns, run: run)
    }

    @Test func aCheckoutsClicksAreAJourneyThatConverted() throws {
        let rows = try Self.paths([
            click("c1", "u", 10, source: "A"), click("c2", "u", 20, source: "B"),
            checkout("k1", "u", 30),
        ])
        #expect(rows == [["A > B", "2", "1", "NULL", "0"]])
    }

    @Test func clicksThatLeadNowhereAreCutAtGapsAboveTheLookback() throws {
        let rows = try Self.paths([
            click("c1", "u", 0, source: "A"), click("d1", "v", 5, source: "B"),
            click("c2", "u", 60, source: "B"), click("c3", "u", 121, source: "C"),
        ])
        // A to B is a gap of the lookback itself, B to C is one second more.
        #expect(
            rows == [
                ["A > B", "2", "0", "NULL", "1"], ["B", "1", "0", "NULL", "1"],
                ["C", "1", "0", "NULL", "1"],
            ])
    }

    @Test func aClickThatMatchesEndsTheRunBeforeIt() throws {
        let rows = try Self.paths([
            click("c1", "u", 0, source: "A"), click("c2", "u", 50, source: "B"),
            checkout("k1", "u", 100), click("c3", "u", 105, source: "C"),
            click("c4", "u", 106, source: "D"),
        ])
        #expect(
            rows == [
                ["A", "1", "0", "NULL", "1"], ["B", "1", "1", "NULL", "0"],
                ["C > D", "2", "0", "NULL", "1"],
            ])
    }

    @Test func aClickMayBePartOfSeveralJourneys() throws {
        let rows = try Self.paths([
            click("c1", "u", 10, source: "A"), checkout("k1", "u", 20),
            click("c2", "u", 30, source: "B"), checkout("k2", "u", 40),
            checkout("k3", "w", 41),
        ])
        #expect(rows == [["A", "1", "1", "NULL", "0"], ["A > B", "2", "1", "NULL", "0"]])
    }

    @Test func lateClicksAndDuplicatesTakeNoPart() throws {
        let rows = try Self.paths([
            click("c1", "u", 100, source: "A", arriving(100)),
            click("c2", "u", 40, source: "B", arriving(101)),
            click("c1", "u", 100, source: "A", arriving(102)),
            checkout("k1", "u", 110, arriving(110)),
            click("c3", "u", 300, source: "A", arriving(300)),
        ])
        #expect(rows == [["A", "1", "1", "NULL", "1"]])
    }

    @Test func theTruthHasTheLateClick() throws {
        let rows = try Self.paths(
            [
                click("c1", "u", 100, source: "A", arriving(100)),
                click("c2", "u", 95, source: "B", arriving(101)),
                checkout("k1", "u", 110, arriving(110)),
            ], run: 2)
        #expect(rows == [["B > A", "2", "1", "NULL", "0"]])
    }

    @Test func aCheckoutWithoutARowIsNoJourneyAndItsClicksAreNone() throws {
        let failed = "\"payment_status\": \"failed\""
        let rows = try Self.paths([
            click("c1", "u", 10, source: "A"), checkout("k1", "u", 20, failed),
            click("c2", "v", 10, source: "B"),
        ]) { $0.attribution.paymentStatus = ["success"] }
        #expect(rows == [["B", "1", "0", "NULL", "1"]])
    }

    @Test func amountsAddUp() throws {
        let bought = "\"product_id\": \"p\", \"quantity\": 2, \"discount\": 0"
        let rows = try Self.paths(
            [
                click("c1", "u", 10, source: "A"), checkout("k1", "u", 20, bought),
                click("c2", "v", 10, source: "A"), checkout("k2", "v", 20, bought),
            ], products: "product_id,category,price,commission_rate\np,x,1.5,0.1\n")
        #expect(rows == [["A", "1", "2", "60000", "0"]])
    }

    @Test func anInputThatOnlyStopsLeavesOpenJourneysOut() throws {
        let lines = [click("c1", "u", 10, source: "A"), checkout("k1", "v", 11)]
        #expect(try Self.paths(lines) { $0.endOfInput = .stop }.isEmpty)
        #expect(try Self.paths(lines).count == 1)
    }

    @Test func thereAreNoRowsUnlessAskedFor() throws {
        let rows = try Self.paths([click("c1", "u", 10)]) { $0.output.paths = false }
        #expect(rows.isEmpty)
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func theJourneysAreThoseOfTheDefinition(_ seed: UInt64) throws {
        var random = RandomSequence(seed: seed, purpose: "journeys")
        var events: [(time: Int, isClick: Bool, user: String, source: String)] = []
        for _ in 0..<40 {
            events.append(
                (
                    Int(random.bits() % 600), random.bits() % 3 != 0, "u\(random.bits() % 3)",
                    ["A", "B", "C"][Int(random.bits() % 3)]
                ))
        }
        events.sort { ($0.time, $0.isClick ? 0 : 1) < ($1.time, $1.isClick ? 0 : 1) }
        let lines = events.enumerated().map { place, event in
            event.isClick
                ? click("c\(100 + place)", event.user, event.time, source: event.source)
                : checkout("k\(100 + place)", event.user, event.time)
        }
        var expected: [String: (conversions: Int, nulls: Int)] = [:]
        for user in ["u0", "u1", "u2"] {
            let own = events.filter { $0.user == user }
            let clicks = own.filter(\.isClick)
            let checkouts = own.filter { !$0.isClick }
            func match(_ click: Int, _ checkout: Int) -> Bool {
                click <= checkout && click >= checkout - 60
            }
            for checkout in checkouts {
                let path = clicks.filter { match($0.time, checkout.time) }.map(\.source)
                if path.isEmpty { continue }
                expected[path.joined(separator: " > "), default: (0, 0)].conversions += 1
            }
            var run: [String] = []
            var last = 0
            func close() {
                if !run.isEmpty {
                    expected[run.joined(separator: " > "), default: (0, 0)].nulls += 1
                }
                run = []
            }
            for click in clicks {
                if checkouts.contains(where: { match(click.time, $0.time) }) {
                    close()
                    continue
                }
                if click.time - last > 60 { close() }
                run.append(click.source)
                last = click.time
            }
            close()
        }
        let delay = Int64(random.bits() % 100)
        let rows = try Self.paths(lines) {
            $0.clicksWatermark.delay = .seconds(delay)
            $0.checkoutsWatermark.delay = .seconds(delay)
        }
        let found = rows.map { [$0[0], $0[2], $0[4]] }
        let wanted = expected.map { [$0.key, "\($0.value.conversions)", "\($0.value.nulls)"] }
        #expect(
            found.sorted { $0[0] < $1[0] } == wanted.sorted { $0[0] < $1[0] }, "seed \(seed)")
        // Sources in the order of their bytes, a path before those that go on from it.
        #expect(rows.map { $0[0] } == rows.map { $0[0] }.sorted(), "seed \(seed)")
    }
}
