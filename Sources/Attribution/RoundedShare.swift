/// A touch's exact share of a checkout in whole billionths and what is left of one.
///
/// What is left is rounded to steps of 2⁻¹⁸, so that binary fractions do not decide between
/// remainders that are equal: 1 and 4 parts of 15 both leave two thirds, which no two operations on
/// a `Double` agree on. A share has an error of a twentieth of a step at most; odd denominators up to
/// nine keep a twentieth of a step away from where a step ends. A share a hair below a whole number
/// is that number.
struct RoundedShare: BitwiseCopyable {
    /// How many steps make a billionth.
    static let steps: Int64 = 1 << stepBits
    private static let stepBits: Int64 = 18

    /// The whole billionths.
    let part: Int64
    /// The steps that are left, below ``steps``.
    let remainder: UInt32

    /// A share in billionths, not negative and not above ``Credit/whole``.
    @inline(__always)
    init(_ exact: Double) {
        // Not negative, so that cutting is rounding down; the latter is a call.
        let steps = Int64(exact * Double(Self.steps) + 0.5)
        part = steps >> Self.stepBits
        remainder = UInt32(truncatingIfNeeded: steps & (Self.steps - 1))
    }
}
