import EventLogs
import Scenarios
import Simulation
import Streaming

/// The invariants that compare runs: with faults and without, with the crash and without.
extension StormOutcome {
    /// A row of the truth that is another.
    var movedTruth: String? {
        for rows in [first, stormed] where rows.truth != clean.truth {
            for (place, row) in clean.truth.enumerated() {
                let other = place < rows.truth.count ? rows.truth[place] : "nothing"
                if other != row { return "the truth said \(row), and with the faults \(other)" }
            }
            return "the truth has \(rows.truth.count) rows in place of \(clean.truth.count)"
        }
        return nil
    }

    /// Whether all that happened is that records came twice, and every second one is known as such.
    ///
    /// Ids must be remembered as long as a copy can come. The reference drops a copy whose id is
    /// forgotten as late, unless more lateness is allowed than ids are remembered. A copy must move
    /// nothing: no idle timeout, no watermark by the clock, no batch.
    var promisesTwiceIsOnce: Bool {
        let configuration = scenario.configuration
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        guard !plan.faults.isEmpty, plan.crash == nil,
            plan.faults.allSatisfy(\.onlyRepeats),
            watermarks.allSatisfy({ $0.idleTimeout == nil && $0.emission == .perRecord }),
            !configuration.engine.traits.copiesMoveIt
        else { return false }
        switch configuration.deduplication {
        case .forever: return true
        case .watermark: return configuration.engine.isReference
        case .off, .within, .untilReached: return false
        }
    }

    /// A checkout whose credit is not what it is without faults.
    var changedCredit: String? {
        let (before, after) = (clean.byCheckout, stormed.byCheckout)
        for checkout in Set(before.keys).union(after.keys).sorted() {
            let (old, new) = (before[checkout], after[checkout])
            if old?.click == new?.click, old?.source == new?.source, old?.amount == new?.amount,
                (old == nil) == (new == nil)
            {
                continue
            }
            return "\(checkout) is \(Self.words(old)) without faults, and \(Self.words(new)) with "
                + "them"
        }
        return nil
    }

    /// A row that came out before the checkpoint and is another, or gone, in the run that starts again.
    var changedPast: String? {
        guard let crash = plan.crash, let second else { return nil }
        // Rows of a timer behind the restart carry the seq before it.
        func past(_ rows: [StormRows.Change]) -> [StormRows.Change: Int] {
            rows.filter { $0.afterSeq < crash.checkpoint }.counted
        }
        for (name, rows) in [("the join", \StormRows.join), ("the table", \StormRows.changelog)] {
            let (old, new) = (past(first[keyPath: rows]), past(second[keyPath: rows]))
            for (row, count) in old.sorted(by: { $0.key.words < $1.key.words })
            where new[row] != count {
                return "\(name) had put out \(row.words) before the checkpoint after seq "
                    + "\(crash.checkpoint), and the run that starts again has not"
            }
            if new.count != old.count {
                return "\(name) put out more before the checkpoint after seq \(crash.checkpoint)"
            }
        }
        return nil
    }

    /// Whether no record is as old as a watermark of any stream could be when it arrives.
    var hasNothingLate: Bool { Self.hasNothingLate(arrivals, scenario.configuration) }

    /// Whether none of these is.
    static func hasNothingLate(_ arrivals: [Arrival], _ configuration: RunConfiguration) -> Bool {
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        guard watermarks.allSatisfy({ $0.strategy == .bounded }) else { return false }
        let delay = watermarks.map(\.delay.count).min() ?? 0
        var latest = Int64.min
        for arrival in arrivals where arrival.isEvent {
            if latest != .min, arrival.time <= latest - delay { return false }
            latest = max(latest, arrival.time)
        }
        return true
    }

    /// Whether a restart may change no credit. Rows that wait for a checkpoint come out with one that a
    /// restart takes; without, they may be held when the run stops. So may groups that wait for a
    /// watermark, which stands still behind a restart until all inputs have spoken.
    var promisesTheSameCredit: Bool {
        let configuration = scenario.configuration
        let traits = configuration.engine.traits
        let stops = configuration.endOfInput == .stop || !traits.hasEndOfInput
        return hasNothingLate && !(traits.holdsRows && stops)
    }

    /// A checkout that has another click in the run that starts again.
    ///
    /// What has no click may come out earlier, later or not at all: engines differ in that, and
    /// their pages say how.
    var creditChangedByRestart: String? {
        guard let second else { return nil }
        func clicks(_ rows: StormRows) -> [String: String] {
            rows.byCheckout.compactMapValues(\.click)
        }
        return Self.difference(
            clicks(first), clicks(second), ("without the restart", "with it"))
    }

    /// The first checkout that has another click.
    private static func difference<Click: Equatable>(
        _ before: [String: Click], _ after: [String: Click],
        _ words: (before: String, after: String)
    ) -> String? {
        for checkout in Set(before.keys).union(after.keys).sorted()
        where before[checkout] != after[checkout] {
            func click(_ click: Click?) -> String { click.map { "click \($0)" } ?? "no click" }
            return "\(checkout) has \(click(before[checkout])) \(words.before), and "
                + "\(click(after[checkout])) \(words.after)"
        }
        return nil
    }

    /// What a sink's promise comes to.
    func verdict(on delivery: Delivery) -> StormInvariant.Verdict {
        guard let crash = plan.crash, let second else { return .silent }
        let exact = second.changelog.counted
        let delivered = delivery.rows(first.changelog, second.changelog, crash).counted
        for (row, count) in exact.sorted(by: { $0.key.words < $1.key.words })
        where delivery == .atLeastOnce && delivered[row, default: 0] < count {
            return .broken("the sink lacks \(row.words)")
        }
        for (row, count) in delivered.sorted(by: { $0.key.words < $1.key.words })
        where delivery == .atMostOnce && exact[row, default: 0] < count {
            return .broken("the sink has \(row.words) once too often")
        }
        guard delivery == .atLeastOnce, promisesTheSameCredit else { return .holds }
        let rows = delivery.rows(first.changelog, second.changelog, crash)
        return .init(
            Self.difference(
                first.changelog.upserted, rows.upserted,
                ("without the crash", "in a sink that keeps the last row of an id")))
    }

    private static func words(_ row: StormRows.Attributed?) -> String {
        guard let row else { return "without a row" }
        let amount = row.amount.map { ", \($0) ten-thousandths" } ?? ""
        guard let click = row.click else { return "unattributed\(amount)" }
        return "credited to \(click) (\(row.source ?? "no source")\(amount))"
    }
}

extension StormRows.Change {
    /// `+I k1 (seq 4) with click seq 2`
    var words: String {
        "\(op) \(checkout ?? "no checkout") (seq \(checkoutSeq.map { "\($0)" } ?? "none")) with "
            + (clickSeq.map { "click seq \($0)" } ?? "no click")
    }
}
