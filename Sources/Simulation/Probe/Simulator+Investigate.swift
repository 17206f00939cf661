import EventLogs
import Streaming
import Text

extension Simulator {
    /// Answers a question about a few records by running again with a probe.
    ///
    /// A run is deterministic, so nothing has to be stored beforehand. First the log is read until
    /// the record turns up, for its user; then everything runs as it did, the truth included, and
    /// what concerns that user is kept. A log on standard input cannot be read twice.
    ///
    /// Cost: about a run without its database. Memory follows the user's records.
    public func investigate(
        _ query: RecordQuery, progress: (RunProgress) -> Void = { _ in }
    ) throws(SimulationError) -> Investigation {
        var investigation = Investigation(query, configuration)
        investigation.places = LogPlaces(input)
        var found: Finding?
        try withOrderedSources { (sources) throws(SimulationError) in
            found = try locate(query, sources)
        }
        switch found {
        case .noRecord(let what): investigation.outcome = .noRecord(what)
        case .user(let user):
            try replay([user], progress, into: &investigation)
        case .nothing, nil:
            var nearest = NearestIDs(to: query)
            try withOrderedSources { (sources) throws(SimulationError) in
                nearest = NearestIDs(to: query)
                try asLogError { () throws(LogError) in
                    try readAll(sources.open()) { nearest.look($0, in: $1) }
                }
            }
            investigation.outcome = .notFound(
                nearest: nearest.ids, otherKinds: nearest.otherKinds)
        }
        return investigation
    }

    private func replay(
        _ users: [[UInt8]], _ progress: (RunProgress) -> Void,
        into investigation: inout Investigation
    ) throws(SimulationError) {
        var simulator = self
        simulator.configuration.output.changelog = true
        simulator.configuration.output.credits = false
        simulator.truth = .full
        let dimensions = try asLogError { () throws(LogError) in
            try DimensionLoading.load(configuration.dimensions, input: input)
        }
        var users = users
        var plan = reading
        // The truth's probe asks the stream's what the question is about: no record may reach the
        // truth first.
        if !configuration.disorder.isEmpty || configuration.settlesAtEnd { plan.truth = .sorted }
        while true {
            let (stream, truth) = simulator.probes(users, investigation.query)
            let trace = JoinTrace(
                .users(users, keepsRow: { stream.concerns(checkout: $0, click: $1) }))
            let watch = RunWatch(trace: trace, probe: stream, truthProbe: truth)
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: plan.logs)
            let refunds = RefundOutlook(keepsOrders: true)
            let truthRun = simulator.truthRun(
                plan.truth, dimensions, NoRows(), watch, refunds)
            let repeats = RepeatedIDs(keepsAll: plan.keepsRows)
            do throws(SimulationError) {
                _ = try simulator.run(
                    sources, truthRun, dimensions, repeats, refunds, into: NoRows(), watch,
                    progress)
            } catch {
                guard plan.improve(sources, truthRun, repeats, refunds) else { throw error }
                continue
            }
            if stream.usersMissed.isEmpty {
                investigation.stream = stream.run
                investigation.reasons = RecordReasons(trace, simulator.configuration)
                investigation.truth = truth.run
                investigation.differences = truth.differences
                return
            }
            // Another user has a record of the same id.
            users += stream.usersMissed
        }
    }

    /// One probe looks on at the stream run, one at its truth.
    private func probes(
        _ users: [[UInt8]], _ query: RecordQuery
    ) -> (stream: RunProbe, truth: RunProbe) {
        let stream = RunProbe(query, users: users, judgingBy: configuration)
        return (stream, RunProbe(query, users: users, stream: stream))
    }

    /// Opens the logs; one that turns out to be far out of order is read again, sorted.
    func withOrderedSources(
        _ body: (InputSources) throws(SimulationError) -> Void
    ) throws(SimulationError) {
        var modes: [String: ArrivalMode] = [:]
        while true {
            let sources = InputSources(
                input, configuration: configuration, onBadRecord: onBadRecord, modes: modes)
            do throws(SimulationError) {
                return try body(sources)
            } catch {
                guard let retry = sources.sortingModes() else { throw error }
                modes.merge(retry) { _, new in new }
            }
        }
    }

    // MARK: Finding the record

    private enum Finding {
        case user([UInt8])
        case noRecord(String)
        case nothing
    }

    /// Reads until the record turns up.
    private func locate(
        _ query: RecordQuery, _ sources: InputSources
    ) throws(SimulationError) -> Finding {
        try asLogError { () throws(LogError) in
            var source = try sources.open()
            if case .seq = query, !configuration.disorder.isEmpty {
                source = DisorderSource(
                    source, disturbances: configuration.disorder, seed: configuration.seed)
            }
            let batch = RecordBatch()
            var seq: Int64 = 0
            while try source.read(into: batch) {
                let found = batch.text.withUnsafeBufferPointer { text -> Finding? in
                    for record in batch.records {
                        seq += 1
                        if let found = Self.finding(query, record, seq, text) { return found }
                    }
                    return nil
                }
                if let found { return found }
            }
            return end(query, seq)
        }
    }

    private static func finding(
        _ query: RecordQuery, _ record: EventRecord, _ seq: Int64,
        _ text: UnsafeBufferPointer<UInt8>
    ) -> Finding? {
        if case .seq(let wanted) = query {
            guard seq == wanted else { return nil }
            guard record.kind == .event else { return .noRecord(words(record)) }
            return .user(Array(record.user(in: text)))
        }
        guard record.kind == .event else { return nil }
        let isIt =
            switch query {
            case .checkout(let id):
                record.stream == .checkouts && id.utf8.elementsEqual(record.id(in: text))
            case .click(let id):
                record.stream == .clicks && id.utf8.elementsEqual(record.id(in: text))
            case .user(let user): user.utf8.elementsEqual(record.user(in: text))
            case .seq: false
            }
        return isIt ? .user(Array(record.user(in: text))) : nil
    }

    /// What a step without a record is.
    private static func words(_ record: EventRecord) -> String {
        let time = TimeText.text(record.eventTime)
        return switch record.kind {
        case .watermark: "a control record: the watermark of the \(record.stream.name) is \(time)"
        case .processingTime: "a control record: the virtual clock moves to \(time)"
        case .endOfStream: "a control record: the \(record.stream.name) end"
        case .batch: "a control record: a micro-batch ends"
        case .idle: "a control record: \(partition(record)) stops to count"
        case .active: "a control record: \(partition(record)) may count again"
        case .restart: "a control record: the job starts again from what it saved"
        case .event: "a record"
        }
    }

    private static func partition(_ record: EventRecord) -> String {
        record.partition < 0
            ? "the stream of \(record.stream.name)"
            : "partition \(record.partition) of the \(record.stream.name)"
    }

    /// What a step behind the last record is.
    private func end(_ query: RecordQuery, _ last: Int64) -> Finding {
        guard case .seq(let seq) = query else { return .nothing }
        let flushes =
            configuration.endOfInput == .flush && configuration.engine.traits.hasEndOfInput
        if flushes, seq == last + 1 { return .noRecord("the end of the clicks") }
        if flushes, seq == last + 2 { return .noRecord("the end of the checkouts") }
        return .noRecord(
            "not in this run, whose steps are 1 to \(flushes ? last + 2 : last)"
                + (flushes ? ", the last two of them the ends of the streams" : ""))
    }

    private func readAll(
        _ source: any RecordSource, _ body: (EventRecord, UnsafeBufferPointer<UInt8>) -> Void
    ) throws(LogError) {
        let batch = RecordBatch()
        while try source.read(into: batch) {
            batch.text.withUnsafeBufferPointer { text in
                for record in batch.records where record.kind == .event { body(record, text) }
            }
        }
    }
}

/// Takes no rows: the probe has them.
private final class NoRows: RowSink {
    func write(_ batch: RowBatch) throws(SinkError) {}
    func discardAll() throws(SinkError) {}
}
