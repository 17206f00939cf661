/// The packed bytes that an unpacker has not yet taken: a chunk of them.
struct PackedBytes: ~Copyable {
    /// The file as the scenario names it.
    let name: String
    /// The bytes.
    let chunk: UnsafeMutablePointer<UInt8>
    /// The first that has not been taken.
    var start = 0
    /// Behind the last.
    private(set) var end = 0
    /// Whether there is nothing behind ``end``.
    private(set) var isAtEnd = false

    private let source: any ByteSource
    private var offset = 0

    init(_ source: any ByteSource, name: String) {
        self.source = source
        self.name = name
        chunk = .allocate(capacity: ChunkedInput.chunk)
    }

    deinit { chunk.deallocate() }

    /// How many bytes have been taken from the file.
    var bytesTaken: Int { source.bytesTaken - (end - start) }

    /// Reads on if all that is there has been taken.
    ///
    /// - Returns: whether there is a byte.
    mutating func fill() throws(LogError) -> Bool {
        if start < end { return true }
        if isAtEnd { return false }
        offset += end
        start = 0
        end = try source.read(into: chunk, limit: ChunkedInput.chunk)
        isAtEnd = end == 0
        return !isAtEnd
    }

    /// The error of packed bytes that are damaged where the next one lies.
    func damage(_ reason: String, hint: String, isAltered: Bool = false) -> LogError {
        var error = LogError(
            damaged: name,
            reason: "\(reason) (at byte \(offset + start) of the packed file)", hint: hint)
        error.isAltered = isAltered
        return error
    }
}
