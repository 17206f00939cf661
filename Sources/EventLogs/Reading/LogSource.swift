/// A log of JSON Lines as a source of records.
///
/// A class around the reader, which holds memory of its own. One thread reads from it at a time;
/// that is what makes `@unchecked` true.
final class JSONLinesSource: RecordSource, @unchecked Sendable {
    private var reader: JSONLinesReader

    init(_ reader: consuming JSONLinesReader) { self.reader = reader }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        return try reader.read(into: batch)
    }
}

/// A CSV log as a source of records. As for ``JSONLinesSource``, one thread reads at a time.
final class CSVSource: RecordSource, @unchecked Sendable {
    private var reader: CSVLogReader

    init(_ reader: consuming CSVLogReader) { self.reader = reader }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        return try reader.read(into: batch)
    }
}
