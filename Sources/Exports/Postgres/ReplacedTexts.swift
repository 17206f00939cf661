import Text

/// Texts with a NUL, which PostgreSQL has no way to store: U+FFFD stands in its place.
public struct ReplacedTexts: Sendable {
    /// How many there are.
    public private(set) var count: Int64 = 0
    private var first: (table: String, row: Int64, column: String, text: String)?

    mutating func note(_ text: String, _ table: String, row: Int64, _ column: String) {
        guard text.utf8.contains(0) else { return }
        count += 1
        if first == nil { first = (table, row, column, text) }
    }

    /// What to tell about them; `nil` if there are none.
    public var warning: String? {
        guard let first else { return nil }
        let text = PrintableText.escaping(String(first.text.prefix(60)))
        let what = count == 1 ? "a text holds" : "\(count) texts hold"
        return "\(what) a NUL, which PostgreSQL cannot store: U+FFFD stands for it there"
            + ", and ids that differ in nothing else are one. The first: table \(first.table), row "
            + "\(first.row), \(first.column) \"\(text)\". Hint: take NULs out of the log, or use "
            + "export csv."
    }
}
