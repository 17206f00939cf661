import Streaming
import Testing

@testable import Simulation

/// What is kept of every record, against plain arrays.
@Suite struct OutcomeStorageTests {
    @Test func fatesAreThoseOfAPlainArray() {
        for seed in UInt64(0)..<20 {
            var random = RandomSequence(seed: seed, purpose: "fates")
            let count = 20_000
            let rarity = 1 + random.below(60)
            var log = FateLog(usual: 6)
            var plain = [UInt8](repeating: 0, count: count)
            func byte() -> UInt8 { random.below(rarity) == 0 ? UInt8(1 + random.below(200)) : 6 }
            for place in 0..<count {
                // Some are known late, after their stretch has been packed.
                if random.below(5_000) == 0 { continue }
                plain[place] = byte()
                log.update(place) { _ in plain[place] }
                if random.below(50) == 0 {
                    let earlier = Int(random.below(UInt64(place + 1)))
                    plain[earlier] = byte()
                    log.update(earlier) { _ in plain[earlier] }
                }
            }
            for place in 0..<count {
                #expect(log[place] == plain[place], "seed \(seed), \(place)")
            }
            #expect(log[count + 10_000] == 0)
        }
    }

    @Test func settlementsAreKeptUntilTheyAreTaken() {
        var random = RandomSequence(seed: 1, purpose: "settlements")
        var settlements = Settlements()
        var plain: [UInt32: Settlements.Entry] = [:]
        let all: [Settlement] = [
            .unattributed, .pending, .attributed(click: 0), .attributed(click: .max - 10),
        ]
        for _ in 0..<60_000 {
            let checkout = UInt32(random.below(9_000))
            #expect(settlements[checkout] == plain[checkout] ?? .unknown)
            if random.below(3) == 0 {
                #expect(settlements.take(checkout) == plain[checkout] ?? .unknown)
                plain[checkout] = .taken
            } else if plain[checkout] == nil {
                let settlement = all[Int(random.below(4))]
                settlements.keep(settlement, of: checkout)
                plain[checkout] = .settled(settlement)
            }
        }
        for checkout in UInt32(0)..<8_192 { _ = settlements.take(checkout) }
        for checkout in UInt32(0)..<8_192 { #expect(settlements[checkout] == .taken) }
    }
}
