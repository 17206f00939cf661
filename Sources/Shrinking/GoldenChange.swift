public import Reports

/// One line of a golden text that came out other than it should.
public struct GoldenChange: Sendable, Equatable {
    /// The line that came out.
    public var actual: String
    /// The line that should have, if there was one.
    public var expected: String?
    /// The form of the golden text: in which the line is looked for.
    public var form: GoldenForm

    /// The change of two texts that says most: the first of a record, else the first at all.
    ///
    /// - Returns: `nil` if nothing came out that the golden text does not have: what is only
    ///   missing would also be missing from an empty log.
    public init?(golden: String, actual: String, form: GoldenForm = .blocks) {
        self.form = form
        let old = golden.split(separator: "\n", omittingEmptySubsequences: false)
        let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let known = Set(old)
        let kept = Set(new)
        let added = new.filter { !known.contains($0) && !$0.hasPrefix("#") }
        guard let line = added.first(where: { $0.contains(" ← ") }) ?? added.first else {
            return nil
        }
        self.actual = String(line)
        // The same record's line: what stands before the arrow is its time, id and user.
        let subject = GoldenChange.subject(line)
        expected = old.first { !kept.contains($0) && GoldenChange.subject($0) == subject }
            .map(String.init)
    }

    /// Whether a text has the one line and lacks the other.
    func shows(in text: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.contains(actual[...]) && !lines.contains { $0 == expected?[...] }
    }

    /// The text as it should be: with the one line in place of the other.
    public func corrected(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .compactMap { $0 == actual[...] ? expected?[...] : $0 }
            .joined(separator: "\n")
    }

    /// What a line is about.
    private static func subject(_ line: Substring) -> Substring {
        var words = line.split(separator: " ", omittingEmptySubsequences: true)
        if let arrow = words.firstIndex(of: "←") {
            words.removeSubrange(arrow...)
        } else if !words.isEmpty {
            words.removeLast()
        }
        guard let last = words.last else { return line[..<line.startIndex] }
        return line[..<last.endIndex]
    }
}
