public import EventLogs

/// The records of an input as they reach a pipeline: put in order, disturbed, in the order of
/// their arrival.
public struct ArrivingRecords: Sendable {
    private let input: LogInput
    private let configuration: RunConfiguration
    private let onBadRecord: BadRecordPolicy

    /// What arrives where `configuration` runs on `input`.
    public init(
        input: LogInput, configuration: RunConfiguration, onBadRecord: BadRecordPolicy = .fail
    ) {
        self.input = input
        self.configuration = configuration
        self.onBadRecord = onBadRecord
    }

    /// Gives all records, batch by batch; a batch is good for the call.
    ///
    /// `restart`: called before everything is given again, because a log turned out to
    /// be out of order: what was given so far does not count.
    /// Throws the first error of a log.
    public func forEachBatch(
        restart: () -> Void, _ body: (RecordBatch) -> Void
    ) throws(LogError) {
        var modes: [String: ArrivalMode] = [:]
        while true {
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: modes)
            do throws(LogError) {
                var source = try sources.open()
                if !configuration.disorder.isEmpty {
                    source = DisorderSource(
                        source, disturbances: configuration.disorder, seed: configuration.seed)
                }
                let batch = RecordBatch()
                while try source.read(into: batch) { body(batch) }
                return
            } catch {
                guard let retry = sources.sortingModes() else { throw error }
                modes.merge(retry) { _, new in new }
                restart()
            }
        }
    }
}
