import EventLogs
import Simulation
import Streaming
import Testing

/// Small logs whose measures were worked out by hand. Times in seconds in the comments.
@Suite struct MeasureTests {
    /// A click and a checkout a user; the second user's click comes 8 s behind a later one, the
    /// third user's checkout 3 s behind.
    private static let log = """
        {"stream": "clicks", "click_id": "c1", "user_id": "u1", "source": "A", "click_timestamp": 100000, "arrival_timestamp": 100000}
        {"stream": "checkouts", "checkout_id": "k1", "user_id": "u1", "checkout_timestamp": 101000, "arrival_timestamp": 101000}
        {"stream": "clicks", "click_id": "c3", "user_id": "u3", "source": "B", "click_timestamp": 110000, "arrival_timestamp": 110000}
        {"stream": "clicks", "click_id": "c2", "user_id": "u2", "source": "A", "click_timestamp": 102000, "arrival_timestamp": 111000}
        {"stream": "checkouts", "checkout_id": "k2", "user_id": "u2", "checkout_timestamp": 112000, "arrival_timestamp": 112000}
        {"stream": "clicks", "click_id": "c4", "user_id": "u4", "source": "B", "click_timestamp": 130000, "arrival_timestamp": 130000}
        {"stream": "checkouts", "checkout_id": "k4", "user_id": "u4", "checkout_timestamp": 131000, "arrival_timestamp": 131000}
        {"stream": "checkouts", "checkout_id": "k3", "user_id": "u3", "checkout_timestamp": 128000, "arrival_timestamp": 132000}

        """

    private static func simulator(
        _ folder: ScratchFolder, delay: Int64 = 0, lateness: Int64 = 0
    ) throws -> Simulator {
        var configuration = RunConfiguration()
        for watermark in [
            \RunConfiguration.clicksWatermark, \RunConfiguration.checkoutsWatermark,
        ] {
            configuration[keyPath: watermark].delay = Milliseconds(delay)
            configuration[keyPath: watermark].allowedLateness = Milliseconds(lateness)
        }
        return Simulator(
            input: .combined(try folder.write(log, to: "log.jsonl")), configuration: configuration)
    }

    @Test func linesThatAreNoRecordsAreCounted() throws {
        let folder = try ScratchFolder()
        var simulator = try Self.simulator(folder)
        simulator.input = .combined(
            try folder.write("nonsense\n" + Self.log + "{}\n", to: "bad.jsonl"))
        simulator.onBadRecord = .skip
        #expect(try simulator.measure().linesRejected == 2)
        #expect(try simulator.delayCurve().measures(at: .zero).linesRejected == 2)
    }

    /// The input stops: W of the join is 130 less the delay, so that waiting 8 s for c2 leaves k3 at
    /// 128 undecided, as k4 at 131 always is. Taking late records in corrects k2 and k3.
    @Test func whereNoDelayWillDoLatenessMay() throws {
        let folder = try ScratchFolder()
        var simulator = try Self.simulator(folder)
        simulator.configuration.endOfInput = .stop
        let tuning = try simulator.tune(acceptE9: 750_000_000)
        #expect(tuning.waiting == nil)
        #expect(tuning.best?.measures.same == 2)
        #expect(tuning.correcting?.delay == .zero)
        #expect(tuning.correcting?.allowedLateness == Milliseconds(8_000))
        #expect(tuning.correcting?.measures.same == 3)
        #expect(try simulator.tune(acceptE9: 750_000_001).correcting == nil)
        // What is allowed already counts.
        simulator = try Self.simulator(folder, lateness: 2000)
        simulator.configuration.endOfInput = .stop
        let more = try simulator.tune(acceptE9: 750_000_000)
        #expect(more.present.measures.same == 1)
        #expect(more.correcting?.allowedLateness == Milliseconds(8_000))
        #expect(more.correcting?.measures.same == 3)
    }

    /// A copy that comes when its stream has ended is late whatever is waited for.
    @Test func noLatenessReachesBehindTheEnd() throws {
        let folder = try ScratchFolder()
        var simulator = try Self.simulator(folder)
        simulator.input = .combined(
            try folder.write(
                Self.log + """
                    {"control": "end_of_stream", "stream": "clicks"}
                    {"stream": "clicks", "click_id": "c5", "user_id": "u4", "source": "B", "click_timestamp": 130500, "arrival_timestamp": 134000}

                    """, to: "ended.jsonl"))
        simulator.configuration.endOfInput = .stop
        let tuning = try simulator.tune(acceptE9: 1_000_000_000)
        #expect(tuning.waiting == nil && tuning.correcting == nil)
    }

    @Test func aRunIsMeasured() throws {
        let folder = try ScratchFolder()
        let measures = try Self.simulator(folder).measure()
        #expect(measures.checkouts == 4)
        // k2 loses its late click c2; k3 itself is late.
        #expect(measures.different == 2)
        #expect((measures.clicksLate, measures.checkoutsLate) == (1, 1))
        // k1 (101) comes out when both watermarks are beyond it: with k2 at 112, 11 s later. k2
        // (112): with k4 at 131, 19 s later. k4 (131) only with the end, k3 never.
        let latency = try #require(measures.latency)
        #expect((latency.p50, latency.p95, latency.max) == (11_000, 19_000, 19_000))
        #expect((latency.results, latency.atEnd) == (2, 1))
        // No amounts without products.
        #expect(measures.revenueE4 == nil && measures.revenueDifferentE4 == nil)
    }

    @Test func theCurveTellsWhatEachRecordNeeds() throws {
        let folder = try ScratchFolder()
        let curve = try Self.simulator(folder).delayCurve()
        // c2 needs 110 − 102 = 8 s, k3 needs 131 − 128 = 3 s.
        let expected: [(delay: Int64, late: Int64, different: Int64)] = [
            (0, 2, 2), (2999, 2, 2), (3000, 1, 1), (7999, 1, 1), (8000, 0, 0), (60_000, 0, 0),
        ]
        for (delay, late, different) in expected {
            let measures = curve.measures(at: Milliseconds(delay))
            #expect(measures.late == late && measures.different == different, "delay \(delay) ms")
        }
        #expect(curve.smallestDelay(acceptE9: 500_000_000) == .zero)
        #expect(curve.smallestDelay(acceptE9: 750_000_000) == Milliseconds(3000))
        #expect(curve.smallestDelay(acceptE9: 750_000_001) == Milliseconds(8000))
        #expect(curve.best().delay == Milliseconds(8000))
    }

    @Test func tuningWaitsLongerOrCorrectsLater() throws {
        let folder = try ScratchFolder()
        let tuning = try Self.simulator(folder, delay: 1000).tune(acceptE9: 1_000_000_000)
        #expect(tuning.method == .curve)
        #expect(tuning.present.measures.different == 2)
        #expect(tuning.waiting?.delay == Milliseconds(8000))
        #expect(tuning.waiting?.measures.different == 0)
        // Acceptance goes by the sum: 1 s of delay and 7 s of lateness.
        #expect(tuning.correcting?.delay == Milliseconds(1000))
        #expect(tuning.correcting?.allowedLateness == Milliseconds(7000))
        #expect(tuning.correcting?.measures.different == 0)
        #expect(tuning.best == nil)
    }

    @Test func aDelayThatIsTooLongCanBeShortened() throws {
        let folder = try ScratchFolder()
        let tuning = try Self.simulator(folder, delay: 30_000).tune(acceptE9: 1_000_000_000)
        #expect(tuning.waiting?.delay == Milliseconds(8000))
        #expect(tuning.correcting == nil)
    }

    @Test func whatIsLostNoDelayBringsBack() throws {
        let folder = try ScratchFolder()
        var simulator = try Self.simulator(folder)
        simulator.configuration.disorder = [
            Disturbance(stream: .checkouts, effect: .drop(share: .all))
        ]
        let tuning = try simulator.tune(acceptE9: 500_000_000)
        #expect(tuning.waiting == nil)
        #expect(tuning.best?.measures.same == 0)
    }

    @Test func bisectionFindsWhatTheCurveFinds() throws {
        let folder = try ScratchFolder()
        var simulator = try Self.simulator(folder)
        // The same outcome, but no proof.
        simulator.configuration.deduplicate = .untilReached
        let bisected = try simulator.tune(acceptE9: 1_000_000_000)
        #expect(bisected.waiting?.delay == Milliseconds(8000))
        guard case .bisection(_, .idsForgotten) = bisected.method else {
            Issue.record("\(bisected.method)")
            return
        }
        // Waiting could count an id once more.
        simulator.configuration.deduplicate = false
        let scanned = try simulator.tune(acceptE9: 1_000_000_000)
        #expect(scanned.waiting?.delay == Milliseconds(8000))
        if case .scan(_, true, .duplicatesKept) = scanned.method { return }
        Issue.record("\(scanned.method)")
    }

    @Test func theBootstrapIsTheSameForTheSameSeed() throws {
        let folder = try ScratchFolder()
        let curve = try Self.simulator(folder).delayCurve()
        let at = Milliseconds(3000)
        let first = curve.bootstrap(at: at, acceptE9: 750_000_000, seed: 1)
        #expect(first == curve.bootstrap(at: at, acceptE9: 750_000_000, seed: 1))
        let bootstrap = try #require(first)
        #expect(bootstrap.users == 4)
        // Of four users one is wrong at 3 s: from none to three of four draws are that one in 95 %.
        #expect(bootstrap.completenessE9.low == 250_000_000)
        #expect(bootstrap.completenessE9.high == 1_000_000_000)
        #expect(bootstrap.smallestDelay.low == .zero)
        #expect(bootstrap.smallestDelay.high == Milliseconds(8000))
    }

    @Test(arguments: [1, 2, 5]) func parallelRunsComeInOrder(threads: Int) {
        let doubled = ParallelMap.run(Array(0..<100), threads: threads) { $0 * 2 }
        #expect(doubled == (0..<100).map { $0 * 2 })
        #expect(ParallelMap.run([Int](), threads: threads) { $0 } == [])
    }
}
