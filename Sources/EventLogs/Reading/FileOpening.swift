import Text

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Opens a file for reading and tells why that fails.
///
/// - Returns: a descriptor that the caller closes, unless it is standard input's.
func openForReading(_ file: LogFile) throws(LogError) -> Int32 {
    if file.path == "-" { return STDIN_FILENO }
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
        let reason = errno
        guard reason == ENOENT || reason == ENOTDIR else {
            throw LogError(
                .system, file: file.name, reason: "cannot be opened: \(systemReason(reason))")
        }
        throw LogError(
            .notFound, file: file.name, reason: "there is no such file",
            hint: similarFile(file.path).map { "the folder has \"\($0)\"" })
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        close(descriptor)
        throw LogError(
            .notFound, file: file.name, reason: "is a directory", hint: "name a file in it")
    }
    return descriptor
}

/// What the system says about an error number.
func systemReason(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
}

/// A file in the same folder whose name is much like the one that is missing.
private func similarFile(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let wanted = parts.last, !wanted.isEmpty else { return nil }
    let folder = parts.dropLast().joined(separator: "/")
    let absolute = path.hasPrefix("/") && folder.isEmpty ? "/" : folder
    guard let directory = opendir(folder.isEmpty && absolute.isEmpty ? "." : absolute) else {
        return nil
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(name) }
        // A folder of a million files is not worth a hint.
        if names.count == 10_000 { break }
    }
    // Sorted, so that the hint does not depend on the file system.
    return NearestName.of(String(wanted), among: names.sorted())
}
