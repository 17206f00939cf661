#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Small input files, or standard input, as bytes.
enum InputBytes {
    /// All bytes of a file, or of standard input for `-`.
    ///
    /// - Throws: exit status 3 if there is no such file, 4 if it cannot be read.
    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY)
        guard file >= 0 else { throw failure(path) }
        defer { if path != "-" { close(file) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = systemRead(file, &chunk)
            if count > 0 {
                bytes.append(contentsOf: chunk[..<count])
            } else if count == 0 {
                return bytes
            } else if errno != EINTR {
                throw failure(path)
            }
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        let status: ExitStatus = errno == ENOENT ? .badData : .system
        return CommandFailure(
            "\(path): cannot be read: \(String(cString: strerror(errno)))", status)
    }
}

/// The C function, which the method above would hide.
private func systemRead(_ file: Int32, _ chunk: inout [UInt8]) -> Int {
    read(file, &chunk, chunk.count)
}
