import EventLogs
import Scenarios
import Simulation
import Streaming

/// The invariants of a single run: each gives the first breach, with its numbers.
extension StormOutcome {
    private var configuration: RunConfiguration { scenario.configuration }

    /// The sums that a run checks itself, once more from its own table.
    var brokenAccount: String? {
        for rows in [first, stormed] {
            if let imbalance = rows.imbalance { return imbalance }
            func stat(_ name: String) -> Int64 { rows.stat[name] ?? 0 }
            for stream in EventStream.allCases {
                let name = stream.name
                let taken = ["read", "copied"].map { stat("\(name)_\($0)") }
                let fates = ["dropped", "on_time", "within_allowed_lateness", "late", "duplicate"]
                    .map { stat("\(name)_\($0)") }
                if taken.reduce(0, +) != fates.reduce(0, +) {
                    return "\(name): read + copied = \(taken.words), but their fates are "
                        + fates.words
                }
            }
            let accepted = ["on_time", "within_allowed_lateness"].map { stat("checkouts_\($0)") }
            let ends = ["attributed", "unattributed", "pending", "refunds"]
                .map { stat("checkouts_\($0)") }
            let others = stat("checkouts_other_kinds")
            let sum = accepted.reduce(0, +) - others
            if sum != ends.reduce(0, +), sum + others != ends.reduce(0, +) {
                return "checkouts: accepted \(accepted.words), but what became of them is "
                    + ends.words
            }
        }
        return nil
    }

    /// A checkout without a fate, or with two.
    var brokenFate: String? {
        let rows = stormed
        let joined = Set(rows.join.compactMap(\.checkoutSeq))
        let fates: [(name: String, seqs: Set<Int64>)] = [
            ("late", Set(rows.late)), ("a duplicate", Set(rows.duplicates)),
            ("pending", Set(rows.pending)), ("out of the join", joined),
            ("a refund", Set(rows.refunds.keys)),
        ]
        // An inner join has no row of a checkout without a click.
        let showsAll =
            configuration.join.kind.showsUnattributed
            && configuration.attribution.conversions == nil
        for (place, arrival) in arrivals.enumerated()
        where arrival.isEvent && arrival.stream == .checkouts {
            let seq = Int64(place) + 1
            let found = fates.filter { $0.seqs.contains(seq) }.map(\.name)
            if found.count > 1 {
                return "the checkout of seq \(seq) is \(found.joined(separator: " and "))"
            }
            if found.isEmpty && showsAll { return "the checkout of seq \(seq) has no fate" }
        }
        let checkouts = Set(
            arrivals.indices.filter { arrivals[$0].isEvent && arrivals[$0].stream == .checkouts }
                .map { Int64($0) + 1 })
        for (name, seqs) in fates {
            if let seq = seqs.subtracting(checkouts).min() {
                return "seq \(seq) is \(name), and no checkout"
            }
        }
        return nil
    }

    /// A record, or an id, with two rows.
    var secondRow: String? {
        let (isByRecord, isById) = (promisesOneRowARecord, promisesOneRowAnID)
        var seqs: Set<Int64> = []
        var ids: [String: Int64] = [:]
        for row in stormed.attributed {
            if !seqs.insert(row.seq).inserted, isByRecord { return "seq \(row.seq) has two rows" }
            if let other = ids.updateValue(row.seq, forKey: row.checkout), isById {
                return "\(row.checkout) has two rows, of seqs \(other) and \(row.seq)"
            }
        }
        return nil
    }

    /// A table by user has a row for the pad and one for the click of a checkout that has both.
    private var promisesOneRowARecord: Bool {
        !configuration.engine.traits.padsStay || configuration.attribution.partitionBy == .checkout
    }

    private var promisesOneRowAnID: Bool {
        if configuration.attribution.partitionBy == .user { return false }
        return !configuration.engine.isReference || configuration.output.upsert
            || configuration.deduplication == .forever
    }

    /// A pair that comes out twice, goes without having come, or stands beside a pad.
    var brokenPair: String? {
        struct Pair: Hashable {
            var checkout: Int64?
            var click: Int64?
            var words: String {
                "(checkout seq \(checkout.map { "\($0)" } ?? "none"), click seq "
                    + "\(click.map { "\($0)" } ?? "none"))"
            }
        }
        var standing: Set<Pair> = []
        for change in stormed.join {
            let pair = Pair(checkout: change.checkoutSeq, click: change.clickSeq)
            if change.op.hasPrefix("+") {
                if !standing.insert(pair).inserted {
                    return "\(pair.words) comes out twice, the second time after seq "
                        + "\(change.afterSeq)"
                }
            } else if standing.remove(pair) == nil, !configuration.engine.traits.takesBackUnseen {
                return "\(pair.words) is taken back after seq \(change.afterSeq), and is not out"
            }
        }
        if configuration.engine.traits.padsStay { return nil }
        let matched = Set(standing.compactMap { $0.click == nil ? nil : $0.checkout })
        let pads = standing.compactMap { $0.click == nil ? $0.checkout : nil }
        if let both = pads.filter({ matched.contains($0) }).min() {
            return "the checkout of seq \(both) stands with a click and without one"
        }
        return nil
    }

    /// Credit to a click that is not the user's, or not in the window.
    var creditOutside: String? {
        let bounds = configuration.join.bounds
        func arrival(_ seq: Int64) -> Arrival? {
            seq >= 1 && seq <= arrivals.count ? arrivals[Int(seq) - 1] : nil
        }
        func isInside(_ click: Int64, _ checkout: Int64) -> Bool {
            configuration.engine.traits.ignoresBounds
                || bounds.match(
                    click: EventTime(milliseconds: click),
                    checkout: EventTime(milliseconds: checkout))
        }
        for change in stormed.join {
            guard let checkoutSeq = change.checkoutSeq, let clickSeq = change.clickSeq else {
                continue
            }
            let pair = "checkout seq \(checkoutSeq) and click seq \(clickSeq)"
            guard let checkout = arrival(checkoutSeq), checkout.isEvent,
                checkout.stream == .checkouts, let click = arrival(clickSeq), click.isEvent,
                click.stream == .clicks
            else { return "\(pair) are no checkout and no click that arrived" }
            if !isInside(click.time, checkout.time) {
                return "\(pair) are \(checkout.time - click.time) ms apart, outside the window"
            }
            // Identities give users other names.
            if configuration.dimensions.identities == nil,
                checkout.user == nil || checkout.user != click.user
            {
                return "\(pair) are of two users"
            }
        }
        for row in stormed.attributed {
            guard let click = row.clickTime else { continue }
            if !isInside(click, row.time) {
                return "\(row.checkout) is credited to \(row.click ?? "a click"), "
                    + "\(row.time - click) ms before it, outside the window"
            }
        }
        return nil
    }

    /// A total that is not the sum over its rows.
    var brokenTotal: String? {
        struct Sum: Equatable {
            var conversions: Int64 = 0
            var revenue: Int64 = 0
        }
        var sums: [String?: Sum] = [:]
        for row in stormed.attributed {
            sums[row.source, default: Sum()].conversions += 1_000_000_000
            sums[row.source, default: Sum()].revenue += row.amount ?? 0
        }
        let model = stormed.credit.first?.model
        let credits = stormed.credit.filter { $0.model == model }
        var said: [String?: Sum] = [:]
        for credit in credits {
            said[credit.source] = Sum(
                conversions: credit.conversions, revenue: credit.revenue ?? 0)
        }
        func total(_ sums: [String?: Sum]) -> Sum {
            sums.values.reduce(into: Sum()) {
                $0.conversions += $1.conversions
                $0.revenue += $1.revenue
            }
        }
        func words(_ sum: Sum) -> String {
            "\(sum.conversions) billionths and \(sum.revenue) ten-thousandths"
        }
        var all = total(sums)
        all.revenue += stormed.refunds.values.reduce(0, +)
        if total(said) != all {
            return "the rows and refunds sum to \(words(all)), source_credit says "
                + words(total(said))
        }
        // A refund takes from the source of its order.
        if !stormed.refunds.isEmpty { return nil }
        for (source, sum) in sums.sorted(by: { ($0.key ?? "") < ($1.key ?? "") })
        where said[source] != sum {
            return "\(source ?? "no click"): the rows sum to \(words(sum)), source_credit says "
                + (said[source].map(words) ?? "nothing")
        }
        return nil
    }
}

extension [Int64] {
    /// `3 + 4 = 7`
    fileprivate var words: String {
        map { "\($0)" }.joined(separator: " + ") + " = \(reduce(0, +))"
    }
}
