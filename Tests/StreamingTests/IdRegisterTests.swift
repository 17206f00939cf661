import Testing

@testable import Streaming

/// Ids that are remembered for ever, against a dictionary.
@Suite struct IdRegisterTests {
    @Test func firstRecordsAreThoseOfADictionary() {
        var random = RandomSequence(seed: 3, purpose: "ids")
        var register = IdRegister()
        var plain: [[UInt8]: UInt32] = [:]
        var notes: [UInt32: (id: [UInt8], note: UInt32)] = [:]
        for index in UInt32(0)..<30_000 {
            let id = Self.id(random.below(20_000), kind: random.below(4))
            let first = id.withUnsafeBufferPointer {
                register.firstRecord(
                    of: $0, hash: IdRegister.hash($0), orRegister: index, note: index / 7)
            }
            #expect(first == plain[id])
            if first == nil {
                plain[id] = index
                notes[index] = (id, index / 7)
            }
        }
        let wanted = Set(notes.keys.filter { $0 % 97 == 0 })
        var found = 0
        register.forEach(of: wanted) { index, id, note in
            found += 1
            #expect(notes[index]?.id == id && notes[index]?.note == note)
        }
        #expect(found == wanted.count && found > 100)
    }

    /// A UUID is kept as its value; what only looks like one is another id.
    @Test func whatIsAlmostAUUIDIsAnotherID() {
        let ids = [
            "3386abd2-0a1c-42b4-8900-29e40f685f6f", "3386ABD2-0a1c-42b4-8900-29e40f685f6f",
            "3386abd2-0a1c-42b4-8900-29e40f685f6g", "3386abd2_0a1c-42b4-8900-29e40f685f6f",
            "3386abd20a1c42b4890029e40f685f6f", "3386abd2-0a1c-42b4-8900-29e40f685f6", "",
            "3386abd2-0a1c-42b4-8900-29e40f685f6e", String(repeating: "x", count: 3_000_000), "a",
        ]
        var register = IdRegister()
        for turn in 0..<2 {
            for (index, id) in ids.enumerated() {
                let first = Array(id.utf8).withUnsafeBufferPointer {
                    // One hash for all: they differ by their bytes alone.
                    register.firstRecord(of: $0, hash: 5, orRegister: UInt32(index))
                }
                #expect(first == (turn == 0 ? nil : UInt32(index)), "\(id.prefix(40))")
            }
        }
        var names: [UInt32: [UInt8]] = [:]
        register.forEach(of: Set(0..<UInt32(ids.count))) { index, id, _ in names[index] = id }
        for (index, id) in ids.enumerated() { #expect(names[UInt32(index)] == Array(id.utf8)) }
    }

    /// Whatever byte stands in a UUID, its text comes back as it was.
    @Test func everyByteAtEveryPlaceOfAUUIDIsKept() {
        let uuid = Array("3386abd2-0a1c-42b4-8900-29e40f685f6f".utf8)
        var register = IdRegister()
        var ids: [[UInt8]] = []
        for place in uuid.indices {
            for byte in UInt8.min...UInt8.max where byte != uuid[place] {
                var id = uuid
                id[place] = byte
                ids.append(id)
            }
        }
        for (index, id) in ids.enumerated() {
            let first = id.withUnsafeBufferPointer {
                register.firstRecord(
                    of: $0, hash: IdRegister.hash($0), orRegister: UInt32(index))
            }
            #expect(first == nil)
        }
        var found = 0
        register.forEach(of: Set(0..<UInt32(ids.count))) { index, id, _ in
            found += 1
            #expect(id == ids[Int(index)])
        }
        #expect(found == ids.count)
    }

    private static func id(_ number: UInt64, kind: UInt64) -> [UInt8] {
        switch kind {
        case 0: return Array("\(number)".utf8)
        case 1: return Array("order-\(number)-of-the-shop".utf8)
        case 2: return [UInt8(truncatingIfNeeded: number), 0]
        default:
            let digits = String(number * 0x9e37_79b9, radix: 16)
            let padded = String(repeating: "0", count: 12 - digits.utf8.count) + digits
            return Array("0a1b2c3d-4e5f-6789-abcd-\(padded)".utf8)
        }
    }
}
