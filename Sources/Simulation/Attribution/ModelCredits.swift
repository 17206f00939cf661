import Attribution
import EventLogs
import Streaming

/// What each of a run's models gives to each source; the first is the primary one.
struct ModelCredits: ~Copyable {
    /// The sums of each model.
    private(set) var totals: [SourceTotals]
    private let models: [AttributionModelKind]

    init(_ configuration: RunConfiguration) {
        models = [configuration.attribution.model] + configuration.attribution.compare
        totals = models.map { SourceTotals(model: $0.rawValue) }
    }

    /// How many models there are.
    var modelCount: Int { models.count }

    /// The click that the attributed table shows for a checkout, or ``ClickBuffer/none``: of a
    /// model that splits the credit, the first one.
    func primaryClick(of slot: Int32, _ join: borrowing ReferenceJoin) -> Int32 {
        chosenClick(of: slot, by: 0, join)
    }

    /// The click that a model chooses, or ``ClickBuffer/none``.
    func chosenClick(of slot: Int32, by model: Int, _ join: borrowing ReferenceJoin) -> Int32 {
        switch models[model] {
        case .firstClick, .linear: join.firstMatch(slot)
        case .lastClick: join.lastMatch(slot)
        }
    }

    /// Gives a checkout's credit by every model.
    ///
    /// - Parameter storesCredits: whether each touchpoint's share is a row of the result.
    mutating func add(
        _ slot: Int32, _ amounts: Money.Amounts, _ join: borrowing ReferenceJoin,
        _ storesCredits: Bool, _ rows: inout ResultRows
    ) throws(SinkError) {
        for place in models.indices {
            if models[place] == .linear || storesCredits {
                try addPath(slot, amounts, join, storesCredits, &rows, model: place)
            } else {
                let click = chosenClick(of: slot, by: place, join)
                let source = click == ClickBuffer.none ? nil : join.clicks[click].source
                totals[place].add(amounts, to: source)
            }
        }
    }

    /// Gives a whole checkout to a source, where one row a user is kept.
    mutating func addRanked(_ amounts: Money.Amounts, source: UInt32?, model: Int) {
        totals[model].add(amounts, to: source)
    }

    private mutating func addPath(
        _ slot: Int32, _ amounts: Money.Amounts, _ join: borrowing ReferenceJoin,
        _ storesCredits: Bool, _ rows: inout ResultRows, model: Int
    ) throws(SinkError) {
        var path: [Int32] = []
        if models[model] == .linear {
            var match = join.firstMatch(slot)
            while match != ClickBuffer.none {
                path.append(match)
                match = join.nextMatch(slot, after: match)
            }
        } else {
            let click = chosenClick(of: slot, by: model, join)
            if click != ClickBuffer.none { path.append(click) }
        }
        if path.isEmpty {
            totals[model].add(amounts, to: nil)
            return
        }
        let credits = Linear.credits(touchpoints: path.count)
        totals[model].split(amounts, by: credits, among: path.map { join.clicks[$0].source })
        guard storesCredits else { return }
        for (place, click) in path.enumerated() {
            try rows.writeCredit(
                credits[place], model: models[model].rawValue, checkoutID: join.checkouts.id(slot),
                ResultRows.Click(join.clicks, click), position: place + 1, of: path.count)
        }
    }
}
