import Files

/// The bytes of a file, or of standard input.
final class FileBytes: ByteSource {
    private let file: InputFile
    private let name: String
    private(set) var bytesTaken = 0

    /// Opens a file, or standard input for the path `-`.
    init(_ path: LogPath) throws(LogError) {
        name = path.name
        file = try openForReading(path)
    }

    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) throws(LogError) -> Int {
        do throws(SystemError) {
            let got = try file.read(into: target, count: limit)
            bytesTaken += got
            return got
        } catch {
            throw LogError(.system, file: name, reason: error.reason)
        }
    }
}
