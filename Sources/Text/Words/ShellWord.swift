/// Words for a shell to read.
public enum ShellWord {
    /// The word as it is, or in quotes where a shell would read it as something else.
    public static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        if isPlain && !word.isEmpty { return word }
        if word.unicodeScalars.contains(where: PrintableText.isUnprintable) { return escaped(word) }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }

    /// `$'\033[31m'`: bytes that would steer the terminal are written in octal, as bash, zsh, ksh and
    /// POSIX of 2024 read it.
    private static func escaped(_ word: String) -> String {
        var text = ""
        for scalar in word.unicodeScalars {
            if PrintableText.isUnprintable(scalar) {
                for byte in String(scalar).utf8 {
                    let digits = String(byte, radix: 8)
                    text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
                }
            } else {
                if scalar == "'" || scalar == "\\" { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
        }
        return "$'\(text)'"
    }

    /// A path as an argument, which is never taken for an option.
    public static func path(_ path: String) -> String {
        quoted(path.hasPrefix("-") && path != "-" ? "./" + path : path)
    }
}
