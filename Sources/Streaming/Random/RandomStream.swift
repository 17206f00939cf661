/// Random numbers that are looked up, not drawn: a pure function of seed, purpose, index and draw.
///
/// Whoever needs randomness takes a child stream for its purpose, and asks for the numbers of the
/// thing at hand by its index. So adding a consumer, or asking in another order, changes no other
/// number, and nothing is stored.
///
///     let loss = RandomStream(seed: 42, purpose: "disorder.0.drop")
///     if loss.isHit(share: 10_000_000, record.index) { return }  // one record in a hundred
///
/// Every call costs two multiplicative mixes (about 2 ns).
@frozen
public struct RandomStream: Sendable, Hashable, BitwiseCopyable {
    @usableFromInline let key: UInt64

    /// The child stream of a seed for a purpose: other purposes, other numbers.
    public init(seed: UInt64, purpose: String) {
        // FNV-1a over the name, then mixed with the seed, so that neighbouring seeds and similar
        // names have nothing in common.
        var name: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in purpose.utf8 { name = (name ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        key = Self.mix(Self.mix(seed &+ Self.step) ^ Self.mix(name &+ Self.drawStep))
    }

    /// 64 random bits for the thing `index`; `draw` tells apart several needs of one thing.
    @inlinable
    public func bits(_ index: UInt64, draw: UInt64 = 0) -> UInt64 {
        Self.mix(Self.mix(key &+ index &* Self.step) &+ (draw &+ 1) &* Self.drawStep)
    }

    /// A number from 0 up to, not including, 1, in steps of 2⁻⁵³.
    @inlinable
    public func unit(_ index: UInt64, draw: UInt64 = 0) -> Double {
        bits(index, draw: draw).unit
    }

    /// An integer from 0 up to, not including, `n`; 0 for `n` = 0. Off even by at most n · 2⁻⁶⁴.
    @inlinable
    public func below(_ n: UInt64, _ index: UInt64, draw: UInt64 = 0) -> UInt64 {
        bits(index, draw: draw).scaled(below: n)
    }

    /// Whether the thing is among a share of all things, in billionths: never at 0, always at
    /// 1,000,000,000.
    @inlinable
    public func isHit(share: UInt32, _ index: UInt64, draw: UInt64 = 0) -> Bool {
        below(1_000_000_000, index, draw: draw) < UInt64(share)
    }

    /// A sample of the standard normal distribution, between −8.3 and 8.3.
    public func normal(_ index: UInt64, draw: UInt64 = 0) -> Double {
        ExactMath.normalQuantile(bits(index, draw: draw).openUnit)
    }

    /// A sample of the exponential distribution of mean 1, from 0 to 36.8.
    public func exponential(_ index: UInt64, draw: UInt64 = 0) -> Double {
        -ExactMath.log(1 - unit(index, draw: draw))
    }

    /// 2⁶⁴ divided by the golden ratio, made odd: spreads consecutive indices.
    @usableFromInline static var step: UInt64 { 0x9E37_79B9_7F4A_7C15 }
    /// Another odd constant (2⁶⁴ · (√2 − 1)): spreads consecutive draws.
    @usableFromInline static var drawStep: UInt64 { 0x6A09_E667_F3BC_C909 }

    /// A bijection in which every input bit moves every output bit (Stafford's variant 13 of the
    /// finaliser of MurmurHash3, as in SplitMix64).
    @inlinable
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension UInt64 {
    /// The upper 53 bits as a number in [0, 1). Exact.
    @inlinable var unit: Double { Double(self >> 11) * 0x1p-53 }

    /// The upper 52 bits as a number in (0, 1), symmetric about ½. Exact.
    @inlinable var openUnit: Double { (Double(self >> 12) + 0.5) * 0x1p-52 }

    /// These bits as a fraction of 2⁶⁴, times `n`, rounded down.
    @inlinable
    func scaled(below n: UInt64) -> UInt64 { multipliedFullWidth(by: n).high }
}
