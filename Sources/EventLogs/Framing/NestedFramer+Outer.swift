/// What rows want of the objects around them, which stands before the rows or behind them.
extension NestedFramer {
    /// Takes a member's value, which begins here, and goes behind it.
    mutating func take(_ name: Int) throws(LogError) {
        let length = try endOfValue(0)
        let text = UnsafeBufferPointer(
            start: UnsafePointer(frames.input.bytes + frames.input.start), count: length)
        outer.set(name, of: outer.depth - 1, to: text)
        frames.line += Int64(text.count { $0 == 0x0A })
        frames.input.start += length
    }

    /// Looks behind the rows that begin here for what is wanted and has not come yet; nothing is taken.
    mutating func lookAhead() throws(LogError) {
        var place = try endOfValue(0)
        var scope = outer.depth
        for level in open.reversed() {
            switch level {
            case .rows: break
            case .array: place = try endOfArray(place)
            case .object:
                scope -= 1
                place = try endOfObject(place, scope)
                outer.complete(scope)
            }
            if !outer.isOpen { return }
        }
    }

    /// The place behind the array of which the rest begins at a place.
    private mutating func endOfArray(_ start: Int) throws(LogError) -> Int {
        var place = start
        while try frames.hasByte(place) {
            let byte = frames.byte(place)
            if byte == UInt8(ascii: "]") { return place + 1 }
            if byte <= 0x20 || byte == UInt8(ascii: ",") {
                place += 1
            } else {
                place = max(place + 1, try endOfValue(place))
            }
        }
        return place
    }

    /// The place behind the object of which the rest begins at a place; takes what is wanted of it.
    private mutating func endOfObject(_ start: Int, _ scope: Int) throws(LogError) -> Int {
        var place = start
        while try frames.hasByte(place) {
            let byte = frames.byte(place)
            if byte == UInt8(ascii: "}") { return place + 1 }
            guard byte == UInt8(ascii: "\"") else {
                place += 1
                continue
            }
            let end = try frames.endOfString(place)
            let name = Self.name(
                UnsafeBufferPointer(
                    start: UnsafePointer(frames.input.bytes + frames.input.start + place + 1),
                    count: max(0, end - place - 1)))
            place = end + 1
            while try frames.hasByte(place),
                frames.byte(place) <= 0x20 || frames.byte(place) == 0x3A
            {
                place += 1
            }
            let value = place
            place = try endOfValue(value)
            if let wanted = outer.index(of: name) {
                let text = UnsafePointer(frames.input.bytes + frames.input.start + value)
                outer.set(
                    wanted, of: scope, to: UnsafeBufferPointer(start: text, count: place - value))
            }
        }
        return place
    }

    /// The place behind the value that begins at a place.
    private mutating func endOfValue(_ start: Int) throws(LogError) -> Int {
        var place = start
        var depth = 0
        while try frames.hasByte(place) {
            if place > ChunkedInput.longestLine { throw tooFar() }
            switch frames.byte(place) {
            case UInt8(ascii: "\""):
                place = try frames.endOfString(place)
                guard try frames.hasByte(place), frames.byte(place) == UInt8(ascii: "\"") else {
                    return place
                }
                if depth == 0 { return place + 1 }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place }
                depth -= 1
                if depth == 0 { return place + 1 }
            case UInt8(ascii: ","), 0x00...0x20: if depth == 0 { return place }
            default: break
            }
            place += 1
        }
        return place
    }

    private func tooFar() -> LogError {
        LogError(
            .badData, file: frames.input.name, line: frames.line,
            reason:
                "what a path that begins with .. looks for is not in front of the rows, and the "
                + "objects around them go on for more than 16 MiB",
            hint: "put it in front of them, or leave the path out")
    }
}
