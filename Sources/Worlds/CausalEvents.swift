/// A click or a checkout of a world, for its log.
public struct CausalEvent: Sendable, Hashable {
    /// What it is.
    public enum Kind: Sendable, Hashable {
        /// A click on a source, by its number.
        case click(source: Int)
        /// A checkout of an amount in ten-thousandths.
        case checkout(amount: Int64)
    }

    /// Whole milliseconds from the start of the world, rounded down.
    public var time: Int64
    /// The number of the user.
    public var user: Int
    /// What it is.
    public var kind: Kind
}

extension CausalWorld {
    /// What a log of some users shows, in the world in which exactly the sources of `on` (bits) are
    /// on: user by user, each in time order, clicks before checkouts at the same millisecond.
    public func events(
        ofUsers range: Range<Int>, on: Int, _ body: (CausalEvent) -> Void
    ) throws(CausalWorldError) {
        try check()
        let users = CausalUsers(self)
        var hazard = CausalHazard(self)
        for user in range {
            var events = clicks(of: user, users, on)
            let clickCount = events.count
            let propensity = users.propensity(of: user)
            let bursts = users.bursts(of: user)
            let exposures = users.exposures(of: user, propensity: propensity, bursts: bursts)
            let candidates = users.candidates(of: user, propensity: propensity)
            for (place, candidate) in candidates.enumerated() {
                var isCapped = false
                let outcome = hazard.outcome(
                    candidate, bursts: bursts, exposures: exposures, isCapped: &isCapped)
                switch outcome {
                case .never: continue
                case .sometimes(let worlds) where !worlds[on]: continue
                case .always, .sometimes: break
                }
                let amount = users.amount(of: user, candidate: place)
                events.append(
                    CausalEvent(
                        time: Int64(candidate.time), user: user, kind: .checkout(amount: amount)))
            }
            let order = events.indices.sorted { a, b in
                events[a].time != events[b].time
                    ? events[a].time < events[b].time
                    : (a >= clickCount ? 1 : 0, a) < (b >= clickCount ? 1 : 0, b)
            }
            for place in order { body(events[place]) }
        }
    }

    private func clicks(of user: Int, _ users: CausalUsers, _ on: Int) -> [CausalEvent] {
        let exposures = users.exposures(
            of: user, propensity: users.propensity(of: user), bursts: users.bursts(of: user))
        return exposures.filter { $0.needs & on == $0.needs && users.isClick($0) }.map {
            CausalEvent(time: Int64($0.time), user: user, kind: .click(source: $0.source))
        }
    }
}
