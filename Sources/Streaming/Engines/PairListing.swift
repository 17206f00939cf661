/// Which pairs an engine lists for a checkout that comes behind its clicks.
///
/// Whoever asks for the attributed table alone needs only the ends of the stretch of clicks that
/// match: a busy user has hundreds of them, and a log of 1,000,000 clicks 31,000,000 pairs. All
/// clicks of the end's event time are listed, by arrival, so that ties are settled as ever.
public enum PairListing: Sendable, Hashable, BitwiseCopyable {
    /// Every pair, in the engine's order.
    case all
    /// The pairs with the earliest clicks, with the latest, or both.
    case ends(first: Bool, last: Bool)
    /// The pairs with the earliest clicks, and those with the earliest from a time on: for a ranking
    /// that drops what is before it.
    case firsts(from: EventTime)

    /// No pairs.
    public static let none = PairListing.ends(first: false, last: false)

    /// Lists what another listing does, too.
    public mutating func add(_ other: PairListing) {
        if case .ends(let first, let last) = self,
            case .ends(let otherFirst, let otherLast) = other
        {
            self = .ends(first: first || otherFirst, last: last || otherLast)
        } else if self == .none {
            self = other
        } else if other != .none, self != other {
            self = .all
        }
    }
}

extension KeyedBuffer {
    /// Hands over a key's records from `earliest` to `latest` by (event time, arrival): all of
    /// them, or those at the ends. A record that is at both ends may come twice.
    ///
    /// Cost: what is handed over, and the way to it from the list's nearer end.
    func forEach(
        of key: UInt32, from earliest: EventTime, to latest: EventTime, _ listing: PairListing,
        _ body: (_ slot: Int32) -> Void
    ) {
        switch listing {
        case .all:
            var slot = first(of: key, from: earliest)
            while slot != Self.none, self[slot].time <= latest {
                body(slot)
                slot = self[slot].next
            }
        case .firsts(let time):
            let first = forEachFirst(of: key, from: earliest, to: latest, body)
            // The records of one time are listed together.
            guard let first, first < time else { return }
            _ = forEachFirst(of: key, from: time, to: latest, body)
        case .ends(let wantsFirst, let wantsLast):
            if wantsFirst { _ = forEachFirst(of: key, from: earliest, to: latest, body) }
            if wantsLast {
                let last = last(of: key, to: latest)
                if last == Self.none || self[last].time < earliest { return }
                let time = self[last].time
                var slot = first(ofTimeOf: last)
                while slot != Self.none, self[slot].time == time {
                    body(slot)
                    slot = self[slot].next
                }
            }
        }
    }

    /// Hands over the earliest records of a key in a stretch, all of one time.
    ///
    /// - Returns: their time; `nil` where there is none.
    private func forEachFirst(
        of key: UInt32, from earliest: EventTime, to latest: EventTime,
        _ body: (_ slot: Int32) -> Void
    ) -> EventTime? {
        var slot = first(of: key, from: earliest)
        guard slot != Self.none, self[slot].time <= latest else { return nil }
        let time = self[slot].time
        while slot != Self.none, self[slot].time == time {
            body(slot)
            slot = self[slot].next
        }
        return time
    }
}
