import Files

/// The bytes of a file, or of standard input.
final class FileBytes: ByteSource {
    private let file: InputFile
    private let name: String
    private(set) var bytesTaken = 0
    /// What somebody else has read of it; `nil` once that has been given out.
    private var beginning: MemoryBytes?

    /// Opens a file, or standard input for the path `-`.
    init(_ path: LogPath) throws(LogError) {
        name = path.name
        file = try openForReading(path)
        beginning = path.beginning.map { MemoryBytes($0) }
    }

    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) throws(LogError) -> Int {
        if let beginning {
            let got = beginning.read(into: target, limit: limit)
            if got > 0 { return got }
            self.beginning = nil
        }
        do throws(SystemError) {
            let got = try file.read(into: target, count: limit)
            bytesTaken += got
            return got
        } catch {
            throw LogError(.system, file: name, reason: error.reason)
        }
    }
}
