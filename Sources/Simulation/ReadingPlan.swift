import EventLogs

/// What is known of the order of a run's logs: nothing at first, more after an attempt that failed.
struct ReadingPlan: Sendable {
    /// By log; one without an entry is taken to be in order.
    var logs: [String: ArrivalMode] = [:]
    /// How the truth's records are put in order.
    var truth = TruthRun.Ordering.beside(window: EventTimeWindow.defaultMemoryLimit)

    /// Whether a real engine's stage keeps what it has to know of ids that come again.
    var keepsRows = false
    /// Whether a run keeps what orders' money went to, since refunds come.
    var keepsOrders = false

    /// After an error: learns from the attempt.
    ///
    /// - Returns: whether another attempt will go further.
    mutating func improve(
        _ sources: InputSources, _ truth: Simulator.Truth?, _ repeats: RepeatedIDs,
        _ refunds: RefundOutlook
    ) -> Bool {
        if let modes = sources.sortingModes() {
            logs.merge(modes) { _, new in new }
            return true
        }
        if refunds.turnedUp, refunds.canBeginAnew, !keepsOrders {
            keepsOrders = true
            return true
        }
        if repeats.turnedUp {
            // Nothing is settled before the stream run is over.
            (keepsRows, self.truth) = (true, .sorted)
            return true
        }
        guard truth?.run.needsSorting ?? false else { return false }
        self.truth = .sorted
        return true
    }
}
