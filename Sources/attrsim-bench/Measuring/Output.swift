#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The tool's standard streams.
enum Output {
    /// Writes to standard output at once.
    static func write(_ text: String) {
        print(text, terminator: "")
        fflush(nil)
    }

    /// Writes a line to standard error.
    static func writeError(_ text: String) {
        let line = Array((text + "\n").utf8)
        line.withUnsafeBytes { bytes in _ = systemWrite(bytes) }
    }

    /// Ends the program.
    static func exit(_ status: Int32) -> Never { systemExit(status) }
}

private func systemWrite(_ bytes: UnsafeRawBufferPointer) -> Int {
    write(STDERR_FILENO, bytes.baseAddress, bytes.count)
}

private func systemExit(_ status: Int32) -> Never { exit(status) }
