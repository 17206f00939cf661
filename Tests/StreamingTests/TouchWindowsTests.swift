import Testing

@testable import Streaming

/// The clicks side by side in memory are the clicks of the links.
@Suite struct TouchWindowsTests {
    /// A join whose matches are looked for in both ways.
    private struct Both: ~Copyable {
        var join: ReferenceJoin

        init(_ bounds: JoinBounds) { join = ReferenceJoin(bounds: bounds) }

        /// The touches of every checkout that the last step mentions: as shown, and link by link.
        mutating func drain() -> (shown: [String], linked: [String]) {
            var shown: [String] = []
            var linked: [String] = []
            for outcome in join.outcomes where outcome.stage != .closed {
                shown.append(
                    join.withTouches(of: outcome.checkout) { touches in
                        touches.map { "\($0.time.milliseconds)/\($0.source)" }
                            .joined(separator: " ")
                    })
                var words: [String] = []
                var click = join.firstMatch(outcome.checkout)
                while click != ClickBuffer.none {
                    let held = join.clicks[click]
                    words.append("\(held.time.milliseconds)/\(held.source)")
                    click = join.nextMatch(outcome.checkout, after: click)
                }
                linked.append(words.joined(separator: " "))
            }
            join.expire()
            return (shown, linked)
        }

        mutating func addClick(_ time: EventTime, seq: Int64, key: UInt32, id: UInt8) {
            withUnsafeBytes(of: id) { bytes in
                join.addClick(
                    time: time, seq: seq, key: key, id: bytes.assumingMemoryBound(to: UInt8.self),
                    source: UInt32(truncatingIfNeeded: seq), index: UInt32(seq))
            }
        }

        mutating func addCheckout(_ time: EventTime, seq: Int64, key: UInt32) {
            _ = join.addCheckout(
                time: time, seq: seq, key: key, text: UnsafeBufferPointer(start: nil, count: 0),
                idLength: 0)
        }

        mutating func advance(_ clicks: Int64, _ checkouts: Int64) {
            join.advance(
                to: JoinHorizons(
                    clicks: Watermark(rawValue: clicks), checkouts: Watermark(rawValue: checkouts),
                    join: Watermark(rawValue: min(clicks, checkouts) + 5)))
        }
    }

    /// Ties, disorder of ids within a tie, late clicks, corrections, expiry; keys that are busy for a
    /// while, and keys that never are.
    @Test func touchesAreThoseOfTheLinks() {
        var most = 0
        for seed in UInt64(0)..<300 {
            var random = RandomSequence(seed: seed, purpose: "touch windows")
            let bounds = JoinBounds(
                lookback: Milliseconds(Int64(1 + random.below(200))),
                lookahead: Milliseconds(Int64(random.below(10))), isInclusive: random.below(2) == 0)
            var both = Both(bounds)
            let keys = 1 + random.below(3)
            var now: Int64 = 1_000
            var horizons: (clicks: Int64, checkouts: Int64) = (0, 0)
            var mentioned = 0
            for seq in Int64(1)...400 {
                now += random.below(50) == 0 ? 300 : Int64(random.below(4))
                let time = now - Int64(random.below(30))
                let event = EventTime(milliseconds: time)
                let key = UInt32(random.below(keys))
                if random.below(4) > 0, time >= horizons.clicks {
                    both.addClick(event, seq: seq, key: key, id: UInt8(random.below(5)))
                } else if time >= horizons.checkouts {
                    both.addCheckout(event, seq: seq, key: key)
                }
                if random.below(6) == 0 {
                    horizons.clicks = max(horizons.clicks, now - Int64(random.below(40)))
                    horizons.checkouts = max(horizons.checkouts, now - Int64(random.below(40)))
                    both.advance(horizons.clicks, horizons.checkouts)
                }
                let (shown, linked) = both.drain()
                mentioned += shown.count
                most = max(most, both.join.windows.countKept(of: key))
                #expect(shown == linked, "seed \(seed), record \(seq)")
                if shown != linked { return }
            }
            #expect(mentioned > 0, "seed \(seed) looks at nothing")
        }
        #expect(most > 2 * TouchWindows.busy, "no key was busy")
    }

    /// A user who goes on clicking and never buys again takes no more memory than the window.
    @Test func clicksWithoutACheckoutAreGivenUp() {
        let bounds = JoinBounds(
            lookback: Milliseconds(100), lookahead: Milliseconds(0), isInclusive: true)
        var both = Both(bounds)
        for seq in Int64(1)...10_000 {
            both.addClick(EventTime(milliseconds: seq), seq: seq, key: 0, id: 0)
            if seq == 50 { both.addCheckout(EventTime(milliseconds: seq), seq: seq, key: 0) }
            both.advance(seq, seq)
            _ = both.drain()
            if seq == 60 { #expect(both.join.windows.countKept(of: 0) == 60) }
        }
        #expect(both.join.windows.countKept(of: 0) < 300)
    }

    /// A key that is busy no longer has no array of its own.
    @Test func quietKeysHaveNoWindow() {
        let bounds = JoinBounds(
            lookback: Milliseconds(100), lookahead: Milliseconds(0), isInclusive: true)
        var both = Both(bounds)
        for round in Int64(1)...3 {
            for step in Int64(1)...40 {
                let event = EventTime(milliseconds: round * 1_000 + step)
                both.addClick(event, seq: round * 100 + step, key: 7, id: 0)
            }
            both.addCheckout(EventTime(milliseconds: round * 1_000 + 40), seq: round, key: 7)
            both.advance(round * 1_000 + 50, round * 1_000 + 50)
            _ = both.drain()
            #expect(both.join.windows.countKept(of: 7) >= 40)
            both.advance(round * 1_000 + 500, round * 1_000 + 500)
            _ = both.drain()
            let later = EventTime(milliseconds: round * 1_000 + 600)
            both.addClick(later, seq: round * 100 + 99, key: 7, id: 0)
            _ = both.drain()
            #expect(both.join.windows.countKept(of: 7) == 0)
        }
    }
}
