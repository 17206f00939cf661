import Streaming

/// Finds the checkouts that several runs see differently.
struct DifferenceFinder {
    private let outcomes: [RunOutcomes]
    private let book: OutcomeBook
    /// Those checkouts, by the number of their ids.
    let checkouts: [UInt32]

    init(_ book: OutcomeBook, _ outcomes: [RunOutcomes]) {
        self.book = book
        self.outcomes = outcomes
        checkouts = (0..<UInt32(book.checkouts.count)).filter { checkout in
            outcomes.dropFirst().contains { $0.differs(from: outcomes[0], at: checkout) }
        }
    }

    /// Whether some run sees another amount of a checkout.
    func hasOtherAmounts(_ checkout: UInt32) -> Bool {
        outcomes.contains { $0.amounts[checkout] != nil }
    }

    /// All clicks that some run attributes one of these checkouts to.
    var clicks: [UInt32] { checkouts.flatMap { candidates(of: $0) } }

    /// The clicks that some run attributes a checkout to, each once, in the order of the runs.
    func candidates(of checkout: UInt32) -> [UInt32] {
        var clicks: [UInt32] = []
        for run in outcomes {
            if case .attributed(let click) = run[checkout], !clicks.contains(click) {
                clicks.append(click)
            }
        }
        return clicks
    }
}
