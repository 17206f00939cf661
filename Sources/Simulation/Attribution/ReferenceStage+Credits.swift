import Attribution
import EventLogs
import Streaming

// Who gets the credit for a checkout of the reference engine, and which paths lead to one.

extension ReferenceStage {
    /// Gives the checkout's credit by every model.
    mutating func addCredits(
        _ slot: Int32, _ amounts: Money.Amounts
    ) throws(SinkError) {
        if let probe = rows.probe {
            // Whoever looks on asks for no totals.
            if probe.wantsCredits(of: join.checkouts[slot].seq) { show(probe, slot) }
            return
        }
        if credits.storesCredits { return try storeCredits(slot, amounts) }
        if credits.needsPaths {
            credits.load(slot, from: held[Int(slot)].touchesFrom, &join, &rows)
        }
        for model in credits.models.indices {
            if credits.needsPath(model) {
                credits.addLoaded(amounts, by: model)
            } else {
                let click = credits.chosenClick(
                    of: slot, by: model, from: held[Int(slot)].touchesFrom, &join, &rows)
                let touch = click == ClickBuffer.none ? nil : join.clicks[click].source
                credits.add(amounts, to: touch, by: model)
            }
        }
    }

    /// Gives the checkout's credit by every model, each share as a row.
    private mutating func storeCredits(
        _ slot: Int32, _ amounts: Money.Amounts
    ) throws(SinkError) {
        let path = path(of: slot)
        let conversion = ModelCredits.Conversion(
            id: join.checkouts.id(slot), time: join.checkouts[slot].time, amounts: amounts)
        credits.load(path, of: conversion.time, from: held[Int(slot)].touchesFrom, &rows)
        for model in credits.models.indices {
            try credits.addLoaded(conversion, path: path, by: model, &rows)
        }
    }

    /// Takes a checkout's clicks out of the journeys that lead nowhere, and counts its path if it
    /// has a row.
    mutating func addJourney(_ slot: Int32, _ checkout: HeldCheckout) {
        guard let journeys, checkout.isConversion else { return }
        let (key, time) = (join.checkouts[slot].key, join.checkouts[slot].time)
        if choosesTouches {
            journeys.begin(key, at: time, from: checkout.matchesFrom)
            credits.load(slot, from: checkout.touchesFrom, &join, &rows)
            journeys.append(credits.loadedSources)
        } else {
            journeys.begin(key, at: time, from: EventTime(milliseconds: .min))
            join.withTouches(of: slot) { journeys.append($0) }
        }
        if rules.hasRow(checkout) {
            journeys.convert(for: rules.amounts(of: checkout, rows.dimensions).total)
        }
    }

    /// Shows a probe what each model gives to the clicks of a checkout.
    private mutating func show(_ probe: RunProbe, _ slot: Int32) {
        let checkout = join.checkouts[slot]
        let all = path(of: slot)
        credits.load(all, of: checkout.time, from: held[Int(slot)].touchesFrom, &rows)
        for model in credits.models.indices {
            credits.showLoaded(probe, checkoutSeq: checkout.seq, path: all, by: model)
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
