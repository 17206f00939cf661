import Testing

@testable import Streaming

/// The clicks side by side in memory are the clicks of the links.
@Suite struct TouchWindowsTests {
    /// One of two equal joins, that differ in how they keep the clicks.
    private struct Twin: ~Copyable {
        var join: ReferenceJoin

        init(_ bounds: JoinBounds, keepsWindows: Bool) {
            join = ReferenceJoin(bounds: bounds, keepsWindows: keepsWindows)
        }

        /// The touches of every checkout that the last step mentions.
        mutating func drain() -> [String] {
            var words: [String] = []
            for outcome in join.outcomes where outcome.stage != .closed {
                let touches = join.touches(of: outcome.checkout)
                    .map { "\($0.time.milliseconds)/\($0.source)" }
                words.append("\(outcome.checkout): \(touches.joined(separator: " "))")
            }
            join.expire()
            return words
        }

        mutating func addClick(_ time: EventTime, seq: Int64, key: UInt32, id: UInt8) -> [String] {
            withUnsafeBytes(of: id) { bytes in
                join.addClick(
                    time: time, seq: seq, key: key, id: bytes.assumingMemoryBound(to: UInt8.self),
                    source: UInt32(truncatingIfNeeded: seq), index: UInt32(seq))
            }
            return drain()
        }

        mutating func addCheckout(_ time: EventTime, seq: Int64, key: UInt32) -> [String] {
            _ = join.addCheckout(
                time: time, seq: seq, key: key, text: UnsafeBufferPointer(start: nil, count: 0),
                idLength: 0)
            return drain()
        }

        mutating func advance(_ clicks: Int64, _ checkouts: Int64) -> [String] {
            join.advance(
                to: JoinHorizons(
                    clicks: Watermark(rawValue: clicks), checkouts: Watermark(rawValue: checkouts),
                    join: Watermark(rawValue: min(clicks, checkouts) + 5)))
            return drain()
        }
    }

    /// Ties, disorder of ids within a tie, late clicks, corrections, expiry.
    @Test func touchesAreThoseOfTheLinks() {
        for seed in UInt64(0)..<300 {
            var random = RandomSequence(seed: seed, purpose: "touch windows")
            let bounds = JoinBounds(
                lookback: Milliseconds(Int64(1 + random.below(80))),
                lookahead: Milliseconds(Int64(random.below(10))), isInclusive: random.below(2) == 0)
            var fast = Twin(bounds, keepsWindows: true)
            var slow = Twin(bounds, keepsWindows: false)
            var now: Int64 = 1_000
            var horizons: (clicks: Int64, checkouts: Int64) = (0, 0)
            var mentioned = 0
            for seq in Int64(1)...400 {
                now += Int64(random.below(4))
                let time = now - Int64(random.below(30))
                let key = UInt32(random.below(3))
                if random.below(4) > 0, time >= horizons.clicks {
                    let id = UInt8(random.below(5))
                    let event = EventTime(milliseconds: time)
                    let (a, b) = (
                        fast.addClick(event, seq: seq, key: key, id: id),
                        slow.addClick(event, seq: seq, key: key, id: id)
                    )
                    #expect(a == b, "seed \(seed), click \(seq)")
                } else if time >= horizons.checkouts {
                    let event = EventTime(milliseconds: time)
                    let (a, b) = (
                        fast.addCheckout(event, seq: seq, key: key),
                        slow.addCheckout(event, seq: seq, key: key)
                    )
                    #expect(a == b, "seed \(seed), checkout \(seq)")
                }
                if random.below(6) == 0 {
                    horizons.clicks = max(horizons.clicks, now - Int64(random.below(40)))
                    horizons.checkouts = max(horizons.checkouts, now - Int64(random.below(40)))
                    let a = fast.advance(horizons.clicks, horizons.checkouts)
                    let b = slow.advance(horizons.clicks, horizons.checkouts)
                    mentioned += a.count
                    #expect(a == b, "seed \(seed), watermark after \(seq)")
                    if a != b { return }
                }
            }
            #expect(mentioned > 0, "seed \(seed) looks at nothing")
        }
    }

    /// A user who clicks for ever and never buys takes no more memory than the window.
    @Test func clicksWithoutACheckoutAreGivenUp() {
        let bounds = JoinBounds(
            lookback: Milliseconds(100), lookahead: Milliseconds(0), isInclusive: true)
        var twin = Twin(bounds, keepsWindows: true)
        for seq in Int64(1)...10_000 {
            _ = twin.addClick(EventTime(milliseconds: seq), seq: seq, key: 0, id: 0)
            _ = twin.advance(seq, seq)
        }
        #expect(twin.join.windows.countKept(of: 0) < 300)
    }
}
