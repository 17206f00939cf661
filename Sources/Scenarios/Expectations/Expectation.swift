public import Text

/// Something that must hold in a result: a query and what it must give.
///
/// ```json
/// { "sql": "SELECT count(*) FROM late_record", "equals": 3 }
/// { "late": { "clicks": 2 } }
/// { "checkout": "k17", "attributedTo": "c9" }
/// ```
public struct Expectation: Sendable, Hashable {
    /// What it is about, for the reader: `late clicks`.
    public var name: String
    /// The query. Whoever runs it lets it only read, and a table's name mean the rows of run 1.
    public var sql: String
    /// What the query must give.
    public var check: Check
    /// Where it stands in the scenario file.
    public var position = TextPosition.none
    /// The way to it there: `expect[3]`.
    public var jsonPath = ""

    /// An expectation.
    public init(name: String, sql: String, check: Check) {
        self.name = name
        self.sql = sql
        self.check = check
    }

    /// What a query must give.
    public enum Check: Sendable, Hashable {
        /// Exactly these rows, in this order.
        case rows([[ExpectedCell]])
        /// These values as one column or as one row.
        case list([ExpectedCell])
        /// This value in the first column of at least one row.
        case includes(ExpectedCell)
        /// One row of one number, which counts in units of 10^-`scale`.
        case number(Comparison, scale: Int)
        /// One row of two integers, a part and its whole, whose ratio is compared. With a whole of
        /// 0 there is no ratio, and the check fails.
        case share(Comparison)
    }

    /// Compares the rows that the query gave with what they must be. Pure.
    ///
    /// - Parameter rows: All rows of the query, in its order.
    /// - Returns: Whether it held, and both sides as text for the reader.
    public func evaluate(
        rows: [[ExpectedCell]]
    ) -> (passed: Bool, expected: String, actual: String) {
        switch check {
        case .rows(let expected):
            return (rows == expected, CellText.rows(expected), CellText.rows(rows))
        case .list(let expected):
            let isColumn = rows.count == expected.count && rows.allSatisfy { $0.count == 1 }
            let passed =
                isColumn && rows.map { $0[0] } == expected || rows.count == 1 && rows[0] == expected
            return (passed, CellText.list(expected), CellText.rows(rows))
        case .includes(let cell):
            return (rows.contains { $0.first == cell }, cell.plainText, CellText.plainColumn(rows))
        case .number(let comparison, let scale):
            guard rows.count == 1, rows[0].count == 1, let number = rows[0][0].number,
                let value = number.divided(byPowerOfTen: scale)
            else { return (false, comparison.description, CellText.rows(rows)) }
            let passed = comparison.holds { $0 == value ? .equal : $0 < value ? .less : .greater }
            return (passed, comparison.description, value.description)
        case .share(let comparison):
            guard rows.count == 1, rows[0].count == 2, case .integer(let part) = rows[0][0],
                case .integer(let whole) = rows[0][1], part >= 0, whole >= part
            else { return (false, comparison.description, CellText.rows(rows)) }
            if whole == 0 { return (false, comparison.description, "0 of 0: no share") }
            let passed = comparison.holds { $0.compared(toRatio: part, over: whole) }
            return (passed, comparison.description, CellText.share(part, of: whole))
        }
    }
}

extension ExactDecimal {
    /// The number ÷ 10^`power`, if it still fits.
    fileprivate func divided(byPowerOfTen power: Int) -> ExactDecimal? {
        scale + power <= 18 ? ExactDecimal(coefficient, scale: scale + power) : nil
    }
}
