/// A line of a file, good until the next one is read.
struct Line {
    /// The first byte.
    var start: UnsafePointer<UInt8>
    /// Behind the last byte; a NUL stands there.
    var end: UnsafePointer<UInt8>
    /// The number of the line, from 1.
    var number: Int64
    /// Whether a newline ended it: only a file's last line may lack it.
    var isTerminated: Bool
    /// Whether it is longer than ``ChunkedInput/longestLine``; only its beginning is here then.
    var isTooLong = false

    /// What a reader has before its first line: nothing, and a NUL behind it.
    static var none: Line {
        Line(start: noBytes, end: noBytes, number: 0, isTerminated: false)
    }

    /// Its bytes.
    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: start, count: end - start)
    }
}

/// Zeros that live for ever, for what points to nothing.
nonisolated(unsafe) private let noBytes: UnsafePointer<UInt8> = {
    let zeros = UnsafeMutablePointer<UInt8>.allocate(capacity: TextBuffer.padding)
    zeros.initialize(repeating: 0, count: TextBuffer.padding)
    return UnsafePointer(zeros)
}()

/// Cuts a file into lines.
struct LineReader: Framer, ~Copyable {
    private var input: ChunkedInput
    private(set) var number: Int64 = 0

    init(_ input: consuming ChunkedInput) { self.input = input }

    /// The file as the scenario names it.
    var name: String { input.name }
    /// How many bytes of the file lie before the next line.
    var bytesConsumed: Int { input.bytesConsumed }
    /// What could not be made a line, where reading fails in the middle.
    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { (number + 1, input.unread) }

    /// The next line, or `nil` at the end.
    mutating func next() throws(LogError) -> Line? {
        var searched = 0
        while true {
            let start = input.start
            let from = start + searched
            if let end = input.newline(from: from) {
                if end - start > ChunkedInput.longestLine { return try tooLong() }
                return line(from: start, to: end, isTerminated: true)
            }
            searched = input.filled - start
            if searched > ChunkedInput.longestLine { return try tooLong() }
            // The input may move the bytes; `searched` counts from its start.
            if try !input.more() {
                if input.filled == input.start { return nil }
                if input.filled - input.start > ChunkedInput.longestLine { return try tooLong() }
                return line(from: input.start, to: input.filled, isTerminated: false)
            }
        }
    }

    @inline(__always)
    private mutating func line(from start: Int, to end: Int, isTerminated: Bool) -> Line {
        input.terminate(at: end)
        input.start = min(end + 1, input.filled)
        number += 1
        return Line(
            start: UnsafePointer(input.bytes + start), end: UnsafePointer(input.bytes + end),
            number: number, isTerminated: isTerminated)
    }

    private mutating func tooLong() throws(LogError) -> Line {
        let (beginning, isTerminated) = try input.skipLine(searched: 0)
        input.terminate(at: beginning.upperBound)
        number += 1
        return Line(
            start: UnsafePointer(input.bytes + beginning.lowerBound),
            end: UnsafePointer(input.bytes + beginning.upperBound),
            number: number, isTerminated: isTerminated, isTooLong: true)
    }
}
