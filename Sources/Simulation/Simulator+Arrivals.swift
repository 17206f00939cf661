public import EventLogs

extension Simulator {
    /// Gives all records in the order in which they reach the pipeline, disturbances included,
    /// without running it.
    ///
    /// Like ``run(into:progress:)`` it begins again, sorted, where a log turns out to be far out of
    /// order; `restart` is called before that.
    ///
    /// - Throws: the first error of a log.
    public func forEachArrival(
        _ body: (RecordBatch) -> Void, restart: () -> Void
    ) throws(SimulationError) {
        var modes: [String: ArrivalMode] = [:]
        while true {
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: modes)
            do throws(LogError) {
                let source = DisorderSource(
                    try sources.open(), disturbances: configuration.disorder,
                    seed: configuration.seed)
                let batch = RecordBatch()
                while try source.read(into: batch) { body(batch) }
                return
            } catch {
                guard let retry = sources.sortingModes() else { throw .log(error) }
                modes.merge(retry) { _, new in new }
                restart()
            }
        }
    }
}
