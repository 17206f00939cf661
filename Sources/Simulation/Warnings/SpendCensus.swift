import EventLogs
import Streaming
import Text

/// Whether money was spent on days that the log does not have: its cost counts all the same, and what
/// it brought about is not there.
///
/// Cost: two comparisons a record where the scenario has a table of money spent.
struct SpendCensus {
    private let isAsked: Bool
    private var first = Int64.max
    private var last = Int64.min

    init(_ configuration: RunConfiguration) { isAsked = configuration.dimensions.spend != nil }

    mutating func read(_ batch: RecordBatch) {
        guard isAsked else { return }
        for record in batch.records where record.kind == .event {
            first = min(first, record.eventTime.milliseconds)
            last = max(last, record.eventTime.milliseconds)
        }
    }

    /// Days of the table that the log does not have, with both ranges.
    func warnings(_ spend: SpendTable) -> [String] {
        guard first <= last, let days = spend.days else { return [] }
        let own = spend.day(of: first)...spend.day(of: last)
        var outside = (days: 0, cost: Int128(0))
        for (day, cost) in spend.costs where !own.contains(day) {
            outside.days += 1
            outside.cost += cost
        }
        if outside.days == 0 { return [] }
        let all = spend.costs.count
        let which =
            outside.days == all
            ? "none of its days (\(Self.text(days))) is one"
            : "\(NumberText.count(outside.days)) of its \(NumberText.count(all)) days "
                + "(\(Self.text(days))) are none"
        return [
            "dimensions.spend: \(which) of the log (\(Self.text(own))); what was spent on them counts "
                + "all the same: \(NumberText.money(e4: outside.cost)). Hint: leave those days out"
        ]
    }

    private static func text(_ days: ClosedRange<Int64>) -> String {
        func text(_ day: Int64) -> String { TimeText.date(day &* 86_400_000) }
        return days.count == 1
            ? text(days.lowerBound) : "\(text(days.lowerBound)) to \(text(days.upperBound))"
    }
}
