/// Texts that stand for nothing in a log, such as `NULL`: values that read so are none.
struct NullWords: Sendable {
    private let words: [[UInt8]]

    /// The words of a log.
    init(_ words: [String]) { self.words = words.map { Array($0.utf8) } }

    /// Whether there are none.
    var isEmpty: Bool { words.isEmpty }

    /// Whether a value is one of them, compared as text.
    func hold(_ value: FieldValue) -> Bool {
        value.isPlain && value.withText { text in words.contains { $0.elementsEqual(text) } }
    }

    /// Makes nothing of the values of a row that are one of them.
    func clear(_ values: inout FieldValues) {
        if words.isEmpty { return }
        for slot in 0...values.highestSlot where hold(values[slot]) { values[slot].kind = .null }
    }
}
