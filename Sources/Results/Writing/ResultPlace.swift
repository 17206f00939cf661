import Files

/// Where a result lies, or is to lie, and what may be wrong with that.
enum ResultPlace {
    /// Begins the file of a result, and makes the folders that it lies in.
    ///
    /// - Throws: ``ResultError`` of kind `system` if the path is no file's, or the folder cannot be
    ///   written.
    static func begin(_ path: String) throws(ResultError) -> AtomicFile {
        guard let last = path.utf8.last, last != UInt8(ascii: "/") else {
            let reason = path.isEmpty ? "an empty text is no file name" : "is no file name"
            throw ResultError(.system, path: path, reason: reason)
        }
        switch try kind(of: path) {
        case .folder:
            throw ResultError(
                .system, path: path, reason: "is a folder; a result is a file",
                hint: "name a file in it")
        case .device:
            // SQLite cannot write there.
            throw ResultError(
                .system, path: path,
                reason: "is not a regular file: a result is a database",
                hint: "name a file, such as -o out/result.sqlite")
        case .file, nil: break
        }
        do throws(SystemError) {
            try FileSystem.makeFolder(FileSystem.folder(of: path))
            return try AtomicFile(path)
        } catch {
            throw ResultError(error)
        }
    }

    /// Checks that a path is a file that may be read.
    static func checkReadable(_ path: String) throws(ResultError) {
        let reason: String
        switch try kind(of: path) {
        case .file:
            do { return try FileSystem.checkReadable(path) } catch { throw ResultError(error) }
        case .folder: reason = "is a folder"
        case .device: reason = "is not a regular file"
        case nil: reason = "there is no such file"
        }
        throw ResultError(.notAResult, path: path, reason: reason)
    }

    private static func kind(of path: String) throws(ResultError) -> FileSystem.Kind? {
        do { return try FileSystem.checkedStatus(path)?.kind } catch { throw ResultError(error) }
    }
}

extension ResultError {
    /// What the system refused.
    init(_ error: SystemError) {
        self.init(
            .system, path: error.path,
            reason: error.isNoFolder ? "is a file where a folder is needed" : error.reason)
    }
}
