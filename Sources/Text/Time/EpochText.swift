/// Times as numbers since 1970-01-01 00:00 UTC.
enum EpochText {
    /// Whether it is an integer, with a minus sign or without.
    static func isInteger(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.allSatisfy(\.isDigit)
    }

    /// The unit, other than milliseconds, that a number of so many digits before its point is in
    /// nearly always.
    static func unclearUnit(of text: UnsafeBufferPointer<UInt8>) -> TimeFormat? {
        guard let number = Number(text) else { return nil }
        return [.epochSeconds, .epochMicroseconds, .epochNanoseconds].first {
            number.whole.count == $0.digits
        }
    }

    /// The time that a number in the unit of `format` stands for; it may have decimals.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>, in format: TimeFormat
    ) throws(TimeText.Problem) -> ReadTime {
        guard let number = Number(text) else { throw .notANumber(format) }
        var whole: Int64 = 0
        for byte in number.whole {
            let (shifted, tooLarge) = whole.multipliedReportingOverflow(by: 10)
            let (next, tooLargeToo) = shifted.addingReportingOverflow(
                Int64(byte - UInt8(ascii: "0")))
            if tooLarge || tooLargeToo { throw .outOfRange }
            whole = next
        }
        var billionths: Int64 = 0
        var weight: Int64 = 100_000_000
        for byte in number.decimals.prefix(9) {
            billionths += Int64(byte - UInt8(ascii: "0")) * weight
            weight /= 10
        }
        func time(_ unit: TimeFormat) -> ReadTime? {
            unit.time(whole, billionths: billionths, isNegative: number.isNegative)
        }
        if let time = time(format), time.isInRange { return time }
        let others: [TimeFormat] = [.epochMilliseconds, .epochMicroseconds, .epochNanoseconds]
        for other in others where other != format {
            // Between 1990 and 2200: that is no accident.
            if let time = time(other),
                (631_152_000_000..<7_258_118_400_000).contains(time.milliseconds)
            {
                throw .looksLike(other)
            }
        }
        throw .outOfRange
    }

    /// The parts of a number without an exponent.
    private struct Number {
        var isNegative: Bool
        var whole: Slice<UnsafeBufferPointer<UInt8>>
        var decimals: Slice<UnsafeBufferPointer<UInt8>>

        init?(_ text: UnsafeBufferPointer<UInt8>) {
            isNegative = text.first == UInt8(ascii: "-")
            let digits = text[(isNegative ? 1 : 0)...]
            whole = digits.prefix(while: \.isDigit)
            decimals = digits[whole.endIndex...]
            if whole.isEmpty { return nil }
            if decimals.isEmpty { return }
            guard decimals.removeFirst() == UInt8(ascii: "."), !decimals.isEmpty,
                decimals.allSatisfy(\.isDigit)
            else { return nil }
        }
    }
}

extension ReadTime {
    /// The time of so many whole units, from 0 to 10¹⁸; `nil` where that is no time of a log, or
    /// needs a look at the text.
    @inline(__always)
    public init?(_ units: Int64, in format: TimeFormat) {
        switch format {
        case .epochMilliseconds, .automatic: self.init(milliseconds: units)
        case .epochSeconds:
            if units >= 1_000_000_000_000 { return nil }
            self.init(milliseconds: units * 1_000)
        case .epochMicroseconds:
            self.init(
                milliseconds: units / 1_000,
                nanoseconds: UInt32(truncatingIfNeeded: units % 1_000 * 1_000))
        case .epochNanoseconds:
            self.init(
                milliseconds: units / 1_000_000,
                nanoseconds: UInt32(truncatingIfNeeded: units % 1_000_000))
        case .dayFirst, .monthFirst: return nil
        }
        if !isInRange { return nil }
    }
}

extension TimeFormat {
    /// How many digits times of our days have in this unit.
    var digits: Int {
        switch self {
        case .epochSeconds: 10
        case .automatic, .epochMilliseconds, .dayFirst, .monthFirst: 13
        case .epochMicroseconds: 16
        case .epochNanoseconds: 19
        }
    }

    /// The unit in words.
    var unitName: String {
        switch self {
        case .epochSeconds: "seconds"
        case .automatic, .epochMilliseconds, .dayFirst, .monthFirst: "milliseconds"
        case .epochMicroseconds: "microseconds"
        case .epochNanoseconds: "nanoseconds"
        }
    }

    /// How many nanoseconds the unit has.
    private var nanoseconds: Int64 {
        switch self {
        case .epochSeconds: 1_000_000_000
        case .automatic, .epochMilliseconds, .dayFirst, .monthFirst: 1_000_000
        case .epochMicroseconds: 1_000
        case .epochNanoseconds: 1
        }
    }

    /// The time of so many of this unit, cut downwards to nanoseconds; `nil` if it does not fit.
    fileprivate func time(_ whole: Int64, billionths: Int64, isNegative: Bool) -> ReadTime? {
        let billion: Int128 = 1_000_000_000
        let magnitude = (Int128(whole) * billion + Int128(billionths)) * Int128(nanoseconds)
        // Downwards, also below zero.
        let total =
            isNegative ? -((magnitude + billion - 1) / billion) : magnitude / billion
        var (milliseconds, rest) = total.quotientAndRemainder(dividingBy: 1_000_000)
        if rest < 0 {
            milliseconds -= 1
            rest += 1_000_000
        }
        guard let fitting = Int64(exactly: milliseconds) else { return nil }
        return ReadTime(milliseconds: fitting, nanoseconds: UInt32(rest))
    }
}
