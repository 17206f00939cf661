import Streaming
import Testing

@testable import EventLogs

@Suite struct OrderingTests {
    /// Every field in turn, in both directions.
    @Test func arrivalOrderComparesFieldByField() {
        let base = testRecord(.clicks, line: 5, arrival: 10, partition: 1)
        var copy = base
        copy.copy = 1
        let behind = [
            testRecord(.clicks, line: 1, arrival: 11, partition: 0),
            testRecord(.checkouts, line: 1, arrival: 10, partition: 0),
            testRecord(.clicks, line: 1, arrival: 10, partition: 2),
            testRecord(.clicks, line: 6, arrival: 10, partition: 1),
            copy,
        ]
        for other in behind {
            #expect(RecordOrder.arrival.precedes(base, other))
            #expect(!RecordOrder.arrival.precedes(other, base))
        }
        #expect(!RecordOrder.arrival.precedes(base, base))
    }

    @Test func fileOrderKnowsLineAndCopyOnly() {
        let first = testRecord(.checkouts, line: 1, arrival: 10, partition: 9)
        let second = testRecord(.clicks, line: 2, arrival: 0)
        #expect(RecordOrder.file.precedes(first, second))
        #expect(!RecordOrder.file.precedes(second, first))
    }

    @Test func truthComparesEventTimes() {
        let early = testRecord(.checkouts, line: 9, arrival: 10, event: 1)
        let late = testRecord(.clicks, line: 1, arrival: 0, event: 2)
        #expect(RecordOrder.eventTime.precedes(early, late))
        #expect(!RecordOrder.eventTime.precedes(late, early))
        let click = testRecord(.clicks, line: 9, arrival: 10, event: 1)
        #expect(RecordOrder.eventTime.precedes(click, early))
    }

    @Test func controlRecordStaysBehindTheRecordBeforeIt() {
        let before = testRecord(.checkouts, line: 3, arrival: 10, partition: 4)
        var control = testRecord(.clicks, line: 4, arrival: 10, kind: .watermark)
        control.orderStream = .checkouts
        control.orderPartition = 4
        let after = testRecord(.checkouts, line: 5, arrival: 10, partition: 4)
        let click = testRecord(.clicks, line: 6, arrival: 10)
        let sorted = [after, control, click, before].sorted(by: RecordOrder.arrival.precedes)
        #expect(sorted.map(\.line) == [6, 3, 4, 5])
    }

    @Test func aCombinedLogIsTakenInFileOrderUnlessADisturbanceDelays() {
        let log = LogInput.combined(LogFile(path: "log.jsonl"))
        let drop = Disturbance(effect: .drop(share: .all))
        let late = Disturbance(effect: .late(share: .all, by: Milliseconds(1)))
        let notLate = Disturbance(effect: .late(share: .all, by: .zero))
        #expect(RecordOrder(of: log, disorder: []) == .file)
        #expect(RecordOrder(of: log, disorder: [drop, notLate]) == .file)
        #expect(RecordOrder(of: log, disorder: [drop, late]) == .arrival)
        let dump = LogInput.kafkaDump(LogFile(path: "dump"), topics: [:])
        #expect(RecordOrder(of: dump, disorder: []) == .arrival)
    }

    // MARK: One source

    private func ordered(
        _ records: [EventRecord], batchSize: Int, order: RecordOrder = .arrival,
        mode: ArrivalMode = .optimistic
    ) -> OrderedSource {
        OrderedSource(
            ListSource(records, batchSize: batchSize), named: "log", order: order, mode: mode,
            memoryLimit: 1 << 16)
    }

    @Test(arguments: [1, 2, 3, 4, 1_000])
    func aLogInOrderPassesThrough(batchSize: Int) throws {
        let records = (1...10).map { testRecord(line: $0, arrival: $0 / 3) }
        let result = try Drained(ordered(records, batchSize: batchSize))
        #expect(result.lines == Array(1...10))
        #expect(result.textsAreRight)
        #expect(result.bytesRead == 10)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 1_000])
    func tiesArePutInOrderAcrossBatchEnds(batchSize: Int) throws {
        // Partitions in turn 2, 1, 0 at one arrival time, then the next time.
        let records = (Int64(0)..<30).map { (place: Int64) -> EventRecord in
            testRecord(line: place + 1, arrival: place / 3, partition: Int32(2 - place % 3))
        }
        let result = try Drained(ordered(records, batchSize: batchSize))
        #expect(result.lines == records.sorted(by: RecordOrder.arrival.precedes).map(\.line))
        #expect(result.lines.prefix(6) == [3, 2, 1, 6, 5, 4])
        #expect(result.textsAreRight)
    }

    @Test func aTieThatEndsWithTheBatchNeedsNoMore() throws {
        let records = [
            testRecord(line: 1, arrival: 1, partition: 1),
            testRecord(line: 2, arrival: 1, partition: 0),
            testRecord(line: 3, arrival: 2),
        ]
        #expect(try Drained(ordered(records, batchSize: 2)).lines == [2, 1, 3])
    }

    @Test func clicksComeBeforeCheckoutsOfTheSameTime() throws {
        let records = [
            testRecord(.checkouts, line: 1, arrival: 5), testRecord(.clicks, line: 2, arrival: 5),
            testRecord(.checkouts, line: 3, arrival: 6), testRecord(.clicks, line: 4, arrival: 7),
        ]
        #expect(try Drained(ordered(records, batchSize: 1)).lines == [2, 1, 3, 4])
    }

    @Test func aLogThatIsALittleOutOfOrderNeedsNoSorting() throws {
        var numbers = TestNumbers(3)
        let records = (1...3_000).map { line in
            testRecord(line: line, arrival: line * 10 + Int64.random(in: 0...300, using: &numbers))
        }
        let source = ordered(records, batchSize: 100)
        let result = try Drained(source)
        #expect(result.lines == records.sorted(by: RecordOrder.arrival.precedes).map(\.line))
        #expect(result.textsAreRight)
        #expect(!source.needsSorting)
    }

    @Test func aLogFarOutOfOrderAsksToBeSorted() throws {
        // Line 8 belongs before line 1, which has long been given out.
        let records = (1...8).map { testRecord(line: $0, arrival: $0 == 8 ? 0 : $0) }
        let source = ordered(records, batchSize: 2)
        #expect(throws: LogError.self) { try Drained(source) }
        #expect(source.needsSorting)
        let result = try Drained(ordered(records, batchSize: 2, mode: .sorted))
        #expect(result.lines == [8, 1, 2, 3, 4, 5, 6, 7])
        #expect(result.textsAreRight)
        #expect(result.bytesRead == 8)
    }

    @Test func aReversedLogAsksToBeSorted() throws {
        let records = (1...40_000).map { testRecord(line: $0, arrival: -$0) }
        let source = ordered(records, batchSize: 4_096)
        #expect(throws: LogError.self) { try Drained(source) }
        #expect(source.needsSorting)
        let result = try Drained(ordered(records, batchSize: 4_096, mode: .sorted))
        #expect(result.lines == (1...40_000).reversed())
    }

    @Test func errorsOfTheLogAskForNoSorting() {
        final class Broken: RecordSource {
            func read(into batch: RecordBatch) throws(LogError) -> Bool {
                throw LogError(.badData, file: "log", line: 1, reason: "broken")
            }
        }
        let source = OrderedSource(Broken(), named: "log", order: .arrival)
        #expect(throws: LogError(.badData, file: "log", line: 1, reason: "broken")) {
            try Drained(source)
        }
        #expect(!source.needsSorting)
    }

    @Test(arguments: [ArrivalMode.optimistic, .sorted])
    func rejectedLinesPassInOrder(mode: ArrivalMode) throws {
        let list = ListSource([testRecord(line: 2, arrival: 1)])
        list.rejected = [RejectedLine(file: "log", line: 1, reason: "bad", raw: "{")]
        let source = OrderedSource(list, named: "log", order: .arrival, mode: mode)
        let result = try Drained(source)
        #expect(result.rejected.map(\.line) == [1])
        #expect(result.lines == [2])
    }

    // MARK: Combined logs

    /// Two records of one time, the checkout first: file order and order of arrival differ.
    private func combinedLog(naming named: Set<Int64>) -> [EventRecord] {
        let records = [
            testRecord(.clicks, line: 1, arrival: 1), testRecord(.checkouts, line: 2, arrival: 5),
            testRecord(.clicks, line: 3, arrival: 5), testRecord(.clicks, line: 4, arrival: 6),
        ]
        return records.map { record in
            var record = record
            record.hasOwnArrivalTime = named.contains(record.line)
            return record
        }
    }

    @Test(arguments: [1, 2, 4], [ArrivalMode.optimistic, .sorted])
    func withoutArrivalTimesTheFileDecides(batchSize: Int, mode: ArrivalMode) throws {
        let log = combinedLog(naming: [])
        let result = try Drained(ordered(log, batchSize: batchSize, order: .file, mode: mode))
        #expect(result.lines == [1, 2, 3, 4])
        #expect(result.textsAreRight)
    }

    @Test(arguments: [1, 2, 4])
    func withArrivalTimesTheyDecide(batchSize: Int) throws {
        for named: Set<Int64> in [[1], [2], [3], [1, 2, 3, 4]] {
            let log = combinedLog(naming: named)
            let source = ordered(log, batchSize: batchSize, order: .file)
            let lines = try? Drained(source).lines
            #expect(lines == [1, 3, 2, 4] || (lines == nil && source.needsSorting))
            let sorted = ordered(log, batchSize: batchSize, order: .file, mode: .sorted)
            #expect(try Drained(sorted).lines == [1, 3, 2, 4])
        }
    }

    @Test func anArrivalTimeAfterLinesThatAreNotInOrderAsksToBeSorted() throws {
        let log = combinedLog(naming: [4])
        let source = ordered(log, batchSize: 1, order: .file)
        #expect(throws: LogError.self) { try Drained(source) }
        #expect(source.needsSorting)
        let sorted = ordered(log, batchSize: 1, order: .file, mode: .sorted)
        #expect(try Drained(sorted).lines == [1, 3, 2, 4])
    }

    // MARK: Two sources

    @Test(arguments: [1, 2, 7, 1_000], [1, 3, 1_000])
    func mergesTwoSourcesInOrder(sizeA: Int, sizeB: Int) throws {
        let clicks = (1...50).map { testRecord(.clicks, line: $0, arrival: $0 * 3) }
        let checkouts = (1...40).map { testRecord(.checkouts, line: $0, arrival: $0 * 2) }
        let merged = MergedSource(
            ListSource(clicks, batchSize: sizeA), ListSource(checkouts, batchSize: sizeB))
        let result = try Drained(merged)
        let expected = (clicks + checkouts).sorted(by: RecordOrder.arrival.precedes)
        #expect(result.lines == expected.map(\.line))
        #expect(result.records.map(\.stream) == expected.map(\.stream))
        #expect(result.textsAreRight)
        #expect(result.bytesRead == 90)
    }

    @Test func mergesWithNothing() throws {
        let clicks = (1...5_000).map { testRecord(.clicks, line: $0, arrival: $0) }
        #expect(try Drained(MergedSource(ListSource(clicks), ListSource([]))).lines.count == 5_000)
        #expect(try Drained(MergedSource(ListSource([]), ListSource(clicks))).lines.count == 5_000)
        #expect(try Drained(MergedSource(ListSource([]), ListSource([]))).lines.isEmpty)
    }

    @Test func rejectedLinesOfBothGoOn() throws {
        let clicks = ListSource([])
        clicks.rejected = [RejectedLine(file: "clicks", line: 1, reason: "bad", raw: "{")]
        let checkouts = ListSource([testRecord(.checkouts, line: 2, arrival: 0)])
        checkouts.rejected = [RejectedLine(file: "checkouts", line: 1, reason: "bad", raw: "{")]
        let result = try Drained(MergedSource(clicks, checkouts))
        #expect(result.rejected.map(\.file) == ["clicks", "checkouts"])
        #expect(result.lines == [2])
    }
}
