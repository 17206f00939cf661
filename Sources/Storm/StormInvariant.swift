import Attribution
import Scenarios
import Simulation

/// What must never happen, whatever goes wrong around the job.
public enum StormInvariant: String, CaseIterable, Sendable, Hashable {
    /// Every record that is read has one fate in the accounts.
    case accounts
    /// Every checkout that arrives has one.
    case fates
    /// No record and no id has two rows.
    case rows
    /// No pair comes out twice, and no pad stays beside one.
    case pairs
    /// No credit outside the window.
    case window
    /// Totals are sums.
    case totals
    /// Faults do not touch the truth.
    case truth
    /// What is read twice counts once.
    case twice
    /// What a source that reads at most once loses is all that is gone.
    case lost
    /// What is out before a restart stays.
    case past
    /// Nothing late: a restart changes no credit.
    case restart
    /// At least once: rows may come again, never vanish.
    case atLeastOnce = "at-least-once"
    /// At most once: rows may vanish, never come again.
    case atMostOnce = "at-most-once"
    /// The expectations that are to be kept hold.
    case kept

    /// The law.
    public var statement: String {
        switch self {
        case .accounts: "every record has one fate, and every sum of fates holds"
        case .fates: "a checkout is late, a duplicate, pending or joined: one of these"
        case .rows: "one row a record, and one an id where the id is the key"
        case .pairs: "no pair twice, none taken back unseen, no pad beside one"
        case .window: "clicks with credit are the user's own, and within the window"
        case .totals: "source_credit is the sum over the rows"
        case .truth: "the truth is the same with faults as without"
        case .twice: "where ids are remembered, what is read twice counts once"
        case .lost: "what is lost leaves no row, and no credit that came goes elsewhere"
        case .past: "a restart changes nothing that came out before its checkpoint"
        case .restart: "where nothing is late, a restart changes no credit"
        case .atLeastOnce: "a sink that gets rows at least once lacks none"
        case .atMostOnce: "a sink that gets rows at most once has none twice"
        case .kept: "what is to be kept holds with the faults as well"
        }
    }

    /// What an invariant says of an outcome.
    enum Verdict: Equatable, Sendable {
        /// It promises nothing here.
        case silent
        case holds
        /// It is broken, with its numbers.
        case broken(String)

        /// Broken where there is something to say.
        init(_ breach: String?) { self = breach.map { .broken($0) } ?? .holds }
    }

    /// Whether it holds.
    func verdict(on outcome: StormOutcome) -> Verdict {
        let configuration = outcome.scenario.configuration
        switch self {
        case .accounts: return Verdict(outcome.brokenAccount)
        case .fates: return Verdict(outcome.brokenFate)
        case .rows: return Verdict(outcome.secondRow)
        case .pairs: return Verdict(outcome.brokenPair)
        case .window: return Verdict(outcome.creditOutside)
        case .totals:
            return configuration.attribution.model.isAtAnEnd
                ? Verdict(outcome.brokenTotal) : .silent
        case .truth: return Verdict(outcome.movedTruth)
        case .twice:
            return outcome.promisesTwiceIsOnce ? Verdict(outcome.changedCredit) : .silent
        case .lost: return outcome.isLossAlone ? Verdict(outcome.brokenLoss) : .silent
        case .past: return outcome.plan.crash == nil ? .silent : Verdict(outcome.changedPast)
        case .restart:
            guard outcome.second != nil, outcome.promisesTheSameCredit else { return .silent }
            return Verdict(outcome.creditChangedByRestart)
        case .atLeastOnce: return outcome.verdict(on: .atLeastOnce)
        case .atMostOnce: return outcome.verdict(on: .atMostOnce)
        case .kept: return outcome.isAskedToKeep ? Verdict(outcome.notKept.first?.words) : .silent
        }
    }
}
