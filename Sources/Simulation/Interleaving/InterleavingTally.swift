import Streaming

/// Counts what became of each checkout over many runs.
///
/// Memory follows the checkouts once, and then only the results that changed.
struct InterleavingTally {
    /// A source's least and most over all runs.
    struct Span {
        var conversions: (least: Int64, most: Int64)
        var revenue: (least: Int128, most: Int128)
    }

    private let book: OutcomeBook
    /// What the first run made of each checkout.
    private var first = RunOutcomes()
    /// By checkout: the results other than the first run's, each with its count.
    private(set) var others: [UInt32: [(outcome: CheckoutOutcome?, times: Int)]] = [:]
    /// How many runs there were.
    private(set) var runs = 0
    /// How many checkouts came in some run.
    private(set) var checkouts = 0
    /// By checkout: whether it came.
    private var hasCome: [Bool] = []
    /// By run, by number of the source (the last is "no click"): conversions and revenue.
    private var totals: [[(conversions: Int64, revenue: Int128)]] = []

    init(_ book: OutcomeBook) { self.book = book }

    /// The result of the first run.
    func firstOutcome(of checkout: UInt32) -> CheckoutOutcome? { first[checkout] }

    /// Takes in the next run.
    mutating func add(_ run: RunOutcomes) {
        runs += 1
        if runs == 1 { first = run }
        while hasCome.count < run.count { hasCome.append(false) }
        for checkout in 0..<UInt32(run.count) {
            let outcome = run[checkout]
            if outcome != nil, !hasCome[Int(checkout)] {
                hasCome[Int(checkout)] = true
                checkouts += 1
            }
            if outcome != first[checkout] { count(checkout, outcome) }
        }
        addTotals(run)
    }

    /// The checkouts whose result is not the same in all runs, by the numbers of their ids.
    var changing: [UInt32] { others.keys.sorted() }

    /// By number of the source, the last for "no click": the least and the most over all runs.
    func spans() -> [Span] {
        (0...book.sources.count).map { source in
            let values = totals.map { run -> (conversions: Int64, revenue: Int128) in
                // A source that a run did not know yet had nothing there.
                let place = source == book.sources.count ? run.count - 1 : source
                let isKnown = source == book.sources.count || source < run.count - 1
                return isKnown ? run[place] : (0, 0)
            }
            let conversions = values.map(\.conversions)
            let revenue = values.map(\.revenue)
            return Span(
                conversions: (conversions.min() ?? 0, conversions.max() ?? 0),
                revenue: (revenue.min() ?? 0, revenue.max() ?? 0))
        }
    }

    /// So many of these checkouts, those that are worth most first, ties by the order of their ids.
    func mostValuable(of checkouts: [UInt32], atMost limit: Int) -> [UInt32] {
        let sorted = checkouts.sorted { a, b in
            let (worthA, worthB) = (amount(of: a) ?? .min, amount(of: b) ?? .min)
            if worthA != worthB { return worthA > worthB }
            return book.checkouts.text(a).utf8.lexicographicallyPrecedes(
                book.checkouts.text(b).utf8)
        }
        return Array(sorted.prefix(limit))
    }

    /// What a checkout is worth, where that is known in some run.
    func amount(of checkout: UInt32) -> Int64? { book.amount(of: checkout) }

    private mutating func count(_ checkout: UInt32, _ outcome: CheckoutOutcome?) {
        var known = others[checkout] ?? []
        if let place = known.firstIndex(where: { $0.outcome == outcome }) {
            known[place].times += 1
        } else {
            known.append((outcome, 1))
        }
        others[checkout] = known
    }

    private mutating func addTotals(_ run: RunOutcomes) {
        var sums = [(conversions: Int64, revenue: Int128)](
            repeating: (0, 0), count: book.sources.count + 1)
        for checkout in 0..<UInt32(run.count) {
            let source: Int
            switch run[checkout] {
            case .attributed(let click):
                source = Int(book.sourceNumber(of: click, for: checkout, in: run))
            case .unattributed: source = book.sources.count
            default: continue
            }
            sums[source].conversions += 1
            sums[source].revenue += Int128(book.amount(of: checkout, in: run) ?? 0)
        }
        totals.append(sums)
    }
}
