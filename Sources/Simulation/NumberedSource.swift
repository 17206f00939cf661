import EventLogs

/// Numbers the join keys of records as they are read, and finds their users.
///
/// All that ``JoinKeys`` knows is used here alone, so that this can be the work of a thread that
/// reads.
final class NumberedSource: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    private let keys: JoinKeys

    init(_ source: any RecordSource, keys: JoinKeys) {
        self.source = source
        self.keys = keys
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        guard try source.read(into: batch) else { return false }
        keys.number(batch)
        return true
    }
}
