import Attribution
import EventLogs
import Streaming

/// What each of a run's models gives to each source; the first is the primary one.
///
/// First and last click need a look at one end of the list of clicks; the other models get the
/// whole path.
struct ModelCredits: ~Copyable {
    /// A checkout as the models see it.
    struct Conversion {
        var id: UnsafeBufferPointer<UInt8>
        var time: EventTime
        var amounts: Money.Amounts
    }

    /// The sums of each model.
    private(set) var totals: [SourceTotals]
    /// The models, the primary one first.
    let models: [RuleModel]
    private var calculators: [RuleCalculator]
    /// Whether each touchpoint's share is a row of the result.
    let storesCredits: Bool
    /// Whether a model needs all clicks of a checkout.
    let needsPaths: Bool
    private var touches: [Touch] = []
    private var shares: [Int64] = []
    private var sums = CreditSums()
    /// What the primary model's rows come to.
    private var rowSums = RowSums()
    /// Refunds, and what orders' money went to.
    private(set) var ledger: RefundLedger
    /// The models whose totals are the sums over these rows: with one row a user each model has rows
    /// of its own.
    private let checked: Int

    init(_ configuration: RunConfiguration, storesRows: Bool, keepsOrders: Bool) {
        ledger = RefundLedger(keepsShares: keepsOrders)
        models = configuration.attribution.models
        storesCredits = storesRows && configuration.output.credits
        needsPaths = storesCredits || configuration.attribution.needsPaths
        checked = configuration.attribution.partitionBy == .user ? 1 : models.count
        totals = models.map { SourceTotals(model: $0) }
        if keepsOrders { for place in totals.indices { totals[place].takesNotes = true } }
        let named = configuration.attribution.namedSources
        calculators = models.map { model in
            // `ResultRows` numbers these first, in this order.
            RuleCalculator(model) { name in named.firstIndex(of: name).map { Int32($0) } }
        }
    }

    /// What was given since the last call was given of this order.
    mutating func noteOrder(_ id: UnsafeBufferPointer<UInt8>, commissionRate: Int64?) {
        guard ledger.wantsOrders else { return }
        var given: [RefundLedger.Share] = []
        for model in totals.indices {
            for note in totals[model].notes {
                given.append(
                    RefundLedger.Share(
                        model: Int32(model), source: note.source, credit: note.credit))
            }
            totals[model].clearNotes()
        }
        ledger.note(id, commissionRate: commissionRate, given)
    }

    /// A refund has come before any order was settled: orders are noted from now on.
    mutating func keepOrders() {
        ledger.keepOrders()
        for place in totals.indices { totals[place].takesNotes = true }
    }

    /// Takes in a refund.
    mutating func add(_ refund: RefundLedger.Refund) { ledger.add(refund) }

    /// The run is over: takes the refunds' money back from where their orders' went.
    ///
    /// - Returns: by refund, whether its order has a row.
    mutating func settleRefunds() -> [Bool] {
        var matched: [Bool] = []
        for refund in ledger.refunds {
            let order = ledger.order(of: refund)
            matched.append(order != nil)
            var amounts = Money.Amounts(total: refund.amount)
            if let amount = refund.amount, let rate = order?.commissionRate {
                amounts.profit = Money.rounded(
                    Int128(amount) * Int128(rate), dividedBy: 1_000_000_000)
            }
            rowSums.refund(amounts)
            guard let order else {
                for model in totals.indices {
                    totals[model].refund(Credit.whole, of: amounts, from: nil)
                }
                continue
            }
            for share in order.shares {
                totals[Int(share.model)].refund(share.credit, of: amounts, from: share.source)
            }
        }
        return matched
    }

    /// A row of the attributed table is final.
    mutating func count(_ amounts: Money.Amounts) { rowSums.add(amounts) }

    /// Where the totals of a model are not the sum over the rows, in words.
    var imbalance: String? { totals.prefix(checked).lazy.compactMap(rowSums.imbalance).first }

    /// Whether a model needs all clicks of a checkout, and not only the first or the last one.
    func needsPath(_ model: Int) -> Bool { storesCredits || !models[model].isAtAnEnd }

    /// The click that a model chooses, or ``ClickBuffer/none``: of a model that splits the credit
    /// the one with the largest share, the earliest of equal ones.
    mutating func chosenClick(
        of slot: Int32, by model: Int, _ join: inout ReferenceJoin
    ) -> Int32 {
        switch models[model] {
        case .firstClick: return join.firstMatch(slot)
        case .lastClick: return join.lastMatch(slot)
        default: break
        }
        load(slot, &join)
        guard var place = chosenPlace(by: model) else { return ClickBuffer.none }
        var click = join.firstMatch(slot)
        while place > 0 {
            click = join.nextMatch(slot, after: click)
            place -= 1
        }
        return click
    }

    /// Takes in the clicks of a checkout, for ``addLoaded(_:by:)``.
    mutating func load(_ slot: Int32, _ join: inout ReferenceJoin) {
        let time = join.checkouts[slot].time
        join.withTouches(of: slot) { clicks in
            touches.resize(to: clicks.count, filler: Touch(age: 0, source: 0))
            touches.withUnsafeMutableBufferPointer { touches in
                for place in clicks.indices {
                    touches[place] = Touch(clicks[place].time, of: clicks[place].source, at: time)
                }
            }
        }
    }

    /// Gives the checkout whose clicks were loaded to their sources, by a model that needs its path
    /// but leaves no rows.
    mutating func addLoaded(_ amounts: Money.Amounts, by model: Int) {
        if sums.add(amounts, touches, by: models[model], to: &totals[model]) { return }
        calculators[model].credits(of: touches, into: &shares)
        addShares(amounts, by: model)
    }

    /// Adds ``shares`` of ``touches`` to a model's totals.
    private mutating func addShares(_ amounts: Money.Amounts, by model: Int) {
        guard shares.contains(where: { $0 != 0 }) else {
            return totals[model].add(amounts, to: nil)
        }
        sums.add(amounts, touches, by: shares, to: &totals[model])
    }

    /// Gives a whole checkout to a source, `nil` for none.
    mutating func add(_ amounts: Money.Amounts, to source: UInt32?, by model: Int) {
        totals[model].add(amounts, to: source)
    }

    /// Gives a checkout's credit to its clicks by one model.
    ///
    /// `path`: all clicks that match, by (event time, id, seq).
    mutating func add(
        _ conversion: Conversion, path: [ResultRows.Click], by model: Int, _ rows: inout ResultRows
    ) throws(SinkError) {
        touches.removeAll(keepingCapacity: true)
        for click in path {
            touches.append(Touch(click.time, of: click.source, at: conversion.time))
        }
        calculators[model].credits(of: touches, into: &shares)
        addShares(conversion.amounts, by: model)
        guard storesCredits else { return }
        for (place, click) in path.enumerated() where shares[place] != 0 {
            try rows.writeCredit(
                shares[place], model: models[model].displayName, checkoutID: conversion.id, click,
                position: place + 1, of: path.count)
        }
    }

    /// Shows a probe what a model gives to the clicks of a checkout.
    mutating func show(
        _ probe: RunProbe, checkoutSeq: Int64, _ time: EventTime, path: [ResultRows.Click],
        by model: Int
    ) {
        touches.removeAll(keepingCapacity: true)
        for click in path { touches.append(Touch(click.time, of: click.source, at: time)) }
        calculators[model].credits(of: touches, into: &shares)
        probe.keepCredits(
            models[model].displayName, checkoutSeq: checkoutSeq, clicks: path.map(\.seq), shares)
    }

    /// The place in a path of the click that the attributed table shows.
    mutating func chosenPlace(in path: [ResultRows.Click], of time: EventTime, by model: Int)
        -> Int?
    {
        touches.removeAll(keepingCapacity: true)
        for click in path { touches.append(Touch(click.time, of: click.source, at: time)) }
        return chosenPlace(by: model)
    }

    /// The place in ``touches`` that the attributed table shows.
    private mutating func chosenPlace(by model: Int) -> Int? {
        if models[model].isSingleTouch { return calculators[model].place(in: touches) }
        calculators[model].credits(of: touches, into: &shares)
        var best: Int?
        for place in shares.indices where shares[place] > (best.map { shares[$0] } ?? 0) {
            best = place
        }
        return best
    }
}

extension AttributionSettings {
    /// The primary model and those beside it.
    var models: [RuleModel] { [model] + compare }

    /// Whether a model looks at more than the first or the last click of a checkout.
    var needsPaths: Bool { models.contains { !$0.isAtAnEnd } }

    /// The sources that the models' settings name, each once.
    var namedSources: [String] {
        var names: [String] = []
        for name in models.flatMap(\.namedSources) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// The names of the primary model and of those beside it.
    public var modelNames: [String] { models.map(\.displayName) }

    /// How the primary model comes to the click that the attributed table shows, in words.
    public var choice: String {
        switch model {
        case .firstClick: "the first by (event time, id, seq)"
        case .lastClick: "the last by (event time, id, seq)"
        default:
            model.isSingleTouch
                ? "the one that the model chooses" : "the one with the largest share"
        }
    }
}

extension RuleModel {
    /// The sources that its settings name.
    fileprivate var namedSources: [String] {
        switch self {
        case .lastNonDirect(let names), .firstOfChosen(let names, _), .lastOfChosen(let names, _):
            names
        default: []
        }
    }
}

extension Touch {
    /// A click as a model sees it from a checkout.
    fileprivate init(_ click: EventTime, of source: UInt32, at checkout: EventTime) {
        self.init(
            age: checkout.milliseconds - click.milliseconds, source: Int32(bitPattern: source))
    }
}
