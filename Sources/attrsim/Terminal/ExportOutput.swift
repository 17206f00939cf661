import Files

/// Where the bytes of an export go: standard output, or a file that appears when it is complete.
///
/// Memory does not grow with the text. An error is kept and thrown at the end, so that it can be
/// written to from within a query.
final class ExportOutput {
    /// The file; none for standard output.
    private let file: AtomicFile?
    private var bytes: [UInt8] = []
    private var failure: CommandFailure?

    /// How many bytes are handed to the system at once.
    private static let block = 1 << 16

    /// An output; `nil` is standard output.
    ///
    /// - Throws: exit status 4 if the file cannot be made.
    init(_ path: String?) throws(CommandFailure) {
        do { file = try path.map { path throws(SystemError) in try AtomicFile(path) } } catch {
            throw CommandFailure(error)
        }
        bytes.reserveCapacity(Self.block + 4096)
    }

    /// Adds a text.
    func write(_ text: String) { write { $0 += text.utf8 } }

    /// Adds bytes.
    func write(_ body: (inout [UInt8]) -> Void) {
        body(&bytes)
        if bytes.count >= Self.block { flush() }
    }

    /// Empties the output again, which only a file can.
    func restart() {
        bytes.removeAll(keepingCapacity: true)
        do { try file?.empty() } catch { failure = failure ?? CommandFailure(error) }
    }

    /// Writes what is left; a file gets its name.
    ///
    /// - Throws: the first failure, exit status 4.
    func finish(replacing: Bool) throws(CommandFailure) {
        if let file = try complete() { try AtomicFile.publishAll([file], replacing: replacing) }
    }

    /// Writes what is left.
    ///
    /// - Returns: the file, which has not got its name yet; none for standard output.
    /// - Throws: the first failure, exit status 4.
    func complete() throws(CommandFailure) -> AtomicFile? {
        flush()
        if let failure { throw failure }
        return file
    }

    private func flush() {
        defer { bytes.removeAll(keepingCapacity: true) }
        guard failure == nil else { return }
        guard let file else { return Terminal.write(bytes) }
        do { try file.write(bytes) } catch { failure = CommandFailure(error) }
    }
}
