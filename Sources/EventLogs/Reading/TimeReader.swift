import Streaming
import Text

/// Reads the times of a log's lines, fast where they look like the ones before.
///
/// `2024-03-20 13:23:48.123`: the day is compared with the last line's, and the time of day is
/// checked and read as one word of eight bytes and one of four. All else goes to ``TimeText``.
struct TimeReader {
    private let format: TimeFormat
    private let zone: TimeZoneRules?
    /// Whether the day is remembered of times that end with a `Z` too: not where others are of
    /// another zone.
    private let remembersUTC: Bool
    /// The first eight bytes of the last day, and bytes 7 to 10, the separator included.
    private var dayStart: UInt64 = 0
    private var dayEnd: UInt32 = 0
    /// Milliseconds, in UTC, of that day's midnight.
    private var midnight: Int64 = 0

    /// A reader of times in this format; texts without a zone were written in `zone` (`nil`: UTC).
    init(_ format: TimeFormat, zone: TimeZoneRules? = nil) {
        self.format = format
        self.zone = zone
        remembersUTC = zone == nil
    }

    /// The time that a text or number stands for.
    @inline(__always)
    mutating func read(_ value: FieldValue) -> Result<ReadTime, TimeText.Problem> {
        if format == .automatic, hasUsualForm(value) {
            let p = UnsafeRawPointer(value.start)
            if word(p) == dayStart, halfWord(p + 7) == dayEnd, let time = timeOfDay(p + 11) {
                return .success(ReadTime(milliseconds: midnight + time))
            }
        }
        if let time = wholeUnits(value) { return .success(time) }
        return readAny(value)
    }

    /// The time that a number of digits alone stands for, where it is no more than that.
    @inline(__always)
    private func wholeUnits(_ value: FieldValue) -> ReadTime? {
        guard value.kind == .number || value.kind == .text, !format.isText || value.length == 13,
            (1...18).contains(value.length)
        else { return nil }
        var number: Int64 = 0
        for i in 0..<value.length {
            let digit = value.start[i] &- UInt8(ascii: "0")
            if digit > 9 { return nil }
            number = number &* 10 &+ Int64(digit)
        }
        return ReadTime(number, in: format)
    }

    /// Whether it is as long as `2024-03-20 13:23:48.123`, with a `Z` or without.
    @inline(__always)
    private func hasUsualForm(_ value: FieldValue) -> Bool {
        value.length == 23
            || value.length == 24 && value.start[23] == UInt8(ascii: "Z") && remembersUTC
    }

    @inline(never)
    private mutating func readAny(_ value: FieldValue) -> Result<ReadTime, TimeText.Problem> {
        let result = value.withText { TimeText.read($0, format, zone: zone) }
        // Remember the day. What has the usual form, and is a time, is without an offset.
        if case .success(let time) = result, format == .automatic, value.kind == .text,
            hasUsualForm(value), timeOfDay(UnsafeRawPointer(value.start) + 11) != nil,
            let midnight = midnight(before: time)
        {
            dayStart = word(value.start)
            dayEnd = halfWord(value.start + 7)
            self.midnight = midnight
        }
        return result
    }

    /// The midnight in UTC before a time on the wall; `nil` for a day near to a change of the
    /// clocks.
    private func midnight(before time: ReadTime) -> Int64? {
        guard let zone else {
            return floorDivide(time.milliseconds, 86_400_000).quotient * 86_400_000
        }
        let local = zone.local(floorDivide(time.milliseconds, 1_000).quotient)
        let day = floorDivide(local, 86_400).quotient * 86_400
        return zone.offset(throughDay: day).map { (day - $0) * 1_000 }
    }

    /// The milliseconds since midnight that `13:23:48.123` stands for, or `nil` for another form.
    @inline(__always)
    private func timeOfDay(_ p: UnsafeRawPointer) -> Int64? {
        // Digits become 0 … 9 and colons 0; a byte beyond that sets its high bit in the sum.
        let clock = word(p) ^ 0x3030_3A30_303A_3030
        let clockExcess = (clock &+ 0x7676_7F76_767F_7676) | clock
        let fraction = halfWord(p + 8) ^ 0x3030_302E
        let fractionExcess = (fraction &+ 0x7676_767F) | fraction
        if clockExcess & 0x8080_8080_8080_8080 != 0 || fractionExcess & 0x8080_8080 != 0 {
            return nil
        }
        let hour = digit(clock, 0) * 10 + digit(clock, 1)
        let minute = digit(clock, 3) * 10 + digit(clock, 4)
        let second = digit(clock, 6) * 10 + digit(clock, 7)
        if hour > 23 || minute > 59 || second > 59 { return nil }
        let thousandths =
            digit(UInt64(fraction), 1) * 100 + digit(UInt64(fraction), 2) * 10
            + digit(UInt64(fraction), 3)
        return ((hour * 60 + minute) * 60 + second) * 1_000 + thousandths
    }

    @inline(__always)
    private func digit(_ word: UInt64, _ i: UInt64) -> Int64 {
        Int64(word >> (i * 8) & 0xF)
    }

    /// Eight bytes, the first one lowest.
    @inline(__always)
    private func word(_ p: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: p.loadUnaligned(as: UInt64.self))
    }

    /// Four bytes, the first one lowest.
    @inline(__always)
    private func halfWord(_ p: UnsafeRawPointer) -> UInt32 {
        UInt32(littleEndian: p.loadUnaligned(as: UInt32.self))
    }
}
