import Files

/// Small files that commands read and write whole, and what the system refuses as an exit status.
enum TextFile {
    /// The text of a file, `nil` if there is none.
    ///
    /// - Throws: exit status 4 if it is there and cannot be read.
    static func read(_ path: String) throws(CommandFailure) -> String? {
        do throws(SystemError) {
            return String(decoding: try FileSystem.read(path), as: UTF8.self)
        } catch {
            if error.isMissing { return nil }
            throw CommandFailure(error)
        }
    }

    /// All bytes of an input file, or of standard input for `-`.
    ///
    /// - Throws: exit status 3 if there is no such file, 4 if it cannot be read.
    static func bytes(_ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(SystemError) {
            return try FileSystem.read(path)
        } catch {
            throw CommandFailure(
                "\(path): cannot be read: \(error.words)", error.isMissing ? .badData : .system)
        }
    }

    /// Writes a file whole: a reader sees the old text or the new one.
    ///
    /// - Throws: exit status 4 if that is impossible.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        try write(bytes: Array(text.utf8), to: path)
    }

    /// Writes bytes as a file, whole.
    ///
    /// - Throws: exit status 4 if that is impossible.
    static func write(bytes: [UInt8], to path: String) throws(CommandFailure) {
        do { try AtomicFile.write(bytes, to: path) } catch {
            throw CommandFailure(error)
        }
    }

    /// Makes a folder and those above it, where they are missing.
    ///
    /// - Throws: exit status 2 if a file is in the way, 4 if that is impossible.
    static func makeFolder(_ path: String) throws(CommandFailure) {
        do { try FileSystem.makeFolder(path) } catch {
            if error.isNoFolder {
                throw CommandFailure(
                    "\(error.path): is a file, not a folder\n  hint: name another folder",
                    .wrongUsage)
            }
            throw CommandFailure(error)
        }
    }
}

extension CommandFailure {
    /// What the system refused: exit status 4.
    init(_ error: SystemError) { self.init(error.description, .system) }
}
