import Attribution
import EventLogs
import Streaming

// Who gets the credit for a checkout of the reference engine, and which paths lead to one.

extension ReferenceStage {
    /// Gives the checkout's credit by every model.
    mutating func addCredits(_ slot: Int32, _ amounts: Money.Amounts) throws(SinkError) {
        let earliest = held[Int(slot)].touchesFrom
        if let probe = results.rows.probe {
            // Whoever looks on asks for no totals.
            if probe.wantsCredits(of: join.checkouts[slot].seq) { show(probe, slot) }
            return
        }
        if results.credits.storesCredits {
            return try results.addCredits(
                ModelCredits.Conversion(
                    id: join.checkouts.id(slot), time: join.checkouts[slot].time,
                    amounts: amounts),
                path(of: slot), from: earliest)
        }
        if results.credits.needsPaths {
            results.credits.load(slot, from: earliest, &join, &results.rows)
        }
        for model in results.credits.models.indices {
            if results.credits.needsPath(model) {
                results.credits.addLoaded(amounts, by: model)
            } else {
                let click = results.credits.chosenClick(
                    of: slot, by: model, from: earliest, &join, &results.rows)
                let touch = click == ClickBuffer.none ? nil : join.clicks[click].source
                results.credits.add(amounts, to: touch, by: model)
            }
        }
    }

    /// Takes a checkout's clicks out of the journeys that lead nowhere, and counts its path if it
    /// has a row.
    mutating func addJourney(_ slot: Int32, _ checkout: HeldCheckout) {
        guard let journeys, checkout.isConversion else { return }
        let (key, time) = (join.checkouts[slot].key, join.checkouts[slot].time)
        if results.choosesTouches {
            journeys.begin(key, at: time, from: checkout.matchesFrom)
            results.credits.load(slot, from: checkout.touchesFrom, &join, &results.rows)
            journeys.append(results.credits.loadedSources)
        } else {
            journeys.begin(key, at: time, from: EventTime(milliseconds: .min))
            join.withTouches(of: slot) { journeys.append($0) }
        }
        if results.rules.hasRow(checkout) {
            journeys.convert(for: results.amounts(of: checkout).total)
        }
    }

    /// Shows a probe what each model gives to the clicks of a checkout.
    private mutating func show(_ probe: RunProbe, _ slot: Int32) {
        let checkout = join.checkouts[slot]
        let all = path(of: slot)
        results.credits.load(
            all, of: checkout.time, from: held[Int(slot)].touchesFrom, &results.rows)
        for model in results.credits.models.indices {
            results.credits.showLoaded(probe, checkoutSeq: checkout.seq, path: all, by: model)
        }
    }

    /// All clicks that match a checkout, in order.
    mutating func path(of slot: Int32) -> [ResultRows.Click] {
        var path: [ResultRows.Click] = []
        var match = join.firstMatch(slot)
        while match != ClickBuffer.none {
            path.append(ResultRows.Click(join.clicks, match))
            match = join.nextMatch(slot, after: match)
        }
        return path
    }
}
