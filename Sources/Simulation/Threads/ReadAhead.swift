import EventLogs

/// Reads a source on a thread of its own, a few batches ahead of whoever processes them.
///
/// Batches come in the source's order: results are the same with and without.
final class ReadAhead: RecordSource, @unchecked Sendable {
    private enum Delivery: Sendable {
        case batch(RecordBatch)
        case failure(LogError)
    }

    /// Batches on their way, at most: enough to keep both threads busy. More took memory alone.
    private static let depth = 2

    private let deliveries = BoundedQueue<Delivery>(capacity: depth)
    private let spares = BoundedQueue<RecordBatch>(capacity: depth + 2)
    private var worker: WorkerThread?

    /// Starts to read.
    init(_ source: any RecordSource) {
        let deliveries = deliveries
        let spares = spares
        for _ in 0..<Self.depth + 2 { _ = spares.push(RecordBatch()) }
        worker = WorkerThread {
            defer { deliveries.close() }
            while let batch = spares.pop() {
                do throws(LogError) {
                    guard try source.read(into: batch) else { return }
                    guard deliveries.push(.batch(batch)) else { return }
                } catch {
                    _ = deliveries.push(.failure(error))
                    return
                }
            }
        }
        // Without a thread nobody would ever deliver.
        if worker == nil {
            _ = deliveries.push(
                .failure(LogError(.system, file: "attrsim", reason: "cannot start a thread")))
            deliveries.close()
        }
    }

    deinit {
        deliveries.close()
        spares.close()
        worker.take()?.join()
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        switch deliveries.pop() {
        case .batch(let delivered):
            batch.takeContents(of: delivered)
            _ = spares.push(delivered)
            return true
        case .failure(let error):
            throw error
        case nil:
            batch.removeAll()
            return false
        }
    }
}
