/// Random numbers drawn one after the other: xoshiro256** by Blackman and Vigna, seeded from a
/// ``RandomStream``.
///
/// For generators, where the order of the draws is the order of the program. Where several
/// consumers must not disturb one another, use a ``RandomStream``, or one sequence each.
@frozen
public struct RandomSequence: Sendable, BitwiseCopyable {
    @usableFromInline var s0: UInt64
    @usableFromInline var s1: UInt64
    @usableFromInline var s2: UInt64
    @usableFromInline var s3: UInt64

    /// The sequence of a seed for a purpose: other purposes, other numbers.
    public init(seed: UInt64, purpose: String) {
        self.init(RandomStream(seed: seed, purpose: purpose))
    }

    /// The sequence that a stream seeds for the thing `index`.
    public init(_ stream: RandomStream, _ index: UInt64 = 0) {
        s0 = stream.bits(index, draw: 0)
        s1 = stream.bits(index, draw: 1)
        s2 = stream.bits(index, draw: 2)
        // All zero is the one state that never leaves itself.
        s3 = stream.bits(index, draw: 3) | 1
    }

    /// The sequence from a state, which must not be all zero.
    init(state: (UInt64, UInt64, UInt64, UInt64)) { (s0, s1, s2, s3) = state }

    /// The next 64 random bits.
    @inlinable
    public mutating func bits() -> UInt64 {
        let result = Self.rotate(s1 &* 5, by: 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = Self.rotate(s3, by: 45)
        return result
    }

    /// The next number from 0 up to, not including, 1, in steps of 2⁻⁵³.
    @inlinable
    public mutating func unit() -> Double { bits().unit }

    /// The next integer from 0 up to, not including, `n`; 0 for `n` = 0.
    @inlinable
    public mutating func below(_ n: UInt64) -> UInt64 { bits().scaled(below: n) }

    /// Whether the next draw falls into a share, in billionths: never at 0, always at
    /// 1,000,000,000.
    @inlinable
    public mutating func isHit(share: UInt32) -> Bool { below(1_000_000_000) < UInt64(share) }

    /// The next sample of the standard normal distribution.
    public mutating func normal() -> Double { ExactMath.normalQuantile(bits().openUnit) }

    /// The next sample of the exponential distribution of mean 1.
    public mutating func exponential() -> Double { -ExactMath.log(1 - unit()) }

    @inlinable
    static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
        (value &<< count) | (value &>> (64 &- count))
    }
}
