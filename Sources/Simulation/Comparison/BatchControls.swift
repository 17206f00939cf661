public import EventLogs

/// Whether a log says itself where micro-batches end.
public enum BatchControls {
    /// Looks for the first `batch` record of a combined log; any other input has none.
    ///
    /// Lines that are no records are passed over: a run will report them.
    ///
    /// - Throws: what prevents the log from being read.
    public static func areIn(_ input: LogInput) throws(LogError) -> Bool {
        guard case .combined(let log) = input else { return false }
        let source = try openLog(log, as: .combined, onBadRecord: .skip)
        let batch = RecordBatch()
        while try source.read(into: batch) {
            if batch.records.contains(where: { $0.kind == .batch }) { return true }
        }
        return false
    }
}
