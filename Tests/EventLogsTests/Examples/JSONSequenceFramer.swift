@testable import EventLogs

/// JSON text sequences (RFC 7464): each object is a line that begins with a record separator, 0x1E.
struct JSONSequenceFramer: Framer, ~Copyable {
    private var lines: LineReader

    init(_ input: consuming ChunkedInput) { lines = LineReader(input) }

    var bytesConsumed: Int { lines.bytesConsumed }
    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { lines.unread }
    var number: Int64 { lines.number }

    mutating func next() throws(LogError) -> Line? {
        guard var line = try lines.next() else { return nil }
        if line.bytes.first == 0x1E { line.start += 1 }
        return line
    }
}
