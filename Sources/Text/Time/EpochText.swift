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
        guard let number = Number(text) else {
            return withoutExponent(text)?.withUnsafeBufferPointer { unclearUnit(of: $0) }
        }
        return [.epochSeconds, .epochMicroseconds, .epochNanoseconds].first {
            number.whole.count == $0.digits
        }
    }

    /// The time that a number in the unit of `format` stands for; it may have decimals.
    static func read(
        _ text: UnsafeBufferPointer<UInt8>, in format: TimeFormat
    ) throws(TimeText.Problem) -> ReadTime {
        guard let number = Number(text) else {
            guard let plain = withoutExponent(text) else { throw .notANumber(format) }
            return try plain.withUnsafeBufferPointer {
                (plain) throws(TimeText.Problem) in try read(plain, in: format)
            }
        }
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

    /// `1.7092878005E9`, as databases write large numbers, without its exponent: `1709287800.5`; `nil`
    /// of what has none.
    private static func withoutExponent(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count <= 48,
            let mark = text.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }),
            let number = Number(UnsafeBufferPointer(rebasing: text[..<mark]))
        else { return nil }
        var power = text[(mark + 1)...]
        let isBelowOne = power.first == UInt8(ascii: "-")
        if isBelowOne || power.first == UInt8(ascii: "+") { power.removeFirst() }
        guard (1...2).contains(power.count), power.allSatisfy(\.isDigit) else { return nil }
        let shift = power.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        var digits = Array(number.whole) + Array(number.decimals)
        var point = number.whole.count + (isBelowOne ? -shift : shift)
        let zero = UInt8(ascii: "0")
        if point < 1 { digits = Array(repeating: zero, count: 1 - point) + digits }
        point = max(point, 1)
        if point > digits.count { digits += Array(repeating: zero, count: point - digits.count) }
        let isZero = digits[..<point].drop { $0 == zero }.isEmpty
        let whole = isZero ? [zero] : Array(digits[..<point].drop { $0 == zero })
        let decimals = digits[point...]
        return (number.isNegative ? [UInt8(ascii: "-")] : []) + whole
            + (decimals.isEmpty ? [] : [UInt8(ascii: ".")] + decimals)
    }

    /// The parts of a number without an exponent.
    struct Number {
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
        case .dayFirst, .monthFirst, .excel: return nil
        }
        if !isInRange { return nil }
    }
}

extension TimeFormat {
    /// How many digits times of our days have in this unit.
    var digits: Int {
        switch self {
        case .epochSeconds: 10
        case .automatic, .epochMilliseconds, .dayFirst, .monthFirst, .excel: 13
        case .epochMicroseconds: 16
        case .epochNanoseconds: 19
        }
    }

    /// The unit in words.
    var unitName: String {
        switch self {
        case .epochSeconds: "seconds"
        case .automatic, .epochMilliseconds, .dayFirst, .monthFirst, .excel: "milliseconds"
        case .epochMicroseconds: "microseconds"
        case .epochNanoseconds: "nanoseconds"
        }
    }

    /// How many nanoseconds the unit has.
    private var nanoseconds: Int64 {
        switch self {
        case .epochSeconds: 1_000_000_000
        case .automatic, .epochMilliseconds, .dayFirst, .monthFirst, .excel: 1_000_000
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
