import Testing

@testable import Streaming

/// The ends of a checkout's matches in a busy key's list, against a walk along all of it.
@Suite struct ClickSearchTests {
    @Test func theEndsAreThoseOfAWalk() {
        for seed in UInt64(0)..<60 {
            var random = RandomSequence(seed: seed, purpose: "search")
            var buffer = ClickBuffer(span: Milliseconds(1000))
            var horizon: Int64 = 0
            for step in 0..<400 {
                let id = Array("c\(step)".utf8)
                let time = horizon + Int64(random.below(3000))
                let key = UInt32(random.below(2))
                id.withUnsafeBufferPointer {
                    _ = buffer.insert(
                        time: EventTime(milliseconds: time), seq: Int64(step), key: key, id: $0,
                        source: 0, index: UInt32(step))
                }
                if random.below(40) == 0 {
                    horizon += Int64(random.below(900))
                    buffer.expire(before: Watermark(rawValue: horizon))
                }
                let asked = EventTime(milliseconds: horizon + Int64(random.below(3600)) - 300)
                let place = "seed \(seed), step \(step)"
                let all = slots(buffer, key)
                #expect(
                    buffer.firstNotBefore(asked, of: key)
                        == all.first { buffer[$0].time >= asked } ?? ClickBuffer.none, "\(place)")
                #expect(
                    buffer.lastNotAfter(asked, of: key)
                        == all.last { buffer[$0].time <= asked } ?? ClickBuffer.none, "\(place)")
            }
        }
    }

    private func slots(_ buffer: borrowing ClickBuffer, _ key: UInt32) -> [Int32] {
        var slots: [Int32] = []
        var slot = buffer.first(of: key)
        while slot != ClickBuffer.none {
            slots.append(slot)
            slot = buffer.next(slot)
        }
        return slots
    }
}
