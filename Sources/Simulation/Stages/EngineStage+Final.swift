import Attribution
import EventLogs
import Streaming

// What is final: whose row an id has, its outcome, its credits; and the rows of the changelogs.

extension EngineStage where Engine: ~Copyable {
    /// Whether other records, or a watermark to come, may decide what becomes of a checkout.
    func isShared(_ stored: CheckoutStore.Stored) -> Bool {
        !isByUser
            && (repeats.keepsAll || table.goesByWatermark || checkouts.isRepeated(stored))
    }

    /// The engine is done with a checkout: gives its credit and leaves word of it, now or, where
    /// another record may have the row of its id, at the end.
    mutating func conclude(_ handle: Int32) throws(SinkError) {
        let stored = checkouts[handle]
        guard isShared(stored) else {
            let isAgain = isByUser && checkouts.wasConcluded(stored)
            if isByUser, table.dropsPads, !isAgain { noteByUser(stored) }
            checkouts.conclude(stored)
            if keepsPairs { try addCredits(handle) }
            return settle(handle, isAgain && !checkouts[handle].isPending ? .replaced : nil)
        }
        if !repeats.keepsAll, !table.goesByWatermark, checkouts.wasConcluded(stored),
            creditsPaths || results.outcomes != nil
        {
            throw beginsAnew()
        }
        checkouts.retain(handle)
        clicks.retain(stored.checkout.attributed)
        shared.append(handle)
    }

    /// A checkout came out: whether its user has a row is known at the end.
    private mutating func noteByUser(_ stored: CheckoutStore.Stored) {
        guard results.rules.hasRow(stored.checkout) else { return }
        lossesByUser.ids += 1
        let click = stored.checkout.attributed
        guard !stored.isPending, click != ClickBuffer.none || showsUnattributed(stored) else {
            return
        }
        lossesByUser.note(
            user: click == ClickBuffer.none ? nil : clicks[click].user,
            amount: results.amounts(of: stored.checkout).total)
    }

    /// An id has come again whose first record has to be kept: the run begins anew.
    func beginsAnew() -> SinkError {
        repeats.turnedUp = true
        return SinkError("an id has come again: its first record has to be kept")
    }

    /// The engine is done with a checkout: writes the rows that stand now, in the order of the ids.
    mutating func writeRowsThatStand(_ stored: CheckoutStore.Stored) throws(SinkError) {
        guard writesEarly else { return }
        checkouts.close(stored)
        while firstOpen < checkouts.idCount, checkouts.isDone(firstOpen) {
            prefetchRow(of: firstOpen)
            firstOpen += 1
        }
        guard firstOpen - firstUnwritten > Self.rowsAhead else { return }
        while firstOpen - firstUnwritten > Self.rowsAhead {
            // It may have come again since it stood.
            guard checkouts.isDone(firstUnwritten) else {
                firstOpen = firstUnwritten
                break
            }
            if let row = table.row(ofID: firstUnwritten) {
                try write(row)
                let stored = checkouts[row.checkout]
                clicks.release(stored.shown)
                table.giveUpRow(
                    ofID: firstUnwritten, record: stored.number, &checkouts, &clicks)
            }
            firstUnwritten += 1
        }
        table.forget(belowID: firstUnwritten)
    }

    /// What a row needs is fetched so many rows ahead of it: its checkout came an hour ago.
    private static var rowsAhead: UInt32 { 16 }

    /// Fetches what the row of an id will show, and what it says of where its texts lie a few rows
    /// later.
    private func prefetchRow(of id: UInt32) {
        if let row = table.row(ofID: id) {
            checkouts.prefetch(row.checkout)
            clicks.prefetch(row.click)
        }
        let before = id &- Self.rowsAhead / 2
        if before >= firstUnwritten, before < id, let row = table.row(ofID: before) {
            checkouts.prefetchText(row.checkout)
            clicks.prefetchID(row.click)
            results.rows.dimensions.prefetch(checkouts[row.checkout].checkout.user)
        }
    }

    /// The run is over: leaves word of the checkouts that other records could have decided about.
    mutating func settleShared() {
        if table.dropsPads {
            if isByUser {
                losses = lossesByUser.losses { table.row(ofUser: $0) != nil }
            } else {
                countLosses()
            }
        }
        // Of copies of one record, which are settled together, the one that has the row goes first.
        for handle in shared where hasRow(handle) { settle(handle, nil) }
        for handle in shared where !hasRow(handle) {
            let isReplaced = table.row(ofID: checkouts[handle].id) != nil
            // A ranking that goes by a watermark has dropped its rows.
            let isDropped = table.goesByWatermark && !checkouts[handle].isPending
            settle(handle, isReplaced ? .replaced : isDropped ? .gone : nil)
        }
    }

    /// Counts the ids that came out of the join and have no row: lost ones, and those that wait.
    mutating func countLosses() {
        var seen: Set<UInt32> = []
        var ids: Set<UInt32> = []
        defer { losses.ids = Int64(ids.count) }
        for handle in shared {
            let stored = checkouts[handle]
            if results.rules.hasRow(stored.checkout) { ids.insert(stored.id) }
            let isMatched = stored.checkout.attributed != ClickBuffer.none
            guard results.rules.hasRow(stored.checkout), !stored.isPending,
                table.row(ofID: stored.id) == nil,
                isMatched || results.configuration.join.kind.showsUnattributed,
                seen.insert(stored.id).inserted
            else { continue }
            let amount = results.amounts(of: stored.checkout).total
            if !isByUser, table.isWaiting(ofID: stored.id) {
                losses.waiting.add(amount: amount)
            } else if isMatched {
                losses.withClick.add(amount: amount)
            } else {
                losses.withoutClick.add(amount: amount)
            }
        }
    }

    /// Whether the row of its id is the checkout's own.
    func hasRow(_ handle: Int32) -> Bool {
        table.row(ofID: checkouts[handle].id)?.checkout == handle
    }

    /// Leaves word for the comparison with the truth; `known`: of what, if it is known.
    private func settle(_ handle: Int32, _ known: Settlement?) {
        guard results.outcomes != nil else { return }
        let stored = checkouts[handle]
        results.settle(
            stored.checkout, in: checkouts.text(handle), known ?? settlement(of: stored, handle))
    }

    private func settlement(of stored: CheckoutStore.Stored, _ handle: Int32) -> Settlement {
        if stored.isGone { return .gone }
        if stored.isPending { return .pending }
        let click = clickShown(stored, handle)
        return Settlement(click == ClickBuffer.none ? nil : clicks[click].index)
    }

    /// The click that a checkout's row shows.
    func clickShown(_ stored: CheckoutStore.Stored, _ handle: Int32) -> Int32 {
        if isByUser { return stored.checkout.attributed }
        if !results.credits.isAtAnEnd(0) { return stored.shown }
        let row = table.row(ofID: stored.id)
        return row?.checkout == handle ? row?.click ?? ClickBuffer.none : stored.checkout.attributed
    }

    /// The click that a checkout's row shows where a model chose it of all its pairs, under the name
    /// that models know it by.
    func clickShown(of stored: CheckoutStore.Stored) -> ResultRows.Click? {
        var click = clicks.row(stored.shown)
        if let touch = stored.checkout.touch { click?.touch = touch }
        return click
    }

    /// Gives the credit of the models that need all clicks, and the rows of all models' shares.
    mutating func addCredits(_ handle: Int32) throws(SinkError) {
        let stored = checkouts[handle]
        let all = pairs.remove(stored.lastPair).sorted { clicks.precedes($0, $1) }
        checkouts[handle].lastPair = CheckoutStore.noPair
        defer { for click in all { clicks.release(click) } }
        guard creditsPaths, results.rules.hasRow(stored.checkout), !stored.isPending,
            !stored.isGone, !all.isEmpty || showsUnattributed(stored)
        else { return }
        let path = all.compactMap { clicks.row($0) }
        let time = stored.checkout.record.eventTime
        let conversion = ModelCredits.Conversion(
            id: checkouts.id(handle), time: time, amounts: results.amounts(of: stored.checkout))
        results.credits.load(path, of: time, from: stored.checkout.touchesFrom, &results.rows)
        let chosen = results.credits.chosenPlace(by: 0)
        // An inner join does not show what the rules leave without a click.
        if results.choosesTouches, chosen == nil, !showsUnattributed(stored) { return }
        for model in results.credits.models.indices {
            if results.credits.isAtAnEnd(model) {
                try writeCredit(conversion.id, all, path, stored, model)
            } else if let probe = results.rows.probe {
                if probe.wantsCredits(of: stored.seq) {
                    results.credits.showLoaded(
                        probe, checkoutSeq: stored.seq, path: path, by: model)
                }
            } else {
                try results.credits.addLoaded(conversion, path: path, by: model, &results.rows)
            }
        }
        results.noteCredit(stored.checkout, in: checkouts.text(handle), conversion.amounts)
        if !results.credits.isAtAnEnd(0), let chosen {
            checkouts[handle].shown = all[chosen]
            if results.renamesTouches {
                checkouts[handle].checkout.touch = results.credits.shownTouch(by: 0)
            }
            clicks.retain(all[chosen])
        }
    }

    /// The row of `attribution_credit` of a model that goes by the table; its totals are added with
    /// the table's rows.
    private mutating func writeCredit(
        _ id: UnsafeBufferPointer<UInt8>, _ all: [Int32], _ path: [ResultRows.Click],
        _ stored: CheckoutStore.Stored, _ model: Int
    ) throws(SinkError) {
        guard results.credits.storesCredits else { return }
        let click =
            table.isAsPrimary(model)
            ? table.row(ofID: stored.id)?.click ?? JoinRow.noClick : otherClick(of: stored)
        guard let place = all.firstIndex(of: click) else { return }
        try results.rows.writeCredit(
            Credit.whole, model: results.credits.models[model].displayName, checkoutID: id,
            path[place],
            position: place + 1, of: path.count)
    }

    /// A row of a changelog.
    func change(_ kind: RowKind, _ row: JoinRow, _ seq: Int64) -> ResultRows.Change {
        // A right join has clicks without a checkout.
        let checkout = row.isUnmatchedClick ? nil : row.checkout
        return ResultRows.Change(
            kind: kind, checkoutSeq: checkout.map { checkouts[$0].seq },
            checkoutID: checkout.map { checkouts.id($0) }
                ?? UnsafeBufferPointer(start: nil, count: 0),
            click: clicks.row(row.click), after: seq)
    }
}
