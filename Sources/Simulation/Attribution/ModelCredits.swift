import Attribution
import EventLogs
import Streaming

/// What each of a run's models gives to each source; the first is the primary one.
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
    let models: [AttributionModelKind]
    /// Whether each touchpoint's share is a row of the result.
    private let storesCredits: Bool

    init(_ configuration: RunConfiguration, storesRows: Bool) {
        models = configuration.attribution.models
        storesCredits = storesRows && configuration.output.credits
        totals = models.map { SourceTotals(model: $0.rawValue) }
    }

    /// Whether a model needs all clicks of a checkout, and not only the one that it chooses.
    func needsPath(_ model: Int) -> Bool { storesCredits || !models[model].isSingleTouch }

    /// The click that a model chooses, or ``ClickBuffer/none``; of a model that splits the credit
    /// the first one.
    func chosenClick(of slot: Int32, by model: Int, _ join: borrowing ReferenceJoin) -> Int32 {
        models[model] == .lastClick ? join.lastMatch(slot) : join.firstMatch(slot)
    }

    /// Gives a whole checkout to a source, `nil` for none.
    mutating func add(_ amounts: Money.Amounts, to source: UInt32?, by model: Int) {
        totals[model].add(amounts, to: source)
    }

    /// Gives a checkout's credit to its clicks by one model.
    ///
    /// - Parameter path: all clicks that match, by (event time, id, seq).
    mutating func add(
        _ conversion: Conversion, path: [ResultRows.Click], by model: Int, _ rows: inout ResultRows
    ) throws(SinkError) {
        if path.isEmpty {
            totals[model].add(conversion.amounts, to: nil)
            return
        }
        let credits = models[model].credits(of: path.count)
        totals[model].split(conversion.amounts, by: credits, among: path.map(\.source))
        guard storesCredits else { return }
        for (place, click) in path.enumerated() where credits[place] != 0 {
            try rows.writeCredit(
                credits[place], model: models[model].rawValue, checkoutID: conversion.id, click,
                position: place + 1, of: path.count)
        }
    }
}

extension AttributionSettings {
    /// The primary model and those beside it.
    public var models: [AttributionModelKind] { [model] + compare }
}

extension AttributionModelKind {
    /// Whether all credit goes to one click.
    public var isSingleTouch: Bool { self != .linear }

    /// The credits of so many touchpoints.
    func credits(of touchpoints: Int) -> [Int64] {
        switch self {
        case .linear: return Linear.credits(touchpoints: touchpoints)
        case .firstClick, .lastClick:
            var credits = [Int64](repeating: 0, count: touchpoints)
            credits[self == .firstClick ? 0 : touchpoints - 1] = Credit.whole
            return credits
        }
    }
}
