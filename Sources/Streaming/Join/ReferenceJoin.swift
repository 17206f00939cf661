/// The interval join as the reference engine does it (contract, section 4).
///
/// A checkout at t is emitted once, as soon as the join's watermark is beyond t + lookahead, with
/// all accepted clicks that match. A click that is accepted later corrects it. Both rules of
/// expiry are chosen so that no accepted click ever misses an accepted checkout that it matches:
/// the pairs of a run are exactly all accepted, matching ones.
///
/// ```swift
/// join.addClick(…); join.addCheckout(…)   // then read `outcomes`
/// join.advance(to: horizons)              // then read `outcomes` again
/// join.expire()
/// ```
public struct ReferenceJoin: ~Copyable {
    /// What became of a checkout in a step.
    public struct Outcome: Sendable, BitwiseCopyable {
        /// The stages of a checkout's life.
        public enum Stage: Sendable, BitwiseCopyable {
            /// It is put out, with all clicks that match now.
            case emitted
            /// A further click matches it.
            case corrected
            /// Nothing can change it any more.
            case closed
        }
        /// The stage that it reached.
        public var stage: Stage
        /// Its slot in ``ReferenceJoin/checkouts``.
        public var checkout: Int32
        /// The further click of a correction, a slot in ``ReferenceJoin/clicks``.
        public var click = ClickBuffer.none
    }

    /// The clicks held for coming checkouts and corrections.
    public private(set) var clicks: ClickBuffer
    /// The checkouts that are not closed.
    public private(set) var checkouts = CheckoutBuffer()
    /// What the last call brought about, in the order of its rows.
    public private(set) var outcomes: [Outcome] = []

    private let bounds: JoinBounds
    private var horizons = JoinHorizons.unset
    private var scratch: [Int32] = []
    private(set) var windows = TouchWindows()
    /// Before this event time no click is wanted any more.
    private var clickHorizon = Watermark.unset
    private var windowHorizon: EventTime { EventTime(milliseconds: clickHorizon.rawValue) }
    /// No click before it is wanted any more.
    public var horizon: EventTime { windowHorizon }

    /// An empty join. If it `keepsExpired`, ``clicks`` tells which ones were given up.
    public init(bounds: JoinBounds, ties: TieOrder = .id, keepsExpired: Bool = false) {
        self.bounds = bounds
        clicks = ClickBuffer(
            span: Milliseconds(
                max(
                    0,
                    min(
                        bounds.lookback.count + bounds.lookahead.count,
                        Milliseconds.longest.count))),
            ties: ties, keepsExpired: keepsExpired)
    }

    /// Fetches what a click of a key will touch; a hint, called some records ahead.
    public func prepareForClick(of key: UInt32) { clicks.prefetchLast(of: key) }

    /// Fetches what a checkout of a key will touch; a hint, called some records ahead.
    public func prepareForCheckout(of key: UInt32) { clicks.prefetchFirst(of: key) }

    /// Takes an accepted click; emitted checkouts that it matches are corrected.
    public mutating func addClick(
        time: EventTime, nanoseconds: UInt32 = 0, seq: Int64, key: UInt32,
        id: UnsafeBufferPointer<UInt8>, source: UInt32, index: UInt32
    ) {
        let click = clicks.insert(
            time: time, nanoseconds: nanoseconds, seq: seq, key: key, id: id, source: source,
            index: index)
        windows.insert(
            WindowTouch(time: time, source: source, slot: click), key: key,
            isLast: clicks.last(of: key) == click, horizon: windowHorizon)
        var checkout = checkouts.firstEmitted(of: key)
        while checkout != CheckoutBuffer.none {
            if bounds.match(click: time, checkout: checkouts[checkout].time) {
                outcomes.append(Outcome(stage: .corrected, checkout: checkout, click: click))
            }
            checkout = checkouts.nextEmitted(checkout)
        }
    }

    /// Takes an accepted checkout; it is emitted at once if the watermark is already past it.
    ///
    /// `text`: all texts to keep for it, the id first.
    /// Returns its slot in ``checkouts``.
    public mutating func addCheckout(
        time: EventTime, nanoseconds: UInt32 = 0, seq: Int64, key: UInt32,
        text: UnsafeBufferPointer<UInt8>, idLength: UInt32
    ) -> Int32 {
        let slot = checkouts.insert(
            time: time, nanoseconds: nanoseconds, seq: seq, key: key, text: text,
            idLength: idLength)
        if horizons.join.hasPassed(time + bounds.lookahead) { emit() }
        return slot
    }

    /// Moves the watermarks on: what is final is emitted, what cannot be corrected is closed.
    public mutating func advance(to horizons: JoinHorizons) {
        if horizons == self.horizons { return }
        self.horizons = horizons
        emit()
    }

    /// Gives up what the outcomes closed, and the clicks that nothing can match any more.
    ///
    /// A click outlives its last open checkout, so that outcomes can be read in full before.
    public mutating func expire() {
        if !outcomes.isEmpty {
            for outcome in outcomes where outcome.stage == .closed {
                checkouts.release(outcome.checkout)
            }
            outcomes.removeAll(keepingCapacity: true)
        }
        // A later checkout is not before `checkouts`; an open one is not before
        // min(join, clicks) − lookahead; each reaches back by the lookback.
        let open = min(horizons.join, horizons.clicks) - bounds.lookahead
        clickHorizon = min(horizons.checkouts, open) - bounds.lookback
        clicks.expire(before: clickHorizon)
    }

    /// Empties the list of clicks that were given up.
    public mutating func forgetExpired() { clicks.forgetExpired() }

    /// The first click that matches a checkout, or ``ClickBuffer/none``.
    public mutating func firstMatch(_ checkout: Int32) -> Int32 {
        let held = checkouts[checkout]
        let earliest = bounds.earliestClick(for: held.time)
        return matching(clicks.firstNotBefore(earliest, of: held.key), held.time)
    }

    /// The last click that matches a checkout, or ``ClickBuffer/none``.
    public mutating func lastMatch(_ checkout: Int32) -> Int32 {
        let held = checkouts[checkout]
        let latest = bounds.latestClick(for: held.time)
        return matching(clicks.lastNotAfter(latest, of: held.key), held.time)
    }

    /// The match behind `click` of a checkout, or ``ClickBuffer/none``.
    public func nextMatch(_ checkout: Int32, after click: Int32) -> Int32 {
        matching(clicks.next(click), checkouts[checkout].time)
    }

    /// Shows what a model needs to know of the clicks that match a checkout, in order.
    public mutating func withTouches<Result>(
        of checkout: Int32, _ body: (UnsafeBufferPointer<WindowTouch>) -> Result
    ) -> Result {
        let held = checkouts[checkout]
        return windows.withTouches(
            of: held.key, from: bounds.earliestClick(for: held.time),
            to: bounds.latestClick(for: held.time), horizon: windowHorizon, clicks, body)
    }

    private func matching(_ click: Int32, _ time: EventTime) -> Int32 {
        guard click != ClickBuffer.none, bounds.match(click: clicks[click].time, checkout: time)
        else { return ClickBuffer.none }
        return click
    }

    private mutating func emit() {
        checkouts.popEmittable(horizons.join, lookahead: bounds.lookahead, into: &scratch)
        // One after the other, each search would wait for its first click.
        if scratch.count > 2 {
            for slot in scratch { clicks.prefetchFirst(of: checkouts[slot].key) }
        }
        // Until then a click may still be accepted that corrects.
        let final = min(horizons.join, horizons.clicks)
        for slot in scratch {
            outcomes.append(Outcome(stage: .emitted, checkout: slot))
            if final.hasPassed(checkouts[slot].time + bounds.lookahead) {
                outcomes.append(Outcome(stage: .closed, checkout: slot))
            } else {
                checkouts.keepForCorrections(slot)
            }
        }
        scratch.removeAll(keepingCapacity: true)
        while let slot = checkouts.popClosable(final, lookahead: bounds.lookahead) {
            outcomes.append(Outcome(stage: .closed, checkout: slot))
        }
    }
}
