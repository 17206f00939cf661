public import Text

/// A value of a query's row, as expected or as found.
public enum ExpectedCell: Sendable, Hashable {
    /// NULL.
    case null
    /// An integer.
    case integer(Int64)
    /// A number with decimals.
    case decimal(ExactDecimal)
    /// A text.
    case text(String)

    /// A REAL that a query computed: the shortest decimal that stands for it. Infinity, not-a-number
    /// and what has too many digits become texts.
    public static func real(_ value: Double) -> ExpectedCell {
        // `description` is Swift's own shortest form, the same on every machine.
        let text = value.description
        return ExactDecimal(text).map { .decimal($0) } ?? .text(text)
    }

    /// Equal numbers are equal however they are written; texts are equal if their bytes are.
    public static func == (a: ExpectedCell, b: ExpectedCell) -> Bool {
        switch (a, b) {
        case (.null, .null): return true
        case (.text(let a), .text(let b)): return a.utf8.elementsEqual(b.utf8)
        default:
            guard let a = a.number, let b = b.number else { return false }
            return a == b
        }
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
        case .integer, .decimal: hasher.combine(number)
        }
    }

    /// The number, if it is one.
    var number: ExactDecimal? {
        switch self {
        case .integer(let value): ExactDecimal(value)
        case .decimal(let value): value
        case .null, .text: nil
        }
    }

    /// As SQL writes it: NULL, 3, 0.8, 'text'.
    var sqlText: String {
        switch self {
        case .null: "NULL"
        case .integer(let value): "\(value)"
        case .decimal(let value): value.description
        case .text(let text): SQLText.literal(text)
        }
    }

    /// Without quotes, where no mistake is possible.
    var plainText: String {
        if case .text(let text) = self { return text }
        return sqlText
    }
}

/// Rows as text for the reader.
enum CellText {
    /// How many rows are shown.
    private static let limit = 20

    /// `3`, `[1, 2]`, `(1, 'a')` or `[(1, 'a'), (2, 'b')]`.
    static func rows(_ rows: [[ExpectedCell]]) -> String {
        if rows.isEmpty { return "no rows" }
        if rows.count == 1 { return row(rows[0]) }
        let shown = rows.prefix(limit).map(row).joined(separator: ", ")
        let rest = rows.count - limit
        return rest > 0 ? "[\(shown), … \(rest) more]" : "[\(shown)]"
    }

    /// `[1, 2]`
    static func list(_ cells: [ExpectedCell]) -> String {
        cells.isEmpty ? "no rows" : rows(cells.map { [$0] } + []).bracketed(cells.count == 1)
    }

    /// The first column without quotes: `late, duplicate`.
    static func plainColumn(_ rows: [[ExpectedCell]]) -> String {
        rows.isEmpty
            ? "no rows" : rows.compactMap { $0.first?.plainText }.joined(separator: ", ")
    }

    /// `0.75 (3 of 4)`, cut to four decimals.
    static func share(_ part: Int64, of whole: Int64) -> String {
        let product = part.multipliedFullWidth(by: 10_000)
        let (quotient, remainder) = whole.dividingFullWidth(product)
        let exact = remainder == 0 ? "" : "…"
        return "\(ExactDecimal(quotient, scale: 4))\(exact) (\(part) of \(whole))"
    }

    private static func row(_ cells: [ExpectedCell]) -> String {
        let text = cells.map(\.sqlText).joined(separator: ", ")
        return cells.count == 1 ? text : "(\(text))"
    }
}

extension String {
    fileprivate func bracketed(_ isNeeded: Bool) -> String { isNeeded ? "[\(self)]" : self }
}
