/// Decimal numbers as text, read exactly into integers.
public enum DecimalText {
    /// Why a text is no number.
    public enum Problem: Error, Sendable, Equatable {
        /// It is not digits with an optional sign, point and exponent.
        case notANumber
        /// It does not fit.
        case tooLarge

        /// What is wrong, to be put behind the text.
        public var reason: String {
            switch self {
            case .notANumber: "is not a number"
            case .tooLarge: "is too large"
            }
        }
    }

    /// Reads `-12.50`, `.5` or `1e-2` as an integer of so many decimal places: `1.25` at scale 4
    /// is 12,500.
    ///
    /// What is beyond the last place is rounded, half away from zero. The cost is linear in the
    /// text, however large its exponent.
    public static func parse(
        _ text: UnsafeBufferPointer<UInt8>, scale: Int
    ) -> Result<Int64, Problem> {
        switch DecimalParts.read(text) {
        case .failure(let problem): .failure(problem)
        case .success(let parts): parts.scaled(by: scale).map(\.value)
        }
    }

    /// Reads a number, see ``parse(_:scale:)-(UnsafeBufferPointer<UInt8>,_)``.
    public static func parse(_ text: String, scale: Int) -> Result<Int64, Problem> {
        var text = text
        return text.withUTF8 { parse($0, scale: scale) }
    }

    /// Reads a whole number, also `2.0` or `2e3`; `nil` if it is none or does not fit.
    public static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard case .success(let parts) = DecimalParts.read(text),
            case .success(let number) = parts.scaled(by: 0), number.isExact
        else { return nil }
        return number.value
    }
}

/// Where the digits of a number are.
private struct DecimalParts {
    /// All of the number but its sign and exponent.
    var mantissa: UnsafeBufferPointer<UInt8>
    var isNegative: Bool
    /// How many digits stand before the point.
    var wholeDigits: Int
    var digits: Int
    var exponent: Int

    static func read(_ text: UnsafeBufferPointer<UInt8>) -> Result<
        DecimalParts, DecimalText.Problem
    > {
        var cursor = DecimalCursor(text: text)
        let isNegative = cursor.skip("-")
        let start = cursor.place
        let whole = cursor.skipDigits()
        let fraction = cursor.skip(".") ? cursor.skipDigits() : 0
        if whole + fraction == 0 { return .failure(.notANumber) }
        let mantissa = UnsafeBufferPointer(rebasing: text[start..<cursor.place])
        var exponent = 0
        if cursor.skip("e") || cursor.skip("E") {
            let isSmall = cursor.skip("-")
            if !isSmall { _ = cursor.skip("+") }
            let first = cursor.place
            guard cursor.skipDigits() > 0 else { return .failure(.notANumber) }
            for digit in text[first..<cursor.place] where exponent < 1_000_000_000 {
                exponent = exponent * 10 + Int(digit - UInt8(ascii: "0"))
            }
            if isSmall { exponent = -exponent }
        }
        guard cursor.isAtEnd else { return .failure(.notANumber) }
        return .success(
            DecimalParts(
                mantissa: mantissa, isNegative: isNegative, wholeDigits: whole,
                digits: whole + fraction, exponent: exponent))
    }

    /// The number times 10 to the power of `scale`, rounded half away from zero.
    func scaled(by scale: Int) -> Result<(value: Int64, isExact: Bool), DecimalText.Problem> {
        // Digits in front of the point once it has moved; may be negative or beyond the last.
        let kept = wholeDigits + exponent + scale
        var value: Int64 = 0
        var roundsUp = false
        var isExact = true
        var seen = 0
        for byte in mantissa where byte != UInt8(ascii: ".") {
            let digit = Int64(byte - UInt8(ascii: "0"))
            if seen < kept {
                guard let next = value.timesTen(plus: digit) else { return .failure(.tooLarge) }
                value = next
            } else {
                if seen == kept { roundsUp = digit >= 5 }
                if digit != 0 { isExact = false }
            }
            seen += 1
        }
        // Zeros that the exponent adds; a zero stays one, and 19 of them are too many for all else.
        if value != 0 {
            while seen < kept {
                guard let next = value.timesTen(plus: 0) else { return .failure(.tooLarge) }
                value = next
                seen += 1
            }
        }
        if roundsUp {
            guard value < Int64.max else { return .failure(.tooLarge) }
            value += 1
        }
        return .success((isNegative ? -value : value, isExact))
    }
}

/// Goes through the characters of a number.
private struct DecimalCursor {
    let text: UnsafeBufferPointer<UInt8>
    var place = 0

    var isAtEnd: Bool { place == text.count }

    /// Goes past a character, if it is the next one.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard place < text.count, UInt32(text[place]) == character.value else { return false }
        place += 1
        return true
    }

    /// Goes past all digits, and says how many there were.
    mutating func skipDigits() -> Int {
        let first = place
        while place < text.count, text[place].isDigit { place += 1 }
        return place - first
    }
}

extension Int64 {
    /// Ten times the value and a digit, or `nil` if it does not fit.
    fileprivate func timesTen(plus digit: Int64) -> Int64? {
        let (product, tooLarge) = multipliedReportingOverflow(by: 10)
        let (sum, tooLargeToo) = product.addingReportingOverflow(digit)
        return tooLarge || tooLargeToo ? nil : sum
    }
}
