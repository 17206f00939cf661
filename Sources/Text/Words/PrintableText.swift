/// Text from data, made safe to print: nothing in it can move the cursor, change colours or
/// reorder what is read.
public enum PrintableText {
    /// `text` with control characters as `\n`, `\t`, `\u{1B}`, all on one line.
    ///
    /// Escaped are the control characters of ASCII and Latin-1, line and paragraph separators, and
    /// the invisible marks that change the direction of writing. All else stays as it is.
    /// Cost: a scan of the bytes where nothing has to be escaped.
    public static func escaping(_ text: String, keepingTabs: Bool = false) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var printable = ""
        for scalar in text.unicodeScalars {
            if !isUnprintable(scalar) || (keepingTabs && scalar == "\t") {
                printable.unicodeScalars.append(scalar)
            } else {
                printable += escape(scalar)
            }
        }
        return printable
    }

    /// The same for a text of several lines, whose line breaks stay.
    public static func escapingLines(_ text: String) -> String {
        if text.utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A }) { return text }
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { escaping(String($0)) }.joined(separator: "\n")
    }

    /// `\n`, `\r`, `\t` or `\u{1B}`.
    public static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }

    static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x2028, 0x2029: true  // separators of lines and paragraphs
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // direction
        case 0xFEFF: true  // byte order mark
        default: false
        }
    }
}

/// How many columns of a terminal a text takes.
///
/// An approximation of what terminals do: East Asian wide characters and emoji take two columns,
/// combining marks none. Text is expected to be free of control characters.
public enum DisplayWidth {
    /// The number of columns of `text`.
    public static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// `text` cut to at most `width` columns, with `ellipsis` where something is missing.
    public static func cut(_ text: String, to width: Int, ellipsis: String = "…") -> String {
        if of(text) <= width { return text }
        let room = width - of(ellipsis)
        if room < 0 { return "" }
        var kept = ""
        var used = 0
        for character in text {
            used += of(character)
            if used > room { break }
            kept.append(character)
        }
        return kept + ellipsis
    }

    /// `text` cut in its middle to at most `width` columns: what tells names apart is as often at
    /// their ends as at their beginnings.
    public static func cutMiddle(_ text: String, to width: Int, ellipsis: String = "…") -> String {
        if of(text) <= width { return text }
        let room = width - of(ellipsis)
        if room < 0 { return "" }
        var (start, end) = ("", "")
        var (used, usedBehind) = (0, 0)
        for character in text {
            if used + of(character) > (room + 1) / 2 { break }
            used += of(character)
            start.append(character)
        }
        for character in text.reversed() {
            if usedBehind + of(character) > room - used { break }
            usedBehind += of(character)
            end.insert(character, at: end.startIndex)
        }
        return start + ellipsis + end
    }

    /// `text` filled with spaces up to `width` columns.
    public static func pad(_ text: String, to width: Int, atStart: Bool = false) -> String {
        let fill = String(repeating: " ", count: max(0, width - of(text)))
        return atStart ? fill + text : text + fill
    }

    private static func of(_ character: Character) -> Int {
        // One cell for the whole cluster: the widest of its scalars. U+FE0F asks for an emoji.
        var width = 0
        for scalar in character.unicodeScalars {
            width = max(width, scalar.value == 0xFE0F ? 2 : of(scalar))
        }
        return width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
