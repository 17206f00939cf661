import Attribution
import EventLogs
import Simulation
import Streaming
import Testing

@testable import Worlds

@Suite("Worlds as inputs of a run")
struct WorldRunTests {
    private typealias Entry = (EventRecord, id: String, quantity: Int64?)

    private func records(_ input: CausalInput) throws -> [Entry] {
        let source = try input.source()
        let batch = RecordBatch()
        var all: [Entry] = []
        while try source.read(into: batch) {
            batch.text.withUnsafeBufferPointer { text in
                for record in batch.records {
                    all.append(
                        (
                            record, String(decoding: record.id(in: text), as: UTF8.self),
                            record.numbers(in: text).quantity
                        ))
                }
            }
        }
        return all
    }

    private func input(_ seed: UInt64) -> CausalInput {
        var input = CausalInput()
        input.world = CausalWorldTests.shop(seed)
        return input
    }

    @Test("records come in time order, with ids of their own", arguments: [1, 2, 3] as [UInt64])
    func order(_ seed: UInt64) throws {
        let all = try records(input(seed))
        #expect(all.count > 100)
        #expect(Set(all.map(\.id)).count == all.count)
        for (a, b) in zip(all, all.dropFirst()) {
            #expect(a.0.eventTime <= b.0.eventTime, "seed \(seed)")
        }
        for stream in EventStream.allCases {
            let own = all.filter { $0.0.stream == stream }.map(\.0.index)
            #expect(own == (0..<UInt32(own.count)).map { $0 })
        }
    }

    @Test(
        "the log of a twin is the log without what the switch causes",
        arguments: 1...5 as ClosedRange<UInt64>, 0...2)
    func twins(_ seed: UInt64, _ off: Int) throws {
        var twin = input(seed)
        let whole = try records(twin)
        twin.off = [off]
        let rest = try records(twin)
        let kept = Set(rest.map(\.id))
        // The same records in the same order, at the same times, under the same ids.
        let left = whole.filter { kept.contains($0.id) }
        #expect(left.map(\.id) == rest.map(\.id), "seed \(seed)")
        #expect(left.map(\.0.eventTime) == rest.map(\.0.eventTime), "seed \(seed)")
        #expect(left.map(\.quantity) == rest.map(\.quantity), "seed \(seed)")
        let truth = try twin.truth()
        let lost =
            whole.count { $0.0.stream == .checkouts } - rest.count { $0.0.stream == .checkouts }
        #expect(truth.incrementalConversions(of: off) == Int64(lost), "seed \(seed)")
    }

    @Test("revenue of the run is the world's, to the cent")
    func revenue() throws {
        let input = input(4)
        var configuration = RunConfiguration()
        configuration.join.bounds.lookback = Milliseconds(30 * CausalWorld.day)
        let sink = TotalsSink()
        _ = try Simulator(input: .world(input), configuration: configuration).run(into: sink)
        let truth = try input.truth()
        #expect(sink.revenue == truth.revenue[truth.all])
        #expect(sink.worldLines == truth.lines.map(\.numbers))
        #expect(sink.manifest["world: Shapley"] == "exact, over all 2^3 on/off worlds")
        #expect(sink.manifest["world: seed"] == "4")
    }

    @Test("integer Shapley values are the real ones, rounded, for every player count")
    func shapley() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let truth = try input(seed).truth()
            for (exact, real) in zip(truth.shapleyConversionsE9, truth.shapleyConversions) {
                #expect(abs(Double(exact) - real * 1e9) < 2, "seed \(seed)")
            }
            let sum = truth.shapleyRevenue.reduce(0, +)
            let lift = truth.revenue[truth.all] - truth.revenue[0]
            #expect(abs(sum - lift) <= 2, "seed \(seed)")
        }
    }

    @Test("a world's own models: the one that knows the only cause comes nearest")
    func comparison() throws {
        var input = CausalInput()
        input.world.users = 150
        input.world.baseline = 0
        input.world.propensitySpread = 0
        var cause = CausalSource(name: "cause")
        cause.exposuresPerDay = 0.1
        cause.immediate = CausalWorld.Effect(conversions: 0.3, halfLife: CausalWorld.hour)
        var noise = CausalSource(name: "noise")
        noise.exposuresPerDay = 0.1
        input.world.sources = [cause, noise]
        var configuration = RunConfiguration()
        configuration.join.bounds.lookback = Milliseconds(CausalWorld.day)
        let models = ComparedModels(rules: [.lastClick, .linear], dataDriven: [.markov1])
        let comparison = try WorldComparison(
            input, configuration, models, seeds: 3, reference: .incremental,
            trials: [
                WorldComparison.Trial(
                    setting: "join.lookback", values: [("1d", configuration)])
            ])
        #expect(comparison.seeds == [1, 2, 3])
        #expect(comparison.baseline.mean == 0)
        #expect(comparison.sources[0].incremental.mean == comparison.conversions.mean)
        #expect(comparison.sources[1].incremental.mean == 0)
        // Every conversion is the cause's: over-credit is at most 1, and never above.
        for model in comparison.models {
            #expect(model.bias[0].mean <= 0)
            #expect(model.bias[1].mean >= 0)
            #expect((model.overCredit[0]?.mean ?? 2) <= 1)
            #expect(model.overCredit[1] == nil)
            #expect(model.tau?.mean == 1)
        }
        // The same configuration gives the same errors.
        #expect(
            comparison.variations[0].shareErrors.map { $0[0]?.mean }
                == comparison.models.map { $0.shareError?.mean })
    }
}

/// Adds up what the tests above look at.
private final class TotalsSink: RowSink, @unchecked Sendable {
    var revenue: Int64 = 0
    var worldLines: [[Int64]] = []
    var manifest: [String: String] = [:]

    func write(_ batch: RowBatch) throws(SinkError) {
        for start in stride(from: 0, to: batch.cells.count, by: batch.columnCount) {
            let row = batch.cells[start..<start + batch.columnCount].map(\.value)
            if batch.table == .sourceCredit, row[0] == 1 { revenue += row[4] }
            if batch.table == .runManifest {
                let texts = batch.cells[start..<start + batch.columnCount].suffix(2).map { cell in
                    String(
                        decoding: batch.text[Int(cell.value)...].prefix(Int(cell.length)),
                        as: UTF8.self)
                }
                manifest[texts[0]] = texts[1]
            }
            if batch.table == .worldTruth { worldLines.append(Array(row[2...])) }
        }
    }

    func discardAll() throws(SinkError) {}
}
