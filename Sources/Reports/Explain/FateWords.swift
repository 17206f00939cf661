import Simulation
import Streaming
import Text

/// What became of a record on its arrival, in words with the numbers.
extension Wording {
    /// `on time: 22s ahead of the watermark`.
    func fate(_ record: ProbedRecord) -> String {
        let lateness = Lateness(record, configuration)
        switch record.fate {
        case .unseen, .dropped: return "never arrived: injected disorder dropped it"
        case .late: return late(record, lateness)
        case .duplicate: return duplicate(record)
        case .filtered:
            let age = span(record.arrivalTime - record.eventTime)
            guard let ageMax = configuration.join.clickAgeMax,
                record.arrivalTime - record.eventTime > ageMax.count
            else { return "kept out of the join by the query's filter" }
            let limit = span(ageMax.count)
            return "kept out of the join: \(age) old at its arrival, more than \(limit)"
        case .withinAllowedLateness:
            guard let lateness else { return "within allowed lateness" }
            return
                "within allowed lateness: \(span(lateness.watermark.rawValue - record.eventTime))"
                + " behind W \(time(lateness.watermark.rawValue)), \(span(lateness.allowed)) allowed"
        case .onTime:
            if !configuration.engine.isReference { return "accepted" }
            guard let margin = lateness?.margin else {
                return "on time: there is no watermark yet"
            }
            return "on time: \(span(margin)) to spare"
        }
    }

    /// Why it was dropped as late.
    private func late(_ record: ProbedRecord, _ lateness: Lateness?) -> String {
        if !configuration.engine.isReference {
            let reason = record.seq.flatMap {
                found.reasons?.late($0, record.side, name: record.id)
            }
            guard let numbers = reason?.numbers else { return "late" }
            let more = numbers.margin.map { "; \(span($0)) more would do" } ?? ""
            return "late: \(self.numbers(numbers))\(more)"
        }
        guard let lateness, record.limit.isSet else { return "late" }
        let behind = record.limit == .end ? nil : record.limit.rawValue - record.eventTime
        guard let behind, let margin = lateness.margin else {
            return "late: its stream had ended"
        }
        let limit =
            lateness.allowed > 0
            ? ", \(span(-margin)) beyond the \(span(lateness.allowed)) allowed" : ""
        return "late: \(span(behind)) behind W \(watermark(record.limit))\(limit)"
    }

    private func duplicate(_ record: ProbedRecord) -> String {
        let first = found.stream.records.first {
            $0.side == record.side && $0.index == record.firstIndex
                && ($0.fate == .onTime || $0.fate == .withinAllowedLateness)
        }
        return "duplicate: its id is remembered"
            + (first?.seq.map { " from seq \($0)" } ?? "")
    }

    /// What would have taken a late record in.
    func remedy(_ record: ProbedRecord) -> String? {
        if !configuration.engine.isReference {
            guard record.fate == .late, let seq = record.seq else { return nil }
            return leaders(of: record, found.reasons?.late(seq, record.side, name: record.id))
        }
        guard let lateness = Lateness(record, configuration), let needed = lateness.delayNeeded
        else { return nil }
        let stream = stream(record.side)
        if record.fate == .late {
            if let mover = record.mover, mover.ahead >= Self.farAhead {
                return moved(record, by: mover, needing: needed, lateness.delay)
            }
            return "A watermark delay of \(span(needed)) for the \(stream) would have taken it in"
                + " (it is \(span(lateness.delay)))."
        }
        guard record.fate == .onTime || record.fate == .withinAllowedLateness else { return nil }
        return needed == 0
            ? "It stays in time with any smaller delay."
            : "With a delay of less than \(span(needed)) it would be late"
                + " (it is \(span(lateness.delay)))."
    }

    /// From here on one record that is ahead of all others is told of: less is common disorder.
    static var farAhead: Int64 { 60_000 }

    /// One record moved the watermark past a late one: it is what is wrong, not the delay.
    func moved(
        _ record: ProbedRecord, by mover: WatermarkMover, needing delay: Int64, _ now: Int64
    ) -> String {
        let kind = record.side == .click ? "click" : "checkout"
        let state =
            mover.without.isSet
            ? "the \(stream(record.side))' W would be \(time(mover.without.rawValue))"
            : "the \(stream(record.side)) would have no W yet"
        let place = found.place(of: record.side, mover.line)
        return
            "One record moved W so far: \(kind) \(PrintableText.escaping(mover.id)) (\(place), seq "
            + "\(mover.seq)), at \(time(mover.eventTime)), is \(span(mover.ahead)) ahead of every "
            + "other \(kind) of its partition so far. Without it \(state), and this in time. "
            + (mover.isClockAhead
                ? "Its clock is ahead: mend it, or leave it out; "
                : "If its clock is ahead, leave it out; ")
            + "only a delay of \(span(delay)) would wait for it (it is \(span(now)))."
    }

    /// Of a real engine: the records that alone brought its time as far as a reason says, if one of a
    /// stream did; `record`: the one that came behind them.
    func leaders(of record: ProbedRecord, _ reason: EngineReason?) -> String? {
        guard let reason, let moment = reason.watermark, moment.isSet, moment != .end else {
            return nil
        }
        let leaders = record.leaders.filter {
            $0.eventTime >= moment.rawValue && $0.next ?? .min < moment.rawValue
        }
        if leaders.isEmpty { return nil }
        let name = reason.watermarkName ?? "W"
        let isOne = leaders.count == 1
        let told = leaders.map { leader in
            let kind = leader.side == .click ? "click" : "checkout"
            let place = found.place(of: leader.side, leader.line)
            let how =
                leader.next.map {
                    "is \(span(leader.eventTime - $0)) ahead of every other \(kind) so far, none of "
                        + "which reaches \(time(moment.rawValue))"
                }
                ?? "is the only \(kind) so far, and came \(span(leader.early ?? 0)) before its own "
                + "time"
            return "\(kind) \(PrintableText.escaping(leader.id)) (\(place), seq \(leader.seq)), at "
                + "\(time(leader.eventTime)), \(how)"
        }
        let isAhead = leaders.allSatisfy(\.isClockAhead)
        let advice =
            isOne
            ? isAhead
                ? "Its clock is ahead: mend it, or leave it out."
                : "If its clock is ahead, leave it out."
            : isAhead
                ? "Their clocks are ahead: mend them, or leave them out."
                : "If their clocks are ahead, leave them out."
        return (isOne ? "One record" : "Two records") + " moved \(name) so far: "
            + told.joined(separator: "; ") + ". " + advice
    }

    /// What disorder did to it, if it did.
    func disturbance(_ record: ProbedRecord) -> String? {
        var parts: [String] = []
        if record.copy > 0 { parts.append("injected copy \(record.copy)") }
        let delay = record.arrivalTime - record.arrivalTimeRead
        if delay > 0 { parts.append("injected delay \(span(delay))") }
        let shift = record.eventTime - record.eventTimeRead
        if shift != 0 {
            parts.append("clock \(span(abs(shift))) \(shift > 0 ? "fast" : "slow")")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// That a pair was taken back, when and why.
    func takenBack(_ click: ProbedRecord, _ story: CheckoutStory) -> String {
        let change = story.changes.last {
            $0.isJoin && $0.op == "-D" && $0.clickSeq == click.seq
        }
        guard let change else { return "paired, and the row was taken back" }
        return "paired, and the row was taken back at seq \(change.after.seq)"
            + (whyTakenBack(change).map { ": \(engine) \($0)" } ?? "")
    }

    /// Why a row was taken back.
    func whyTakenBack(_ change: ProbedChange) -> String? {
        found.reasons?.takenBack(
            checkout: change.checkoutSeq, click: change.clickSeq, after: change.after.seq,
            name: found.stream.record(change.clickSeq)?.id
        ).map(reason)
    }

    /// Why a click that matches was not paired.
    func notPaired(_ click: ProbedRecord, _ checkout: ProbedRecord) -> String {
        switch checkout.fate {
        case .late, .duplicate, .dropped, .unseen: return "on time, but the checkout takes no part"
        case .withinAllowedLateness, .onTime, .filtered: break
        }
        let reason = checkout.seq.flatMap { checkout in
            click.seq.flatMap {
                found.reasons?.pair(checkout: checkout, click: $0, name: click.id)
            }
        }
        return "not paired: \(engine)" + (reason.map { " " + self.reason($0) } ?? "")
    }
}
