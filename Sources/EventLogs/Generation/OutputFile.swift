import Files

/// A file of a world, which appears under its name only when it is complete.
struct OutputFile: ~Copyable {
    /// The text to be written next.
    var text = LineText()
    /// The bytes written so far, those in ``text`` aside.
    private(set) var bytesWritten = 0
    /// The file itself.
    let file: AtomicFile

    /// Text is handed to the system in blocks of this size.
    private static let block = 1 << 18

    /// Begins a file.
    init(path: String) throws(GenerationError) {
        do { file = try AtomicFile(path) } catch {
            throw GenerationError(error, doing: "cannot be created")
        }
        text.bytes.reserveCapacity(Self.block + 4096)
    }

    /// Writes the text out if there is a block of it.
    mutating func writeBlock() throws(GenerationError) {
        if text.bytes.count >= Self.block { try flush() }
    }

    /// Writes what is left, and hands the file over to whoever gives it its name.
    mutating func complete() throws(GenerationError) -> AtomicFile {
        try flush()
        return file
    }

    private mutating func flush() throws(GenerationError) {
        do { try file.write(text.bytes) } catch { throw GenerationError(error) }
        bytesWritten += text.bytes.count
        text.bytes.removeAll(keepingCapacity: true)
    }

    /// Gives the files of a world their names, all or none.
    static func publish(_ files: [AtomicFile], replacing: Bool) throws(GenerationError) {
        let refused: [String]
        do { refused = try AtomicFile.publish(files, replacing: replacing) } catch {
            throw GenerationError(error)
        }
        if refused.isEmpty { return }
        throw GenerationError(
            .target, refused.joined(separator: ", "),
            reason: refused.count == 1 ? "is there already" : "are there already",
            hint: "replace with --force, or name another folder")
    }

    /// Makes a folder and those that it lies in, where they are missing.
    static func makeFolder(_ path: String) throws(GenerationError) {
        do { try FileSystem.makeFolder(path) } catch {
            if error.isNoFolder {
                throw GenerationError(
                    .target, path, reason: "is a file, not a folder", hint: "name another folder")
            }
            throw GenerationError(error, doing: "cannot be created")
        }
    }
}

extension GenerationError {
    /// What the system refused.
    init(_ error: SystemError, doing action: String? = nil) {
        if error.isFolder {
            self.init(
                .target, error.path, reason: "is a directory", hint: "name another folder")
            return
        }
        let hint =
            error.isFull
            ? "free some space, or generate fewer clicks"
            : error.isForbidden ? "choose a folder that you may write to" : nil
        self.init(
            .system, error.path, reason: "\(action ?? error.action): \(error.words)", hint: hint)
    }
}
