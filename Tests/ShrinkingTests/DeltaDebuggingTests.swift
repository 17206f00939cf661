import Streaming
import Testing

@testable import Shrinking

@Suite struct DeltaDebuggingTests {
    @Test func findsTheTwoElementsThatAreNeeded() {
        var search = DeltaDebugging(trialsMax: 1_000)
        let found = search.reduce(Array(0..<100)) { $0.contains(7) && $0.contains(42) }
        #expect(found == [7, 42])
        #expect(search.isMinimal)
        // Seven sizes from 50 down to 1, each with a handful of chunks left.
        #expect(search.trials < 60)
    }

    @Test func findsNothingWhereNothingIsNeeded() {
        var search = DeltaDebugging(trialsMax: 10)
        #expect(search.reduce([1, 2, 3]) { _ in true }.isEmpty)
        #expect(search.trials == 1)
    }

    @Test func keepsAListOfWhichEverythingIsNeeded() {
        var search = DeltaDebugging(trialsMax: 1_000)
        let all = Array(0..<9)
        #expect(search.reduce(all) { $0 == all } == all)
        #expect(search.isMinimal)
    }

    @Test func saysThatTheTrialsRanOut() {
        var search = DeltaDebugging(trialsMax: 3)
        let found = search.reduce(Array(0..<100)) { $0.contains(7) && $0.contains(42) }
        #expect(!search.isMinimal)
        #expect(found.contains(7) && found.contains(42))
        #expect(search.trials == 3)
    }

    /// Properties that are not monotonic, too: whatever comes out has the property, and no list
    /// with one element less has it.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func whatComesOutIsOneMinimal(seed: UInt64) {
        let random = RandomStream(seed: seed, purpose: "delta debugging")
        let items = Array(0..<Int(random.bits(0, draw: 0) % 40) + 1)
        let modulus = Int(random.bits(1, draw: 0) % 5) + 2
        let wanted = items.reduce(0, +) % modulus
        func holds(_ items: [Int]) -> Bool {
            items.reduce(0, +) % modulus == wanted && !items.isEmpty
        }
        var search = DeltaDebugging(trialsMax: 100_000)
        let found = search.reduce(items, holds)
        #expect(holds(found), "seed \(seed)")
        #expect(search.isMinimal)
        for index in found.indices {
            var less = found
            less.remove(at: index)
            #expect(!holds(less), "seed \(seed), without \(found[index])")
        }
    }
}
