public import EventLogs
public import Scenarios
import Simulation

/// Finds a smallest log with which a scenario still fails in the same way.
///
/// disturbances → users → records → rows of tables, each left out while the failure stays, again
/// and again until nothing more can go. All runs are made in this process, into scratch files.
///
/// Law: without any single record that is left, the scenario no longer fails in the same way,
/// unless the runs ran out (``Shrunk/isMinimal``).
public struct Shrinker {
    private(set) var trial: Trial
    private let scratch: String
    private var search: DeltaDebugging
    /// The scenario with what is left of it.
    private var scenario: Scenario
    private var pieces: LogPieces
    let first: Observation
    private var notes: [String] = []
    private let recordsBefore: Int
    private var isBaked = false
    /// The disturbances that are left, by their places in the scenario.
    private var disturbances: [Int]

    /// Runs the scenario once, and takes its input apart. `scratch` is a folder that nobody else
    /// uses; there may be `runsMax` runs.
    ///
    /// - Throws: ``ShrinkError/usage(_:)`` if it does not fail.
    public init(
        _ scenario: Scenario, target: ShrinkTarget, scratch: String, runsMax: Int,
        onBadRecord: BadRecordPolicy
    ) throws(ShrinkError) {
        self.scratch = scratch
        trial = Trial(target: target, scratch: scratch, onBadRecord: onBadRecord)
        search = DeltaDebugging(trialsMax: runsMax)
        let files = try InputFiles.materialised(scenario, in: scratch)
        guard let first = try trial.observe(files) else {
            throw .usage("\(scenario.path): its logs cannot be run")
        }
        guard first.fails else {
            throw .usage(
                "\(scenario.path): \"\(target.name)\" holds: there is nothing to shrink")
        }
        self.first = first
        pieces = try LogPieces(of: files, onBadRecord: onBadRecord)
        recordsBefore = pieces.recordCount
        disturbances = Array(files.configuration.disorder.indices)
        self.scenario = files
        try decideWhatIsSame()
    }

    /// An expectation that an empty log would fail too has to find the same value; else every
    /// failure is as good, and the smallest one best.
    private mutating func decideWhatIsSame() throws(ShrinkError) {
        guard case .expectation(let expectation, .automatic) = trial.target else { return }
        var empty = pieces
        empty.keep([])
        let observation = try trial.observe(try empty.write(to: scratch, for: scenario))
        let holds = observation.map { !$0.fails } ?? false
        trial.target = .expectation(expectation, holds ? .anyValue : .sameValue)
    }

    /// Makes it as small as it gets, and tells before each run how far it is.
    public mutating func run(
        _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) -> Shrunk {
        var isMinimal = false
        while true {
            let before = size
            try leaveOutDisturbances(progress)
            try leaveOutTables(progress)
            let areRecordsMinimal = try leaveOutRecords(progress)
            let areRowsMinimal = try leaveOutRows(progress)
            if search.trialsLeft == 0 && !(areRecordsMinimal && areRowsMinimal) { break }
            if size == before {
                isMinimal = true
                break
            }
        }
        let last = try trial.observe(try pieces.write(to: scratch, for: scenario))
        return Shrunk(
            scenario: scenario, pieces: pieces, observation: last ?? first, isMinimal: isMinimal,
            isBaked: isBaked, keptDisturbances: disturbances,
            recordsBefore: recordsBefore, runs: search.trials, notes: notes)
    }

    // MARK: What is left out

    private mutating func leaveOutDisturbances(
        _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) {
        if scenario.configuration.disorder.isEmpty { return }
        var search = search
        defer { self.search = search }
        let all = scenario.configuration.disorder
        let kept = try search.reduce(Array(all.indices)) { (kept) throws(ShrinkError) in
            var scenario = scenario
            scenario.configuration.disorder = kept.map { all[$0] }
            return try fails(scenario, pieces, progress)
        }
        scenario.configuration.disorder = kept.map { all[$0] }
        disturbances = kept.map { disturbances[$0] }
        // A check of what disturbances do needs them as they are.
        if case .check = trial.target { return }
        if kept.isEmpty || isBaked { return }
        // What a disturbance does to a record depends on the record's number, so that leaving out
        // one record changes the fate of others: write down what happened instead.
        let current = try pieces.write(to: scratch, for: scenario)
        let baked = try InputFiles.disturbed(
            current, in: scratch, onBadRecord: trial.onBadRecord)
        let bakedPieces = try LogPieces(of: baked, onBadRecord: trial.onBadRecord)
        let stays = try search.trial { () throws(ShrinkError) in
            try fails(baked, bakedPieces, progress)
        }
        guard stays == true else { return }
        scenario = baked
        pieces = bakedPieces
        disturbances = []
        isBaked = true
        notes.append("the disturbances are written into the log, as arrival times")
    }

    private mutating func leaveOutTables(
        _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) {
        var search = search
        defer { self.search = search }
        for table in [\LogPieces.users, \LogPieces.products, \LogPieces.spend] {
            guard pieces[keyPath: table] != nil else { continue }
            var without = pieces
            without[keyPath: table] = nil
            let stays = try search.trial { () throws(ShrinkError) in
                try fails(scenario, without, progress)
            }
            if stays == true { pieces = without }
        }
    }

    /// First whole users, then single records. Whether not one more can go.
    private mutating func leaveOutRecords(
        _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) -> Bool {
        var search = search
        defer { self.search = search }
        let groups = pieces.byUser
        if groups.count > 1, groups.count < pieces.recordCount {
            let kept = try search.reduce(groups) { (kept) throws(ShrinkError) in
                try fails(keeping: kept.flatMap { $0 }, progress)
            }
            pieces.keep(kept.flatMap { $0 })
        }
        let kept = try search.reduce(pieces.records) { (kept) throws(ShrinkError) in
            try fails(keeping: kept, progress)
        }
        pieces.keep(kept)
        return search.isMinimal
    }

    /// Rows of the tables that are needed. Whether not one more can go.
    private mutating func leaveOutRows(
        _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) -> Bool {
        var search = search
        defer { self.search = search }
        var areMinimal = true
        for table in [\LogPieces.users, \LogPieces.products, \LogPieces.spend] {
            guard let rows = pieces[keyPath: table]?.kept else { continue }
            let kept = try search.reduce(rows) { (kept) throws(ShrinkError) in
                var pieces = pieces
                pieces[keyPath: table]?.kept = kept
                return try fails(scenario, pieces, progress)
            }
            pieces[keyPath: table]?.kept = kept
            areMinimal = areMinimal && search.isMinimal
        }
        return areMinimal
    }

    // MARK: A run

    private func fails(
        keeping records: [LogPieces.Record], _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) -> Bool {
        var pieces = pieces
        pieces.keep(records)
        return try fails(scenario, pieces, progress)
    }

    private func fails(
        _ scenario: Scenario, _ pieces: LogPieces, _ progress: (ShrinkProgress) -> Void
    ) throws(ShrinkError) -> Bool {
        progress(
            ShrinkProgress(records: pieces.recordCount, recordsBefore: recordsBefore))
        let candidate = try pieces.write(to: scratch, for: scenario)
        return trial.isSame(try trial.observe(candidate), as: first)
    }

    /// How much there is, to see whether a round has changed anything.
    private var size: [Int] {
        [
            scenario.configuration.disorder.count, pieces.recordCount,
            pieces.users?.kept.count ?? -1, pieces.products?.kept.count ?? -1,
            pieces.spend?.kept.count ?? -1,
        ]
    }
}
