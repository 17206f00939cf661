import Streaming
import Text

/// Bytes under way to a log, with the few ways in which the generator adds to them.
struct LineText {
    /// The text so far, UTF-8.
    var bytes: [UInt8] = []

    // The day whose `2024-03-20 ` is kept, since neighbours mostly share it.
    private var day = Int64.min
    private var datePrefix: [UInt8] = []

    mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func append(decimal number: UInt64) {
        if number >= 10 { append(decimal: number / 10) }
        bytes.append(UInt8(truncatingIfNeeded: 48 + number % 10))
    }

    /// An amount of hundredths: 457 is `4.57`.
    mutating func append(hundredths number: UInt64) {
        append(decimal: number / 100)
        bytes.append(46)
        append(twoDigits: number % 100)
    }

    mutating func append(twoDigits number: UInt64) {
        bytes.append(UInt8(truncatingIfNeeded: 48 + number / 10))
        bytes.append(UInt8(truncatingIfNeeded: 48 + number % 10))
    }

    /// A random UUID (version 4) in 36 lower-case characters.
    mutating func append(uuid bits: (UInt64, UInt64)) {
        let upper = bits.0 & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let lower = bits.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        append(hex: upper >> 32, digits: 8)
        bytes.append(45)
        append(hex: upper >> 16, digits: 4)
        bytes.append(45)
        append(hex: upper, digits: 4)
        bytes.append(45)
        append(hex: lower >> 48, digits: 4)
        bytes.append(45)
        append(hex: lower, digits: 12)
    }

    /// The lowest `digits` hexadecimal digits of a number.
    mutating func append(hex number: UInt64, digits: UInt64) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: number >> (place * 4) & 15)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    /// `2024-03-20 13:23:48.123`, for the years 0 to 9999.
    mutating func append(time milliseconds: Int64) {
        let (newDay, rest) = floorDivide(milliseconds, 86_400_000)
        if newDay != day {
            var text = LineText()
            text.append(CivilDate(daysSince1970: newDay))
            text.bytes.append(32)
            datePrefix = text.bytes
            day = newDay
        }
        append(datePrefix)
        let time = UInt64(rest)
        append(twoDigits: time / 3_600_000)
        bytes.append(58)
        append(twoDigits: time / 60_000 % 60)
        bytes.append(58)
        append(twoDigits: time / 1_000 % 60)
        bytes.append(46)
        bytes.append(UInt8(truncatingIfNeeded: 48 + time % 1_000 / 100))
        append(twoDigits: time % 100)
    }

    /// `2024-03-20`.
    mutating func append(_ date: CivilDate) {
        // Years 0 to 9999: the settings are checked.
        let year = UInt64(clamping: date.year)
        append(twoDigits: year / 100)
        append(twoDigits: year % 100)
        bytes.append(45)
        append(twoDigits: UInt64(clamping: date.month))
        bytes.append(45)
        append(twoDigits: UInt64(clamping: date.day))
    }
}
