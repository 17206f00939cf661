import Files

/// A file of a world, which appears under its name only when it is complete.
final class OutputFile {
    /// The text to be written next.
    var text = LineText()
    /// The bytes in the file so far, packed.
    private(set) var bytesWritten = 0
    /// The file itself.
    private let file: AtomicFile
    private let packer: LogPacker?

    /// Text is handed to the system in blocks of this size.
    private static let block = 1 << 18

    /// Begins a file.
    init(path: String, packing: WorldFormat.Packing? = nil) throws(GenerationError) {
        do { file = try AtomicFile(path) } catch {
            throw GenerationError(error, doing: "cannot be created")
        }
        packer = packing.flatMap(LogPacker.init)
        if packing != nil, packer == nil {
            throw GenerationError(.system, path, reason: "cannot be packed: no memory for it")
        }
        text.bytes.reserveCapacity(Self.block + 4096)
    }

    /// Writes the text out if there is a block of it.
    func writeBlock() throws(GenerationError) {
        if text.bytes.count >= Self.block { try flush(isLast: false) }
    }

    /// Writes what is left, and hands the file over to whoever gives it its name.
    func complete() throws(GenerationError) -> AtomicFile {
        try flush(isLast: true)
        return file
    }

    private func flush(isLast: Bool) throws(GenerationError) {
        if let packer {
            try packer.pack(text.bytes, isLast: isLast) { bytes throws(GenerationError) in
                try write(bytes)
            }
        } else {
            try text.bytes.withUnsafeBufferPointer { bytes throws(GenerationError) in
                try write(UnsafeRawBufferPointer(bytes))
            }
        }
        text.bytes.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(GenerationError) {
        do { try file.write(bytes) } catch { throw GenerationError(error) }
        bytesWritten += bytes.count
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
