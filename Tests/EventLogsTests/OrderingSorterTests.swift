import Streaming
import Testing

@testable import EventLogs

@Suite struct OrderingSorterTests {
    enum Shape: CaseIterable { case sorted, reversed, shuffled, nearlySorted, equal, fewKeys }

    private func records(_ shape: Shape, count: Int, seed: UInt64 = 1) -> [EventRecord] {
        var numbers = TestNumbers(seed)
        return (0..<count).map { place in
            let key: Int64 =
                switch shape {
                case .sorted: Int64(place) * 10
                case .reversed: Int64(count - place) * 10 - 5_000
                case .shuffled: Int64.random(in: -1_000_000_000...1_000_000_000, using: &numbers)
                case .nearlySorted: Int64(place) * 10 + Int64.random(in: 0...500, using: &numbers)
                case .equal: 7
                case .fewKeys: Int64.random(in: 0...9, using: &numbers)
                }
            let stream: EventStream = Bool.random(using: &numbers) ? .clicks : .checkouts
            let partition = Int32.random(in: -2...2, using: &numbers)
            return testRecord(stream, line: Int64(place + 1), arrival: key, partition: partition)
        }
    }

    private func expectSorted(_ input: [EventRecord], by order: RecordOrder, limit: Int) throws {
        let sorter = RecordSorter(by: order, memoryLimit: limit)
        let batch = RecordBatch()
        let source = ListSource(input, batchSize: 100)
        while try source.read(into: batch) { try sorter.add(contentsOf: batch) }
        try sorter.finish()
        let result = try Drained(sorter)
        #expect(result.textsAreRight)
        #expect(sorter.count == input.count)
        #expect(result.lines == input.sorted(by: order.precedes).map(\.line))
    }

    @Test(arguments: Shape.allCases, [RecordOrder.arrival, .eventTime, .file])
    func sortsInMemoryLikeTheStandardLibrary(shape: Shape, order: RecordOrder) throws {
        for count in [0, 1, 2, 127, 128, 129, 5_000] {
            try expectSorted(records(shape, count: count), by: order, limit: 1 << 30)
        }
    }

    @Test(arguments: Shape.allCases, [RecordOrder.arrival, .eventTime, .file])
    func sortsOnDiskLikeTheStandardLibrary(shape: Shape, order: RecordOrder) throws {
        // 100 records of at least 144 bytes a run: 50 runs.
        try expectSorted(records(shape, count: 5_000), by: order, limit: 1)
        // A little more than three runs of some 2,000.
        try expectSorted(records(shape, count: 7_000), by: order, limit: 300_000)
    }

    @Test func mergesMoreRunsThanItCanReadAtOnce() throws {
        try expectSorted(records(.shuffled, count: 60_000), by: .arrival, limit: 1)  // 600 runs
        try expectSorted(records(.nearlySorted, count: 25_600), by: .arrival, limit: 1)  // 256
        try expectSorted(records(.shuffled, count: 25_601), by: .arrival, limit: 1)  // 257
    }

    @Test(arguments: [(Shape.sorted, 1), (.shuffled, 30)])
    func whatIsInOrderOfItselfStaysOneRun(shape: Shape, runs: Int) throws {
        let sorter = RecordSorter(by: .arrival, memoryLimit: 1)
        let input = records(shape, count: 3_000)
        let (batch, source) = (RecordBatch(), ListSource(input, batchSize: 100))
        while try source.read(into: batch) { try sorter.add(contentsOf: batch) }
        try sorter.finish()
        #expect(sorter.spilledRuns == runs)
        #expect(
            try Drained(sorter).lines == input.sorted(by: RecordOrder.arrival.precedes).map(\.line))
    }

    @Test func takesTheWholeRangeOfKeys() throws {
        let keys: [Int64] = [.max, .min, 0, -1, 1, .max - 1, .min + 1]
        let input = (0..<700).map { place in
            testRecord(line: Int64(place + 1), arrival: keys[place % 7])
        }
        try expectSorted(input, by: .arrival, limit: 1 << 30)
        try expectSorted(input, by: .arrival, limit: 1)
    }

    @Test func equalRecordsKeepTheirOrder() throws {
        for limit in [1, 1 << 30] {
            let sorter = RecordSorter(by: .arrival, memoryLimit: limit)
            for place in 0..<300 {
                let batch = RecordBatch()
                var record = testRecord(line: 1, arrival: Int64(1_000 - place / 150))
                record.index = UInt32(place)
                batch.add(record)
                try sorter.add(contentsOf: batch)
            }
            try sorter.finish()
            let result = try Drained(sorter)
            #expect(result.records.map(\.index) == Array(150..<300) + Array(0..<150))
        }
    }

    @Test func smallLogsNeverTouchTheDisk() throws {
        let input = records(.shuffled, count: 1_000)
        let sorter = RecordSorter(by: .arrival)
        let batch = RecordBatch()
        for record in input { batch.add(record) }
        try sorter.add(contentsOf: batch)
        try sorter.finish()
        #expect(sorter.spilledRuns == 0)
    }

    @Test func whatIsInMemoryStaysBelowTheLimit() throws {
        var buffer = SortBuffer()
        let batch = RecordBatch()
        for record in records(.shuffled, count: 100) { batch.add(record) }
        #expect(buffer.append(batch, withControls: true) == 100)
        // 104 bytes of record and twice 16 of key each.
        #expect(buffer.byteCount == 100 * 136 + batch.text.count)

        let sorter = RecordSorter(by: .arrival, memoryLimit: 10 * buffer.byteCount)
        for _ in 0..<9 { try sorter.add(contentsOf: batch) }
        #expect(sorter.spilledRuns == 0)
        try sorter.add(contentsOf: batch)
        #expect(sorter.spilledRuns == 1)
    }

    @Test func textsLongerThanABufferSurviveTheDisk() throws {
        let sorter = RecordSorter(by: .arrival, memoryLimit: 1)
        let lengths = [3_000_000, 0, 262_144, 300_000, 4_096, 4_095]
        for (place, length) in lengths.enumerated() {
            let batch = RecordBatch()
            var record = testRecord(line: Int64(place + 1), arrival: Int64(100 - place))
            record[length: .user] = UInt32(length)
            batch.text = [UInt8](repeating: UInt8(place), count: length)
            batch.records = [record]
            try sorter.add(contentsOf: batch)
        }
        try sorter.finish()
        let batch = RecordBatch()
        var seen: [Int64] = []
        while try sorter.read(into: batch) {
            for record in batch.records {
                let text = batch.text[Int(record.textStart)...].prefix(record.textLength)
                #expect(text.count == lengths[Int(record.line - 1)])
                #expect(text.allSatisfy { $0 == UInt8(record.line - 1) })
                seen.append(record.line)
            }
        }
        #expect(seen == [6, 5, 4, 3, 2, 1])
    }

    @Test func theOrderOfEventTimesLeavesControlRecordsOut() throws {
        let batch = RecordBatch()
        batch.add(testRecord(line: 1, arrival: 0, event: 5))
        batch.add(testRecord(line: 2, arrival: 0, event: 3, kind: .watermark))
        batch.add(testRecord(line: 3, arrival: 0, event: 4))
        let sorter = RecordSorter(by: .eventTime)
        try sorter.add(contentsOf: batch)
        try sorter.finish()
        #expect(try Drained(sorter).lines == [3, 1])
        #expect(sorter.count == 2)
    }

    @Test func isGivenOutOnce() throws {
        let sorter = RecordSorter(by: .arrival, memoryLimit: 1)
        let batch = RecordBatch()
        batch.add(testRecord(line: 1, arrival: 0))
        try sorter.add(contentsOf: batch)
        try sorter.finish()
        #expect(try Drained(sorter).lines == [1])
        #expect(try Drained(sorter).lines == [])
    }
}
