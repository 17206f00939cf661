import Testing

@testable import Streaming

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The relative distance of two numbers, 0 where both are the same special value.
private func distance(_ a: Double, _ b: Double) -> Double {
    if a == b || (a.isNaN && b.isNaN) { return 0 }
    guard a.isFinite, b.isFinite else { return .infinity }
    return abs(a - b) / max(abs(b), .leastNormalMagnitude)
}

@Suite struct RandomExactMathTests {
    static let edges: [Double] = [
        0, -0.0, 1, -1, 2, 0.5, 0.75, 1.5, 3, 10, 1e-3, 1e-9, 1e-300, 1e-308,
        .leastNonzeroMagnitude, 1e300,
        .greatestFiniteMagnitude, .leastNormalMagnitude, .infinity, -.infinity, .nan, 709.78,
        709.79, -745.13, -745.14, -708, 1.0.nextUp, 1.0.nextDown, 1.4142135623730951,
        1.4142135623730951.nextDown, 1e-17, -1e-17, 700, 0.693147180559945309,
    ]

    @Test(arguments: edges) func logarithmAgreesWithTheCLibraryAtEdges(x: Double) {
        #expect(distance(ExactMath.log(x), log(x)) < 1e-15, "log(\(x))")
    }

    @Test(arguments: edges) func exponentialAgreesWithTheCLibraryAtEdges(x: Double) {
        #expect(distance(ExactMath.exp(x), exp(x)) < 1e-15, "exp(\(x))")
    }

    @Test(arguments: edges) func powerAgreesWithTheCLibraryAtEdges(x: Double) {
        for y in Self.edges {
            #expect(distance(ExactMath.pow(x, y), pow(x, y)) < 1e-14, "pow(\(x), \(y))")
        }
    }

    @Test func functionsAgreeWithTheCLibraryOnManyNumbers() {
        var random = RandomSequence(seed: 1, purpose: "test")
        var worst = (log: 0.0, exp: 0.0, pow: 0.0)
        for _ in 0..<50_000 {
            // Any positive finite number, all exponents alike.
            let any = Double(bitPattern: random.below(0x7FF0_0000_0000_0000))
            let near = 0.5 + random.unit() * 1.5
            let exponent = (random.unit() - 0.5) * 1_400
            worst.log = max(worst.log, distance(ExactMath.log(any), log(any)))
            worst.log = max(worst.log, distance(ExactMath.log(near), log(near)))
            worst.exp = max(worst.exp, distance(ExactMath.exp(exponent), exp(exponent)))
            let power = exponent / log(any)
            worst.pow = max(worst.pow, distance(ExactMath.pow(any, power), pow(any, power)))
            let steep = exponent / log(near)
            worst.pow = max(worst.pow, distance(ExactMath.pow(near, steep), pow(near, steep)))
        }
        #expect(worst.log < 1e-15)
        #expect(worst.exp < 1e-15)
        #expect(worst.pow < 1e-14)
    }

    @Test func normalQuantileInvertsTheDistribution() {
        for p in [1e-300, 1e-100, 1e-12, 1e-11, 1e-6, 0.001, 0.0749, 0.0751, 0.3, 0.49, 0.5] {
            let z = ExactMath.normalQuantile(p)
            // An error d of z shows as z · d, relative, in the probability.
            #expect(distance(0.5 * erfc(-z / 2.0.squareRoot()), p) < 1e-14 * max(1, z * z), "\(p)")
        }
        for p in [0.6, 0.75, 0.925, 0.9375] {
            #expect(ExactMath.normalQuantile(p) > 0)
            #expect(distance(ExactMath.normalQuantile(1 - p), -ExactMath.normalQuantile(p)) < 1e-14)
        }
        #expect(ExactMath.normalQuantile(0.5) == 0)
        #expect(ExactMath.normalQuantile(0) == -.infinity)
        #expect(ExactMath.normalQuantile(1) == .infinity)
        #expect(ExactMath.normalQuantile(-0.1).isNaN)
        #expect(ExactMath.normalQuantile(1.1).isNaN)
        #expect(abs(ExactMath.normalQuantile(0.975) - 1.959963984540054) < 1e-15)
    }

    /// Bits that must be the same on every machine and in every build.
    @Test func bitsArePinned() {
        let pinned: [(Double, UInt64)] = [
            (ExactMath.log(10), 0x4002_6BB1_BBB5_5516),
            (ExactMath.log(0.3), 0xBFF3_4378_FCBD_A721),
            (ExactMath.log(1e-300), 0xC085_9634_47F8_7FB5),
            (ExactMath.exp(1), 0x4005_BF0A_8B14_576A),
            (ExactMath.exp(-20.5), 0x3E15_7A3A_FEED_00AC),
            (ExactMath.exp(700.25), 0x7F12_FD8E_4CBF_A413),
            (ExactMath.exp(-744), 0x0000_0000_0000_0002),
            (ExactMath.pow(2, 0.1), 0x3FF1_25FB_EE25_0664),
            (ExactMath.pow(0.99, -5_000.5), 0x4476_B520_0BBF_D1AA),
            (ExactMath.pow(1e300, -1.02), 0x0066_789E_3750_F743),
            (ExactMath.normalQuantile(0.975), 0x3FFF_5C03_31EE_FF82),
            (ExactMath.normalQuantile(1e-20), 0xC022_8651_70B4_3A4B),
            (ExactMath.normalQuantile(0.3), 0xBFE0_C7E3_9582_C5FA),
        ]
        for (value, bits) in pinned { #expect(value.bitPattern == bits, "\(value)") }
    }

    @Test func fourSmallPowersHaveTheBitsOfEachAlone() {
        var random = RandomSequence(seed: 7, purpose: "small powers")
        for _ in 0..<20_000 {
            let x = SIMD4((0..<4).map { _ in -0.34 * random.unit() })
            let powers = ExactMath.expSmall(x)
            for lane in 0..<4 {
                #expect(powers[lane].bitPattern == ExactMath.exp(x[lane]).bitPattern)
            }
        }
        #expect(ExactMath.expSmall(.zero) == SIMD4(repeating: 1))
    }
}
