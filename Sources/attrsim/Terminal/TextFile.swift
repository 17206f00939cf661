#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Small text files that commands read and write whole.
enum TextFile {
    /// The text of a file, `nil` if there is none.
    ///
    /// - Throws: exit status 4 if it is there and cannot be read.
    static func read(_ path: String) throws(CommandFailure) -> String? {
        guard let file = fopen(path, "r") else {
            if errno == ENOENT { return nil }
            throw failure(path, "cannot be read")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes.append(contentsOf: chunk[..<count])
            if count < chunk.count { break }
        }
        if ferror(file) != 0 { throw failure(path, "cannot be read") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file whole: a reader sees the old text or the new one.
    ///
    /// - Throws: exit status 4 if that is impossible.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        let temporary = "\(path).\(getpid()).tmp"
        guard let file = fopen(temporary, "w") else { throw failure(path, "cannot be written") }
        let written = text.utf8.withContiguousStorageIfAvailable { bytes in
            fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count
        }
        let isWritten = written ?? (fputs(text, file) >= 0)
        guard fclose(file) == 0, isWritten, rename(temporary, path) == 0 else {
            let error = failure(path, "cannot be written")
            unlink(temporary)
            throw error
        }
    }

    /// Removes a file, if there is one.
    static func remove(_ path: String) { unlink(path) }

    /// A path for a file that this process alone uses.
    static func scratchPath(_ name: String) -> String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        return "\(folder)/attrsim-\(getpid())-\(name)"
    }

    private static func failure(_ path: String, _ what: String) -> CommandFailure {
        CommandFailure("\(path): \(what): \(String(cString: strerror(errno)))", .system)
    }
}
