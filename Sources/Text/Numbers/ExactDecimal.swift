/// A decimal number without rounding: `coefficient` ÷ 10^`scale`.
///
/// Expectations and shares are written as decimals; binary fractions would make `0.8` something
/// else than eight tenths.
public struct ExactDecimal: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// All digits as an integer.
    public let coefficient: Int64
    /// How many of the digits are decimals, 0 to 18, as few as possible.
    public let scale: Int

    /// A decimal of `coefficient` ÷ 10^`scale`.
    ///
    /// - Precondition: `0 <= scale <= 18`.
    public init(_ coefficient: Int64, scale: Int = 0) {
        precondition(scale >= 0 && scale <= 18, "a scale out of range")
        var coefficient = coefficient
        var scale = scale
        while scale > 0 && coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// Reads a number as JSON writes it: `-12.50`, `1e3`. `nil` if it is none, or if it does not
    /// fit in 18 digits before and 18 after the point, 19 in all.
    public init?(_ text: String) {
        var bytes = text.utf8[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        var digits: [UInt8] = []
        var scale = 0
        var hasPoint = false
        var hasDigit = false
        var hasFraction = false
        while let byte = bytes.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            bytes.removeFirst()
            if byte == UInt8(ascii: "."), !hasPoint, hasDigit {
                hasPoint = true
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            hasDigit = true
            digits.append(byte - UInt8(ascii: "0"))
            if hasPoint {
                scale += 1
                hasFraction = true
            }
        }
        guard hasDigit, !hasPoint || hasFraction else { return nil }
        if !bytes.isEmpty {
            guard let exponent = Int(String(bytes.dropFirst()) ?? ""), exponent.magnitude < 1_000
            else { return nil }
            scale -= exponent
        }
        while scale > 0, digits.last == 0 {
            digits.removeLast()
            scale -= 1
        }
        if digits.allSatisfy({ $0 == 0 }) { scale = 0 }
        guard scale <= 18, scale >= -18 else { return nil }
        digits.append(contentsOf: repeatElement(0, count: max(0, -scale)))
        var value: Int64 = 0
        for digit in digits {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int64(digit))
            if overflow || carry { return nil }
            value = sum
        }
        // The digits were summed up below zero, where there is room for one more than above.
        if !isNegative && value == .min { return nil }
        self.init(isNegative ? value : -value, scale: max(0, scale))
    }

    /// Whether the number is whole.
    public var isWhole: Bool { scale == 0 }

    /// The number × 10^`power`, if that is a whole number and not too large.
    public func scaled(by power: Int) -> Int64? {
        guard power >= scale, power - scale <= 18 else { return nil }
        let (product, overflow) = coefficient.multipliedReportingOverflow(
            by: powerOfTen(power - scale))
        return overflow ? nil : product
    }

    /// Compares with `numerator` ÷ `denominator`, exactly.
    ///
    /// - Precondition: `denominator > 0`.
    public func compared(toRatio numerator: Int64, over denominator: Int64) -> Ordering {
        precondition(denominator > 0, "a ratio over nothing")
        let left = coefficient.multipliedFullWidth(by: denominator)
        let right = numerator.multipliedFullWidth(by: powerOfTen(scale))
        if left == right { return .equal }
        return (left.high, left.low) < (right.high, right.low) ? .less : .greater
    }

    /// How two numbers relate.
    public enum Ordering: Sendable {
        /// The first is smaller.
        case less
        /// Both are the same number.
        case equal
        /// The first is larger.
        case greater
    }

    /// Orders numbers by size.
    public static func < (a: ExactDecimal, b: ExactDecimal) -> Bool {
        a.compared(toRatio: b.coefficient, over: powerOfTen(b.scale)) == .less
    }

    /// The number without an exponent: `-12.5`.
    public var description: String {
        if scale == 0 { return "\(coefficient)" }
        let digits = "\(coefficient.magnitude)"
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (coefficient < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}

/// 10^`exponent`, for exponents from 0 to 18.
public func powerOfTen(_ exponent: Int) -> Int64 {
    (0..<exponent).reduce(into: 1) { power, _ in power *= 10 }
}
