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
    /// The path at hand.
    private var path = ChosenPath()
    /// Scratch: an engine's clicks as rules take them.
    private var windowTouches: [WindowTouch] = []
    private var shares: [Int64] = []
    private var sums = CreditSums()
    /// What chooses among the clicks of a checkout; `nil`: a model sees all of them. Written out, as
    /// it would else be `nil` before it is set, and an optimised build has released that.
    private var choice: Optional<TouchChoice>
    /// The slot whose clicks are loaded, as long as the join has not moved on.
    private var loaded = ClickBuffer.none
    /// What the primary model's rows come to.
    private var rowSums = RowSums()
    /// The same by what conversions are, if a scenario asks for it.
    let groups: CreditGroups?
    /// Refunds, and what orders' money went to.
    private(set) var ledger: RefundLedger
    /// The models whose totals are the sums over these rows: with one row a user each model has rows
    /// of its own.
    private let checked: Int

    init(
        _ configuration: RunConfiguration, _ profiles: TouchProfiles?, storesRows: Bool,
        keepsOrders: Bool
    ) {
        // Locals first, then every property once: an optimised build has released properties that
        // were not yet there.
        let models = configuration.attribution.models
        let groups = CreditGroups(configuration)
        let takesNotes = keepsOrders || groups != nil
        let totals = models.map { (model) -> SourceTotals in
            var totals = SourceTotals(model: model)
            totals.takesNotes = takesNotes
            return totals
        }
        let named = configuration.attribution.namedSources
        let calculators = models.map { model in
            // `ResultRows` numbers these first, in this order.
            RuleCalculator(model) { name in named.firstIndex(of: name).map { Int32($0) } }
        }
        let choice = profiles.map { TouchChoice(configuration.attribution.touchRules, $0) }
        let storesCredits = storesRows && configuration.output.credits

        self.models = models
        self.groups = groups
        self.totals = totals
        self.calculators = calculators
        self.choice = choice
        self.storesCredits = storesCredits
        needsPaths =
            storesCredits || profiles != nil || configuration.attribution.needsPaths
        checked = configuration.attribution.partitionBy == .user ? 1 : models.count
        ledger = RefundLedger(keepsShares: keepsOrders)
    }

    /// Whether somebody wants to know what was given of each checkout.
    var takesNotes: Bool { ledger.wantsOrders || groups != nil }

    /// What was given since the last call was given of this checkout, whose texts are `text` alone.
    mutating func noteOrder(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, _ amounts: Money.Amounts,
        _ dimensions: Dimensions
    ) {
        guard takesNotes else { return }
        let kind = groups?.kind(of: checkout, in: text) ?? -1
        var given: [RefundLedger.Share] = []
        for model in totals.indices {
            for note in totals[model].notes {
                given.append(
                    RefundLedger.Share(
                        model: Int32(model), touch: note.touch, credit: note.credit))
                groups?.add(
                    note.credit, of: amounts, to: note.touch, by: model, kind: kind,
                    at: checkout.record.eventTime)
            }
            totals[model].clearNotes()
        }
        // Where nothing was given there is no row: an inner join's checkout without a click that counts.
        guard ledger.wantsOrders, !given.isEmpty else { return }
        ledger.note(
            checkout.record.id(in: text), kind: kind,
            commissionRate: dimensions.product(checkout.product).commissionRate, given)
    }

    /// How many kinds of conversions there are, and their names.
    var kindCount: Int { groups?.kindCount ?? 0 }
    func nameOfKind(_ kind: Int) -> [UInt8] {
        groups?.nameOfKind(kind) ?? []
    }

    /// The totals of each group of conversions, by model.
    func forEachGroup(_ body: (CreditGroups.Group, [SourceTotals]) -> Void) {
        guard let count = groups?.groups.count else { return }
        for place in 0..<count {
            if let group = groups?.groups[place], let totals = groups?.totals[place] {
                body(group, totals)
            }
        }
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
    /// - Returns: by refund, what it is worth, and whether its order has a row.
    mutating func settleRefunds() -> [SettledRefund] {
        var settled: [SettledRefund] = []
        for refund in ledger.refunds {
            let order = ledger.order(of: refund)
            let amounts = ledger.amounts(of: refund)
            let shares = order?.shares ?? []
            // Rows by user are each model's own: the first one's are the table's.
            settled.append(
                SettledRefund(
                    refund: refund, amounts: amounts,
                    isMatched: shares.contains { $0.model == 0 }))
            rowSums.refund(amounts)
            let time = EventTime(milliseconds: refund.time)
            for model in totals.indices {
                let own = shares.filter { $0.model == Int32(model) }
                for share in own {
                    totals[model].refund(share.credit, of: amounts, from: share.touch)
                    groups?.refund(
                        share.credit, of: amounts, from: share.touch, by: model,
                        kind: order?.kind ?? -1, at: time)
                }
                guard own.isEmpty else { continue }
                totals[model].refund(Credit.whole, of: amounts, from: nil)
                groups?.refund(
                    Credit.whole, of: amounts, from: nil, by: model, kind: -1, at: time)
            }
        }
        return settled
    }

    /// A row of the attributed table is final.
    mutating func count(_ amounts: Money.Amounts) { rowSums.add(amounts) }

    /// Where the totals of a model are not the sum over the rows, in words.
    var imbalance: String? { totals.prefix(checked).lazy.compactMap(rowSums.imbalance).first }

    /// Whether a model needs all clicks of a checkout, and not only the first or the last one.
    func needsPath(_ model: Int) -> Bool { storesCredits || !isAtAnEnd(model) }

    /// Whether all that a model gives goes to the first or the last of all clicks of a checkout.
    func isAtAnEnd(_ model: Int) -> Bool { models[model].isAtAnEnd && choice == nil }

    // MARK: The clicks of a checkout

    /// The click that a model chooses of the reference's join, or ``ClickBuffer/none``: of a model
    /// that splits the credit the one with the largest share, the earliest of equal ones.
    ///
    /// `earliest`: clicks before it do not count.
    mutating func chosenClick(
        of slot: Int32, by model: Int, from earliest: EventTime, _ join: inout ReferenceJoin,
        _ rows: inout ResultRows
    ) -> Int32 {
        if isAtAnEnd(model) {
            return models[model] == .firstClick ? join.firstMatch(slot) : join.lastMatch(slot)
        }
        load(slot, from: earliest, &join, &rows)
        guard var place = shownPlace(by: model) else { return ClickBuffer.none }
        if choice != nil { return path.origins[place].slot }
        var click = join.firstMatch(slot)
        while place > 0 {
            click = join.nextMatch(slot, after: click)
            place -= 1
        }
        return click
    }

    /// Takes in the clicks of a checkout of the reference's join: what follows is about them.
    mutating func load(
        _ slot: Int32, from earliest: EventTime, _ join: inout ReferenceJoin,
        _ rows: inout ResultRows
    ) {
        let time = join.checkouts[slot].time
        if choice != nil {
            // A checkout that comes out and is closed in one step has its path once.
            if loaded == slot { return }
            loaded = slot
            return join.withTouches(of: slot) { clicks in
                choice?.choose(of: clicks, at: time, from: earliest, into: &path, &rows)
            }
        }
        join.withTouches(of: slot) { clicks in
            path.touches.resize(to: clicks.count, filler: Touch(age: 0, source: 0))
            path.touches.withUnsafeMutableBufferPointer { touches in
                for place in clicks.indices {
                    touches[place] = Touch(clicks[place].time, of: clicks[place].source, at: time)
                }
            }
        }
    }

    /// Takes in the clicks of a checkout, by (event time, id, seq): what follows is about them.
    mutating func load(
        _ clicks: [ResultRows.Click], of time: EventTime, from earliest: EventTime,
        _ rows: inout ResultRows
    ) {
        forgetLoaded()
        if choice != nil {
            windowTouches.removeAll(keepingCapacity: true)
            for click in clicks {
                windowTouches.append(WindowTouch(time: click.time, source: click.touch))
            }
            return windowTouches.withUnsafeBufferPointer { clicks in
                choice?.choose(of: clicks, at: time, from: earliest, into: &path, &rows)
            }
        }
        path.touches.removeAll(keepingCapacity: true)
        for click in clicks { path.touches.append(Touch(click.time, of: click.touch, at: time)) }
    }

    /// The join has moved on: a slot may have other clicks now.
    mutating func forgetLoaded() { loaded = ClickBuffer.none }

    /// The touches that were loaded, under the numbers that totals know them by.
    private var credited: [Touch] { choice == nil ? path.touches : path.credited }

    /// The place, among all clicks that were loaded, of the one that the attributed table shows.
    mutating func chosenPlace(by model: Int) -> Int? {
        guard let place = shownPlace(by: model) else { return nil }
        return placeOfClick(place)
    }

    /// The place of a touch of the path among all clicks that were loaded.
    private func placeOfClick(_ place: Int) -> Int {
        choice == nil ? place : Int(path.origins[place].place)
    }

    /// The number under which the attributed table shows the click that a model chooses.
    mutating func shownTouch(by model: Int) -> UInt32? {
        shownPlace(by: model).map { UInt32(bitPattern: credited[$0].source) }
    }

    /// The place in the path that the attributed table shows.
    private mutating func shownPlace(by model: Int) -> Int? {
        if models[model].isSingleTouch { return calculators[model].place(in: path.touches) }
        calculators[model].credits(of: path.touches, into: &shares)
        var best: Int?
        for place in shares.indices where shares[place] > (best.map { shares[$0] } ?? 0) {
            best = place
        }
        return best
    }

    // MARK: Credit

    /// Gives the checkout whose clicks were loaded to their sources, by a model that needs its path
    /// but leaves no rows.
    mutating func addLoaded(_ amounts: Money.Amounts, by model: Int) {
        if models[model].isSingleTouch {
            let place = calculators[model].place(in: path.touches)
            let touch = place.map { UInt32(bitPattern: credited[$0].source) }
            return totals[model].add(amounts, to: touch)
        }
        if sums.add(amounts, credited, by: models[model], to: &totals[model]) { return }
        calculators[model].credits(of: path.touches, into: &shares)
        addShares(amounts, by: model)
    }

    /// Adds ``shares`` of the path to a model's totals.
    private mutating func addShares(_ amounts: Money.Amounts, by model: Int) {
        guard shares.contains(where: { $0 != 0 }) else {
            return totals[model].add(amounts, to: nil)
        }
        sums.add(amounts, credited, by: shares, to: &totals[model])
    }

    /// Gives a whole checkout to a touch, `nil` for none.
    mutating func add(_ amounts: Money.Amounts, to touch: UInt32?, by model: Int) {
        totals[model].add(amounts, to: touch)
    }

    /// Gives the credit of the checkout whose clicks were loaded, which are all of `path`, by one
    /// model, with a row for each share if they are asked for.
    mutating func addLoaded(
        _ conversion: Conversion, path clicks: [ResultRows.Click], by model: Int,
        _ rows: inout ResultRows
    ) throws(SinkError) {
        calculators[model].credits(of: path.touches, into: &shares)
        addShares(conversion.amounts, by: model)
        guard storesCredits else { return }
        for place in shares.indices where shares[place] != 0 {
            var click = clicks[placeOfClick(place)]
            click.touch = UInt32(bitPattern: credited[place].source)
            try rows.writeCredit(
                shares[place], model: models[model].displayName, checkoutID: conversion.id, click,
                position: place + 1, of: path.touches.count)
        }
    }

    /// Shows a probe what a model gives to the clicks of the checkout that were loaded, which are all
    /// of `path`.
    mutating func showLoaded(
        _ probe: RunProbe, checkoutSeq: Int64, path clicks: [ResultRows.Click], by model: Int
    ) {
        calculators[model].credits(of: path.touches, into: &shares)
        probe.keepCredits(
            models[model].displayName, checkoutSeq: checkoutSeq,
            clicks: path.touches.indices.map { clicks[placeOfClick($0)].seq }, shares)
    }

    /// The sources of the touches that were loaded.
    var loadedSources: some Sequence<UInt32> {
        path.touches.lazy.map { UInt32(bitPattern: $0.source) }
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
