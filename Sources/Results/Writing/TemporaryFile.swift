#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that takes the place of another when it is complete, or vanishes.
///
/// It lies beside its target, since a rename is atomic only within one file system.
struct TemporaryFile {
    /// Where it lies until it is complete.
    let path: String
    /// Whose place it takes.
    let target: String

    /// Makes an empty file beside `target`, and the folders that `target` lies in.
    ///
    /// - Throws: ``ResultError`` of kind `system` if the target is no file, or the folder cannot
    ///   be written.
    init(for target: String) throws(ResultError) {
        guard let last = target.utf8.last, last != UInt8(ascii: "/") else {
            let reason = target.isEmpty ? "an empty text is no file name" : "is no file name"
            throw ResultError(.system, path: target, reason: reason)
        }
        switch try FileSystem.item(at: target) {
        case .folder:
            throw ResultError(
                .system, path: target, reason: "is a folder; a result is a file",
                hint: "name a file in it")
        case .other:
            // Renaming onto /dev/null would replace the device.
            throw ResultError(.system, path: target, reason: "is not a regular file")
        case .file: self.target = TemporaryFile.resolvingLinks(target)
        case .nothing: self.target = target
        }
        let folder = FileSystem.folder(of: self.target)
        try FileSystem.makeFolder(folder)
        path = try TemporaryFile.create(besides: self.target, named: target)
    }

    /// Takes the target's place.
    func moveToTarget() throws(ResultError) {
        guard rename(path, target) == 0 else {
            throw FileSystem.failure(target, "cannot be replaced", errno)
        }
    }

    /// Removes the file.
    func remove() { unlink(path) }

    private static func resolvingLinks(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Makes an empty file of a name that nothing has.
    private static func create(
        besides target: String, named name: String
    ) throws(ResultError) -> String {
        for attempt in 0..<1000 {
            let path = "\(target).\(getpid())-\(attempt).tmp"
            let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                close(descriptor)
                return path
            }
            guard errno == EEXIST else {
                throw FileSystem.failure(name, "cannot be written", errno)
            }
        }
        throw FileSystem.failure(name, "cannot be written", EEXIST)
    }
}
