/// A row of the attributed table, as far as two results are compared.
public struct AttributedCheckout: Sendable, Hashable {
    /// The step of its arrival.
    public var seq: Int64
    /// The event time in milliseconds.
    public var time: Int64
    /// The source that it is credited to; `nil`: unattributed.
    public var source: String?
    /// The click that it is credited to.
    public var clickID: String?
    /// The click's event time.
    public var clickTime: Int64?
    /// What it is worth, in ten-thousandths.
    public var totalE4: Int64?
    /// The profit, in ten-thousandths.
    public var profitE4: Int64?
    /// The product.
    public var productID: String?
    /// The quantity.
    public var quantity: Int64?
}

/// Walks through the attributed tables of two results side by side, by checkout id.
///
/// Both are sorted by SQLite, which needs a fixed amount of memory and a temporary file; nothing
/// is kept here. Rows of one id, where there are several, meet in the order of their arrival.
public struct CheckoutMerge {
    /// Calls `body` with the rows of each checkout id: before, after, or both.
    ///
    /// Cost: sorts both tables.
    public static func forEach(
        _ before: ResultReader, _ after: ResultReader,
        _ body: (String, AttributedCheckout?, AttributedCheckout?) throws(ResultError) -> Void
    ) throws(ResultError) {
        let a = try Side(before)
        let b = try Side(after)
        var left = try a.next()
        var right = try b.next()
        while left != nil || right != nil {
            switch order(left?.id, right?.id) {
            case 0:
                if let left, let right { try body(left.id, left.row, right.row) }
                left = try a.next()
                right = try b.next()
            case ..<0:
                if let left { try body(left.id, left.row, nil) }
                left = try a.next()
            default:
                if let right { try body(right.id, nil, right.row) }
                right = try b.next()
            }
        }
    }

    /// Negative, zero or positive, by UTF-8 bytes as SQLite sorts; what is over comes last.
    private static func order(_ a: String?, _ b: String?) -> Int {
        guard let a else { return 1 }
        guard let b else { return -1 }
        if a.utf8.elementsEqual(b.utf8) { return 0 }
        return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    }

    /// The sorted rows of one result.
    private struct Side: ~Copyable {
        private let rows: ResultRow

        init(_ reader: ResultReader) throws(ResultError) {
            rows = try reader.rows(
                """
                SELECT checkout_id, seq, checkout_timestamp, source, click_id, click_timestamp,
                    total_amount_e4, profit_e4, product_id, quantity
                FROM checkout_attribution WHERE run_id = 1 ORDER BY checkout_id, seq
                """)
        }

        func next() throws(ResultError) -> (id: String, row: AttributedCheckout)? {
            guard try rows.next() else { return nil }
            let row = AttributedCheckout(
                seq: rows.integer(1) ?? 0, time: rows.integer(2) ?? 0, source: rows.text(3),
                clickID: rows.text(4), clickTime: rows.integer(5), totalE4: rows.integer(6),
                profitE4: rows.integer(7), productID: rows.text(8), quantity: rows.integer(9))
            return (rows.text(0) ?? "", row)
        }
    }
}
