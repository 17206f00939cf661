import EventLogs

/// What several runs on one log have in common: its records as read, in order and numbered, and the
/// tables of users and products. The first run reads them; those behind it take what it has left.
///
/// The runs may differ in all but the input, the disorder, the join's key and the tables, and follow
/// one another.
final class SharedReading: @unchecked Sendable {
    private var spool = RecordSpool()
    private var dimensions: Dimensions?

    /// Nothing is read yet.
    init() {}

    /// The records that `open` opens, or what an earlier run has left of them.
    func source(
        _ open: () throws(LogError) -> any RecordSource
    ) throws(LogError) -> any RecordSource {
        spool.isComplete ? spool.source() : spool.keeping(try open())
    }

    /// The tables that `load` loads, or what an earlier run has loaded.
    func dimensions(_ load: () throws(LogError) -> Dimensions) throws(LogError) -> Dimensions {
        if let dimensions { return dimensions }
        let loaded = try load()
        dimensions = loaded
        return loaded
    }

    /// The run at hand begins anew. What was read to its end stays: what a run finds out behind that
    /// does not change the order of the records.
    func beginAnew() {
        if !spool.isComplete { spool = RecordSpool() }
    }
}

/// Takes the place of a run's own second attempt, for whoever has given rows of other runs to the
/// same sink.
final class RestartRequest: @unchecked Sendable {
    /// What another attempt has to begin with; `nil` as long as none is needed.
    var plan: ReadingPlan?

    /// None so far.
    init() {}
}
