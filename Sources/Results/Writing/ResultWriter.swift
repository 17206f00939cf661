public import Scenarios
public import Simulation

/// Writes the result file of a run: its tables, then what was expected of it.
///
///     let writer = try ResultWriter(path: "out/late-events.sqlite")
///     try writer.write(batch)                  // as often as needed
///     writer.addRun(run)
///     let outcomes = try writer.complete(expectations: scenario.expectations)
///
/// Everything goes into a temporary file beside the target, which takes the target's place at
/// the end: a reader sees the old file or the whole new one. After a failure the temporary file
/// is gone and every further call fails in the same way.
///
/// A writer may move between threads, but is used by one at a time.
/// Cost: one step of SQLite for 64 rows; texts are not copied.
public final class ResultWriter: RowSink, @unchecked Sendable {
    /// The file that will be there in the end.
    public let path: String

    private enum State {
        case open(ResultFile)
        case failed(ResultError)
        case closed
    }

    private let options: ResultOptions
    private let pageLimit: Int?
    private var state: State
    private var runs: [RunRow] = []
    private var fingerprint = Fingerprint()

    /// Makes an empty result beside `path`, and the folders that it lies in.
    ///
    /// - Throws: ``ResultError`` of kind `system`.
    public convenience init(
        path: String, options: ResultOptions = ResultOptions()
    ) throws(ResultError) {
        try self.init(path: path, options: options, pageLimit: nil)
    }

    /// `pageLimit` is the size in pages at which the disk counts as full, for tests.
    init(path: String, options: ResultOptions, pageLimit: Int?) throws(ResultError) {
        self.path = path
        self.options = options
        self.pageLimit = pageLimit
        state = .open(try ResultFile(path: path, options: options, pageLimit: pageLimit))
    }

    /// Where the rows are until the result is complete, for someone who has to stop at once and
    /// can do no more than remove the file; `nil` after that.
    public var temporaryPath: String? {
        if case .open(let file) = state { file.path } else { nil }
    }

    /// Puts the rows of `batch` into its table.
    ///
    /// - Throws: `SinkError` if they cannot be kept.
    public func write(_ batch: RowBatch) throws(SinkError) {
        do throws(ResultError) {
            let file = try openFile()
            if batch.cells.isEmpty { return }
            guard batch.table != .attributionCredit || options.credits == .table else {
                throw ResultError(
                    .internal, path: path, reason: "credits were to be a view, but rows came")
            }
            try file.insert(batch)
            fingerprint.add(batch)
        } catch {
            throw SinkError(fail(error).description)
        }
    }

    /// Starts again with an empty temporary file.
    ///
    /// - Throws: `SinkError` if there is no room for one.
    public func discardAll() throws(SinkError) {
        do throws(ResultError) {
            state = .closed
            state = .open(try ResultFile(path: path, options: options, pageLimit: pageLimit))
            fingerprint = Fingerprint()
            runs = []
        } catch {
            throw SinkError(fail(error).description)
        }
    }

    /// Says what the rows of a run are the result of.
    public func addRun(_ run: RunRow) { runs.append(run) }

    /// The fingerprint of the rows written so far for a run: 16 hexadecimal digits.
    public func fingerprint(ofRun runID: Int64) -> String { fingerprint.text(ofRun: runID) }

    /// Gives up: removes the temporary file and leaves the target as it was.
    ///
    /// Does nothing once the result is complete.
    public func discard() { state = .closed }

    /// Asks the result what was expected of it, and puts it in its place, complete.
    ///
    /// A query that is wrong, not allowed or beyond `limits` is an expectation that does not hold;
    /// its outcome says why.
    ///
    /// - Throws: ``ResultError`` of kind `system` if that is impossible.
    public func complete(
        expectations: [Expectation], limits: QueryLimits = QueryLimits()
    ) throws(ResultError) -> [ExpectationOutcome] {
        do throws(ResultError) {
            let file = try openFile()
            for run in runs {
                let values = run.values(fingerprint: fingerprint(ofRun: run.runID))
                try file.insert(values, into: ResultSchema.run.name)
            }
            try file.commit()
            let outcomes = try evaluate(expectations, limits, file)
            try file.begin()
            for outcome in outcomes {
                try file.insert(outcome.values, into: ResultSchema.expectation.name)
            }
            if options.indexes {
                for statement in ResultSchema.indexes { try file.execute(statement) }
            }
            try file.commit()
            try file.publish()
            state = .closed
            return outcomes
        } catch {
            throw fail(error)
        }
    }

    private func evaluate(
        _ expectations: [Expectation], _ limits: QueryLimits, _ file: ResultFile
    ) throws(ResultError) -> [ExpectationOutcome] {
        if expectations.isEmpty { return [] }
        let queries = try ExpectationQueries(
            path: file.path, label: path, asked: expectations.map(\.sql), limits: limits)
        var outcomes: [ExpectationOutcome] = []
        for expectation in expectations {
            outcomes.append(try ExpectationOutcome(of: expectation, queries))
        }
        return outcomes
    }

    private func openFile() throws(ResultError) -> ResultFile {
        switch state {
        case .open(let file): return file
        case .failed(let error): throw error
        case .closed:
            throw ResultError(.internal, path: path, reason: "the result is closed already")
        }
    }

    /// Removes what was written and remembers why.
    private func fail(_ error: ResultError) -> ResultError {
        state = .failed(error)
        return error
    }
}
