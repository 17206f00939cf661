import Foundation
import Streaming
import Testing

@testable import EventLogs
@testable import Simulation

/// The same records come to the same rows, however they are written down and cut into batches.
@Suite
struct SeamTests {
    @Test(arguments: [EngineRun.Format.csv, .kafkaDump])
    func rowsDoNotDependOnTheFormat(format: EngineRun.Format) throws {
        let folder = try ScratchFolder()
        for seed in RandomCases.seeds(150, or: 50) {
            var scenario = RandomCase(seed: seed)
            scenario.log.layout = .perStream
            if format == .kafkaDump { scenario.nameAllArrivals() }
            let expected = try EngineRun.rows(of: scenario, in: folder)
            let found = try EngineRun.rows(of: scenario, format: format, in: folder)
            let difference =
                expected.stream.firstDifference(to: found.stream)
                ?? expected.truth.firstDifference(
                    to: found.truth, in: OracleRows.names + [OracleRows.differences])
            if let difference {
                Issue.record("seed \(seed), \(format.rawValue): \(difference)")
                return
            }
        }
    }

    /// Batches of a few records, so that each boundary is one between batches; sorters that keep
    /// no more in memory than one batch; a thread that reads ahead.
    @Test(arguments: [1, 2, 5])
    func rowsDoNotDependOnBatchesSortersAndThreads(batchSize: Int) throws {
        let folder = try ScratchFolder()
        var sorted = 0
        var truthSorted = 0
        for seed in RandomCases.seeds(200, or: 60) {
            let scenario = RandomCase(seed: seed)
            let expected = try EngineRun.rows(of: scenario, in: folder)
            let run = BatchedRun(scenario, folder, batchSize: batchSize)
            let found = try run.rows()
            sorted += run.wasSorted ? 1 : 0
            truthSorted += run.truthWasSorted ? 1 : 0
            let difference =
                expected.stream.firstDifference(to: found.stream)
                ?? expected.truth.firstDifference(
                    to: found.truth, in: OracleRows.names + [OracleRows.differences])
            if let difference {
                Issue.record("seed \(seed), batches of \(batchSize): \(difference)")
                return
            }
        }
        // Both ways were taken.
        // Batches of five take in the whole disorder of these small logs.
        if batchSize < 5 { #expect(sorted > 0 && sorted < 200) }
        #expect(truthSorted > 0 && truthSorted < 200)
    }
}

/// What ``Simulator`` does, in batches of a few records.
private final class BatchedRun {
    private let scenario: RandomCase
    private let folder: ScratchFolder
    private let batchSize: Int
    private(set) var wasSorted = false
    /// Beside the stream with hardly anything held back, until the log turns out not to allow it.
    private(set) var truthOrdering = TruthRun.Ordering.beside(window: 800)
    var truthWasSorted: Bool {
        if case .sorted = truthOrdering { return true }
        return false
    }

    init(_ scenario: RandomCase, _ folder: ScratchFolder, batchSize: Int) {
        self.scenario = scenario
        self.folder = folder
        self.batchSize = batchSize
    }

    func rows() throws -> (stream: OracleRows, truth: OracleRows) {
        do {
            return try rows(.optimistic)
        } catch let error as LogError where error.hint?.contains("sorted") ?? false {
            wasSorted = true
            return try rows(.sorted)
        }
    }

    private func rows(_ mode: ArrivalMode) throws -> (stream: OracleRows, truth: OracleRows) {
        let input = try EngineRun.input(scenario.log, .jsonLines, folder)
        let configuration = try EngineRun.configuration(scenario, folder)
        let dimensions = try DimensionLoading.load(configuration.dimensions, input: input)
        let keys = JoinKeys(configuration.join.key, dimensions)
        let sink = CollectingSink()
        func output(_ runID: Int64) -> StageOutput {
            StageOutput(
                rows: {
                    ResultRows(
                        dimensions: dimensions, namedSources: [],
                        writer: RowWriter(runID: runID, sink: sink), profiles: nil)
                }, storesRows: true)
        }
        let outcomes = StreamOutcomes()
        var streamOutput = output(1)
        streamOutput.outcomes = outcomes
        var truthOutput = output(2)
        var rules = TruthComparison.Rules()
        rules.isLeft = configuration.join.kind == .left
        rules.deduplicates = configuration.truthDeduplicates
        let comparison = TruthComparison(outcomes, rules)
        truthOutput.comparison = comparison
        let truth = TruthRun(truthOrdering, comparison, configuration, truthOutput)
        let counting = CountingSource(
            ReadAhead(NumberedSource(try source(input, configuration, mode), keys: keys)),
            truth: truth)
        var pipeline = Pipeline(
            ReferenceStage(configuration, streamOutput), mode: .stream,
            configuration: configuration, outcomes: outcomes)
        let batch = RecordBatch()
        do {
            while try counting.read(into: batch) {
                try pipeline.process(batch)
                try truth.check()
            }
        } catch  where truth.needsSorting {
            truthOrdering = .sorted
            return try rows(mode)
        }
        try pipeline.finish()
        var counts = pipeline.counts
        (counts.clicks.read, counts.checkouts.read) = (counting.clicks, counting.checkouts)
        #expect(counts.imbalance() == nil)
        try pipeline.writeTotals(counts)
        _ = try truth.finish(read: (counting.clicks, counting.checkouts)) { _ in }
        return (sink.rows(ofRun: 1), sink.rows(ofRun: 2))
    }

    private func source(
        _ input: LogInput, _ configuration: RunConfiguration, _ mode: ArrivalMode
    ) throws -> any RecordSource {
        let order = RecordOrder(of: input, disorder: [])
        func open(_ file: LogFile, _ content: LogContent) throws -> any RecordSource {
            let reader = try openLog(
                file, as: content, onBadRecord: .fail,
                needsClickProduct: configuration.join.key == .userAndProduct)
            return OrderedSource(
                Rebatched(reader, batchSize), named: file.name, order: order, mode: mode,
                memoryLimit: 1)
        }
        switch input {
        case .combined(let log): return try open(log, .combined)
        case .perStream(let clicks, let checkouts):
            return Rebatched(
                MergedSource(
                    try open(clicks, .clicks), try open(checkouts, .checkouts), order: order),
                batchSize)
        case .kafkaDump, .generated, .world:
            throw LogError(.system, file: "case", reason: "a case has no such input")
        }
    }
}

/// Gives the records of a source in batches of a few.
private final class Rebatched: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    private let batchSize: Int
    private let whole = RecordBatch()
    private var place = 0

    init(_ source: any RecordSource, _ batchSize: Int) {
        self.source = source
        self.batchSize = batchSize
    }

    func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        if place == whole.records.count {
            place = 0
            guard try source.read(into: whole) else { return false }
        }
        whole.text.withUnsafeBufferPointer { text in
            for record in whole.records[place...].prefix(batchSize) {
                batch.append(record, text: record.contents(in: text))
                place += 1
            }
        }
        return true
    }
}
