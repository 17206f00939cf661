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

    /// As a number above 0.
    fileprivate var code: UInt32 {
        switch self {
        case .unattributed: 1
        case .pending: 2
        case .late: 3
        case .setAside: 4
        case .duplicate: 5
        case .noRow: 6
        case .attributed(let click): click + 8
        }
    }

    fileprivate init?(code: UInt32) {
        switch code {
        case 0: return nil
        case 1: self = .unattributed
        case 2: self = .pending
        case 3: self = .late
        case 4: self = .setAside
        case 5: self = .duplicate
        case 6: self = .noRow
        case RunOutcomes.rowWithoutClick: self = .unattributed
        default: self = .attributed(click: code - 8)
        }
    }

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
    /// By click: the number of the source that it was met with first.
    private(set) var sourceOfClick: [UInt32] = []
    var sources = NameTable()
    /// By checkout: what its rows are worth in the first run that has one; ``rowless`` or
    /// ``unknownAmount``.
    private var amounts: [Int64] = []
    private static let rowless = Int64.min
    /// A row whose amount is NULL.
    fileprivate static let unknownAmount = Int64.min + 1

    /// The numbers of a click's id and of its source.
    func click(
        _ id: UnsafeBufferPointer<UInt8>, source: UnsafeBufferPointer<UInt8>
    ) -> (click: UInt32, source: UInt32) {
        let number = clicks.intern(id)
        let source = sources.intern(source)
        if Int(number) == sourceOfClick.count { sourceOfClick.append(source) }
        return (number, source)
    }

    /// What a checkout is worth as a rule: what the first run says that has a row of it.
    fileprivate func usualAmount(of checkout: Int, or amount: Int64) -> Int64 {
        while amounts.count <= checkout { amounts.append(Self.rowless) }
        if amounts[checkout] == Self.rowless { amounts[checkout] = amount }
        return amounts[checkout]
    }

    /// What a checkout is worth as a rule; `nil` where no run has a row of it, or its amount is NULL.
    func amount(of checkout: UInt32) -> Int64? {
        guard Int(checkout) < amounts.count, amounts[Int(checkout)] > Self.unknownAmount else {
            return nil
        }
        return amounts[Int(checkout)]
    }

    /// What a checkout's rows are worth in a run; `nil` where it has none, or their amounts are NULL.
    func amount(of checkout: UInt32, in run: RunOutcomes) -> Int64? {
        guard run.hasRow(checkout) else { return nil }
        guard let own = run.amounts[checkout] else { return amount(of: checkout) }
        return own == Self.unknownAmount ? nil : own
    }

    /// The source of a click that a run credits with a checkout.
    func source(of click: UInt32, for checkout: UInt32, in run: RunOutcomes) -> String {
        sources.text(run.sources[checkout] ?? sourceOfClick[Int(click)])
    }

    /// A click's source as it was met first.
    func source(of click: UInt32) -> String { sources.text(sourceOfClick[Int(click)]) }
}

/// Takes down what a run makes of each checkout, in four bytes each, and eight for its amount.
final class OutcomeRecorder {
    private let book: OutcomeBook
    private var outcomes = RunOutcomes()
    /// What the rows of each checkout are worth together.
    private var amounts: [Int64] = []
    /// The checkouts that came out without a click and then with one, by number.
    private var paddedFirst: Set<UInt32> = []
    /// How many checkouts came out without a click and then with one, whether the first row stands
    /// or was taken back.
    var paddedThenPaired: Int { paddedFirst.count }

    init(_ book: OutcomeBook) { self.book = book }

    /// A run begins, perhaps anew: what an attempt before it came to does not count.
    func start() {
        outcomes = RunOutcomes()
        amounts.removeAll(keepingCapacity: true)
        paddedFirst.removeAll()
    }

    /// A checkout that came out without a click has come out with one as well.
    func notePadThenPair(_ checkout: UnsafeBufferPointer<UInt8>) {
        paddedFirst.insert(book.checkouts.intern(checkout))
    }

    /// Takes down an outcome; a later one of the same record is noted in its place by weight.
    func note(_ checkout: UnsafeBufferPointer<UInt8>, _ outcome: CheckoutOutcome) {
        _ = note(book.checkouts.intern(checkout), outcome)
    }

    /// A row of the attributed table.
    func attribute(
        _ checkout: UnsafeBufferPointer<UInt8>, to click: ResultRows.Click?,
        source: (UInt32) -> UnsafeBufferPointer<UInt8>, amount: Int64?
    ) {
        let number = book.checkouts.intern(checkout)
        add(amount, to: Int(number))
        guard let click else { return outcomes.noteRowWithoutClick(of: Int(number)) }
        let (clickNumber, sourceNumber) = book.click(click.id, source: source(click.touch))
        guard note(number, .attributed(click: clickNumber)) else { return }
        // Nearly all clicks have one source for ever.
        let isUsual = book.sourceOfClick[Int(clickNumber)] == sourceNumber
        outcomes.sources[number] = isUsual ? nil : sourceNumber
    }

    private func note(_ checkout: UInt32, _ outcome: CheckoutOutcome) -> Bool {
        outcomes.note(outcome, of: Int(checkout))
    }

    /// Several rows of one id are worth their sum.
    private func add(_ amount: Int64?, to place: Int) {
        while amounts.count <= place { amounts.append(OutcomeBook.unknownAmount) }
        guard let amount else { return }
        if amounts[place] == OutcomeBook.unknownAmount {
            amounts[place] = amount
        } else {
            let (sum, overflow) = amounts[place].addingReportingOverflow(amount)
            amounts[place] = overflow ? .max : sum
        }
    }

    /// The outcome of each checkout id by its number; forgets all.
    func finish() -> RunOutcomes {
        for place in amounts.indices where outcomes.hasRow(UInt32(place)) {
            if book.usualAmount(of: place, or: amounts[place]) != amounts[place] {
                outcomes.amounts[UInt32(place)] = amounts[place]
            }
        }
        amounts = []
        defer { outcomes = RunOutcomes() }
        return outcomes
    }
}

/// What a run made of all checkouts, by the numbers of their ids.
///
/// A click's usual source and a checkout's usual amount stand in the ``OutcomeBook``; here are those
/// that this run sees otherwise.
struct RunOutcomes {
    /// An outcome each, coded: 0 for none.
    private var codes: [UInt32] = []
    /// The sources of clicks that were credited under another one.
    fileprivate(set) var sources: [UInt32: UInt32] = [:]
    /// What checkouts are worth whose rows are not worth the usual.
    fileprivate(set) var amounts: [UInt32: Int64] = [:]

    /// The numbers of the checkouts that came are all below it.
    var count: Int { codes.count }

    /// The outcome of a checkout, `nil` if it did not come.
    subscript(checkout: UInt32) -> CheckoutOutcome? {
        Int(checkout) < codes.count ? CheckoutOutcome(code: codes[Int(checkout)]) : nil
    }

    /// Whether another run came to something else.
    func differs(from other: RunOutcomes, at checkout: UInt32) -> Bool {
        self[checkout] != other[checkout]
            || sources[checkout] != other.sources[checkout]
            // What has no row is worth nothing that could be another.
            || (amounts[checkout] != other.amounts[checkout]
                && hasRow(checkout) && other.hasRow(checkout))
    }

    /// Whether it has a row: an inner join has none of a checkout without a click.
    func hasRow(_ checkout: UInt32) -> Bool {
        Int(checkout) < codes.count && codes[Int(checkout)] >= Self.rowWithoutClick
    }

    /// The code of a checkout that has a row, and no click; above it are those with a click.
    fileprivate static let rowWithoutClick: UInt32 = 7

    fileprivate mutating func noteRowWithoutClick(of place: Int) {
        _ = note(.unattributed, of: place)
        if CheckoutOutcome(code: codes[place]) == .unattributed {
            codes[place] = Self.rowWithoutClick
        }
    }

    /// - Returns: whether it is what counts of the outcomes of its records.
    fileprivate mutating func note(_ outcome: CheckoutOutcome, of place: Int) -> Bool {
        while codes.count <= place { codes.append(0) }
        let known = CheckoutOutcome(code: codes[place])
        if let known, known.weight >= outcome.weight { return false }
        codes[place] = outcome.code
        return true
    }
}
