/// What a run made of a checkout, at its end.
///
/// Clicks and checkouts are known by their ids, numbered by the ``OutcomeBook`` of all runs.
enum CheckoutOutcome: Hashable, Sendable {
    /// It has a row with this click.
    case attributed(click: UInt32)
    /// It has no click: a row without one or, in an inner join, none.
    case unattributed
    /// The run stopped before it came out.
    case pending
    /// It came too late, and was dropped.
    case late
    /// It came out, but the attributed table keeps another row instead.
    case setAside
    /// Its id was remembered: it is a duplicate, and its first record was not accepted.
    case duplicate
    /// It came out, but its user, product or payment status does not count.
    case noRow

    /// Which of several records of one id speaks for all of them: the greatest.
    fileprivate var weight: Int {
        switch self {
        case .attributed: 6
        case .unattributed: 5
        case .setAside: 4
        case .pending: 3
        case .noRow: 2
        case .late: 1
        case .duplicate: 0
        }
    }
}

/// The names that all runs of a comparison know.
final class OutcomeBook {
    var checkouts = NameTable()
    var clicks = NameTable()
    /// By click: the number of its source, ``noSource`` while unknown.
    private(set) var sourceOfClick: [UInt32] = []
    var sources = NameTable()

    /// The number of a click's id.
    func click(_ id: UnsafeBufferPointer<UInt8>, source: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let number = clicks.intern(id)
        if Int(number) == sourceOfClick.count { sourceOfClick.append(sources.intern(source)) }
        return number
    }

    /// A click's source.
    func source(of click: UInt32) -> String { sources.text(sourceOfClick[Int(click)]) }
}

/// Takes down what a run makes of each checkout, in 32 bytes each.
final class OutcomeRecorder {
    private struct Entry {
        var checkout: UInt32
        var outcome: CheckoutOutcome
        var amount: Int64?
    }

    private let book: OutcomeBook
    private var entries: [Entry] = []
    /// Checkouts that came out without a click and then with one, both rows standing.
    private(set) var paddedThenPaired = 0

    init(_ book: OutcomeBook) { self.book = book }

    /// A run begins, perhaps anew: what an attempt before it came to does not count.
    func start() {
        entries.removeAll(keepingCapacity: true)
        paddedThenPaired = 0
    }

    /// A checkout that came out without a click has come out with one as well.
    func notePadThenPair() { paddedThenPaired += 1 }

    /// Takes down an outcome; a later one of the same record is noted in its place by weight.
    func note(
        _ checkout: UnsafeBufferPointer<UInt8>, _ outcome: CheckoutOutcome, amount: Int64? = nil
    ) {
        entries.append(
            Entry(checkout: book.checkouts.intern(checkout), outcome: outcome, amount: amount))
    }

    /// A row of the attributed table.
    func attribute(
        _ checkout: UnsafeBufferPointer<UInt8>, to click: ResultRows.Click?,
        source: (UInt32) -> UnsafeBufferPointer<UInt8>, amount: Int64?
    ) {
        guard let click else { return note(checkout, .unattributed, amount: amount) }
        let number = book.click(click.id, source: source(click.touch))
        note(checkout, .attributed(click: number), amount: amount)
    }

    /// The outcome of each checkout id by its number, `nil` for one that did not come; forgets all.
    func finish() -> RunOutcomes {
        var result = RunOutcomes()
        result.outcomes = [CheckoutOutcome?](repeating: nil, count: book.checkouts.count)
        result.amounts = [Int64?](repeating: nil, count: book.checkouts.count)
        for entry in entries {
            let place = Int(entry.checkout)
            if let amount = entry.amount { result.amounts[place] = amount }
            if let known = result.outcomes[place], known.weight >= entry.outcome.weight { continue }
            result.outcomes[place] = entry.outcome
        }
        entries = []
        return result
    }
}

/// What a run made of all checkouts, by the numbers of their ids.
struct RunOutcomes {
    var outcomes: [CheckoutOutcome?] = []
    var amounts: [Int64?] = []

    /// The outcome of a checkout, `nil` if it did not come.
    subscript(checkout: Int) -> CheckoutOutcome? {
        checkout < outcomes.count ? outcomes[checkout] : nil
    }

    /// What a checkout is worth, if it is known.
    func amount(of checkout: Int) -> Int64? { checkout < amounts.count ? amounts[checkout] : nil }
}
