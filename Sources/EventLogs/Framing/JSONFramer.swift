import CScan

/// Cuts a text of JSON into the objects at its top: those of an array, or one behind another, with
/// any white space between, or none.
///
/// Only strings and braces are looked at, so that an object with a fault in it is one frame, and
/// reading goes on behind it. Where an object has no end, its own lines are given up:
/// - a line end within a string ends the frame, since no string of JSON holds one;
/// - a brace at the beginning of a line that can be no value (no `:`, `,` or `[` before it) begins
///   a new frame.
/// Anything else between objects is a frame as well, up to the next brace or line end.
struct JSONFramer: Framer, ~Copyable {
    var input: ChunkedInput
    private(set) var number: Int64 = 0
    /// The line on which the next byte lies.
    var line: Int64 = 1
    /// Whether an array is open at the top.
    var isInArray = false
    /// What a frame's NUL has taken the place of.
    private var replaced: (offset: Int, byte: UInt8)?

    init(_ input: consuming ChunkedInput) { self.input = input }

    var bytesConsumed: Int { input.bytesConsumed }

    var unread: (line: Int64, bytes: UnsafeBufferPointer<UInt8>) { (line, input.unread) }

    mutating func next() throws(LogError) -> Line? {
        putBack()
        while try hasByte(0) {
            switch byte(0) {
            case 0x0A:
                line += 1
                input.start += 1
            case 0x20, 0x09, 0x0D: input.start += 1
            case UInt8(ascii: "["):
                if isInArray { return try garbage() }
                isInArray = true
                input.start += 1
            case UInt8(ascii: "]"):
                if !isInArray { return try garbage() }
                isInArray = false
                input.start += 1
            case UInt8(ascii: ","):
                if !isInArray { return try garbage() }
                input.start += 1
            case UInt8(ascii: "{"): return try object()
            default: return try garbage()
            }
        }
        if isInArray {
            isInArray = false
            throw LogError(
                damaged: input.name, reason: "the array is cut off: its ] is missing",
                hint: "was it still written, or not copied whole? Fetch it again")
        }
        return nil
    }

    // MARK: - Frames

    /// Puts back what the last frame's end has taken the place of.
    mutating func putBack() {
        guard let replaced else { return }
        input.put(replaced.byte, at: replaced.offset)
        self.replaced = nil
    }

    /// The object that begins here.
    mutating func object() throws(LogError) -> Line {
        var depth = 0
        var offset = 0
        while true {
            if offset > ChunkedInput.longestLine { return try tooLong() }
            let from = UnsafePointer(input.bytes + input.start)
            offset = cscan_brace_or_quote(from + offset) - from
            if input.start + offset >= input.filled {
                offset = input.filled - input.start
                if try !hasByte(offset) { return frame(offset, isTerminated: false) }
                continue
            }
            switch byte(offset) {
            case UInt8(ascii: "\""):
                offset = try endOfString(offset)
                guard try hasByte(offset) else { return frame(offset, isTerminated: false) }
                // No string holds a line end: this one was never closed.
                if byte(offset) == 0x0A { return frame(offset) }
                offset += 1
            case UInt8(ascii: "{"):
                if depth > 0, isNewFrame(offset) { return frame(offset) }
                depth += 1
                offset += 1
            case UInt8(ascii: "}"):
                depth -= 1
                offset += 1
                if depth == 0 { return frame(offset) }
            default: offset += 1  // A NUL that the file holds.
            }
        }
    }

    /// Whatever lies here and is no object.
    mutating func garbage() throws(LogError) -> Line {
        var offset = 0
        while try hasByte(offset) {
            if offset > ChunkedInput.longestLine { return try tooLong() }
            switch byte(offset) {
            case 0x0A: return frame(offset)
            case UInt8(ascii: "{") where offset > 0: return frame(offset)
            case UInt8(ascii: ",") where offset > 0 && isInArray,
                UInt8(ascii: "]") where offset > 0 && isInArray:
                return frame(offset)
            case UInt8(ascii: "\""):
                offset = try endOfString(offset)
                if try hasByte(offset), byte(offset) == UInt8(ascii: "\"") { offset += 1 }
            default: offset += 1
            }
        }
        return frame(offset, isTerminated: false)
    }

    private mutating func frame(_ length: Int, isTerminated: Bool = true) -> Line {
        let start = input.start
        let end = start + length
        number += 1
        let frame = Line(
            start: UnsafePointer(input.bytes + start), end: UnsafePointer(input.bytes + end),
            number: line, isTerminated: isTerminated)
        var from = start
        while let newline = input.newline(from: from), newline < end {
            line += 1
            from = newline + 1
        }
        replaced = (end, input.bytes[end])
        input.put(0, at: end)
        input.start = end
        return frame
    }

    /// Gives up the line that the frame begins on.
    private mutating func tooLong() throws(LogError) -> Line {
        let (beginning, isTerminated) = try input.skipLine(searched: 0)
        number += 1
        line += 1
        replaced = (beginning.upperBound, input.bytes[beginning.upperBound])
        input.put(0, at: beginning.upperBound)
        return Line(
            start: UnsafePointer(input.bytes + beginning.lowerBound),
            end: UnsafePointer(input.bytes + beginning.upperBound),
            number: line - 1, isTerminated: isTerminated, isTooLong: true)
    }

    // MARK: - Bytes

    func byte(_ offset: Int) -> UInt8 { input.bytes[input.start + offset] }

    /// Whether there is a byte so far behind the frame's start; reads on if need be.
    mutating func hasByte(_ offset: Int) throws(LogError) -> Bool {
        while input.start + offset >= input.filled {
            if try !input.more() { return false }
        }
        return true
    }

    /// The offset of the quote that closes the string at `offset`, of a line end within it, or of
    /// the end of the file.
    mutating func endOfString(_ offset: Int) throws(LogError) -> Int {
        var offset = offset + 1
        while true {
            let from = UnsafePointer(input.bytes + input.start)
            offset = cscan_string_end(from + offset) - from
            if input.start + offset >= input.filled {
                offset = input.filled - input.start
                if offset > ChunkedInput.longestLine { return offset }
                if try !hasByte(offset) { return offset }
                continue
            }
            switch byte(offset) {
            case UInt8(ascii: "\""), 0x0A: return offset
            case UInt8(ascii: "\\"):
                // What is escaped is none of the string's end, be it a quote; a line end is.
                offset += 1
                if try hasByte(offset), byte(offset) != 0x0A { offset += 1 }
            default: offset += 1
            }
        }
    }

    /// Whether the brace at `offset` begins its line and can be no value where it stands.
    private func isNewFrame(_ offset: Int) -> Bool {
        var place = offset - 1
        var isAtLineStart = false
        while place >= 0 {
            switch byte(place) {
            case 0x0A: isAtLineStart = true
            case 0x20, 0x09, 0x0D: break
            case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["): return false
            default: return isAtLineStart
            }
            place -= 1
        }
        return false
    }
}
