/// Takes rows and keeps none: for runs that are only watched.
final class DiscardingSink: RowSink {
    init() {}

    func write(_ batch: RowBatch) throws(SinkError) {}

    func discardAll() throws(SinkError) {}
}
