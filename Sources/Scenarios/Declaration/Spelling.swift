import EventLogs
import Text

/// Words for hints.
enum Spelling {
    /// What someone may have meant who wrote `text`.
    static func nearest(to text: String, in words: [String]) -> String? {
        NearestName.of(text, among: words)
    }

    /// `"a", "b" or "c"`
    static func list(_ words: [String]) -> String {
        let quoted = words.map { "\"\($0)\"" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
