import EventLogs
import Streaming
import Text

/// Looks for discounts that are no share: 20 for 20 % turns a price of 100 into -1,900.
///
/// Cost: nothing without a products' table; else a look at each checkout's numbers.
struct DiscountCensus: ~Copyable {
    private static let shares: ClosedRange<Int64> = 0...1_000_000_000

    private let isWanted: Bool
    private let isFactor: Bool
    private var count: Int64 = 0
    private var first: (line: Int64, billionths: Int64)?

    init(_ configuration: RunConfiguration) {
        isWanted = configuration.dimensions.products != nil
        isFactor = configuration.dimensions.amounts == .original
    }

    /// Takes in what was read, before any disorder.
    mutating func read(_ batch: RecordBatch) {
        guard isWanted else { return }
        batch.text.withUnsafeBufferPointer { text in
            for record in batch.records
            where record.kind == .event && record.stream == .checkouts {
                let numbers = record.numbers(in: text)
                // Whoever says what a checkout is worth needs no discount.
                guard let discount = numbers.discount, !Self.shares.contains(discount),
                    numbers.amount == nil
                else { continue }
                count += 1
                if first == nil { first = (record.line, discount) }
            }
        }
    }

    /// How many there were, and the first.
    func warnings(_ places: LogPlaces) -> [String] {
        guard let first else { return [] }
        let text = DecimalText.trimmed(first.billionths, decimals: 9)
        let what = count == 1 ? "a discount is" : "\(count) discounts are"
        let at = PrintableText.escaping(places.words(.checkouts, first.line))
        return [
            "checkouts: \(what) above 1 or below 0\(count == 1 ? ":" : "; the first is") \(text) at "
                + "\(at). A discount is a share of the price: 0.05 is 5 %, and the amount is price × "
                + "quantity × \(isFactor ? text : "(1 - \(text))"). Hint: divide percentages by 100, or "
                + "name a field that holds what was paid (\"fields\": {\"amount\": …})."
        ]
    }
}
