/// Takes records in one order and gives them out in another.
///
///     while try log.read(into: batch) {
///         try collector.take(contentsOf: batch)
///         while try collector.read(into: ready) { … }
///     }
///     try collector.finish()
///     while try collector.read(into: ready) { … }
///
/// Before ``finish()``, ``RecordSource/read(into:)`` returns `false` where nothing is ready yet.
public protocol RecordCollector: RecordSource {
    /// Takes all records of a batch with their texts, as a copy or in exchange: what is left in the
    /// batch is good for nothing but being filled again. Rejected lines are none of its business.
    ///
    /// - Throws: failures of the system, and records that cannot be put in order any more.
    func take(contentsOf batch: RecordBatch) throws(LogError)

    /// Ends the taking: all that is still held is ready.
    ///
    /// - Throws: `.system` if a temporary file cannot be written or read.
    func finish() throws(LogError)
}
