/// A day of the Gregorian calendar, as if it had always been in use.
public struct CivilDate: Sendable, Equatable {
    /// The year; 0 is 1 BC.
    public var year: Int64
    /// The month, from 1.
    public var month: Int64
    /// The day of the month, from 1.
    public var day: Int64

    /// The days since 1970-01-01.
    ///
    /// Years begin in March here, so that the leap day is the last of its year; an era is 400
    /// years, which always have 146,097 days.
    public var daysSince1970: Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = floorDivide(y, 400).quotient
        let yearOfEra = y - era * 400
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468  // 719,468 days from 0000-03-01 to 1970-01-01
    }

    /// A day.
    public init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that is so many days after 1970-01-01.
    public init(daysSince1970: Int64) {
        let days = daysSince1970 + 719_468
        let era = floorDivide(days, 146_097).quotient
        let dayOfEra = days - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The day of a text such as `2024-03-20` or `20240320`; `nil` for others.
    public init?(text: UnsafeBufferPointer<UInt8>) {
        let digits = text.filter { $0 != UInt8(ascii: "-") }
        let isPlain = text.count == 8
        let isDashed =
            text.count == 10 && text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-")
        guard isPlain || isDashed, digits.count == 8,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        func number(_ range: Range<Int>) -> Int64 {
            digits[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }
        let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        guard (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }

    /// How many days a month has.
    public static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Division that rounds down, also below zero.
@inlinable
public func floorDivide(_ a: Int64, _ b: Int64) -> (quotient: Int64, remainder: Int64) {
    let (q, r) = a.quotientAndRemainder(dividingBy: b)
    return r < 0 ? (q - 1, r + b) : (q, r)
}
