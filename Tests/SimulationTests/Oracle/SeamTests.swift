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
        for seed in UInt64(0)..<150 {
            var scenario = RandomCase(seed: seed)
            scenario.log.layout = .perStream
            if format == .kafkaDump { scenario.nameAllArrivals() }
            let expected = try EngineRun.rows(of: scenario, in: folder)
            let found = try EngineRun.rows(of: scenario, format: format, in: folder)
            let difference =
                expected.stream.firstDifference(to: found.stream)
                ?? expected.truth.firstDifference(to: found.truth)
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
        for seed in UInt64(0)..<100 {
            let scenario = RandomCase(seed: seed)
            let expected = try EngineRun.rows(of: scenario, in: folder)
            let run = BatchedRun(scenario, folder, batchSize: batchSize)
            let found = try run.rows()
            sorted += run.wasSorted ? 1 : 0
            let difference =
                expected.stream.firstDifference(to: found.stream)
                ?? expected.truth.firstDifference(to: found.truth)
            if let difference {
                Issue.record("seed \(seed), batches of \(batchSize): \(difference)")
                return
            }
        }
        // Both ways were taken.
        #expect(sorted > 0 && sorted < 100)
    }
}

/// What ``Simulator`` does, in batches of a few records.
private final class BatchedRun {
    private let scenario: RandomCase
    private let folder: ScratchFolder
    private let batchSize: Int
    private(set) var wasSorted = false

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
        let sink = CollectingSink()
        let outcomes = StreamOutcomes()
        let truth = RecordSorter(by: .eventTime, memoryLimit: 1)
        let counting = CountingSource(
            ReadAhead(try source(input, configuration, mode)), truth: truth)

        func run(_ source: any RecordSource, _ runMode: RunMode, runID: Int64) throws {
            let output = StageOutput(
                rows: {
                    ResultRows(
                        dimensions: dimensions, namedSources: [],
                        writer: RowWriter(runID: runID, sink: sink))
                },
                storesRows: true, outcomes: runMode == .stream ? outcomes : nil,
                comparison: runMode == .truth ? TruthComparison(outcomes) : nil)
            var pipeline = Pipeline(
                ReferenceStage(configuration, output), mode: runMode,
                configuration: configuration, outcomes: output.outcomes,
                comparison: output.comparison)
            let batch = RecordBatch()
            while try source.read(into: batch) { try pipeline.process(batch) }
            try pipeline.finish()
            var counts = pipeline.counts
            (counts.clicks.read, counts.checkouts.read) = (counting.clicks, counting.checkouts)
            #expect(counts.imbalance() == nil)
            try pipeline.writeTotals(counts)
        }
        try run(counting, .stream, runID: 1)
        try truth.finish()
        try run(Rebatched(truth, batchSize), .truth, runID: 2)
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
                batch.append(record, text: record.allTexts(in: text))
                place += 1
            }
        }
        return true
    }
}
