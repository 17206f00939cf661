import Foundation
import Streaming
import Testing

@testable import EventLogs

/// Records come out of a window as the standard library would sort them, or it says that they
/// cannot.
@Suite struct OrderingWindowTests {
    /// What came out, `nil` if the log is too far out of order.
    private func pass(_ input: [EventRecord], limit: Int, batchSize: Int = 50) throws -> Drained? {
        let window = EventTimeWindow(memoryLimit: limit)
        let batch = RecordBatch()
        let ready = RecordBatch()
        var given = try Drained(window)
        let source = ListSource(input, batchSize: batchSize)
        while try source.read(into: batch) {
            do {
                try window.take(contentsOf: batch)
            } catch {
                #expect(window.needsSorting)
                return nil
            }
            while window.read(into: ready) {
                given.records += ready.records
                given.textsAreRight = given.textsAreRight && ready.hasRightTexts
            }
        }
        window.finish()
        let rest = try Drained(window)
        given.records += rest.records
        given.textsAreRight = given.textsAreRight && rest.textsAreRight
        return given
    }

    private func expectSorted(_ input: [EventRecord], _ found: Drained, _ seed: UInt64) {
        let events = input.filter { $0.kind == .event }
        #expect(found.textsAreRight, "seed \(seed)")
        #expect(
            found.lines == events.sorted(by: RecordOrder.eventTime.precedes).map(\.line),
            "seed \(seed)")
    }

    /// A little disorder, stragglers, ties, control records; windows of one batch to fifty.
    @Test func sortsLikeTheStandardLibrary() throws {
        var passed = 0
        // All of them in `make test-long`.
        let isLong = ProcessInfo.processInfo.environment["ATTRSIM_LONG"] != nil
        let seeds: UInt64 = isLong ? 300 : 100
        for seed in 0..<seeds {
            var numbers = TestNumbers(seed)
            let jitter = Int64.random(in: 0...300, using: &numbers)
            let delay = Int64.random(in: 0...8_000, using: &numbers)
            let input = (0..<2_000).map { place in
                var event = Int64(place) * 5 + Int64.random(in: 0...jitter, using: &numbers)
                if Int.random(in: 0..<40, using: &numbers) == 0 { event -= delay }
                let isControl = Int.random(in: 0..<100, using: &numbers) == 0
                return testRecord(
                    Bool.random(using: &numbers) ? .clicks : .checkouts, line: Int64(place + 1),
                    arrival: Int64(place), event: event,
                    partition: Int32.random(in: 0...2, using: &numbers),
                    kind: isControl ? .watermark : .event)
            }
            let limit = Int.random(in: 1...400_000, using: &numbers)
            let batchSize = [1, 3, 50][Int(seed % 3)]
            guard let found = try pass(input, limit: limit, batchSize: batchSize) else { continue }
            passed += 1
            expectSorted(input, found, seed)
        }
        // Both happened.
        #expect(passed > Int(seeds) / 10 && passed < Int(seeds) * 9 / 10)
    }

    @Test func recordsInOrderNeedNoWindow() throws {
        let input = (1...500).map { testRecord(line: Int64($0), arrival: Int64($0)) }
        let found = try pass(input, limit: 1, batchSize: 7)
        #expect(found?.lines == input.map(\.line))
    }

    /// On both sides of the boundary: with the last record given out, and before it.
    @Test func aRecordBehindWhatWasGivenOutCannotBePutInOrder() throws {
        func input(_ event: Int64) -> [EventRecord] {
            (1...20).map { testRecord(line: Int64($0), arrival: 0, event: Int64($0) * 10) }
                + [testRecord(line: 21, arrival: 0, event: event)]
        }
        // When the second batch, from 110, has come, the first one is given out.
        let last = input(100)
        expectSorted(last, try #require(try pass(last, limit: 1, batchSize: 10)), 0)
        #expect(try pass(input(99), limit: 1, batchSize: 10) == nil)
        #expect(try pass(input(5), limit: 10 << 10, batchSize: 10) != nil)
    }

    /// Two partitions in turn, one a little behind the other, for long: every batch overlaps with the
    /// one before it, and the window stays as large as it is.
    @Test func aLogThatIsAlwaysOutOfOrderAlikeStaysInTheWindow() throws {
        let input = (0..<40_000).map { place in
            let block = place / 100
            return testRecord(
                line: Int64(place + 1), arrival: Int64(place),
                event: Int64(block / 2 * 100 + place % 100), partition: Int32(block % 2))
        }
        let found = try #require(try pass(input, limit: 60_000, batchSize: 50))
        expectSorted(input, found, 0)
    }

    @Test func whatIsHeldBackIsBounded() throws {
        let window = EventTimeWindow(memoryLimit: 20_000)
        let batch = RecordBatch()
        let ready = RecordBatch()
        var held = 0
        let source = ListSource(
            (1...5_000).map { testRecord(line: Int64($0), arrival: Int64($0)) }, batchSize: 10)
        while try source.read(into: batch) {
            held += batch.records.count
            try window.take(contentsOf: batch)
            while window.read(into: ready) { held -= ready.records.count }
            #expect(held * MemoryLayout<EventRecord>.stride <= 20_000 + 10 * 200)
        }
    }
}
