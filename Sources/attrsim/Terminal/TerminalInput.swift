#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Answers to questions: single keys of a terminal, or lines of whatever is piped in.
enum TerminalInput {
    /// Whether somebody may be typing.
    static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// The next answer in lower case; `nil` at the end of the input, on a terminal also for
    /// Control-C and Control-D.
    static func answer() -> String? { isTerminal ? key() : line()?.lowercased() }

    /// One key, without waiting for the end of the line.
    private static func key() -> String? {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return line()?.lowercased() }
        var raw = settings
        // Signals too come as keys, so that the terminal is never left as it is now.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return line()?.lowercased() }
        defer { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
        guard let byte = byte(), byte != 3, byte != 4 else { return nil }
        return String(decoding: [byte], as: UTF8.self).lowercased()
    }

    /// The next line that is not blank, without spaces around it.
    private static func line() -> String? {
        var bytes: [UInt8] = []
        while true {
            let next = byte()
            if let next, next != 0x0A {
                bytes.append(next)
                continue
            }
            let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            if !words.isEmpty { return words.joined(separator: " ") }
            if next == nil { return nil }
            bytes = []
        }
    }

    private static func byte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = systemRead(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            if count < 0 && errno == EINTR { continue }
            return nil
        }
    }
}

/// The C function, under a name that no method hides.
private func systemRead(_ file: Int32, _ byte: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    read(file, byte, count)
}
