import Streaming

// The engines' own rules, applied to what was taken down of a checkout and a click.

extension ReasonFinder {
    /// Why a pair came out.
    func hold(
        _ checkout: JoinTrace.Visit, _ click: JoinTrace.Visit, _ number: UInt32
    ) -> EngineReason {
        var reason = EngineReason(.clickHeld, click: name(number), time: click.time)
        let clickCameFirst = click.seq < checkout.seq
        let later = clickCameFirst ? checkout : click
        reason.watermark = later.before?.time
        reason.step = later.seq
        switch variant.configuration.engine {
        case .reference:
            reason.rule = .clickAccepted
            reason.limit = click.limit
        case .flinkSQL, .flinkDataStream:
            let end = clickCameFirst ? reachEnd(ofClick: click) : reachEnd(ofCheckout: checkout)
            reason.limit = Watermark(rawValue: end)
            let isHeld = (later.before?.time.rawValue ?? .min) < end
            if clickCameFirst {
                reason.rule = isHeld ? .clickHeld : .clickNotCleaned
            } else {
                reason.time = checkout.time
                reason.rule = isHeld ? .checkoutHeld : .checkoutNotCleaned
            }
        case .kafkaStreams:
            reason.rule = clickCameFirst ? .clickHeld : .checkoutHeld
            let limit = clickCameFirst ? later.before?.clicksLimit : later.before?.checkoutsLimit
            reason.limit = limit.map { Watermark(rawValue: $0) }
            if !clickCameFirst { reason.time = checkout.time }
        case .pathway, .quixStreams:
            reason.rule = clickCameFirst ? .clickHeld : .checkoutHeld
            if !clickCameFirst { reason.time = checkout.time }
        case .spark:
            reason.rule = clickCameFirst ? .clickHeld : .checkoutHeld
            let evicted = Watermark(rawValue: later.before?.clicksLimit ?? 0)
            reason.watermark = evicted
            let span = clickCameFirst ? reach.before : reach.after
            reason.limit = Watermark(rawValue: evicted.rawValue - span - 1)
            if !clickCameFirst { reason.time = checkout.time }
        }
        return reason
    }

    /// Why there is no pair although the click lies within the checkout's reach.
    func miss(
        _ checkout: JoinTrace.Visit, _ click: JoinTrace.Visit, _ number: UInt32
    ) -> EngineReason {
        var reason = EngineReason(
            .unexplained, click: name(number), time: click.time, step: click.seq)
        if click.fate == .late {
            reason.rule = .clickLate
            reason.watermark = click.before?.time
            reason.limit = click.limit
        } else if click.fate == .duplicate {
            reason.rule = .clickDuplicate
        } else if click.seq < checkout.seq {
            missEarlierClick(checkout, click, &reason)
        } else {
            missLaterClick(checkout, click, &reason)
        }
        return reason
    }

    /// The click came first: was it kept, had it left, did anybody look for it?
    private func missEarlierClick(
        _ checkout: JoinTrace.Visit, _ click: JoinTrace.Visit, _ reason: inout EngineReason
    ) {
        reason.limit = Watermark(rawValue: reachEnd(ofClick: click))
        if click.rule == .forgotten {
            reason.rule = .forgotten
        } else if wasNotKept(click, reachEnd(ofClick: click)) || click.rule == .notStored {
            reason.rule = .clickNotKept
            reason.watermark = click.before?.time
            if isKafka { reason.limit = click.limit }
        } else if let release = click.release, release.seq < checkout.seq {
            reason.rule = .clickGone
            reason.watermark = timeOfEviction(release.moment)
            if isKafka { reason.limit = release.moment.clicksLimit.map { Watermark(rawValue: $0) } }
            reason.step = release.seq
        } else if let before = checkout.before, let limit = before.clicksLimit {
            reason.rule = ruleOfSilence
            reason.watermark = before.time
            reason.limit = Watermark(rawValue: limit)
            reason.step = checkout.seq
        }
    }

    /// The checkout came first: was it kept, had it left, did anybody look for it?
    private func missLaterClick(
        _ checkout: JoinTrace.Visit, _ click: JoinTrace.Visit, _ reason: inout EngineReason
    ) {
        reason.limit = Watermark(rawValue: reachEnd(ofCheckout: checkout))
        if checkout.rule == .forgotten {
            reason.rule = .forgotten
        } else if wasNotKept(checkout, reachEnd(ofCheckout: checkout)) {
            reason.rule = .checkoutNotKept
            reason.watermark = checkout.before?.time
            reason.step = checkout.seq
        } else if checkout.rule == .notStored {
            reason.rule = .checkoutNotKept
            reason.watermark = checkout.before?.time
            reason.limit = checkout.limit
            reason.step = checkout.seq
        } else if let release = checkout.release, release.seq < click.seq {
            reason.rule = .checkoutGone
            reason.watermark = timeOfEviction(release.moment)
            if isKafka {
                reason.limit = release.moment.checkoutsLimit.map { Watermark(rawValue: $0) }
            }
            reason.step = release.seq
        } else if let before = click.before, let limit = before.checkoutsLimit {
            reason.rule = ruleOfSilence
            reason.watermark = before.time
            reason.limit = Watermark(rawValue: limit)
        }
    }

    /// Why two records did not meet that were both there, as far as the engine has such a rule.
    private var ruleOfSilence: EngineReason.Rule {
        switch variant.configuration.engine {
        case .flinkSQL: .notLookedFor
        case .kafkaStreams: .beyondRetention
        case .spark: .notInABatch
        case .reference, .flinkDataStream, .pathway, .quixStreams: .unexplained
        }
    }

    /// Whether flink-sql did not take a record into its state: W was at the end of its reach.
    private func wasNotKept(_ visit: JoinTrace.Visit, _ end: Int64) -> Bool {
        isFlinkSQL && visit.release?.seq == visit.seq
            && (visit.before?.time.rawValue ?? .min) >= end
    }

    /// Why a checkout came out without a click when it did.
    func pad(
        _ checkout: JoinTrace.Visit, _ row: JoinTrace.Row, isBefore: Bool
    ) -> EngineReason {
        if isFlinkSQL, reach.isEmpty { return EngineReason(.emptyBounds, step: row.after) }
        let isAtOnce =
            wasNotKept(checkout, reachEnd(ofCheckout: checkout))
            || (isKafka && row.after == checkout.seq)
        var reason = EngineReason(
            isBefore ? .paddedBefore : isAtOnce ? .paddedAtOnce : .padded, time: checkout.time,
            watermark: timeOfEviction(row.moment),
            limit: Watermark(rawValue: reachEnd(ofCheckout: checkout)), step: row.after)
        if isAtOnce, isFlinkSQL { reason.watermark = checkout.before?.time }
        if !isAtOnce, let grace {
            reason.limit = Watermark(rawValue: reachEnd(ofCheckout: checkout) + grace)
        }
        return reason
    }

    /// Why a checkout had not come out at the end.
    func pending(_ checkout: JoinTrace.Visit) -> EngineReason {
        EngineReason(
            checkout.rule == .forgotten ? .forgotten : .stillHeld, time: checkout.time,
            watermark: trace.end.time,
            limit: Watermark(rawValue: reachEnd(ofCheckout: checkout) + (grace ?? 0)))
    }

    /// What an engine that clears its state went by when it did.
    private func timeOfEviction(_ moment: EngineMoment) -> Watermark {
        // The last batch of a step evicted with the watermark that is the next late filter.
        if case .spark = variant.configuration.engine, let limit = moment.clicksLimit {
            return Watermark(rawValue: limit)
        }
        return moment.time
    }

    private func reachEnd(ofClick click: JoinTrace.Visit) -> Int64 {
        click.time.milliseconds + (isDataStream ? max(reach.before, 0) : reach.before)
    }

    private func reachEnd(ofCheckout checkout: JoinTrace.Visit) -> Int64 {
        checkout.time.milliseconds + (isDataStream ? max(reach.after, 0) : reach.after)
    }

    private var grace: Int64? {
        guard case .kafkaStreams(let settings) = variant.configuration.engine else { return nil }
        return settings.grace.count
    }

    private var isFlinkSQL: Bool {
        if case .flinkSQL = variant.configuration.engine { true } else { false }
    }

    private var isDataStream: Bool { variant.configuration.engine == .flinkDataStream }

    private var isKafka: Bool {
        if case .kafkaStreams = variant.configuration.engine { true } else { false }
    }
}
