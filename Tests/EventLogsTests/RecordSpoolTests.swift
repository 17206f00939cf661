import Testing

@testable import EventLogs

/// Records that are kept for other runs: given again as they came, or not at all.
@Suite struct RecordSpoolTests {
    @Test func givesAgainWhatWasRead() throws {
        let spool = RecordSpool()
        #expect(!spool.isComplete)
        let first = try Self.all(spool.keeping(BatchList(Self.batches())))
        #expect(spool.isComplete)
        // More than once: a source has a place of its own.
        for _ in 0..<2 { #expect(try Self.all(spool.source()) == first) }
        #expect(first == (try Self.all(BatchList(Self.batches()))))
    }

    @Test func anEmptyLogIsCompleteToo() throws {
        let spool = RecordSpool()
        #expect(try Self.all(spool.keeping(BatchList([]))).isEmpty)
        #expect(spool.isComplete)
        #expect(try Self.all(spool.source()).isEmpty)
    }

    @Test func isNotCompleteBeforeTheEnd() throws {
        let spool = RecordSpool()
        let source = spool.keeping(BatchList(Self.batches()))
        _ = try source.read(into: RecordBatch())
        #expect(!spool.isComplete)
    }

    @Test func rejectedLinesAreReadAnew() throws {
        let batches = Self.batches()
        batches[1].rejected.append(RejectedLine(file: "a", line: 7, reason: "no", raw: "x"))
        let spool = RecordSpool()
        let given = try Self.all(spool.keeping(BatchList(batches)))
        #expect(given.count == 3)
        #expect(!spool.isComplete)
    }

    /// Batches of different sizes, one without a record.
    private static func batches() -> [RecordBatch] {
        var line: Int64 = 0
        return [5000, 0, 3].map { count in
            let batch = RecordBatch()
            for _ in 0..<count {
                line += 1
                batch.add(
                    testRecord(
                        line % 3 == 0 ? .checkouts : .clicks, line: line, arrival: line * 10))
            }
            batch.bytesRead = count * 100 + 1
            batch.rowsSkipped.clicks = Int64(count)
            batch.counts.updates = 2
            batch.clockChanges.inGap = 1
            return batch
        }
    }

    /// All that a source gives, as far as a run sees it.
    private static func all(_ source: any RecordSource) throws -> [String] {
        var found: [String] = []
        let batch = RecordBatch()
        while try source.read(into: batch) {
            #expect(batch.hasRightTexts)
            found.append(
                "\(batch.records.map { "\($0)" }) \(batch.text) \(batch.bytesRead)"
                    + " \(batch.rowsSkipped) \(batch.counts) \(batch.clockChanges)")
        }
        #expect(batch.records.isEmpty && batch.text.isEmpty)
        return found
    }
}

/// Gives batches that are there.
private final class BatchList: RecordSource, @unchecked Sendable {
    private var left: [RecordBatch]

    init(_ batches: [RecordBatch]) { left = batches.reversed() }

    func read(into batch: RecordBatch) -> Bool {
        batch.removeAll()
        guard let next = left.popLast() else { return false }
        batch.records = next.records
        batch.text = next.text
        batch.rejected = next.rejected
        batch.bytesRead = next.bytesRead
        batch.rowsSkipped = next.rowsSkipped
        batch.counts = next.counts
        batch.clockChanges = next.clockChanges
        return true
    }
}
