/// Reads a text from left to right. What is not there is not taken.
struct TextReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var next = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var isAtEnd: Bool { next == text.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next < text.count, UInt32(text[next]) == character.value else { return false }
        next += 1
        return true
    }

    /// Skips spaces, but for so many.
    mutating func skipSpaces(leaving count: Int = 0) {
        let start = next
        while take(" ") {}
        next = max(start, next - count)
    }

    /// Whether a colon stands behind so many further bytes.
    func hasColon(behind count: Int) -> Bool {
        next + count < text.count && text[next + count] == UInt8(ascii: ":")
    }

    /// Moves over letters, in any case, if all of them are here.
    mutating func skip(_ letters: String) {
        let ends = text[next...].prefix(letters.utf8.count)
        if zip(letters.utf8, ends).allSatisfy({ $0 == $1 | 0x20 }), ends.count == letters.utf8.count
        {
            next += ends.count
        }
    }

    /// A number of exactly so many digits.
    mutating func number(_ width: Int) -> Int64? {
        guard text.count - next >= width else { return nil }
        var value: Int64 = 0
        for place in next..<next + width {
            guard text[place].isDigit else { return nil }
            value = value * 10 + Int64(text[place] - UInt8(ascii: "0"))
        }
        next += width
        return value
    }

    /// A fraction of one digit or more, cut to nanoseconds.
    mutating func fraction() -> (milliseconds: Int64, nanoseconds: UInt32)? {
        var value: Int64 = 0
        var weight: Int64 = 100_000_000
        let first = next
        while next < text.count, text[next].isDigit {
            value += Int64(text[next] - UInt8(ascii: "0")) * weight
            weight /= 10
            next += 1
        }
        guard next > first else { return nil }
        return (value / 1_000_000, UInt32(value % 1_000_000))
    }

    /// A half of the day.
    enum Half { case morning, afternoon }

    /// ` AM` or `PM` here, in any case.
    mutating func halfOfDay() -> Half? {
        let start = next
        skipSpaces()
        // Some write a narrow space that does not break.
        if text.count - next >= 3, text[next] == 0xE2, text[next + 1] == 0x80,
            text[next + 2] == 0xAF
        {
            next += 3
        }
        guard text.count - next >= 2, text[next + 1] | 0x20 == UInt8(ascii: "m") else {
            next = start
            return nil
        }
        let first = text[next] | 0x20
        guard first == UInt8(ascii: "a") || first == UInt8(ascii: "p") else {
            next = start
            return nil
        }
        next += 2
        return first == UInt8(ascii: "a") ? .morning : .afternoon
    }

    /// The place of the name of three letters that stands here, in any case.
    mutating func name(among names: [String]) -> Int? {
        guard text.count - next >= 3 else { return nil }
        let place = names.firstIndex { name in
            zip(name.utf8, text[next...]).allSatisfy { $0 == $1 | 0x20 }
        }
        if place != nil { next += 3 }
        return place
    }

    /// What stands at the end of a time: nothing (`nil`), `Z`, `UTC`, `GMT` or an offset such as
    /// `+01:00`, `+0100` or `+01`, with a space before it or without, in milliseconds.
    mutating func zone(mayHaveAmericanName: Bool = false) throws(TimeText.Problem) -> Int64? {
        if isAtEnd { return nil }
        _ = take(" ")
        let letters = text[next...].prefix { (0x61...0x7A).contains($0 | 0x20) }
        if !letters.isEmpty {
            next += letters.count
            let name = String(decoding: letters, as: UTF8.self).uppercased()
            if ["Z", "UTC", "GMT", "UT"].contains(name) { return 0 }
            guard mayHaveAmericanName, let hours = Self.americanHours[name] else {
                throw (3...5).contains(letters.count) ? .zoneLetters : .notATime
            }
            return hours * 3_600_000
        }
        let isEast = take("+")
        guard isEast || take("-"), let hours = number(2) else { throw .notATime }
        var minutes: Int64 = 0
        let hasColon = take(":")
        if let number = number(2) { minutes = number } else if hasColon { throw .notATime }
        guard hours < 24, minutes < 60 else { throw .noSuchTimeOfDay }
        let offset = (hours * 60 + minutes) * 60_000
        return isEast ? offset : -offset
    }

    /// The names of zones that RFC 2822 knows.
    private static let americanHours: [String: Int64] = [
        "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    ]

    /// ` (Coordinated Universal Time)`, as mail programs put it behind the offset.
    mutating func skipComment() {
        let start = next
        skipSpaces()
        guard take("("), text.last == UInt8(ascii: ")") else {
            next = start
            return
        }
        next = text.count
    }
}
