import Testing

@testable import Streaming

@Suite struct RandomStreamTests {
    @Test func theSameKeyGivesTheSameBits() {
        let a = RandomStream(seed: 42, purpose: "delay")
        let b = RandomStream(seed: 42, purpose: "delay")
        #expect(a == b)
        #expect(a.bits(7, draw: 3) == b.bits(7, draw: 3))
    }

    @Test func seedPurposeIndexAndDrawAllMatter() {
        var seen: Set<UInt64> = []
        for seed in [0, 1, 2, UInt64.max] {
            for purpose in ["", "a", "b", "ab", "ba", "disorder.0", "disorder.1"] {
                let stream = RandomStream(seed: seed, purpose: purpose)
                for index in [0, 1, 2, UInt64.max] {
                    for draw in [0, 1, 2, UInt64.max] as [UInt64] {
                        seen.insert(stream.bits(index, draw: draw))
                    }
                }
            }
        }
        #expect(seen.count == 4 * 7 * 4 * 4)
    }

    @Test func everyBitIsFair() {
        let stream = RandomStream(seed: 42, purpose: "bits")
        let n = 20_000
        for draw in [0, 1] as [UInt64] {
            var ones = [Int](repeating: 0, count: 64)
            for index in 0..<n {
                let bits = stream.bits(UInt64(index), draw: draw)
                for b in 0..<64 where bits >> UInt64(b) & 1 == 1 { ones[b] += 1 }
            }
            // Five standard deviations of ½√n = 71.
            for count in ones { #expect(abs(count - n / 2) < 355) }
        }
    }

    @Test func neighboursShareHalfTheirBits() {
        let stream = RandomStream(seed: 42, purpose: "bits")
        var distance = 0
        for index in 0..<10_000 as Range<UInt64> {
            distance += (stream.bits(index) ^ stream.bits(index + 1)).nonzeroBitCount
            distance += (stream.bits(index) ^ stream.bits(index, draw: 1)).nonzeroBitCount
        }
        // 20,000 pairs of 64 bits; five standard deviations of ½√1,280,000 = 566.
        #expect(abs(distance - 640_000) < 2_830)
    }

    @Test func unitStaysBelowOneAndReachesBothEnds() {
        #expect(UInt64(0).unit == 0)
        #expect(UInt64.max.unit == 1 - 0x1p-53)
        #expect(UInt64(0).openUnit == 0x1p-53)
        #expect(UInt64.max.openUnit == 1 - 0x1p-53)
    }

    @Test func belowCoversItsRangeEvenly() {
        let stream = RandomStream(seed: 42, purpose: "below")
        var counts = [Int](repeating: 0, count: 14)
        for index in 0..<140_000 { counts[Int(stream.below(14, UInt64(index)))] += 1 }
        // Five standard deviations of √(10,000 · 13/14) = 96.
        for count in counts { #expect(abs(count - 10_000) < 482) }
        #expect(stream.below(0, 1) == 0)
        #expect(stream.below(1, 1) == 0)
    }

    @Test func aShareHitsNeverAlwaysOrAsOftenAsItSays() {
        let stream = RandomStream(seed: 42, purpose: "share")
        var hits = 0
        for index in 0..<100_000 as Range<UInt64> {
            #expect(!stream.isHit(share: 0, index))
            #expect(stream.isHit(share: 1_000_000_000, index))
            if stream.isHit(share: 210_000_000, index) { hits += 1 }
        }
        // Five standard deviations of √(100,000 · 0.21 · 0.79) = 129.
        #expect(abs(hits - 21_000) < 644)
    }

    @Test func samplesHaveTheirMeanAndSpread() {
        let stream = RandomStream(seed: 42, purpose: "samples")
        let n = 100_000
        var normal = (sum: 0.0, squares: 0.0)
        var exponential = (sum: 0.0, least: Double.infinity)
        for index in 0..<UInt64(n) {
            let z = stream.normal(index)
            normal.sum += z
            normal.squares += z * z
            let e = stream.exponential(index, draw: 1)
            exponential.sum += e
            exponential.least = min(exponential.least, e)
        }
        // Five standard errors: 1/√n, √(2/n), 1/√n.
        #expect(abs(normal.sum / Double(n)) < 0.0159)
        #expect(abs(normal.squares / Double(n) - 1) < 0.0224)
        #expect(abs(exponential.sum / Double(n) - 1) < 0.0159)
        #expect(exponential.least >= 0)
    }

    @Test func sequencesOfOneSeedAgreeAndOfTwoDiffer() {
        var a = RandomSequence(seed: 42, purpose: "world")
        var b = RandomSequence(seed: 42, purpose: "world")
        var c = RandomSequence(seed: 43, purpose: "world")
        let (first, second, third) = (a.bits(), b.bits(), c.bits())
        #expect(first == second)
        #expect(first != third)
        #expect(a.bits() != first)
    }

    /// xoshiro256** from state 1, 2, 3, 4, as its authors' program prints it.
    @Test func sequenceIsXoshiro256StarStar() {
        var sequence = RandomSequence(state: (1, 2, 3, 4))
        #expect(
            (0..<4).map { _ in sequence.bits() } == [
                11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240,
            ])
    }

    @Test func streamBitsArePinned() {
        let stream = RandomStream(seed: 42, purpose: "pinned")
        #expect(stream.bits(0) == 0xCE71_FA07_E329_8056)
        #expect(stream.bits(1, draw: 1) == 0xD66A_3DF9_3D39_3B17)
        var sequence = RandomSequence(seed: 42, purpose: "pinned")
        #expect(sequence.bits() == 0x2AAF_F3B0_E525_DF33)
        #expect(sequence.bits() == 0xF54D_7B39_EB6F_F23B)
    }
}
