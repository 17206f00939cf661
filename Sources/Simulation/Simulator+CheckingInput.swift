import EventLogs
import Streaming

extension Simulator {
    /// Reads what a run reads before its first record: the tables whole, of the logs the first
    /// rows. Standard input is left alone.
    ///
    /// - Throws: what the run would throw.
    public func checkInput() throws(SimulationError) {
        try asLogError { () throws(LogError) in
            _ = try DimensionLoading.load(configuration.dimensions, input: input)
            if readsStandardInput { return }
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: [:])
            _ = try sources.open().read(into: RecordBatch())
        }
    }

    private var readsStandardInput: Bool { input.files.contains { $0.path == "-" } }
}

extension LogInput {
    /// The logs, where there are any.
    var files: [LogFile] {
        switch self {
        case .perStream(let clicks, let checkouts): [clicks, checkouts]
        case .combined(let log): [log]
        case .kafkaDump(let log, _): [log]
        case .generated, .world: []
        }
    }
}
