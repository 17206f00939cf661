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
    /// Who else wants to know what happens.
    var watch = RunWatch()
    /// Looks on, where a question is asked.
    var probe: RunProbe?
}
