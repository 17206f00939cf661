public import Streaming

/// Times as text: what logs and scenarios write, and what reports print.
public enum TimeText {
    /// Reads a time: `2024-03-20 13:23:48.123` (UTC), RFC 3339, or an integer, as `format` says.
    ///
    /// A fraction of any length is cut to milliseconds, downwards.
    public static func parse(
        _ text: UnsafeBufferPointer<UInt8>, format: TimeFormat = .automatic
    ) -> Result<EventTime, Problem> {
        do throws(Problem) {
            let milliseconds =
                switch format {
                case .automatic:
                    isInteger(text) ? try integer(text, .epochMilliseconds) : try civil(text)
                default: try integer(text, format)
                }
            let time = EventTime(milliseconds: milliseconds)
            guard time >= .earliest, time <= .latest else { throw .outOfRange }
            return .success(time)
        } catch {
            return .failure(error)
        }
    }

    /// Reads a time, see ``parse(_:format:)``.
    public static func parse(
        _ text: String, format: TimeFormat = .automatic
    ) -> Result<EventTime, Problem> {
        var text = text
        return text.withUTF8 { parse($0, format: format) }
    }

    /// Why a text is no time.
    public enum Problem: Error, Sendable, Equatable {
        /// It has none of the known forms.
        case notATime
        /// It has the form of another ``TimeFormat`` than the one that is set.
        case notAnInteger(TimeFormat)
        /// It is a day without a time of day.
        case dayOnly
        /// There is no such month.
        case noSuchMonth
        /// The month has fewer days.
        case noSuchDay(days: Int)
        /// An hour beyond 23, a minute or second beyond 59, or such an offset from UTC.
        case noSuchTimeOfDay
        /// Before the year 0000 or after 9999.
        case outOfRange
        /// Out of range, but in range if it is in this unit.
        case looksLike(TimeFormat)

        /// What is wrong, to be put behind the text.
        public var reason: String {
            switch self {
            case .notATime: "is no time"
            case .notAnInteger(let format): "is no integer, but timeFormat is \(format.rawValue)"
            case .dayOnly: "is a day, not a time"
            case .noSuchMonth: "is no time: months go from 01 to 12"
            case .noSuchDay(let days): "is no time: that month has \(days) days"
            case .noSuchTimeOfDay: "is no time: a day goes from 00:00:00 to 23:59:59"
            case .outOfRange, .looksLike: "is not between the years 0000 and 9999"
            }
        }

        /// What to do about it.
        public var hint: String? {
            switch self {
            case .notATime, .outOfRange:
                "write 2024-03-20 13:23:48.123 (UTC), RFC 3339 or milliseconds since 1970"
            case .dayOnly: "add the time of day: 2024-03-20 00:00:00"
            case .looksLike(let format):
                "it looks like an integer of another unit: \"timeFormat\": \"\(format.rawValue)\""
            case .notAnInteger, .noSuchMonth, .noSuchDay, .noSuchTimeOfDay: nil
            }
        }
    }

    // MARK: - Integers

    private static func isInteger(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.allSatisfy(\.isDigit)
    }

    /// The milliseconds that an integer in the unit of `format` stands for.
    private static func integer(
        _ text: UnsafeBufferPointer<UInt8>, _ format: TimeFormat
    ) throws(Problem) -> Int64 {
        guard isInteger(text) else { throw .notAnInteger(format) }
        let isNegative = text[0] == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in text.dropFirst(isNegative ? 1 : 0) {
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, tooLargeToo) = shifted.addingReportingOverflow(
                Int64(byte - UInt8(ascii: "0")))
            if tooLarge || tooLargeToo { throw .outOfRange }
            value = next
        }
        if isNegative { value = -value }
        return try milliseconds(value, format)
    }

    private static func milliseconds(
        _ value: Int64, _ format: TimeFormat
    ) throws(Problem) -> Int64 {
        guard let milliseconds = format.milliseconds(value) else { throw .outOfRange }
        if isInRange(milliseconds) { return milliseconds }
        let others: [TimeFormat] = [.epochMilliseconds, .epochMicroseconds, .epochNanoseconds]
        for other in others where other != format {
            // Between 1990 and 2200: that is no accident.
            if let time = other.milliseconds(value),
                (631_152_000_000..<7_258_118_400_000).contains(time)
            {
                throw .looksLike(other)
            }
        }
        throw .outOfRange
    }

    private static func isInRange(_ milliseconds: Int64) -> Bool {
        (EventTime.earliest.milliseconds...EventTime.latest.milliseconds).contains(milliseconds)
    }

    // MARK: - Days and times of day

    private static func civil(_ text: UnsafeBufferPointer<UInt8>) throws(Problem) -> Int64 {
        var digits = DigitReader(text)
        guard let year = digits.number(4), digits.take("-"), let month = digits.number(2),
            digits.take("-"), let day = digits.number(2)
        else { throw .notATime }
        guard (1...12).contains(month) else { throw .noSuchMonth }
        let days = CivilDate.days(inMonth: month, of: year)
        guard (1...days).contains(day) else { throw .noSuchDay(days: Int(days)) }
        if digits.isAtEnd { throw .dayOnly }
        guard digits.take(" ") || digits.take("T") || digits.take("t") else { throw .notATime }
        let date = CivilDate(year: year, month: month, day: day)
        return try date.daysSince1970 * 86_400_000 + timeOfDay(&digits)
    }

    /// The milliseconds since midnight UTC, the offset taken off.
    private static func timeOfDay(_ digits: inout DigitReader) throws(Problem) -> Int64 {
        guard let hour = digits.number(2), digits.take(":"), let minute = digits.number(2),
            digits.take(":"), let second = digits.number(2)
        else { throw .notATime }
        guard hour < 24, minute < 60, second < 60 else { throw .noSuchTimeOfDay }
        var time = ((hour * 60 + minute) * 60 + second) * 1_000
        if digits.take(".") {
            guard let milliseconds = digits.fraction() else { throw .notATime }
            time += milliseconds
        }
        if digits.isAtEnd || (digits.take("Z") || digits.take("z")) && digits.isAtEnd {
            return time
        }
        let isEast = digits.take("+")
        guard isEast || digits.take("-"), let hours = digits.number(2), digits.take(":"),
            let minutes = digits.number(2), digits.isAtEnd
        else { throw .notATime }
        guard hours < 24, minutes < 60 else { throw .noSuchTimeOfDay }
        let offset = (hours * 60 + minutes) * 60_000
        return isEast ? time - offset : time + offset
    }
}

extension TimeFormat {
    /// The milliseconds that an integer in this unit stands for, cut downwards; `nil` if they do
    /// not fit.
    fileprivate func milliseconds(_ value: Int64) -> Int64? {
        switch self {
        case .automatic, .epochMilliseconds: return value
        case .epochSeconds:
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 1_000)
            return tooLarge ? nil : product
        case .epochMicroseconds: return floorDivide(value, 1_000).quotient
        case .epochNanoseconds: return floorDivide(value, 1_000_000).quotient
        }
    }
}

/// Reads numbers of a fixed width.
private struct DigitReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var next = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var isAtEnd: Bool { next == text.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next < text.count, UInt32(text[next]) == character.value else { return false }
        next += 1
        return true
    }

    mutating func number(_ width: Int) -> Int64? {
        guard text.count - next >= width else { return nil }
        var value: Int64 = 0
        for _ in 0..<width {
            guard text[next].isDigit else { return nil }
            value = value * 10 + Int64(text[next] - UInt8(ascii: "0"))
            next += 1
        }
        return value
    }

    /// A fraction of one digit or more, cut to thousandths.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var weight: Int64 = 100
        let first = next
        while next < text.count, text[next].isDigit {
            value += Int64(text[next] - UInt8(ascii: "0")) * weight
            weight /= 10
            next += 1
        }
        return next > first ? value : nil
    }
}
