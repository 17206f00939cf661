import Streaming

/// Counts which rows the join put out for each checkout over many runs.
///
/// Of each run a number a checkout is kept, the sum of its rows' hashes, whatever their order and
/// steps: rows are the same if op and click's id are. The rows themselves are taken down only of the
/// checkouts that are asked for, in further runs.
///
/// Cost: a look-up of two ids a row; 16 bytes a checkout.
final class JoinRowTally {
    /// A row of `join_output`, but for its checkout and its step.
    struct Row: Hashable {
        /// `+I`, `-U`, `+U` or `-D`.
        var op: String
        /// The number of the click's id; `nil`: no click.
        var click: UInt32?
    }

    /// Rows of a checkout in the order in which they came first, and in how many runs these rows came.
    struct Variant {
        var rows: [Row]
        var times: Int
        fileprivate var counts: [Row: Int]
    }

    private let book: OutcomeBook
    private var clicks = NameTable()
    private var sums: [UInt64] = []
    private var sumsOfFirst: [UInt64] = []
    private var runs = 0
    /// By checkout: whether some run put out other rows than the first.
    private var changes: [Bool] = []
    /// The rows of this run for the checkouts that are asked for.
    private var rowsNow: [UInt32: [Row]] = [:]
    /// By checkout that is asked for: the different lists of rows, each with its count.
    private(set) var variants: [UInt32: [Variant]] = [:]
    private var isAsked = false

    init(_ book: OutcomeBook) { self.book = book }

    /// The checkouts whose rows are not the same in all runs, by the numbers of their ids.
    var changing: [UInt32] {
        changes.indices.filter { changes[$0] }.map { UInt32($0) }
    }

    /// A click's id.
    func click(_ number: UInt32) -> String { clicks.text(number) }

    /// From now on the rows of these checkouts are taken down.
    func ask(for checkouts: [UInt32]) {
        isAsked = true
        for checkout in checkouts { variants[checkout] = [] }
    }

    /// A run begins, perhaps anew.
    func start() {
        for place in sums.indices { sums[place] = 0 }
        rowsNow = [:]
    }

    /// The join puts out a row. One without a checkout is the click's own, and no checkout's.
    func note(_ change: ResultRows.Change) {
        guard change.checkoutSeq != nil else { return }
        let checkout = book.checkouts.intern(change.checkoutID)
        let click = change.click.map { clicks.intern($0.id) }
        if isAsked {
            guard variants[checkout] != nil else { return }
            rowsNow[checkout, default: []].append(
                Row(op: change.kind.name.description, click: click))
            return
        }
        while sums.count <= Int(checkout) { sums.append(0) }
        // `+I` and `+U` say the same of what is there in the end, `-U` and `-D` as well.
        let row = UInt64(click.map { $0 + 1 } ?? 0) << 1 | (change.kind.isRetraction ? 1 : 0)
        sums[Int(checkout)] &+= Self.mixed(row &+ 1)
    }

    /// A run is over.
    func end() {
        runs += 1
        if isAsked {
            for checkout in variants.keys {
                let rows = rowsNow[checkout] ?? []
                let counts = rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                if let place = variants[checkout]?.firstIndex(where: { $0.counts == counts }) {
                    variants[checkout]?[place].times += 1
                } else {
                    variants[checkout]?.append(Variant(rows: rows, times: 1, counts: counts))
                }
            }
        } else if runs == 1 {
            sumsOfFirst = sums
        } else {
            for place in sums.indices {
                let first = place < sumsOfFirst.count ? sumsOfFirst[place] : 0
                if sums[place] == first { continue }
                while changes.count <= place { changes.append(false) }
                changes[place] = true
            }
        }
        start()
    }

    /// SplitMix64's last step.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
