import Testing

@testable import Streaming

private func withBytes<T>(_ string: String, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    Array(string.utf8).withUnsafeBufferPointer(body)
}

@Suite struct SlabTests {
    /// Over several chunks: each element stays what it is while others come and go.
    @Test func elementsAreThoseOfADictionary() {
        for seed in UInt64(0)..<20 {
            var random = RandomSequence(seed: seed, purpose: "slab")
            var slab = Slab<Int64>()
            var plain: [Int32: Int64] = [:]
            var taken: [Int32] = []
            for number in Int64(0)..<9_000 {
                if random.below(5) < 2, !taken.isEmpty {
                    let place = Int(random.below(UInt64(taken.count)))
                    let slot = taken.remove(at: place)
                    #expect(slab[slot] == plain.removeValue(forKey: slot), "seed \(seed)")
                    slab.remove(slot)
                } else {
                    let slot = slab.insert(number)
                    #expect(plain.updateValue(number, forKey: slot) == nil, "seed \(seed)")
                    taken.append(slot)
                }
                slab.prefetch(Int32(truncatingIfNeeded: number))
            }
            for slot in taken {
                slab[slot] += 1
                #expect(slab[slot] == plain[slot].map { $0 + 1 }, "seed \(seed)")
            }
            #expect(plain.keys.allSatisfy { slab.slots.contains($0) })
        }
    }
}

@Suite struct TextArenaTests {
    @Test func textsSurviveTheReleaseOfOthers() {
        var arena = TextArena()
        var handles: [TextHandle] = []
        for number in 0..<20_000 {
            handles.append(withBytes("text number \(number)") { arena.store($0) })
            if number >= 100 { arena.release(handles[number - 100]) }
        }
        for number in 19_950..<20_000 {
            #expect(
                String(decoding: arena.bytes(handles[number]), as: UTF8.self)
                    == "text number \(number)")
        }
        #expect(arena.capacity <= 4 * 64 * 1024, "released chunks are used again")
    }

    @Test func aTextLargerThanAChunkHasOneOfItsOwn() {
        var arena = TextArena()
        let large = String(repeating: "x", count: 200_000)
        let handle = withBytes(large) { arena.store($0) }
        let small = withBytes("y") { arena.store($0) }
        #expect(arena.bytes(handle).count == 200_000)
        #expect(String(decoding: arena.bytes(small), as: UTF8.self) == "y")
        arena.release(handle)
        #expect(String(decoding: arena.bytes(small), as: UTF8.self) == "y")
    }

    @Test func theEmptyTextNeedsNothing() {
        var arena = TextArena()
        let handle = withBytes("") { arena.store($0) }
        #expect(arena.bytes(handle).isEmpty)
        arena.release(handle)
        #expect(arena.capacity == 0)
    }
}

@Suite struct KeyTableTests {
    @Test func keysAreNumberedInOrderOfAppearance() {
        var table = KeyTable()
        for number in 0..<5_000 {
            #expect(withBytes("user \(number)") { table.intern($0) } == UInt32(number))
        }
        for number in 0..<5_000 {
            #expect(withBytes("user \(number)") { table.intern($0) } == UInt32(number))
        }
        #expect(withBytes("nobody") { table.find($0) } == nil)
        #expect(String(decoding: table.bytes(17), as: UTF8.self) == "user 17")
    }

    @Test func theSplitOfATwoPartKeyCounts() {
        var table = KeyTable()
        let first = withBytes("ab") { a in withBytes("c") { table.intern(a, $0) } }
        let second = withBytes("a") { a in withBytes("bc") { table.intern(a, $0) } }
        #expect(first != second)
        #expect(withBytes("ab") { a in withBytes("c") { table.intern(a, $0) } } == first)
    }
}

@Suite struct IdMemoryTests {
    private func first(
        _ memory: inout IdMemory, _ id: String, _ index: UInt32, at time: Int64, horizon: Int64
    ) -> UInt32? {
        Array(id.utf8).withUnsafeBufferPointer {
            memory.firstRecord(
                of: $0, orRemember: index, at: EventTime(milliseconds: time),
                horizon: Watermark(rawValue: horizon))
        }
    }

    @Test func anIdIsForgottenOnceTheHorizonExceedsItsFirstTime() {
        var memory = IdMemory()
        #expect(first(&memory, "c1", 0, at: 100, horizon: 0) == nil)
        #expect(first(&memory, "c1", 1, at: 150, horizon: 100) == 0, "at the horizon: remembered")
        #expect(first(&memory, "c1", 2, at: 150, horizon: 101) == nil, "beyond: forgotten")
        #expect(first(&memory, "c1", 3, at: 300, horizon: 150) == 2, "and remembered anew")
    }

    /// Alone or in the table, forgotten at once or much later: as a plain list has it.
    @Test func firstRecordsAreThoseOfAPlainList() {
        for seed in UInt64(0)..<200 {
            var random = RandomSequence(seed: seed, purpose: "ids")
            var memory = IdMemory()
            var plain: [String: (time: Int64, index: UInt32)] = [:]
            let (ids, delay, disorder) = (
                1 + random.below(40), Int64(random.below(30)), 1 + random.below(5)
            )
            var now: Int64 = 0
            var horizon: Int64 = 0
            for index in UInt32(0)..<500 {
                now += Int64(random.below(3))
                let time = now - Int64(random.below(disorder))
                let id = "id \(random.below(ids))"
                var expected: UInt32?
                if let known = plain[id], known.time >= horizon { expected = known.index }
                if expected == nil { plain[id] = (time, index) }
                #expect(
                    first(&memory, id, index, at: time, horizon: horizon) == expected,
                    "seed \(seed), record \(index)")
                horizon = max(horizon, now - delay)
            }
        }
    }

    @Test func memoryFollowsTheHorizon() {
        var memory = IdMemory()
        for number in 0..<100_000 {
            let time = Int64(number)
            #expect(
                first(&memory, "id \(number)", UInt32(number), at: time, horizon: time - 10) == nil)
        }
        #expect(memory.count <= 64)
    }
}
