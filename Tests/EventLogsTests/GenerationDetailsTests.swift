import Streaming
import Testing

@testable import EventLogs

/// The original's shares, over 100,000 clicks and about as many checkouts. Tolerances are five
/// standard deviations, √(n · p · (1 − p)) each.
@Suite struct GenerationDetailsTests {
    private static let settings = smallWorld { $0.clicks = 100_000 }

    private func count<Key: Hashable>(_ keys: [Key]) -> [Key: Int] {
        keys.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private func isNear(_ count: Int?, _ share: Double, of n: Int) -> Bool {
        let expected = Double(n) * share
        return abs(Double(count ?? 0) - expected) < 5 * (expected * (1 - share)).squareRoot()
    }

    private func checkouts() throws -> [CheckoutDetails] {
        let world = try GeneratedWorld(Self.settings)
        return try timedEvents(Self.settings).filter { !$0.isClick }.map(world.details.checkout)
    }

    @Test func sourcesHaveTheOriginalsWeights() throws {
        let world = try GeneratedWorld(Self.settings)
        let clicks = try timedEvents(Self.settings).filter(\.isClick)
        let sources = count(
            clicks.map {
                String(
                    decoding: WorldTexts.sources[world.details.click($0).source], as: UTF8.self)
            })
        let draws = [
            "Unknown": 5, "Facebook": 2, "Tiktok": 2, "Google": 2, "Twitter": 1, "Gmail": 1,
            "Youtube": 1,
        ]
        #expect(sources.count == draws.count)
        for (source, draws) in draws {
            #expect(isNear(sources[source], Double(draws) / 14, of: 100_000), "\(source)")
        }
    }

    @Test func quantitiesAreOneToFive() throws {
        let checkouts = try checkouts()
        let counts = count(checkouts.map(\.quantity))
        #expect(counts.keys.sorted() == [1, 2, 3, 4, 5])
        for value in counts.values { #expect(isNear(value, 0.2, of: checkouts.count)) }
    }

    @Test func amountsReachBothEndsOfTheirRanges() throws {
        let checkouts = try checkouts()
        #expect(checkouts.map(\.shippingCents).min() == 100)
        #expect(checkouts.map(\.shippingCents).max() == 1_000)
        #expect(checkouts.map(\.discountHundredths).min() == 5)
        #expect(checkouts.map(\.discountHundredths).max() == 50)
    }

    @Test func paymentMethodsAreEquallyLikely() throws {
        let checkouts = try checkouts()
        let counts = count(checkouts.map(\.methodText))
        #expect(counts.count == 7)
        for value in counts.values { #expect(isNear(value, 1.0 / 7, of: checkouts.count)) }
    }

    @Test func aFifthOfThePaymentsFailsForOneOfSixReasons() throws {
        let checkouts = try checkouts()
        let failed = checkouts.filter { $0.failure != nil }
        #expect(isNear(failed.count, 0.21, of: checkouts.count))
        let reasons = count(failed.map(\.descriptionText))
        #expect(reasons.count == 6)
        for value in reasons.values { #expect(isNear(value, 1.0 / 6, of: failed.count)) }
        #expect(failed.allSatisfy { $0.statusText == Array("Failed".utf8) })
        for checkout in checkouts where checkout.failure == nil {
            #expect(checkout.descriptionText == Array("None".utf8))
        }
    }

    @Test func productsAreEquallyLikely() throws {
        let checkouts = try checkouts()
        let counts = count(checkouts.map(\.product))
        #expect(counts.keys.sorted() == Array(0..<20))
        for value in counts.values { #expect(isNear(value, 0.05, of: checkouts.count)) }
    }

    @Test func idsAreDistinctRandomUUIDs() throws {
        let world = try GeneratedWorld(smallWorld())
        var seen: Set<[UInt8]> = []
        let events = try timedEvents(smallWorld())
        for event in events {
            var text = LineText()
            text.append(uuid: world.details.id(event))
            #expect(text.bytes.count == 36)
            for (place, byte) in text.bytes.enumerated() {
                switch place {
                case 8, 13, 18, 23: #expect(byte == UInt8(ascii: "-"))
                case 14: #expect(byte == UInt8(ascii: "4"))
                case 19: #expect(Array("89ab".utf8).contains(byte))
                default: #expect(Array("0123456789abcdef".utf8).contains(byte))
                }
            }
            seen.insert(text.bytes)
        }
        #expect(seen.count == events.count)
    }

    @Test func textsNeedNoEscapes() {
        var texts = WorldTexts.sources + WorldTexts.paymentMethods + WorldTexts.failures
        texts += WorldTexts.userAgents + WorldTexts.streets + WorldTexts.cities
        texts += WorldTexts.womensNames + WorldTexts.mensNames + WorldTexts.familyNames
        texts += WorldTexts.countries
        texts += WorldTexts.categories.flatMap { [$0.name] + $0.brands + $0.things }
        for text in texts {
            #expect(text.allSatisfy { $0 >= 32 && $0 < 127 && $0 != 34 && $0 != 92 })
        }
        #expect(WorldTexts.streets.count == 16)
        #expect(WorldTexts.cities.count == 16)
    }
}
