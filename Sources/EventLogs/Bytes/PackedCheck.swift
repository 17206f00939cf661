import Files

/// What unpacks, and knows how much of it has been checked.
protocol Unpacker: ByteSource {
    /// So many of the bytes given out are right: those of whole parts, each with its checksum.
    var soundCount: Int { get }
}

/// Looks through a packed file to its end, where a damaged bit shows.
///
/// A checksum stands at the end of what it is of, and an altered bit may unpack to rows that look good.
/// Whoever goes on behind bad rows therefore unpacks a file twice, and whoever stops at one looks whether
/// the file's damage is its cause. A pipe cannot be read twice; and what is cut off may be altered as well,
/// which nobody can tell: its rows are read.
enum PackedCheck {
    /// The bytes of a packed file that is altered somewhere, up to the last that are right; `nil` of
    /// any other file.
    static func soundPart(of path: LogPath) throws(LogError) -> (any ByteSource)? {
        guard let whole = try unpacker(of: path), let error = damage(of: whole), error.isAltered,
            let first = try unpacker(of: path)
        else { return nil }
        return FirstBytes(first, whole.soundCount, error)
    }

    /// The error of a packed file that is damaged somewhere; `nil` of any other file.
    static func damage(of path: LogPath) throws(LogError) -> LogError? {
        guard let unpacker = try unpacker(of: path) else { return nil }
        return damage(of: unpacker)
    }

    private static func damage(of unpacker: any Unpacker) -> LogError? {
        let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: ChunkedInput.chunk)
        defer { chunk.deallocate() }
        do throws(LogError) {
            while try unpacker.read(into: chunk, limit: ChunkedInput.chunk) > 0 {}
            return nil
        } catch {
            return error.isDamage ? error : nil
        }
    }

    private static func unpacker(of path: LogPath) throws(LogError) -> (any Unpacker)? {
        guard FileSystem.kind(of: path.path) == .file else { return nil }
        let start = FileSystem.beginning(of: path.path, count: Sniffing.length)
        let packing = start.withUnsafeBufferPointer { Sniffing.packing($0) }
        switch packing {
        case .gzip: return try GzipBytes(try FileBytes(path), name: path.name)
        case .zstd: return try ZstdBytes(try FileBytes(path), name: path.name)
        case nil: return nil
        }
    }
}

/// The first bytes of a source, and an error where they end.
private final class FirstBytes: ByteSource {
    private let source: any ByteSource
    private var left: Int
    private let error: LogError

    init(_ source: any ByteSource, _ count: Int, _ error: LogError) {
        self.source = source
        left = count
        self.error = error
    }

    var bytesTaken: Int { source.bytesTaken }

    func read(into target: UnsafeMutablePointer<UInt8>, limit: Int) throws(LogError) -> Int {
        if left == 0 { throw error }
        let count = try source.read(into: target, limit: min(limit, left))
        left -= count
        return count
    }
}
