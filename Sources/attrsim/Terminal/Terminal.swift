import Reports
import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The three standard streams and what surrounds them: the only place that looks at the terminal
/// and the environment.
enum Terminal {
    /// How text for a person looks on standard output.
    static var outputStyle: TextStyle { style(STDOUT_FILENO) }

    /// How text for a person looks on standard error.
    static var errorStyle: TextStyle { style(STDERR_FILENO) }

    /// Whether somebody may be watching standard output.
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether somebody may be watching standard error.
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether a CI server runs this, which all of them say by `CI=true`.
    static var isContinuousIntegration: Bool {
        ["true", "1"].contains((environment("CI") ?? "").lowercased())
    }

    /// Writes to standard output. Where that fails, as on a full disk, the program ends.
    static func write(_ text: String) {
        guard let reason = write(text, to: STDOUT_FILENO) else { return }
        writeError("standard output: cannot be written: \(reason)")
        exit(.system)
    }

    /// Writes bytes to standard output, as ``write(_:)-(String)``.
    static func write(_ bytes: [UInt8]) {
        guard let reason = bytes.withUnsafeBytes({ write($0, to: STDOUT_FILENO) }) else { return }
        writeError("standard output: cannot be written: \(reason)")
        exit(.system)
    }

    /// Writes a message to standard error, with a line break. Whatever is in it, a file's name, a
    /// record's, an option, cannot steer the terminal: all but line breaks is escaped.
    static func writeError(_ message: String) {
        writeErrorRaw(PrintableText.escapingLines(message) + "\n")
    }

    /// Writes to standard error as it is: a progress line. There is nobody to tell where it fails.
    static func writeErrorRaw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// Ends the program.
    static func exit(_ status: ExitStatus) -> Never {
        #if canImport(Glibc)
        Glibc.exit(status.code)
        #elseif canImport(Musl)
        Musl.exit(status.code)
        #else
        Darwin.exit(status.code)
        #endif
    }

    /// Milliseconds of a clock that only goes forward: for progress and durations shown to a
    /// person, never for a result.
    static var milliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// How many processors there are.
    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private static func style(_ descriptor: Int32) -> TextStyle {
        let isTerminal = isatty(descriptor) == 1
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment)
            .first { !$0.isEmpty }
        let isUnicode =
            locale.map { $0.lowercased().contains("utf") || $0 == "C" || $0 == "POSIX" } ?? true
        return TextStyle(
            isColored: isTerminal && (environment("NO_COLOR") ?? "").isEmpty
                && environment("TERM") != "dumb",
            isUnicode: isUnicode, width: isTerminal ? width(descriptor) ?? 100 : 100)
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private static func width(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Writes all bytes. Whoever closed the other end wants no more, which is no failure, and no
    /// reason to end with another exit status.
    ///
    /// - Returns: why they cannot be written, or `nil`.
    private static func write(_ text: String, to descriptor: Int32) -> String? {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> String? {
        signal(SIGPIPE, SIG_IGN)
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            let count = systemWrite(descriptor, base, rest.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return errno == EPIPE ? nil : String(cString: strerror(errno)) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return nil
    }
}

/// The C function, which the methods above would hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
