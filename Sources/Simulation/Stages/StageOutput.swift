/// Where a stage's results go.
struct StageOutput {
    /// Makes the rows of the run; called once.
    var rows: () -> ResultRows
    /// Whether the attributed table and the changelogs are stored; totals always are.
    var storesRows: Bool
    /// In a stream run: what the truth will be compared with.
    var outcomes: StreamOutcomes?
    /// In a truth run: compares with the stream run.
    var comparison: TruthComparison?
    /// What is known of ids that come again.
    var repeats = RepeatedIDs(keepsAll: true)
    /// Whether refunds are reckoned with.
    var refunds = RefundOutlook(keepsOrders: true)
    /// Who else wants to know what happens.
    var watch = RunWatch()
    /// Collects the journeys, where paths are asked for. Made here: a stage that makes it itself
    /// crashes in release builds of Swift 6.3, whose optimiser releases it too often.
    var journeys: JourneyExtraction?
}
