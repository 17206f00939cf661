import Text

/// What `attrsim review` and `attrsim accept` tell a person.
public enum ReviewText {
    /// A golden text under review: its number among the others, from 1, and what is new. `old` is
    /// `nil` if there is none yet.
    public static func item(
        _ golden: String, number: Int, of count: Int, old: String?, new: String,
        _ style: TextStyle
    ) -> String {
        let diff = UnifiedDiff.lines(
            from: old ?? "", named: golden, to: new, named: golden + ".new")
        let added = diff.dropFirst(2).count { $0.hasPrefix("+") }
        let removed = diff.dropFirst(2).count { $0.hasPrefix("-") }
        let facts =
            old == nil
            ? "a first golden text, \(added) lines" : "\(added) added, \(removed) removed"
        let head =
            style.apply(.bold, to: "[\(number)/\(count)] \(PrintableText.escaping(golden))")
            + "  " + style.apply(.dim, to: facts)
        return ([head] + DiffText.lines(Array(diff.dropFirst(2)), style)).joined(separator: "\n")
            + "\n"
    }

    /// The question below an item, without a line end.
    public static func question(_ style: TextStyle) -> String {
        let keys = [("a", "ccept"), ("r", "eject"), ("s", "kip"), ("q", "uit")]
        return keys.map { style.apply(.bold, to: "(\($0))") + $1 }.joined(separator: " ") + "? "
    }

    /// What an answer that is none of the keys gets.
    public static let help =
        "a: the new text becomes the golden text · r: remove the new text · s: decide later · "
        + "q: stop here"

    /// The last line of a review.
    public static func total(
        accepted: Int, rejected: Int, left: Int, _ style: TextStyle
    ) -> String {
        var facts = ["\(accepted) accepted", "\(rejected) rejected"]
        if left > 0 { facts.append("\(left) left") }
        return facts.joined(separator: style.separator) + "\n"
    }
}
