import Exports

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Folders that exports are written into.
enum ExportFolder {
    /// Makes a folder and those that it lies in, where they are missing.
    ///
    /// - Throws: exit status 4 if that is impossible.
    static func make(_ path: String) throws(CommandFailure) {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { return }
            throw CommandFailure(
                "\(path): is a file, not a folder\n  hint: name another folder", .wrongUsage)
        }
        if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
            try make(String(path[..<slash]))
        }
        if mkdir(path, 0o777) != 0 && errno != EEXIST {
            throw CommandFailure(
                "\(path): cannot be created: \(String(cString: strerror(errno)))", .system)
        }
    }

    /// Writes small files into a folder, each of them whole.
    ///
    /// - Returns: their paths in it.
    static func write(
        _ files: [ExportedFile], to folder: String
    ) throws(CommandFailure) -> [String] {
        for file in files {
            let path = "\(folder)/\(file.path)"
            if let slash = path.lastIndex(of: "/") { try make(String(path[..<slash])) }
            try TextFile.write(file.text, to: path)
            if file.isExecutable { chmod(path, 0o755) }
        }
        return files.map(\.path)
    }

    /// The folder and what was written into it, a line each.
    static func summary(_ folder: String, _ written: [String]) -> String {
        let folder = folder.hasSuffix("/") ? folder : folder + "/"
        return folder + "\n" + written.map { "  \($0)\n" }.joined()
    }
}
