/// How much of a section a golden text shows.
public enum GoldenForm: Sendable, CaseIterable {
    /// The first ``GoldenText/linesMax`` rows; of the others a digest for each block of
    /// ``GoldenText/blockRows``. What is not shown at all stands as such blocks, too.
    case blocks
    /// Every row of every section.
    case full
    /// As before there were blocks: one hash for all rows that are not shown. It is read, and no
    /// longer written.
    case legacy
}

/// How a result compares with the golden text that somebody keeps, whatever form that has.
public struct GoldenComparison: Sendable {
    /// The form of the golden text.
    public var form: GoldenForm
    /// The result's text in this form.
    public var actual: String
    /// The rows of blocks that the golden text does not have: by the line that stands for them.
    public var rows: [String: [String]] = [:]
    /// Whether the two are the same.
    public var isSame: Bool

    /// Compares a result with a golden text.
    ///
    /// - Parameters:
    ///   - golden: The golden text.
    ///   - plain: The result's text in the form of blocks, which most golden texts have.
    ///   - text: Makes the result's text in another form; asked only where the first differs.
    /// - Throws: What `text` throws.
    public init<Failure: Error>(
        golden: String, plain: String, text: (GoldenForm) throws(Failure) -> String
    ) throws(Failure) {
        form = .blocks
        actual = plain
        isSame = golden == plain
        if isSame { return }
        // A golden text without any digest can be of any form: the one that is nearest counts.
        for other in GoldenComparison.forms(of: golden) where other != .blocks {
            let text = try text(other)
            let isNearer =
                GoldenComparison.linesShared(golden, text)
                > GoldenComparison.linesShared(golden, actual)
            if text == golden || isNearer { (form, actual) = (other, text) }
            if text == golden { isSame = true }
            if isSame { return }
        }
    }

    /// The forms that a golden text may have, by the lines that only one of them has.
    private static func forms(of golden: String) -> [GoldenForm] {
        var forms = GoldenForm.allCases
        for line in golden.split(separator: "\n") {
            guard let hash = line.firstRange(of: ", hash ") else { continue }
            if line[hash.upperBound...].utf8.count == 8 { return [.legacy] }
            if line.hasPrefix("… rows ") { return [.blocks] }
            forms.removeAll { $0 == .legacy }
        }
        return forms
    }

    private static func linesShared(_ a: String, _ b: String) -> Int {
        let lines = Set(a.split(separator: "\n"))
        return b.split(separator: "\n").count { lines.contains($0) }
    }

    /// The unified difference, the rows of changed blocks below their digests.
    public func difference(
        from golden: String, named goldenName: String, to newName: String
    ) -> [String] {
        UnifiedDiff.lines(from: golden, named: goldenName, to: actual, named: newName)
            .flatMap { line in
                [line]
                    + (line.hasPrefix("+") ? rows[String(line.dropFirst())] ?? [] : [])
                    .map { "    \($0)" }
            }
    }
}
