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
    /// In a stream run: what measures it.
    var meter: RunMeter?
}
