import Attribution
import EventLogs
import Streaming

// What becomes of the rows that the engine puts out.

extension EngineStage where Engine: ~Copyable {
    /// Takes in what the last call brought about.
    ///
    /// - Returns: what the record at hand was held against, if it was dropped as late.
    mutating func settle(after seq: Int64) throws(SinkError) -> Watermark? {
        results.rows.probe?.moveEngine(to: engine.eventTimeProgress)
        if engine.output.isEmpty { return nil }
        if engine.output.rows.count > 1 {
            engine.orderTies { first, second in keys.precedes(first, second) }
        }
        if let trace = results.watch.trace { tell(trace, seq) }
        var limit: Watermark?
        if let probe = results.rows.probe { show(probe, seq) }
        for dropped in engine.output.dropped {
            if dropped.isExcluded {
                limit = dropped.limit
                if dropped.side == .checkout { checkouts[dropped.handle].isExcluded = true }
            } else if dropped.rule == .forgotten, dropped.side == .checkout {
                checkouts[dropped.handle].isForgotten = true
            }
        }
        for row in engine.output.rows { try take(row, seq) }
        if Engine.takesRowsBack, !engine.output.rows.isEmpty {
            table.settleStep(&checkouts, &clicks)
            try settleTable(seq)
        }
        let (ended, expired) = (engine.output.releasedCheckouts, engine.output.releasedClicks)
        for place in ended.indices {
            if place + 4 < ended.count { checkouts.prefetch(ended[place + 4]) }
            try finish(ended[place])
        }
        for place in expired.indices {
            if place + 8 < expired.count { clicks.prefetch(expired[place + 8]) }
            clicks.release(expired[place])
        }
        engine.clear()
        return limit
    }

    /// Tells who watches what the last call brought about.
    func tell(_ trace: JoinTrace, _ seq: Int64) {
        let moment = engine.moment
        func seqOf(_ handle: Int32, _ side: JoinSide) -> Int64 {
            side == .click ? clicks[handle].seq : checkouts[handle].seq
        }
        for dropped in engine.output.dropped {
            trace.drop(seqOf(dropped.handle, dropped.side), dropped)
        }
        for row in engine.output.rows {
            if row.isUnmatchedClick {
                trace.noteUnmatched(clicks[row.click].seq, after: seq, moment)
                continue
            }
            let checkout = checkouts[row.checkout].seq
            let click = row.isPad ? nil : (clicks[row.click].seq, clicks[row.click].time)
            if row.isRetraction {
                trace.takeBack(checkout: checkout, click: click?.0, after: seq)
            } else {
                trace.note(
                    checkout: checkout, click: click, isHidden: row.hidesClick, after: seq, moment)
            }
        }
        for (place, handle) in engine.output.releasedCheckouts.enumerated() {
            trace.release(
                checkouts[handle].seq, after: seq, engine.moment(ofReleased: .checkout, at: place))
        }
        for (place, handle) in engine.output.releasedClicks.enumerated() {
            trace.release(
                clicks[handle].seq, after: seq, engine.moment(ofReleased: .click, at: place))
        }
    }

    /// Tells whoever looks on what the engine leaves out and gives up.
    func show(_ probe: RunProbe, _ seq: Int64) {
        for dropped in engine.output.dropped {
            let isClick = dropped.side == .click
            probe.keepDrop(
                seq: isClick ? clicks[dropped.handle].seq : checkouts[dropped.handle].seq,
                by: dropped.rule)
        }
        for handle in engine.output.releasedClicks {
            probe.keepRelease(seq: clicks[handle].seq, after: seq)
        }
        for handle in engine.output.releasedCheckouts {
            probe.keepRelease(seq: checkouts[handle].seq, after: seq)
        }
    }

    /// A row of the join: it may change the attributed table.
    mutating func take(_ put: JoinRow, _ seq: Int64) throws(SinkError) {
        var row = put
        if results.writesChangelog {
            try results.rows.writeJoin(change(row.kind, row.shown, seq))
        }
        if row.isUnmatchedClick { return }
        if results.cutsAtConversions { cut(row.checkout) }
        let meter = results.watch.meter
        if Engine.takesRowsBack { prepare(for: row) }
        if row.isRetraction {
            takeBack(row)
        } else if row.hidesClick {
            checkouts[row.checkout].isMatched = true
            meter?.putOut(row.checkout)
            row = row.shown
        } else if row.isPad {
            checkouts[row.checkout].isPadded = true
            checkouts[row.checkout].wasPadded = true
            meter?.putOut(row.checkout)
        } else {
            if checkouts[row.checkout].wasPadded {
                results.notePadThenPair(
                    checkouts[row.checkout].checkout, in: checkouts.text(row.checkout))
            }
            let isFirstRow =
                checkouts[row.checkout].checkout.attributed == ClickBuffer.none
                && !checkouts[row.checkout].isPadded
            let changes = keepPair(row)
            if meter != nil, changes || !results.configuration.attribution.model.isSingleTouch {
                if isFirstRow { meter?.putOut(row.checkout) } else { meter?.correct(row.checkout) }
            }
        }
        guard results.rules.hasRow(checkouts[row.checkout].checkout) else { return }
        table.add(row, &checkouts, &clicks)
        try settleTable(seq, of: checkouts[row.checkout].id)
    }

    /// A checkout comes out, or has before.
    private mutating func cut(_ handle: Int32) {
        guard !checkouts[handle].isCut else { return }
        checkouts[handle].isCut = true
        let seq = checkouts[handle].seq
        results.cut(&checkouts[handle].checkout, seq: seq)
    }

    /// Whether a checkout without a click has a row.
    func showsUnattributed(_ stored: CheckoutStore.Stored) -> Bool {
        stored.isMatched || results.configuration.join.kind.showsUnattributed
    }

    /// Tells of the changes of the attributed table.
    ///
    /// `id`: one whose row may have another click now, where rules choose.
    mutating func settleTable(_ seq: Int64, of id: UInt32? = nil) throws(SinkError) {
        if results.choosesTouches {
            try settleChosen(seq, of: id)
        } else if results.writesChangelog || results.metrics != nil {
            for place in table.changes.indices { try show(table.changes[place], seq) }
        }
        table.settleChanges(&checkouts, &clicks)
    }

    /// A row of the attributed table comes, changes or goes.
    private mutating func show(_ change: RankedChange, _ seq: Int64) throws(SinkError) {
        guard let kind = change.kind else { return }
        try show(kind, change.row, seq)
    }

    private mutating func show(_ kind: RowKind, _ row: JoinRow, _ seq: Int64) throws(SinkError) {
        if results.writesChangelog {
            try results.rows.writeAttribution(change(kind, row, seq))
        }
        guard results.metrics != nil else { return }
        let touch = row.click == JoinRow.noClick ? nil : clicks[row.click].source
        results.measure(
            kind,
            results.entry(
                of: checkouts[row.checkout].checkout, in: checkouts.text(row.checkout),
                touch: touch))
    }

    /// Tells of the changes of a table whose clicks are chosen.
    private mutating func settleChosen(_ seq: Int64, of id: UInt32?) throws(SinkError) {
        guard chosenRows != nil else { return }
        var ids = table.changes.map { checkouts[$0.row.checkout].id }
        if let id, !ids.contains(id) { ids.append(id) }
        for id in ids {
            let row = rowChosen(of: id)
            try chosenRows?.show(row, of: id)?.forEach { (kind, row) throws(SinkError) in
                try show(kind, row, seq)
                if kind.isRetraction {
                    checkouts.release(row.checkout)
                    clicks.release(row.click)
                } else {
                    checkouts.retain(row.checkout)
                    clicks.retain(row.click)
                }
            }
        }
    }

    /// The row that an id has now, with the click that is chosen of its pairs so far.
    private mutating func rowChosen(of id: UInt32) -> JoinRow? {
        guard let row = table.row(ofID: id) else { return nil }
        let stored = checkouts[row.checkout]
        var click = stored.shown
        if stored.lastPair != CheckoutStore.noPair {
            let all = pairs.clicks(stored.lastPair).sorted { clicks.precedes($0, $1) }
            click = chosenPlace(in: all, of: stored).map { all[$0] } ?? ClickBuffer.none
        }
        if click == ClickBuffer.none, !showsUnattributed(stored) { return nil }
        return click == ClickBuffer.none
            ? JoinRow(padded: row.checkout) : JoinRow(checkout: row.checkout, click: click)
    }

    /// The place, among a checkout's clicks in their order, of the one that the rules and the primary
    /// model choose.
    mutating func chosenPlace(
        in all: [Int32], of stored: CheckoutStore.Stored
    ) -> Int? {
        results.credits.load(
            all.compactMap { clicks.row($0) }, of: stored.checkout.record.eventTime,
            from: stored.checkout.touchesFrom, &results.rows)
        return results.credits.chosenPlace(by: 0)
    }

    /// A checkout whose rows were all taken back has one again: what it had last is forgotten.
    mutating func prepare(for row: JoinRow) {
        guard !row.isRetraction, checkouts[row.checkout].isGone else { return }
        checkouts[row.checkout].isGone = false
        clicks.release(checkouts[row.checkout].checkout.attributed)
        checkouts[row.checkout].checkout.attributed = ClickBuffer.none
    }

    /// A row does not stand any more. Where it was the last, what the checkout had stays known.
    mutating func takeBack(_ row: JoinRow) {
        if row.isPad {
            checkouts[row.checkout].isPadded = false
            if !keepsPairs {
                checkouts[row.checkout].isGone =
                    checkouts[row.checkout].checkout.attributed == ClickBuffer.none
                return
            }
        } else {
            checkouts[row.checkout].lastPair = pairs.remove(
                row.click, from: checkouts[row.checkout].lastPair)
            clicks.release(row.click)
        }
        let stored = checkouts[row.checkout]
        let left = pairs.clicks(stored.lastPair)
        if left.isEmpty {
            checkouts[row.checkout].isGone = !stored.isPadded
        } else if row.click == stored.checkout.attributed {
            let isLast = choosesLast
            let best = left.min {
                isLast ? clicks.precedes($1, $0) : clicks.precedes($0, $1)
            }
            if let best {
                clicks.retain(best)
                clicks.release(row.click)
                checkouts[row.checkout].checkout.attributed = best
            }
        }
    }

    /// Notes the pair's click: the best one, and all of them where a model needs them.
    ///
    /// - Returns: whether it is the best one.
    mutating func keepPair(_ row: JoinRow) -> Bool {
        let best = checkouts[row.checkout].checkout.attributed
        let isBest =
            best == ClickBuffer.none
            || (choosesLast
                ? clicks.precedes(best, row.click) : clicks.precedes(row.click, best))
        if isBest {
            clicks.retain(row.click)
            clicks.release(best)
            checkouts[row.checkout].checkout.attributed = row.click
        }
        if keepsPairs {
            clicks.retain(row.click)
            checkouts[row.checkout].lastPair = pairs.append(
                row.click, after: checkouts[row.checkout].lastPair)
        }
        return isBest
    }

    /// The engine is done with a checkout, or the run is over: what has come of it counts.
    mutating func finish(
        _ handle: Int32, isRunOver: Bool = false
    ) throws(SinkError) {
        let stored = checkouts[handle]
        checkouts[handle].isHeld = false
        if !stored.isExcluded { try account(for: stored, handle, isRunOver: isRunOver) }
        table.close(handle, &checkouts)
        try writeRowsThatStand(stored)
        clicks.release(stored.checkout.attributed)
        checkouts.release(handle)
    }

    mutating func account(
        for stored: CheckoutStore.Stored, _ handle: Int32, isRunOver: Bool
    ) throws(SinkError) {
        let hasPair = stored.checkout.attributed != ClickBuffer.none
        let hasClick =
            stored.isMatched || hasPair && (!results.choosesTouches || choosesClick(of: stored))
        let isLeft = results.configuration.join.kind.showsUnattributed
        // An inner join does not show what had no match.
        let isOut =
            hasClick || stored.isPadded || hasPair || Engine.leavesNothingPending
            || !(isLeft || isRunOver || stored.isForgotten)
        checkouts[handle].isPending = !isOut
        try conclude(handle)
        let text = checkouts.text(handle)
        guard isOut else {
            return try results.leavePending(stored.checkout, in: text, seq: stored.seq)
        }
        let mayHaveRow = results.close(
            stored.checkout, in: text, slot: handle, hasClick: hasClick,
            isShown: hasClick || isLeft)
        if mayHaveRow { results.setAside(stored.checkout, in: text) }
    }

    /// Whether the rules leave a checkout one of its pairs' clicks.
    mutating func choosesClick(of stored: CheckoutStore.Stored) -> Bool {
        let all = pairs.clicks(stored.lastPair).sorted { clicks.precedes($0, $1) }
        return chosenPlace(in: all, of: stored) != nil
    }
}
