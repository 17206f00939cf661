/// Writes rows on a thread of its own, a few batches behind whoever makes them.
///
/// Batches are written in the order in which they come, so that a result does not depend on the
/// thread. It starts with the first full batch: a small run needs none.
final class WriteBehind: RowSink, @unchecked Sendable {
    /// Batches on their way, at most.
    private static let depth = 4

    private let sink: any RowSink
    private var pending: BoundedQueue<RowBatch>?
    private let outcome = Outcome()
    private var worker: WorkerThread?

    /// What the thread ran into.
    private final class Outcome: @unchecked Sendable {
        /// Read only once the thread has ended, or after a queue refused a batch.
        var failure: SinkError?
    }

    init(_ sink: any RowSink) { self.sink = sink }

    deinit { end() }

    func write(_ batch: RowBatch) throws(SinkError) {
        if pending == nil {
            if batch.rowCount < RowBatch.capacity { return try sink.write(batch) }
            start()
        }
        guard let pending else { return try sink.write(batch) }
        if !pending.push(batch.movingContents()) { try finish() }
    }

    /// The sink, if it takes paths as they are; all rows so far are written then.
    func pathSink() throws(SinkError) -> (any PathSink)? {
        guard let sink = sink as? any PathSink else { return nil }
        try finish()
        return sink
    }

    func discardAll() throws(SinkError) {
        end()
        outcome.failure = nil
        try sink.discardAll()
    }

    /// Waits until all is written.
    ///
    /// - Throws: what the sink threw.
    func finish() throws(SinkError) {
        end()
        if let failure = outcome.failure { throw failure }
    }

    private func start() {
        let pending = BoundedQueue<RowBatch>(capacity: Self.depth)
        let (sink, outcome) = (sink, outcome)
        worker = WorkerThread {
            while let batch = pending.pop() {
                do throws(SinkError) {
                    try sink.write(batch)
                } catch {
                    outcome.failure = error
                    pending.close()
                    return
                }
            }
        }
        // Without a thread rows are written where they are made.
        if worker != nil { self.pending = pending }
    }

    private func end() {
        pending?.close()
        worker.take()?.join()
        pending = nil
    }
}
