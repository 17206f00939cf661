import ArgumentParser

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Whole files in, whole texts out, with the exit statuses of the command line.
enum StandardStreams {
    /// All bytes of a file, or of standard input for `-`; status 4 if it cannot be opened or read.
    static func input(_ path: String) throws -> [UInt8] {
        let file = path == "-" ? 0 : open(path, O_RDONLY)
        guard file >= 0 else { throw failure(path) }
        defer { if file != 0 { close(file) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            bytes.append(contentsOf: buffer[0..<count])
        }
    }

    /// Writes a text to standard output; status 4 if that fails.
    static func output(_ text: String) throws {
        guard write(text, to: 1) else { throw failure("standard output") }
    }

    /// Writes a text to standard error.
    static func error(_ text: String) { _ = write(text, to: 2) }

    private static func write(_ text: String, to file: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                bytes.baseAddress.map { systemWrite(file, $0, bytes.count) } ?? 0
            }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func systemWrite(
        _ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int
    ) -> Int {
        #if canImport(Glibc)
        return Glibc.write(file, bytes, count)
        #elseif canImport(Musl)
        return Musl.write(file, bytes, count)
        #else
        return Darwin.write(file, bytes, count)
        #endif
    }

    private static func failure(_ name: String) -> ExitCode {
        let reason = String(cString: strerror(errno))
        error("\(name): \(reason)\n")
        return ExitCode(4)
    }
}
