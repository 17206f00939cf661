import EventLogs

/// What is known of the order of a run's logs: nothing at first, more after an attempt that failed.
struct ReadingPlan: Sendable {
    /// By log; one without an entry is taken to be in order.
    var logs: [String: ArrivalMode] = [:]
    /// How the truth's records are put in order.
    var truth = TruthRun.Ordering.beside(window: EventTimeWindow.defaultMemoryLimit)

    /// After an error: learns from the attempt.
    ///
    /// - Returns: whether another attempt will go further.
    mutating func improve(_ sources: InputSources, _ truth: Simulator.Truth?) -> Bool {
        if let modes = sources.sortingModes() {
            logs.merge(modes) { _, new in new }
            return true
        }
        guard truth?.run.needsSorting ?? false else { return false }
        self.truth = .sorted
        return true
    }
}
