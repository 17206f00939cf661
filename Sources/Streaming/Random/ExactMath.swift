/// Logarithm, exponential and power with the same bits on every machine and in every build.
///
/// C libraries differ in the last bit, and a bit is enough to move a record by a millisecond.
/// These are made from `+ − × ÷`, comparisons and the bit pattern of a `Double` alone, which IEEE
/// 754 defines exactly, and no operations are fused. The relative error is below 1e-15 for ``log``
/// and ``exp``, and below 1e-14 for ``pow``. Each costs some tens of nanoseconds.
public enum ExactMath {
    /// The natural logarithm. −∞ at 0, NaN below 0.
    ///
    /// x = 2ᵏ · (1 + f) with 1 + f in [√½, √2); with s = f / (2 + f),
    /// log(1 + f) = 2 · artanh(s) = f − s · (f − 2s²/3 − 2s⁴/5 − …), as in fdlibm's `e_log.c`, here
    /// with the series' own coefficients.
    public static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x < .infinity else { return x }
        let (k, f) = split(x)
        let s = f / (2 + f)
        let tail = artanhTail(s * s)
        // k · ln2Upper is exact: ln2Upper ends in 21 zero bits.
        return k * ln2Upper - ((s * (f - tail) - k * ln2Lower) - f)
    }

    /// e to the power of `x`. 0 below −745.2, ∞ above 709.8.
    ///
    /// x = k · ln 2 + r with |r| ≤ ½ ln 2; eʳ by its Taylor series up to r¹⁴.
    public static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 709.79 { return .infinity }
        if x < -745.14 { return 0 }
        let quotient = x * (1 / 0.693147180559945309)
        let nearest = Int(quotient + (quotient < 0 ? -0.5 : 0.5))
        let k = Double(nearest)
        let r = (x - k * ln2Upper) - k * ln2Lower
        return scale(1 + (r + r * r * expTail(r)), by: nearest)
    }

    /// e to the power of each number of `x`, for −0.34 ≤ x ≤ 0: the bits of ``exp(_:)``, which splits
    /// off powers of two only beyond ½ ln 2, so that the series is all of it here.
    @inlinable
    public static func expSmall(_ x: SIMD4<Double>) -> SIMD4<Double> {
        typealias Four = SIMD4<Double>
        var tail: Four = x / 87_178_291_200
        tail = tail + Four(repeating: 1.0 / 6_227_020_800)
        tail = tail * x + Four(repeating: 1.0 / 479_001_600)
        tail = tail * x + Four(repeating: 1.0 / 39_916_800)
        tail = tail * x + Four(repeating: 1.0 / 3_628_800)
        tail = tail * x + Four(repeating: 1.0 / 362_880)
        tail = tail * x + Four(repeating: 1.0 / 40_320)
        tail = tail * x + Four(repeating: 1.0 / 5_040)
        tail = tail * x + Four(repeating: 1.0 / 720)
        tail = tail * x + Four(repeating: 1.0 / 120)
        tail = tail * x + Four(repeating: 1.0 / 24)
        let start: Four = x / 6 + Four(repeating: 0.5)
        tail = tail * x * x + start
        let square: Four = x * x
        let rest: Four = x + square * tail
        return rest + Four(repeating: 1)
    }

    /// `x` to the power of `y`, with the special cases of IEEE 754.
    ///
    /// exp(y · log x), in which the logarithm and the product carry some ten bits more than a
    /// `Double`, so that large exponents lose nothing.
    public static func pow(_ x: Double, _ y: Double) -> Double {
        if y == 0 || x == 1 { return 1 }
        if x.isNaN || y.isNaN { return .nan }
        if x < 0 || x == 0 || x.isInfinite || y.isInfinite { return specialPower(x, y) }

        let (logUpper, logLower) = preciseLog(x)
        let estimate = y * logUpper
        // Beyond this it is over or under; and the product below must not overflow.
        if estimate > 710 { return .infinity }
        if estimate < -746 { return 0 }
        let (product, rest) = exactProduct(y, logUpper)
        let small = rest + y * logLower
        let power = exp(product)
        // ∞ · 0 aside, e^(a + b) = e^a · (1 + b) for so small a b.
        return power.isInfinite || power == 0 ? power : power + power * small
    }

    /// The value below which a standard normal variable lies with probability `p`.
    ///
    /// Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988): three rational functions,
    /// relative error about 1e-16 of their own. −∞ at 0, ∞ at 1, NaN outside.
    public static func normalQuantile(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
        let q = p - 0.5
        if abs(q) <= 0.425 { return q * centre.value(at: 0.180625 - q * q) }
        let r = (-log(q < 0 ? p : 1 - p)).squareRoot()
        let size = r <= 5 ? shoulder.value(at: r - 1.6) : tail.value(at: r - 5)
        return q < 0 ? -size : size
    }
}

extension ExactMath {
    /// The upper 32 bits of ln 2.
    static let ln2Upper = 6.93147180369123816490e-01
    /// ln 2 less ``ln2Upper``.
    static let ln2Lower = 1.90821492927058770002e-10

    /// x = 2ᵏ · (1 + f), 1 + f in [√½, √2).
    private static func split(_ x: Double) -> (k: Double, f: Double) {
        // Below 2⁻¹⁰²² there are leading zeros; 2⁵⁴ makes the number a normal one.
        let isTiny = x < 0x1p-1022
        let bits = (isTiny ? x * 0x1p54 : x).bitPattern
        var exponent = Int(bits >> 52) - 1023 - (isTiny ? 54 : 0)
        var m = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        if m >= 1.4142135623730951 {
            m /= 2
            exponent += 1
        }
        return (Double(exponent), m - 1)
    }

    /// 2z/3 + 2z²/5 + … + 2z¹¹/23 for z = s² ≤ 0.0295: what 2 · artanh(s) / s has beyond 2.
    private static func artanhTail(_ z: Double) -> Double {
        let upper = (((2.0 / 23 * z + 2.0 / 21) * z + 2.0 / 19) * z + 2.0 / 17) * z + 2.0 / 15
        let lower = (((upper * z + 2.0 / 13) * z + 2.0 / 11) * z + 2.0 / 9) * z + 2.0 / 7
        return ((lower * z + 2.0 / 5) * z + 2.0 / 3) * z
    }

    /// 1/2! + r/3! + … + r¹²/14! for |r| ≤ 0.35: the Taylor series of eʳ beyond 1 + r, over r².
    private static func expTail(_ r: Double) -> Double {
        let upper = ((r / 87_178_291_200 + 1.0 / 6_227_020_800) * r + 1.0 / 479_001_600) * r
        let middle = ((upper + 1.0 / 39_916_800) * r + 1.0 / 3_628_800) * r + 1.0 / 362_880
        let lower = ((middle * r + 1.0 / 40_320) * r + 1.0 / 5_040) * r + 1.0 / 720
        return ((lower * r + 1.0 / 120) * r + 1.0 / 24) * r * r + (r / 6 + 0.5)
    }

    /// The logarithm of a positive number as a sum of two, good to about 2⁻⁶⁰.
    private static func preciseLog(_ x: Double) -> (upper: Double, lower: Double) {
        let (k, f) = split(x)
        // s and its rounding error: f = s · (2 + f) + remainder, all parts exact.
        let (denominator, denominatorRest) = exactSum(2, f)
        let s = f / denominator
        let (back, backRest) = exactProduct(s, denominator)
        let sRest = (((f - back) - backRest) - s * denominatorRest) / denominator
        let series = s * artanhTail(s * s)
        let (sum, rest) = exactSum(k * ln2Upper, 2 * s)
        let lower = rest + (2 * sRest + (series + k * ln2Lower))
        return exactSum(sum, lower)
    }

    /// a + b as a rounded sum and its error (Knuth's two-sum).
    private static func exactSum(_ a: Double, _ b: Double) -> (Double, Double) {
        let sum = a + b
        let part = sum - a
        return (sum, (a - (sum - part)) + (b - part))
    }

    /// a · b as a rounded product and its error (Dekker's, with Veltkamp's splitting).
    private static func exactProduct(_ a: Double, _ b: Double) -> (Double, Double) {
        let product = a * b
        let (a1, a2) = halves(a)
        let (b1, b2) = halves(b)
        let error = ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2
        return (product, error.isFinite ? error : 0)
    }

    private static func halves(_ a: Double) -> (Double, Double) {
        let c = 134_217_729 * a  // 2²⁷ + 1
        let upper = c - (c - a)
        return (upper, a - upper)
    }

    /// value · 2ᵏ; a result below the normal numbers is rounded once.
    private static func scale(_ value: Double, by k: Int) -> Double {
        func power(_ k: Int) -> Double { Double(bitPattern: UInt64(k + 1023) << 52) }
        if k > 1023 { return value * 2 * power(k - 1) }
        if k < -1022 { return value * power(k + 54) * 0x1p-54 }
        return value * power(k)
    }

    private static func specialPower(_ x: Double, _ y: Double) -> Double {
        if y.isInfinite {
            if x == -1 { return 1 }
            return (abs(x) > 1) == (y > 0) ? .infinity : 0
        }
        // From 2⁵³ on all numbers are whole and even.
        let isHuge = abs(y) >= 0x1p53
        let isWhole = isHuge || Double(Int64(y)) == y
        let isOdd = !isHuge && isWhole && Int64(y) & 1 == 1
        let isNegative = x.sign == .minus
        if x == 0 || x.isInfinite {
            let size: Double = (x == 0) == (y > 0) ? 0 : .infinity
            return isNegative && isOdd ? -size : size
        }
        guard isWhole else { return .nan }
        return isOdd ? -pow(-x, y) : pow(-x, y)
    }
}
