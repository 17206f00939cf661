import Text

/// The first line of a report: a name, and facts about it.
enum TitleText {
    /// In one line where there is room, else the facts in lines of their own; a name that is longer
    /// than a line is cut in its middle.
    static func lines(_ name: String, _ facts: [String], _ style: TextStyle) -> [String] {
        let facts = facts.filter { !$0.isEmpty }.map { PrintableText.escaping($0) }
        let name = DisplayWidth.cutMiddle(
            PrintableText.escaping(name), to: max(40, style.width), ellipsis: style.ellipsis)
        let rest = facts.joined(separator: style.separator)
        let title = style.apply(.bold, to: name)
        if DisplayWidth.of(name) + 2 + DisplayWidth.of(rest) <= style.width {
            return [title + (rest.isEmpty ? "" : "  " + style.apply(.dim, to: rest))]
        }
        return [title] + folded(facts, style)
    }

    /// Facts in as few lines as they take, two characters in.
    static func folded(_ facts: [String], _ style: TextStyle) -> [String] {
        var lines: [String] = []
        for fact in facts {
            if let last = lines.last,
                DisplayWidth.of(last + style.separator + fact) + 2 <= style.width
            {
                lines[lines.count - 1] = last + style.separator + fact
            } else {
                lines.append(fact)
            }
        }
        return lines.map { "  " + style.apply(.dim, to: $0) }
    }
}
