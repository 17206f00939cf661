/// Collects the rows of a run, a batch a table, and hands full batches to the sink.
struct RowWriter: ~Copyable {
    private let sink: any RowSink
    let runID: Int64
    private var batches: [RowBatch]
    private var rowCounts: [Int]

    /// A writer for a run.
    init(runID: Int64, sink: any RowSink) {
        self.sink = sink
        self.runID = runID
        batches = ResultTable.allCases.map(RowBatch.init)
        rowCounts = ResultTable.allCases.map { _ in 0 }
    }

    /// Starts a row with the run's number, and gives the batch for the other columns.
    mutating func start(_ table: ResultTable) -> RowBatch {
        let batch = batches[table.rawValue]
        batch.append(runID)
        return batch
    }

    /// Starts a row of a table without a `run_id`.
    mutating func startPlain(_ table: ResultTable) -> RowBatch { batches[table.rawValue] }

    /// Ends a row.
    mutating func finish(_ table: ResultTable) throws(SinkError) {
        rowCounts[table.rawValue] += 1
        if rowCounts[table.rawValue] == RowBatch.capacity { try flush(table) }
    }

    /// The sink, if it takes paths as they are.
    func pathSink() throws(SinkError) -> (any PathSink)? {
        try (sink as? WriteBehind)?.pathSink()
    }

    /// Hands on what is left of all tables.
    mutating func flushAll() throws(SinkError) {
        for table in ResultTable.allCases { try flush(table) }
    }

    private mutating func flush(_ table: ResultTable) throws(SinkError) {
        if rowCounts[table.rawValue] == 0 { return }
        if let sum = batches[table.rawValue].tooLarge {
            throw SinkError(tooLarge: sum, in: table)
        }
        try sink.write(batches[table.rawValue])
        batches[table.rawValue].removeAll()
        rowCounts[table.rawValue] = 0
    }
}

extension RowBatch {
    /// Appends an integer or NULL.
    func append(_ integer: Int64?) {
        if let integer { append(integer) } else { appendNull() }
    }

    /// Appends a text or NULL.
    func append(_ bytes: UnsafeBufferPointer<UInt8>?) {
        if let bytes { append(bytes) } else { appendNull() }
    }

    /// Appends a text or NULL.
    func append(_ bytes: [UInt8]?) {
        if let bytes { bytes.withUnsafeBufferPointer { append($0) } } else { appendNull() }
    }
}
