/// Who looks on while a run passes: the one seam between a run and all that is asked about it.
///
/// Pipeline and stages call whoever is there; nobody costs a check of a pointer at each such place.
struct RunWatch {
    /// Takes down what becomes of each checkout.
    var recorder: OutcomeRecorder?
    /// Takes down all that happens to some records.
    var trace: JoinTrace?
    /// Measures how long results take.
    var meter: RunMeter?
    /// Keeps what concerns a few users; rows go there instead of to the result.
    var probe: RunProbe?
    /// The same in the run's truth.
    var truthProbe: RunProbe?

    /// Whether the trace is all that the run is for: an engine's table is not made then, and nothing
    /// is counted.
    var isForTrace = false

    /// Whether the meter's needs are all that the run is for: there is no join then, and no checkout is
    /// counted.
    var isForNeeds = false

    /// The trace that a run is for, and nothing else.
    var tracesAlone: JoinTrace? { isForTrace ? trace : nil }
    /// Whether the run's checkouts are counted.
    var keepsAccounts: Bool { !isForTrace && !isForNeeds }
    /// Whether nobody looks on.
    var isEmpty: Bool {
        !wantsEveryPair && recorder == nil && truthProbe == nil
    }
    /// Whether somebody hears of each pair and each change, and not only of the table at the end.
    var wantsEveryPair: Bool { trace != nil || meter != nil || probe != nil }
    /// Who looks on at the truth.
    var truth: RunWatch { RunWatch(probe: truthProbe) }
}
