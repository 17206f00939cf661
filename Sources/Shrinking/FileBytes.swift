#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Files that are read and written whole.
enum FileBytes {
    /// All bytes of a file, of standard input for `-`.
    static func read(_ path: String) throws(ShrinkError) -> [UInt8] {
        let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, "cannot be read") }
        defer { if path != "-" { close(file) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = systemRead(file, &chunk)
            if count > 0 {
                bytes.append(contentsOf: chunk[..<count])
            } else if count == 0 {
                return bytes
            } else if errno != EINTR {
                throw failure(path, "cannot be read")
            }
        }
    }

    /// Writes a file, in place of an older one.
    static func write(_ bytes: [UInt8], to path: String) throws(ShrinkError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw failure(path, "cannot be written") }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                buffer.baseAddress.map { systemWrite(file, $0 + done, bytes.count - done) } ?? 0
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(path, "cannot be written") }
            done += count
        }
    }

    /// Whether something lies at a path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a folder and those above it, where they are missing.
    static func makeFolder(_ path: String) throws(ShrinkError) {
        if path.isEmpty || exists(path) { return }
        if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
            try makeFolder(String(path[..<slash]))
        }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw failure(path, "cannot be made")
        }
    }

    private static func failure(_ path: String, _ what: String) -> ShrinkError {
        .system("\(path): \(what): \(String(cString: strerror(errno)))")
    }
}

/// The C functions, which the methods above would hide.
private func systemRead(_ file: Int32, _ chunk: inout [UInt8]) -> Int {
    read(file, &chunk, chunk.count)
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(file, bytes, count)
}
