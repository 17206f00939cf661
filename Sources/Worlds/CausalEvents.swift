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
    /// Names it across worlds: an event has the same number wherever it happens.
    public var id: UInt64
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
            let life = users.life(of: user)
            var events = clicks(of: user, life, users, on)
            let clickCount = events.count
            for candidate in life.candidates {
                let outcome = hazard.outcome(
                    candidate, bursts: life.bursts, exposures: life.exposures)
                switch outcome {
                case .never: continue
                case .sometimes(let worlds) where !worlds[on]: continue
                case .always, .sometimes: break
                }
                events.append(
                    CausalEvent(
                        time: Int64(candidate.time), user: user,
                        kind: .checkout(amount: users.amount(of: candidate)), id: candidate.id))
            }
            let order = events.indices.sorted { a, b in
                events[a].time != events[b].time
                    ? events[a].time < events[b].time
                    : (a >= clickCount ? 1 : 0, a) < (b >= clickCount ? 1 : 0, b)
            }
            for place in order { body(events[place]) }
        }
    }

    private func clicks(
        of user: Int, _ life: CausalLife, _ users: CausalUsers, _ on: Int
    ) -> [CausalEvent] {
        life.exposures.filter { $0.needs & on == $0.needs && users.isClick($0) }.map {
            CausalEvent(
                time: Int64($0.time), user: user, kind: .click(source: $0.source), id: $0.id)
        }
    }
}
