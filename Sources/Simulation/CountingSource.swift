import EventLogs

/// Counts records as they are read, before any disorder, and lays them by for the truth run.
final class CountingSource: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    /// Collects every record for the truth run, if there will be one.
    private let truth: RecordSorter?
    private let probe: RunProbe?

    /// Records read, without control records.
    private(set) var clicks: Int64 = 0
    /// Records read, without control records.
    private(set) var checkouts: Int64 = 0

    init(_ source: any RecordSource, truth: RecordSorter?, probe: RunProbe? = nil) {
        self.source = source
        self.truth = truth
        self.probe = probe
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        guard try source.read(into: batch) else { return false }
        for record in batch.records where record.kind == .event {
            if record.stream == .clicks { clicks += 1 } else { checkouts += 1 }
        }
        probe?.read(batch)
        try truth?.add(contentsOf: batch)
        return true
    }
}
