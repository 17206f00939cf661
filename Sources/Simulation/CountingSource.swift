import EventLogs

/// Counts records as they are read, before any disorder, and hands them on to the truth.
final class CountingSource: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    /// Takes every record, if there is a truth.
    private let truth: TruthRun?
    private let probe: RunProbe?
    /// What was given out last. It is handed on when the reader comes for more: by then it has been
    /// used, and needs no copy.
    private var given: RecordBatch?

    /// How often a change of the clocks had to be reckoned with.
    private(set) var clockChanges = ClockChangeCounts()
    /// Records read, without control records.
    private(set) var clicks: Int64 = 0
    /// Records read, without control records.
    private(set) var checkouts: Int64 = 0
    /// Those of them without a user.
    private(set) var withoutUser: (clicks: Int64, checkouts: Int64) = (0, 0)
    /// What values there were.
    private(set) var census: ValueCensus

    init(
        _ source: any RecordSource, truth: TruthRun?, probe: RunProbe? = nil,
        census: consuming ValueCensus = ValueCensus(RunConfiguration())
    ) {
        self.census = census
        self.source = source
        self.truth = truth
        self.probe = probe
    }

    /// Gives the next records. The reader leaves the records of a batch as they are until it comes
    /// for more.
    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        assert(given == nil || given === batch, "the reader has to bring its batch back")
        if let given { try truth?.take(contentsOf: given) }
        given = nil
        guard try source.read(into: batch) else { return false }
        for record in batch.records where record.kind == .event {
            if record.stream == .clicks { clicks += 1 } else { checkouts += 1 }
            if !record.hasUser {
                if record.stream == .clicks {
                    withoutUser.clicks += 1
                } else {
                    withoutUser.checkouts += 1
                }
            }
        }
        clockChanges += batch.clockChanges
        probe?.read(batch)
        census.read(batch)
        given = batch
        return true
    }
}
