import EventLogs
import Streaming

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
///
/// Several threads may use it at a time once ``fill(from:)`` has put all names into it; recorders begin
/// and finish on one.
final class OutcomeBook: @unchecked Sendable {
    @exclusivity(unchecked) var checkouts = IdTable()
    @exclusivity(unchecked) var clicks = IdTable()
    var sources = NameTable()
    /// By a record's place as read: the number of its id + 1, 0 where nobody has asked.
    @exclusivity(unchecked) private var checkoutOfRecord: [UInt32] = []
    @exclusivity(unchecked) private var clickOfRecord: [UInt32] = []
    /// Whether all names of the log are in it.
    private var isFull = false
    /// By click: the number of the source that it was credited under first + 1; 0 for none.
    private var usualSources: [UInt32] = []
    /// By checkout: what its rows are worth in the first run that has one; ``rowless`` or
    /// ``unknownAmount``.
    private var amounts: [Int64] = []
    private static let rowless = Int64.min
    /// A row whose amount is NULL.
    fileprivate static let unknownAmount = Int64.min + 1

    /// Takes in the ids of all records. From then on nobody adds one.
    func fill(from tape: RecordTape) {
        tape.forEachRecord { record, text in
            let id = record.id(in: text)
            if record.stream == .clicks {
                _ = click(id, record: record.index)
            } else {
                _ = checkout(id, record: record.index)
            }
        }
        isFull = true
    }

    /// The number of a checkout's id. `record`: its place as read, `.max` where nobody knows it.
    func checkout(_ id: UnsafeBufferPointer<UInt8>, record: UInt32) -> UInt32 {
        if let known = Self.number(of: record, in: checkoutOfRecord) { return known }
        if isFull, let known = checkouts.find(id) { return known }
        return Self.keep(checkouts.intern(id), of: record, in: &checkoutOfRecord)
    }

    /// The number of a click's id.
    func click(_ id: UnsafeBufferPointer<UInt8>, record: UInt32) -> UInt32 {
        if let known = Self.number(of: record, in: clickOfRecord) { return known }
        if isFull, let known = clicks.find(id) { return known }
        return Self.keep(clicks.intern(id), of: record, in: &clickOfRecord)
    }

    @inline(__always)
    private static func number(of record: UInt32, in numbers: [UInt32]) -> UInt32? {
        guard Int(record) < numbers.count, numbers[Int(record)] > 0 else { return nil }
        return numbers[Int(record)] - 1
    }

    private static func keep(
        _ number: UInt32, of record: UInt32, in numbers: inout [UInt32]
    ) -> UInt32 {
        if record == .max { return number }
        while numbers.count <= Int(record) { numbers.append(0) }
        numbers[Int(record)] = number + 1
        return number
    }

    /// The number of a source, a new one if no run had it yet.
    fileprivate func number(ofSource name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        sources.intern(name)
    }

    /// The number of the source that a click was credited under first; it is `source` if it never was.
    fileprivate func usualSource(of click: UInt32, or source: UInt32) -> UInt32 {
        while usualSources.count <= Int(click) { usualSources.append(0) }
        if usualSources[Int(click)] == 0 { usualSources[Int(click)] = source + 1 }
        return usualSources[Int(click)] - 1
    }

    /// The number of the source that a run credits with a checkout, of which it has a row with a
    /// click.
    func sourceNumber(of click: UInt32, for checkout: UInt32, in run: RunOutcomes) -> UInt32 {
        run.sources[checkout] ?? usualSources[Int(click)] - 1
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
        sources.text(sourceNumber(of: click, for: checkout, in: run))
    }

    /// A click's source as it was credited first.
    func source(of click: UInt32) -> String { sources.text(usualSources[Int(click)] - 1) }
}

/// Takes down what a run makes of each checkout, in eight bytes each, and eight for its amount.
final class OutcomeRecorder: @unchecked Sendable {
    private let book: OutcomeBook
    @exclusivity(unchecked) private var outcomes = RunOutcomes()
    /// What the rows of each checkout are worth together.
    @exclusivity(unchecked) private var amounts: [Int64] = []
    /// By checkout: the source of its row's click, as ``sources`` numbers it.
    @exclusivity(unchecked) private var rowSources: [UInt32] = []
    /// The sources of this run, which the book gets to know at its end.
    private var sources = NameTable()
    /// By the run's number of a touch: its source's number here + 1.
    @exclusivity(unchecked) private var sourceOfTouch: [UInt32] = []
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
        rowSources.removeAll(keepingCapacity: true)
        // Touches are numbered anew.
        sourceOfTouch.removeAll(keepingCapacity: true)
        paddedFirst.removeAll()
    }

    /// A checkout that came out without a click has come out with one as well.
    func notePadThenPair(_ id: UnsafeBufferPointer<UInt8>, record: UInt32) {
        paddedFirst.insert(book.checkout(id, record: record))
    }

    /// Takes down an outcome; a later one of the same record is noted in its place by weight.
    /// `record`: its place as read.
    func note(_ id: UnsafeBufferPointer<UInt8>, record: UInt32, _ outcome: CheckoutOutcome) {
        _ = outcomes.note(outcome, of: Int(book.checkout(id, record: record)))
    }

    /// A row of the attributed table. `record`: the checkout's place as read; `row`: its step, where
    /// others have its id.
    func attribute(
        _ id: UnsafeBufferPointer<UInt8>, record: UInt32, to click: ResultRows.Click?,
        source: (UInt32) -> UnsafeBufferPointer<UInt8>, amount: Int64?, row seq: Int64? = nil
    ) {
        let checkout = book.checkout(id, record: record)
        add(amount, to: Int(checkout))
        if let seq, click != nil || outcomes.rowRecords[checkout] == nil {
            outcomes.rowRecords[checkout] = seq
        }
        guard let click else { return outcomes.noteRowWithoutClick(of: Int(checkout)) }
        let number = book.click(click.id, record: click.record)
        guard outcomes.note(.attributed(click: number), of: Int(checkout)) else { return }
        while rowSources.count <= Int(checkout) { rowSources.append(0) }
        rowSources[Int(checkout)] = self.source(of: click.touch, source)
    }

    private func source(
        of touch: UInt32, _ name: (UInt32) -> UnsafeBufferPointer<UInt8>
    ) -> UInt32 {
        let place = Int(touch)
        if place < sourceOfTouch.count, sourceOfTouch[place] > 0 { return sourceOfTouch[place] - 1 }
        while sourceOfTouch.count <= place { sourceOfTouch.append(0) }
        let number = sources.intern(name(touch))
        sourceOfTouch[place] = number + 1
        return number
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

    /// The outcome of each checkout id by its number; forgets all. The book learns what is usual: on
    /// one thread, run after run.
    func finish() -> RunOutcomes {
        for place in amounts.indices where outcomes.hasRow(UInt32(place)) {
            if book.usualAmount(of: place, or: amounts[place]) != amounts[place] {
                outcomes.amounts[UInt32(place)] = amounts[place]
            }
        }
        let numbers = (0..<UInt32(sources.count)).map { book.number(ofSource: sources.bytes($0)) }
        for place in rowSources.indices {
            guard case .attributed(let click) = outcomes[UInt32(place)] else { continue }
            // Nearly all clicks have one source for ever.
            let source = numbers[Int(rowSources[place])]
            if book.usualSource(of: click, or: source) != source {
                outcomes.sources[UInt32(place)] = source
            }
        }
        (amounts, rowSources) = ([], [])
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
    /// Of ids that come again, the step of the record whose row they have.
    fileprivate(set) var rowRecords: [UInt32: Int64] = [:]

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
