import Testing

@testable import Streaming

@Suite struct CheckoutQueueTests {
    /// In order, out of order, ties: the earliest comes first, as in a sorted list.
    @Test func theEarliestComesFirst() {
        for seed in UInt64(0)..<200 {
            var random = RandomSequence(seed: seed, purpose: "checkout queue")
            var queue = CheckoutQueue()
            var plain: [CheckoutQueue.Item] = []
            let disorder = 1 + random.below(20)
            for seq in Int64(0)..<300 {
                let time = seq / 3 - Int64(random.below(disorder))
                let item = CheckoutQueue.Item(
                    time: EventTime(milliseconds: time), seq: seq, slot: Int32(seq))
                queue.insert(item)
                plain.append(item)
                plain.sort()
                while random.below(2) == 0, let first = plain.first {
                    #expect(queue.min == first, "seed \(seed)")
                    queue.removeMin()
                    plain.removeFirst()
                }
                #expect(queue.min == plain.first, "seed \(seed)")
            }
            #expect(queue.items.sorted() == plain, "seed \(seed)")
        }
    }
}
