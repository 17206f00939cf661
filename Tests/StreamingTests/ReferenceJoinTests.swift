import Testing

@testable import Streaming

/// A small world around the join: ids are given by the tests, outcomes are kept as words.
private struct JoinHarness: ~Copyable {
    var join: ReferenceJoin
    var names: [Int32: String] = [:]
    var seq: Int64 = 0

    init(lookback: Int64, lookahead: Int64 = 0, isInclusive: Bool = true) {
        join = ReferenceJoin(
            bounds: JoinBounds(
                lookback: Milliseconds(lookback), lookahead: Milliseconds(lookahead),
                isInclusive: isInclusive))
    }

    mutating func click(_ id: String, _ time: Int64, key: UInt32 = 0) -> [String] {
        seq += 1
        var id = id
        id.withUTF8 {
            join.addClick(
                time: EventTime(milliseconds: time), seq: seq, key: key, id: $0, source: 0,
                index: UInt32(seq))
        }
        return drain()
    }

    mutating func checkout(_ id: String, _ time: Int64, key: UInt32 = 0) -> [String] {
        seq += 1
        var id = id
        _ = id.withUTF8 {
            join.addCheckout(
                time: EventTime(milliseconds: time), seq: seq, key: key, text: $0,
                idLength: UInt32($0.count))
        }
        return drain()
    }

    mutating func watermark(_ join: Int64, clicks: Int64? = nil, checkouts: Int64? = nil)
        -> [String]
    {
        self.join.advance(
            to: JoinHorizons(
                clicks: Watermark(rawValue: clicks ?? join),
                checkouts: Watermark(rawValue: checkouts ?? join), join: Watermark(rawValue: join)))
        return drain()
    }

    private mutating func drain() -> [String] {
        var words: [String] = []
        for outcome in join.outcomes {
            let id = String(decoding: join.checkouts.id(outcome.checkout), as: UTF8.self)
            switch outcome.stage {
            case .emitted:
                words.append("\(id): \(matches(outcome.checkout).joined(separator: " "))")
            case .corrected:
                let click = String(decoding: join.clicks.id(outcome.click), as: UTF8.self)
                words.append("\(id) + \(click)")
            case .closed: words.append("\(id) closed")
            }
        }
        join.expire()
        return words
    }

    private mutating func matches(_ checkout: Int32) -> [String] {
        var ids: [String] = []
        var click = join.firstMatch(checkout)
        while click != ClickBuffer.none {
            ids.append(String(decoding: join.clicks.id(click), as: UTF8.self))
            click = join.nextMatch(checkout, after: click)
        }
        if ids.isEmpty { ids = ["–"] }
        return ids
    }
}

@Suite struct ReferenceJoinTests {
    @Test func aCheckoutIsEmittedBeyondItsTimePlusLookaheadAndNotAtIt() {
        var harness = JoinHarness(lookback: 60, lookahead: 5)
        #expect(harness.click("c1", 50) == [])
        #expect(harness.checkout("k1", 100) == [])
        #expect(harness.watermark(105) == [])
        #expect(harness.watermark(106) == ["k1: c1", "k1 closed"])
    }

    @Test func matchesAreOrderedByTimeIdAndSeq() {
        var harness = JoinHarness(lookback: 60)
        for (id, time) in [("c2", Int64(50)), ("c9", 40), ("c1", 50), ("c1", 50), ("c0", 60)] {
            #expect(harness.click(id, time) == [])
        }
        _ = harness.checkout("k1", 100)
        #expect(harness.watermark(101) == ["k1: c9 c1 c1 c2 c0", "k1 closed"])
    }

    @Test func checkoutsOfOneTimeAreOrderedByIdThenSeq() {
        var harness = JoinHarness(lookback: 60)
        for id in ["k3", "k1", "k2", "k1"] { _ = harness.checkout(id, 100) }
        _ = harness.checkout("k9", 99)
        #expect(
            harness.watermark(101).filter { !$0.hasSuffix("closed") }
                == ["k9: –", "k1: –", "k1: –", "k2: –", "k3: –"])
    }

    @Test func aCheckoutBehindTheWatermarkIsEmittedAtOnce() {
        var harness = JoinHarness(lookback: 60)
        _ = harness.click("c1", 90)
        #expect(harness.watermark(120, checkouts: 80) == [])
        #expect(harness.checkout("k1", 100) == ["k1: c1", "k1 closed"])
        #expect(harness.checkout("k2", 120) == [], "equality is not passed")
    }

    @Test func aClickWithinTheAllowedLatenessCorrects() {
        var harness = JoinHarness(lookback: 60)
        _ = harness.checkout("k1", 100)
        #expect(harness.watermark(101, clicks: 96, checkouts: 96) == ["k1: –"])
        #expect(harness.click("c1", 98) == ["k1 + c1"])
        #expect(harness.click("c2", 101) == [], "after the checkout: no match")
        #expect(harness.watermark(110, clicks: 100, checkouts: 100) == [])
        #expect(harness.watermark(111, clicks: 101, checkouts: 101) == ["k1 closed"])
    }

    @Test func aClickStaysWhileAWaitingCheckoutMayMatchIt() {
        // The checkouts' watermark runs far ahead of the join's.
        var harness = JoinHarness(lookback: 60)
        _ = harness.click("c1", 45)
        _ = harness.checkout("k1", 100)
        #expect(harness.watermark(50, clicks: 50, checkouts: 1_000_000) == [])
        #expect(
            harness.watermark(101, clicks: 101, checkouts: 1_000_000) == ["k1: c1", "k1 closed"])
    }

    @Test func stateFollowsTheWatermark() {
        var harness = JoinHarness(lookback: 10_000)
        for number in 0..<50_000 {
            let time = Int64(number) * 10
            _ = harness.click("c\(number)", time, key: UInt32(number % 7))
            _ = harness.watermark(time)
        }
        // 1,000 clicks are within the lookback; a bucket of the wheel is 1,024 ms wide.
        #expect(harness.join.clicks.countMax < 1_210)
    }

    @Test func oneClickFarInTheFutureDoesNotKeepTheOthers() {
        var harness = JoinHarness(lookback: 1_000)
        _ = harness.click("future", 4_000_000_000_000)
        for number in 0..<20_000 {
            _ = harness.click("c\(number)", Int64(number) * 10)
            _ = harness.watermark(Int64(number) * 10)
        }
        #expect(harness.join.clicks.count < 400)
        _ = harness.checkout("k1", 4_000_000_000_500)
        #expect(harness.watermark(4_000_000_000_501) == ["k1: future", "k1 closed"])
    }
}
