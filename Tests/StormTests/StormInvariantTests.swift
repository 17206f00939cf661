import EventLogs
import Scenarios
import Simulation
import Streaming
import Testing

@testable import Storm

/// A way to break a run that is right. `false`: this one has nothing to break in this way.
struct Breakage: Sendable, CustomTestStringConvertible {
    var invariant: StormInvariant
    var how: String
    var alter: @Sendable (inout StormOutcome) -> Bool

    init(
        _ invariant: StormInvariant, _ how: String,
        _ alter: @escaping @Sendable (inout StormOutcome) -> Bool
    ) {
        self.invariant = invariant
        self.how = how
        self.alter = alter
    }

    var testDescription: String { "\(invariant.rawValue): \(how)" }

    /// A way that changes the rows of the run with all faults.
    static func rows(
        _ invariant: StormInvariant, _ how: String,
        _ alter: @escaping @Sendable (inout StormRows) -> Bool
    ) -> Breakage {
        Breakage(invariant, how) { $0.alter(alter) }
    }
}

/// Every invariant is broken on purpose, in each way that it looks at.
let breakages: [Breakage] = [
    .rows(.accounts, "a click is lost") { $0.change("clicks_on_time", by: -1) },
    .rows(.accounts, "a checkout is pending too often") { $0.change("checkouts_pending", by: 1) },
    .rows(.accounts, "the run says so itself") {
        $0.imbalance = "one record is missing"
        return true
    },

    Breakage(.fates, "a checkout has none") { outcome in
        guard outcome.scenario.configuration.join.kind == .left else { return false }
        return outcome.alter { rows in
            guard let seq = rows.join.first?.checkoutSeq else { return false }
            rows.join.removeAll { $0.checkoutSeq == seq }
            return true
        }
    },
    .rows(.fates, "a checkout has two") { rows in
        guard let seq = rows.join.first?.checkoutSeq else { return false }
        rows.late.append(seq)
        return true
    },
    .rows(.fates, "one has a fate that never came") {
        $0.pending.append(1_000_000)
        return true
    },

    .rows(.rows, "a record has two") { rows in
        guard let row = rows.attributed.first else { return false }
        rows.attributed.append(row)
        return true
    },
    Breakage(.rows, "an id has two") { outcome in
        if outcome.scenario.configuration.engine.isReference { return false }
        return outcome.alter { rows in
            guard var row = rows.attributed.first else { return false }
            row.seq = 1_000_000
            rows.attributed.append(row)
            return true
        }
    },

    .rows(.pairs, "a pair comes out twice") { rows in
        guard let row = rows.join.last, row.op.hasPrefix("+") else { return false }
        rows.join.append(row)
        return true
    },
    Breakage(.pairs, "a row is taken back that is not out") { outcome in
        if outcome.scenario.configuration.engine.traits.takesBackUnseen { return false }
        return outcome.alter { rows in
            guard var row = rows.join.first else { return false }
            row.op = "-U"
            rows.join.insert(row, at: 0)
            return true
        }
    },
    Breakage(.pairs, "a pad stays beside a pair") { outcome in
        if outcome.scenario.configuration.engine.traits.padsStay { return false }
        return outcome.alter { rows in
            guard var row = rows.join.last, row.clickSeq != nil, row.op.hasPrefix("+") else {
                return false
            }
            row.clickSeq = nil
            rows.join.append(row)
            return true
        }
    },

    Breakage(.window, "a click is too old") { $0.changeClick { $0.time -= 100_000_000 } },
    Breakage(.window, "a click comes behind its checkout") {
        $0.changeClick { $0.time += 100_000_000 }
    },
    Breakage(.window, "a click is another user's") { $0.changeClick { $0.user = "somebody" } },
    Breakage(.window, "a checkout without a user has a click") {
        $0.changeClick(andItsCheckout: { $0.user = nil }) { $0.user = nil }
    },
    Breakage(.window, "a click is a checkout") { $0.changeClick { $0.stream = .checkouts } },
    Breakage(.window, "the table has another time") { outcome in
        if outcome.scenario.configuration.engine.traits.ignoresBounds { return false }
        return outcome.alter { $0.changeAttributed { $0.clickTime = $0.time - 100_000_000 } }
    },

    .rows(.totals, "a row is worth more") {
        $0.changeAttributed { $0.amount = ($0.amount ?? 0) + 1 }
    },
    .rows(.totals, "a row has another source") { $0.changeAttributed { $0.source = "Nobody" } },
    .rows(.totals, "a row is missing") { $0.attributed.popLast() != nil },
    .rows(.totals, "a total is too high") { rows in
        if rows.credit.isEmpty { return false }
        rows.credit[0].conversions += 1
        return true
    },

    .rows(.truth, "a row is another") { rows in
        if rows.truth.isEmpty { return false }
        rows.truth[0] += "!"
        return true
    },
    .rows(.truth, "a row is missing") { $0.truth.popLast() != nil },
    .rows(.truth, "a row is new") {
        $0.truth.append("source_credit")
        return true
    },

    .rows(.twice, "a credit goes elsewhere") { $0.changeAttributed { $0.click = "another" } },
    .rows(.twice, "an amount counts twice") {
        $0.changeAttributed { $0.amount = 2 * ($0.amount ?? 1) }
    },
    .rows(.twice, "a checkout is lost") { $0.attributed.popLast() != nil },

    Breakage(.lost, "a record comes twice") { outcome in
        guard let last = outcome.arrivals.last(where: \.isEvent) else { return false }
        outcome.arrivals += Array(repeating: last, count: 100)
        return true
    },
    .rows(.lost, "a loss is not counted") { $0.change("clicks_dropped", by: 1) },
    Breakage(.lost, "a checkout is lost, and has a row") { outcome in
        guard let id = outcome.stormed.attributed.first?.checkout else { return false }
        return outcome.lose(.checkouts, id)
    },
    Breakage(.lost, "a click is lost, and has credit") { outcome in
        guard let id = outcome.stormed.attributed.lazy.compactMap(\.click).first else {
            return false
        }
        return outcome.lose(.clicks, id)
    },
    Breakage(.lost, "a credit goes to another click that came") { outcome in
        guard let other = outcome.stormed.attributed.lazy.compactMap(\.click).first else {
            return false
        }
        return outcome.alter { rows in
            // With nothing late, and a click that no loss touched.
            guard
                let place = rows.attributed.indices.last(where: {
                    rows.attributed[$0].click != nil && rows.attributed[$0].click != other
                })
            else { return false }
            rows.attributed[place].click = other
            return true
        } && outcome.isCalm
    },

    Breakage(.past, "a row is taken back silently") { outcome in
        guard let checkpoint = outcome.plan.crash?.checkpoint,
            let place = outcome.second?.join.firstIndex(where: { $0.afterSeq < checkpoint })
        else { return false }
        outcome.second?.join.remove(at: place)
        return true
    },
    Breakage(.past, "a row is new") { outcome in
        guard let checkpoint = outcome.plan.crash?.checkpoint, checkpoint > 1,
            var row = outcome.second?.changelog.first
        else { return false }
        (row.afterSeq, row.checkoutSeq) = (checkpoint - 1, 1_000_000)
        outcome.second?.changelog.append(row)
        return true
    },

    .rows(.restart, "a credit goes elsewhere") { $0.changeAttributed { $0.click = "another" } },
    .rows(.restart, "a credit is lost") {
        $0.changeAttributed { ($0.click, $0.source, $0.clickTime) = (nil, nil, nil) }
    },

    Breakage(.atLeastOnce, "a row is not written again") { outcome in
        guard let checkpoint = outcome.plan.crash?.checkpoint,
            let place = outcome.first.changelog.firstIndex(where: { $0.afterSeq < checkpoint })
        else { return false }
        outcome.first.changelog.remove(at: place)
        return true
    },
    Breakage(.atLeastOnce, "the last row of an id is another") { outcome in
        guard outcome.promisesTheSameCredit, var row = outcome.second?.changelog.last,
            row.clickSeq != nil, row.op != "-D"
        else { return false }
        row.clickSeq = 1_000_000
        row.afterSeq = 1_000_000
        outcome.second?.changelog.append(row)
        return true
    },
    Breakage(.atMostOnce, "a row is written again") { outcome in
        guard let checkpoint = outcome.plan.crash?.checkpoint,
            let row = outcome.first.changelog.first(where: { $0.afterSeq < checkpoint })
        else { return false }
        outcome.first.changelog.append(row)
        return true
    },
]

@Suite struct StormInvariantTests {
    /// The faults under which an invariant promises anything.
    private func faults(_ invariant: StormInvariant) -> [StormFault] {
        switch invariant {
        case .twice: [.twice, .reread]
        case .lost: [.lost]
        case .past, .restart, .atLeastOnce, .atMostOnce: [.restart]
        default: StormFault.allCases
        }
    }

    @Test(arguments: breakages) func whatIsBrokenIsFound(breakage: Breakage) throws {
        var found = 0
        for seed in UInt64(1)...400 where found < 1 {
            var outcome = try stormOutcome(seed, faults(breakage.invariant))
            guard breakage.invariant.verdict(on: outcome) == .holds, breakage.alter(&outcome) else {
                continue
            }
            found += 1
            guard case .broken(let numbers) = breakage.invariant.verdict(on: outcome) else {
                Issue.record("seed \(seed): \(breakage.testDescription) is not found")
                continue
            }
            #expect(!numbers.isEmpty)
        }
        #expect(found == 1)
    }

    @Test func everyInvariantIsBrokenByATest() {
        // What is to be kept is asked of results, see StormRunTests.
        let all = Set(StormInvariant.allCases).subtracting([.kept])
        #expect(Set(breakages.map(\.invariant)) == all)
    }

    @Test func aSinkHasWhatItsPromiseSays() {
        func row(_ step: Int64, _ checkout: Int64) -> StormRows.Change {
            StormRows.Change(
                afterSeq: step, op: "+I", checkoutSeq: checkout, clickSeq: nil,
                checkout: "k\(checkout)")
        }
        // Checkpoint after 2, crash after 4; the second run puts k3 out one step later.
        let first = [row(1, 1), row(3, 3), row(4, 4), row(6, 6)]
        let second = [row(1, 1), row(4, 3), row(4, 4), row(6, 6)]
        let crash = Crash(checkpoint: 2, at: 4)
        func seqs(_ delivery: Delivery) -> [Int64?] {
            delivery.rows(first, second, crash).map(\.checkoutSeq)
        }
        #expect(seqs(.exactlyOnce) == [1, 3, 4, 6])
        #expect(seqs(.atLeastOnce) == [1, 3, 4, 3, 4, 6])
        #expect(seqs(.atMostOnce) == [1, 6])
    }

    @Test func aTableOfLastRowsFollowsItsChanges() {
        func row(_ op: String, _ click: Int64?) -> StormRows.Change {
            StormRows.Change(
                afterSeq: 1, op: op, checkoutSeq: 9, clickSeq: click, checkout: "k")
        }
        #expect([row("+I", nil), row("-U", nil), row("+U", 4)].upserted == ["k": 4])
        #expect([row("+I", 4), row("-D", 4)].upserted == [:])
        #expect([row("+I", 4), row("+I", nil)].upserted == [:])
    }
}

extension StormRows {
    /// Changes a counter that is there.
    fileprivate mutating func change(_ name: String, by difference: Int64) -> Bool {
        guard let value = stat[name] else { return false }
        stat[name] = value + difference
        return true
    }

    /// Changes the first row that has a click.
    fileprivate mutating func changeAttributed(_ body: (inout Attributed) -> Void) -> Bool {
        guard let place = attributed.firstIndex(where: { $0.click != nil }) else { return false }
        body(&attributed[place])
        return true
    }
}

extension StormOutcome {
    /// Takes all records of an id from what arrived, and one of another in their place: the counts are right.
    fileprivate mutating func lose(_ stream: EventStream, _ id: String) -> Bool {
        let old = arrivals.count
        arrivals.removeAll { $0.isEvent && $0.stream == stream && $0.id == id }
        let gone = Int64(old - arrivals.count)
        return alter { $0.change("\(stream.name)_dropped", by: gone) }
    }

    /// Whether nothing is late, no timer runs, and all comes out at the end.
    fileprivate var isCalm: Bool { promisesTheCreditOfWhatCame }

    /// Changes the first click that is in a pair, and perhaps its checkout.
    fileprivate mutating func changeClick(
        andItsCheckout checkout: (inout Arrival) -> Void = { _ in },
        _ click: (inout Arrival) -> Void
    ) -> Bool {
        if scenario.configuration.engine.traits.ignoresBounds { return false }
        for row in stormed.join {
            guard let clickSeq = row.clickSeq, let checkoutSeq = row.checkoutSeq else { continue }
            click(&arrivals[Int(clickSeq) - 1])
            checkout(&arrivals[Int(checkoutSeq) - 1])
            return true
        }
        return false
    }
}
