import Testing

@testable import Streaming

/// `java.util.HashMap` by the book: buckets of lists that double.
private struct SlowHashMap {
    private(set) var buckets = [[Int64]](repeating: [], count: 16)
    var count: Int { buckets.reduce(0) { $0 + $1.count } }

    private func place(_ time: Int64) -> Int {
        let bits = UInt64(bitPattern: time)
        let hash = UInt32(truncatingIfNeeded: bits ^ (bits >> 32))
        return Int((hash ^ (hash >> 16)) % UInt32(buckets.count))
    }

    mutating func insert(_ time: Int64) {
        let place = place(time)
        if buckets[place].contains(time) { return }
        buckets[place].append(time)
        if buckets[place].count >= 9, buckets.count < 64 { grow() }
        if count > buckets.count * 3 / 4 { grow() }
    }

    mutating func remove(_ time: Int64) { buckets[place(time)].removeAll { $0 == time } }

    private mutating func grow() {
        let listed = buckets.flatMap { $0 }
        buckets = [[Int64]](repeating: [], count: buckets.count * 2)
        for time in listed { buckets[place(time)].append(time) }
    }
}

@Suite struct EnginePartsTests {
    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func timesAreListedAsJavaDoes(seed: UInt64) {
        var random = RandomSequence(seed: seed, purpose: "engine parts")
        for _ in 0..<15 {
            var map = SlowHashMap()
            var buffer = HashOrderedBuffer()
            var slots: [Int64: [Int32]] = [:]
            // Every 2^12 ms: many of them fall into few buckets, so that bins of nine come up too.
            let step: Int64 = random.below(2) == 0 ? 4_096 * 16 : 37
            let spread = 4 + random.below(150)
            for handle in 0..<Int32(300) {
                let time = 1_700_000_000_000 + Int64(random.below(spread)) * step
                if random.below(3) > 0 {
                    map.insert(time)
                    slots[time, default: []].append(
                        buffer.insert(
                            handle, time: EventTime(milliseconds: time), key: 3, hasJoined: false))
                } else if let gone = slots.removeValue(forKey: time) {
                    map.remove(time)
                    for slot in gone { buffer.remove(slot) }
                }
                if map.buckets.count >= 64, map.buckets.contains(where: { $0.count > 8 }) { break }
                let listed = buffer.timesInMapOrder(of: 3).map(\.milliseconds)
                guard listed == map.buckets.flatMap({ $0 }) else {
                    Issue.record("seed \(seed): \(listed) instead of \(map.buckets)")
                    return
                }
                if handle % 8 == 0 { buffer.checkInvariants() }
            }
        }
    }

    @Test func aNinthTimeInABucketMakesASmallMapGrow() {
        var buffer = HashOrderedBuffer()
        var map = SlowHashMap()
        // Multiples of 2^22: neither half tells them apart in the lowest six bits.
        for number in Int64(1)...10 {
            let time = number << 22
            _ = buffer.insert(
                Int32(number), time: EventTime(milliseconds: time), key: 0, hasJoined: false)
            map.insert(time)
        }
        #expect(map.buckets.count == 64)
        #expect(buffer.timesInMapOrder(of: 0).map(\.milliseconds) == map.buckets.flatMap { $0 })
    }

    @Test func timersOfOneTimeComeInTheOrderOfTheHeap() {
        var heap = FlinkTimerHeap()
        for key in UInt32(1)...5 { heap.add(.init(time: 7, key: key)) }
        var keys: [UInt32] = []
        while let timer = heap.first {
            keys.append(timer.key)
            heap.removeFirst()
        }
        // The last takes the place of the first that left: 1, then 5, 4, 3, 2.
        #expect(keys == [1, 5, 4, 3, 2])
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func timersComeByTime(seed: UInt64) {
        var random = RandomSequence(seed: seed, purpose: "engine parts")
        var heap = FlinkTimerHeap()
        var pending: [Int64] = []
        for key in 0..<UInt32(600) {
            let time = Int64(random.below(500))
            heap.add(.init(time: time, key: key))
            pending.append(time)
            if random.below(3) == 0, let first = heap.first {
                #expect(first.time == pending.min(), "seed \(seed)")
                pending.remove(at: pending.firstIndex(of: first.time) ?? 0)
                heap.removeFirst()
            }
        }
        #expect(heap.count == pending.count)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func expiryIsExactAndInOrder(seed: UInt64) {
        var random = RandomSequence(seed: seed, purpose: "engine parts")
        var queue = ExpiryQueue(span: 10_000)
        var waiting: [ExpiryQueue.Item] = []
        var limit: Int64 = -50_000
        for number in 0..<Int64(1_500) {
            // Old ones, usual ones, and some from very far ahead.
            var time = limit - 3_000 + Int64(random.below(20_000))
            if random.below(50) == 0 { time += Int64(random.below(9_000_000)) }
            let item = ExpiryQueue.Item(
                time: EventTime(milliseconds: time), number: number, slot: Int32(number))
            queue.insert(item.slot, at: item.time, number: number)
            waiting.append(item)
            if random.below(10) == 0 {
                limit += Int64(random.below(random.below(20) == 0 ? 1_000_000 : 900))
                waiting.sort()
                while let first = waiting.first, first.time.milliseconds <= limit {
                    let popped = queue.pop(through: EventTime(milliseconds: limit))
                    guard popped == first else {
                        Issue.record("seed \(seed): not \(first)")
                        return
                    }
                    waiting.removeFirst()
                }
                #expect(queue.pop(through: EventTime(milliseconds: limit)) == nil, "seed \(seed)")
            }
            #expect(queue.count == waiting.count)
        }
    }
}

/// The ends of a stretch of records are looked for from both sides; a filter finds the same.
@Suite struct KeyedBufferEndsTests {
    @Test func endsAreThoseOfAPlainFilter() {
        for seed in UInt64(0)..<200 {
            var random = RandomSequence(seed: seed, purpose: "ends")
            var buffer = KeyedBuffer()
            var plain: [(time: Int64, handle: Int32, slot: Int32)] = []
            for handle in Int32(0)..<Int32(1 + random.below(40)) {
                let time = Int64(random.below(20))
                let slot = buffer.insert(handle, time: EventTime(milliseconds: time), key: 1)
                plain.append((time, handle, slot))
                _ = buffer.insert(-handle, time: EventTime(milliseconds: time), key: 0)
                if random.below(4) == 0 {
                    let gone = plain.remove(at: Int(random.below(UInt64(plain.count))))
                    buffer.remove(gone.slot)
                }
            }
            plain.sort { ($0.time, $0.handle) < ($1.time, $1.handle) }
            for from in Int64(-1)...20 {
                let to = from + Int64(random.below(12)) - 1
                let (earliest, latest) = (
                    EventTime(milliseconds: from), EventTime(milliseconds: to)
                )
                let stretch = plain.filter { $0.time >= from && $0.time <= to }
                func list(_ listing: PairListing) -> [Int32] {
                    var handles: [Int32] = []
                    buffer.forEach(of: 1, from: earliest, to: latest, listing) {
                        handles.append(buffer[$0].handle)
                    }
                    return handles
                }
                let first = stretch.filter { $0.time == stretch.first?.time }.map(\.handle)
                let last = stretch.filter { $0.time == stretch.last?.time }.map(\.handle)
                #expect(list(.all) == stretch.map(\.handle), "seed \(seed), \(from)…\(to)")
                #expect(list(.ends(first: true, last: false)) == first, "seed \(seed), \(from)…")
                #expect(list(.ends(first: false, last: true)) == last, "seed \(seed), …\(to)")
                #expect(list(.ends(first: true, last: true)) == first + last, "seed \(seed)")
                for kept in [from - 1, from + 2, to, to + 1] {
                    let later = stretch.filter { $0.time >= kept }
                    let next = later.filter { $0.time == later.first?.time }.map(\.handle)
                    #expect(
                        list(.firsts(from: EventTime(milliseconds: kept)))
                            == (next == first ? first : first + next), "seed \(seed), \(kept)…")
                }
                let found = buffer.first(of: 1, from: earliest)
                #expect(
                    (found == KeyedBuffer.none ? nil : buffer[found].handle)
                        == plain.first { $0.time >= from }?.handle)
                let back = buffer.last(of: 1, to: latest)
                #expect(
                    (back == KeyedBuffer.none ? nil : buffer[back].handle)
                        == plain.last { $0.time <= to }?.handle)
            }
        }
    }

    /// Searches that go on from where the last ended, far and near, while records come and go.
    @Test func searchesAreThoseOfAPlainFilter() {
        for seed in UInt64(0)..<60 {
            var random = RandomSequence(seed: seed, purpose: "searches")
            var buffer = KeyedBuffer()
            var plain: [(time: Int64, handle: Int32, slot: Int32)] = []
            var now: Int64 = 0
            let disorder = 1 + random.below(80)
            for handle in Int32(0)..<400 {
                now += Int64(random.below(4))
                let time = now - Int64(random.below(disorder))
                let slot = buffer.insert(handle, time: EventTime(milliseconds: time), key: 7)
                let place = plain.firstIndex { $0.time > time } ?? plain.count
                plain.insert((time, handle, slot), at: place)
                if plain.count > 120 || random.below(5) == 0 {
                    let isFirst = random.below(3) > 0
                    let gone = plain.remove(
                        at: isFirst ? 0 : Int(random.below(UInt64(plain.count))))
                    buffer.remove(gone.slot)
                }
                for _ in 0..<3 {
                    let from =
                        random.below(4) == 0
                        ? now - Int64(random.below(400)) : now - 60 + Int64(random.below(8))
                    let found = buffer.first(of: 7, from: EventTime(milliseconds: from))
                    let expected = plain.first { $0.time >= from }?.slot ?? KeyedBuffer.none
                    guard found == expected else {
                        Issue.record("seed \(seed), record \(handle), from \(from)")
                        return
                    }
                }
            }
            buffer.checkInvariants()
        }
    }

    @Test func aKeyWithoutRecordsHasNone() {
        var buffer = KeyedBuffer()
        #expect(buffer.first(of: 3, from: EventTime(milliseconds: 0)) == KeyedBuffer.none)
        let slot = buffer.insert(1, time: EventTime(milliseconds: 5), key: 300)
        #expect(buffer.first(of: 300, from: EventTime(milliseconds: 5)) == slot)
        #expect(buffer.first(of: 300, from: EventTime(milliseconds: 6)) == KeyedBuffer.none)
        #expect(buffer.first(of: 299, from: EventTime(milliseconds: 0)) == KeyedBuffer.none)
        buffer.remove(slot)
        #expect(buffer.first(of: 300, from: EventTime(milliseconds: 0)) == KeyedBuffer.none)
    }
}
