/// The difference of two texts as `diff -u` writes it.
public enum UnifiedDiff {
    /// Unchanged lines around a change.
    private static let context = 3

    /// A line of the difference.
    private struct Line {
        var mark: Character
        var text: Substring
        /// The line's number in the old text, and in the new one, from 1: that of the next line
        /// there where it has none itself.
        var old: Int
        var new: Int
    }

    /// The lines of the difference, two headings first; empty if the texts are equal.
    ///
    /// Cost: that of the shortest edit script (Myers), so it grows with what differs.
    public static func lines(
        from old: String, named oldName: String, to new: String, named newName: String
    ) -> [String] {
        if old == new { return [] }
        let all = script(old.splitIntoLines, new.splitIntoLines)
        let changed = all.indices.filter { all[$0].mark != " " }
        var lines = ["--- \(oldName)", "+++ \(newName)"]
        var next = 0
        while next < changed.count {
            // A hunk goes on as long as the next change is within reach of both contexts.
            var last = next
            while last + 1 < changed.count, changed[last + 1] - changed[last] <= 2 * context {
                last += 1
            }
            let start = max(0, changed[next] - context)
            let end = min(all.count, changed[last] + context + 1)
            lines += hunk(all[start..<end])
            next = last + 1
        }
        return lines
    }

    private static func hunk(_ lines: ArraySlice<Line>) -> [String] {
        guard let first = lines.first else { return [] }
        let old = lines.count { $0.mark != "+" }
        let new = lines.count { $0.mark != "-" }
        // Where one side has no line, diff names the line before.
        let oldStart = old == 0 ? first.old - 1 : first.old
        let newStart = new == 0 ? first.new - 1 : first.new
        return ["@@ -\(oldStart),\(old) +\(newStart),\(new) @@"]
            + lines.map { String($0.mark) + $0.text }
    }

    /// All lines of both texts in order, removed ones before added ones.
    private static func script(_ old: [Substring], _ new: [Substring]) -> [Line] {
        let difference = new.difference(from: old)
        var removed = Set<Int>()
        var added = Set<Int>()
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                lines.append(Line(mark: "-", text: old[i], old: i + 1, new: j + 1))
                i += 1
            } else if j < new.count, added.contains(j) {
                lines.append(Line(mark: "+", text: new[j], old: i + 1, new: j + 1))
                j += 1
            } else {
                lines.append(Line(mark: " ", text: old[i], old: i + 1, new: j + 1))
                i += 1
                j += 1
            }
        }
        return lines
    }
}

extension String {
    /// The lines without their ends; a line break at the end begins no further line.
    fileprivate var splitIntoLines: [Substring] {
        var lines = split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
