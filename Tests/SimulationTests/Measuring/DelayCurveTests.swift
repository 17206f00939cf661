import Attribution
import EventLogs
import Foundation
import Simulation
import Streaming
import Testing
import Text

/// The curve of all delays, from one run, against a run for each delay.
///
/// `ATTRSIM_SEED=17 swift test --filter DelayCurveTests` replays one case and prints it.
@Suite
struct DelayCurveTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seeds: Range<UInt64> = {
        if let seed = environment["ATTRSIM_SEED"].flatMap({ UInt64($0) }) { return seed..<seed + 1 }
        if let count = environment["ATTRSIM_SEEDS"].flatMap({ UInt64($0) }) { return 0..<count }
        return RandomCases.seeds(120, or: 50)
    }()
    private static let delays: [Int64] = [0, 999, 1000, 1001, 3000, 8000]

    @Test func curveEqualsARunForEachDelay() throws {
        let folder = try ScratchFolder()
        var (curves, latencies, losses) = (0, 0, 0)
        for seed in Self.seeds {
            let scenario = Self.scenario(seed)
            var configuration = try EngineRun.configuration(scenario, folder)
            configuration.disorder = Self.disorder(seed)
            configuration.seed = seed
            if let model = Self.model(seed) { configuration.attribution.model = model }
            if seed % 5 == 2 { configuration.join.clickAgeMax = Milliseconds(2000) }
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            guard let curve = try Self.curve(input, configuration) else { continue }
            curves += 1
            for delay in Self.delays.map({ Milliseconds($0) }) {
                configuration.clicksWatermark.delay = delay
                configuration.checkoutsWatermark.delay = delay
                let run = try Simulator(input: input, configuration: configuration).measure()
                let point = curve.measures(at: delay)
                if run.different > 0 { losses += 1 }
                if point.latency != nil { latencies += 1 }
                let isEqual =
                    point.clicksLate == run.clicksLate && point.checkoutsLate == run.checkoutsLate
                    && point.checkouts == run.checkouts && point.different == run.different
                    && point.revenueE4 == run.revenueE4
                    && point.revenueDifferentE4 == run.revenueDifferentE4
                    && (point.latency == nil
                        || point.latency == run.latency && point.corrections == run.corrections)
                if isEqual { continue }
                Issue.record(
                    """
                    delay \(delay.count) ms
                    curve: \(point)
                    run:   \(run)
                    ATTRSIM_SEED=\(seed) swift test --filter DelayCurveTests
                    \(configuration.disorder) \(scenario.description)
                    """)
                return
            }
        }
        // The cases have to be worth something: most have a curve, many with latencies and losses.
        if Self.seeds.count > 100 {
            #expect(curves * 2 > Self.seeds.count)
            #expect(latencies > Self.seeds.count)
            #expect(losses > Self.seeds.count / 2)
        }
    }

    /// Needs are kept in four bytes, those of 49 days and more beside them.
    @Test(arguments: [4_294_967_293, 4_294_967_294, 4_294_967_295, 4_294_967_296, 6_000_000_000])
    func aNeedOfWeeksIsExact(need: Int64) throws {
        let folder = try ScratchFolder()
        let late = 10_000_000_000 - need
        let log = """
            {"stream": "checkouts", "checkout_id": "k1", "user_id": "u1", "checkout_timestamp": 10000000000}
            {"stream": "clicks", "click_id": "c1", "user_id": "u2", "source": "A", "click_timestamp": 10000000000}
            {"stream": "checkouts", "checkout_id": "k2", "user_id": "u2", "checkout_timestamp": \(late)}

            """
        var input = try folder.write(log, to: "log.jsonl")
        input.timeFormat = .epochMilliseconds
        let simulator = Simulator(
            input: .combined(input), configuration: RunConfiguration())
        let curve = try simulator.delayCurve()
        #expect(curve.smallestDelay(acceptE9: 1_000_000_000) == Milliseconds(need))
        #expect(curve.measures(at: Milliseconds(need - 1)).checkoutsLate == 1)
        #expect(curve.measures(at: Milliseconds(need - 1)).different == 1)
        #expect(curve.measures(at: Milliseconds(need)).checkoutsLate == 0)
        #expect(try simulator.tune(acceptE9: 1_000_000_000).waiting?.delay == Milliseconds(need))
    }

    /// Refunds arrive among the checkouts, and no result is one.
    @Test func refundsHaveNoLatency() throws {
        let folder = try ScratchFolder()
        let log = [
            checkout("k1", "u1", 10, "\"amount\": 10"),
            checkout("r1", "u1", 20, "\"amount\": 10, \"refund_of\": \"k1\""),
            checkout("k2", "u1", 90, "\"amount\": 10"),
        ].map { $0 + "\n" }.joined()
        let simulator = Simulator(
            input: .combined(try folder.write(log, to: "log.jsonl")),
            configuration: RunConfiguration())
        let latency = try simulator.measure().latency
        #expect(latency?.atEnd == 2)
        #expect(try simulator.delayCurve().measures(at: .zero).latency == latency)
    }

    /// What the tuning shows is what runs give that know nothing of a curve.
    @Test func everyLineOfTheTuningIsARun() throws {
        let folder = try ScratchFolder()
        var (waiting, correcting) = (0, 0)
        for seed in Self.seeds where seed % 3 == 1 || Self.seeds.count == 1 {
            let scenario = Self.scenario(seed)
            var configuration = try EngineRun.configuration(scenario, folder)
            configuration.disorder = Self.disorder(seed)
            configuration.seed = seed
            let delay = Milliseconds(Self.delays[Int(seed) % Self.delays.count])
            configuration.clicksWatermark.delay = delay
            configuration.checkoutsWatermark.delay = delay
            let simulator = Simulator(
                input: try EngineRun.input(scenario.log, .jsonLines, folder),
                configuration: configuration)
            let tuning = try simulator.tune(acceptE9: 900_000_000)
            guard tuning.method == .curve else { continue }
            if tuning.waiting != nil { waiting += 1 }
            if tuning.correcting != nil { correcting += 1 }
            for option in [tuning.present, tuning.waiting, tuning.correcting, tuning.best] {
                guard let option else { continue }
                let more = option.allowedLateness.count - tuning.present.allowedLateness.count
                for watermark in [
                    \RunConfiguration.clicksWatermark, \RunConfiguration.checkoutsWatermark,
                ] {
                    var settings = simulator.configuration[keyPath: watermark]
                    settings.delay = option.delay
                    settings.allowedLateness = Milliseconds(settings.allowedLateness.count + more)
                    configuration[keyPath: watermark] = settings
                }
                let run = try Simulator(input: simulator.input, configuration: configuration)
                    .measure()
                let isEqual =
                    option.measures.checkouts == run.checkouts
                    && option.measures.different == run.different
                    && option.measures.clicksLate == run.clicksLate
                    && option.measures.checkoutsLate == run.checkoutsLate
                    && option.measures.latency == run.latency
                    && option.measures.corrections == run.corrections
                    && option.measures.heldMax == run.heldMax
                    && option.measures.revenueE4 == run.revenueE4
                    && option.measures.revenueDifferentE4 == run.revenueDifferentE4
                    && option.measures.warnings == run.warnings
                if isEqual { continue }
                Issue.record(
                    """
                    delay \(option.delay.count) ms, lateness \(option.allowedLateness.count) ms
                    tuning: \(option.measures)
                    run:    \(run)
                    ATTRSIM_SEED=\(seed) swift test --filter DelayCurveTests
                    \(scenario.description)
                    """)
                return
            }
        }
        if Self.seeds.count > 100 {
            #expect(waiting > Self.seeds.count / 12)
            #expect(correcting > 0)
        }
    }

    @Test func smallestDelayIsTheFirstAtWhichARunIsGoodEnough() throws {
        let folder = try ScratchFolder()
        for seed in Self.seeds where seed % 10 == 0 {
            let scenario = Self.scenario(seed)
            let configuration = try EngineRun.configuration(scenario, folder)
            let input = try EngineRun.input(scenario.log, .jsonLines, folder)
            guard let curve = try Self.curve(input, configuration) else { continue }
            for accept in [500_000_000, 900_000_000, 1_000_000_000] as [Int64] {
                func isEnough(_ delay: Int64) -> Bool {
                    curve.measures(at: Milliseconds(delay)).meets(acceptE9: accept)
                }
                // All times lie on whole seconds, one millisecond aside at most.
                let first =
                    ([0] + (1...25).flatMap { second in (-2...2).map { 1000 * second + $0 } })
                    .first(where: isEnough)
                let found = curve.smallestDelay(acceptE9: accept)?.count
                if let found, found > 25_002 {
                    #expect(first == nil && isEnough(found) && !isEnough(found - 1), "\(seed)")
                } else {
                    #expect(found == first, "seed \(seed)")
                }
            }
        }
    }

    @Test func whatTheProofDoesNotCoverIsRefused() throws {
        var configuration = RunConfiguration()
        #expect(configuration.delayCurveObstacle == nil)
        configuration.deduplicate = false
        #expect(configuration.delayCurveObstacle == .duplicatesKept)
        configuration = RunConfiguration()
        configuration.engine = .flinkDataStream(FlinkDataStreamSettings())
        #expect(configuration.delayCurveObstacle == .engine("flink-datastream"))
        configuration = RunConfiguration()
        configuration.checkoutsWatermark.strategy = .scripted
        #expect(configuration.delayCurveObstacle == .strategy(.checkouts))
        configuration = RunConfiguration()
        configuration.checkoutsWatermark.delay = Milliseconds(1)
        #expect(configuration.delayCurveObstacle == .differentDelays)
        configuration = RunConfiguration()
        configuration.disorder = [
            Disturbance(effect: .skew(share: .all, byMilliseconds: 5))
        ]
        #expect(configuration.delayCurveObstacle == .skew)
        configuration = RunConfiguration()
        configuration.attribution.model = .linear
        #expect(configuration.delayCurveObstacle == .model("linear"))
    }

    @Test func anIdWithTwoEventTimesIsRefused() throws {
        let folder = try ScratchFolder()
        let text = """
            {"stream": "clicks", "click_id": "c1", "user_id": "u1", "source": "A", "click_timestamp": 1000}
            {"stream": "clicks", "click_id": "c1", "user_id": "u1", "source": "A", "click_timestamp": 90000}

            """
        let input = LogInput.combined(try folder.write(text, to: "log.jsonl"))
        #expect(throws: DelayCurveError.self) {
            try Simulator(input: input, configuration: RunConfiguration()).delayCurve()
        }
    }

    @Test func anIdWithTwoSourcesOrAmountsIsRefused() throws {
        let folder = try ScratchFolder()
        let text = """
            {"stream": "clicks", "click_id": "c1", "user_id": "u1", "source": "A", "click_timestamp": 1000}
            {"stream": "clicks", "click_id": "c1", "user_id": "u1", "source": "B", "click_timestamp": 1000}

            """
        let input = LogInput.combined(try folder.write(text, to: "log.jsonl"))
        #expect(throws: DelayCurveError.self) {
            try Simulator(input: input, configuration: RunConfiguration()).delayCurve()
        }
        for (amount, isRefused) in [(10, false), (50, true)] {
            let log = [
                checkout("k1", "u1", 10, "\"amount\": 10"),
                checkout("k1", "u1", 10, "\"amount\": \(amount)"),
            ].map { $0 + "\n" }.joined()
            let simulator = Simulator(
                input: .combined(try folder.write(log, to: "\(amount).jsonl")),
                configuration: RunConfiguration())
            #expect((try? simulator.delayCurve()) == nil ? isRefused : !isRefused)
        }
    }

    // MARK: Cases

    /// A random case with one delay for both streams, in which a repeated id mostly repeats the
    /// whole record.
    private static func scenario(_ seed: UInt64) -> RandomCase {
        var scenario = RandomCase(seed: seed)
        scenario.settings.deduplicate = true
        // With ties by arrival there is no curve.
        scenario.settings.tiesByArrival = false
        for path in [\OracleSettings.clicks, \OracleSettings.checkouts] {
            scenario.settings[keyPath: path].strategy = .bounded
            scenario.settings[keyPath: path].delay = 0
            if seed % 3 == 0 {
                scenario.settings[keyPath: path].allowedLateness = 0
                scenario.settings[keyPath: path].idleTimeout = nil
            }
        }
        var firsts: [String: OracleLog.Record] = [:]
        for (place, line) in scenario.log.lines.enumerated() {
            guard case .record(var record) = line else { continue }
            let id = "\(record.stream) \(record.id)"
            if let first = firsts[id], seed % 8 != 7 {
                (record.user, record.product) = (first.user, first.product)
                record.eventTime = first.eventTime
                (record.quantity, record.source) = (first.quantity, first.source)
            }
            firsts[id] = firsts[id] ?? record
            scenario.log.lines[place] = .record(record)
        }
        return scenario
    }

    /// Models beside first and last click, now and then.
    private static func model(_ seed: UInt64) -> RuleModel? {
        switch seed % 9 {
        case 4: .lastNonDirect(direct: ["Google"])
        case 5: .firstOfChosen(["Facebook"], fallback: .unattributed)
        case 6: .lastOfChosen(["Facebook"], fallback: .anyTouch)
        default: nil
        }
    }

    private static func disorder(_ seed: UInt64) -> [Disturbance] {
        let half = Share(billionths: 500_000_000)
        let all: [Disturbance] = [
            Disturbance(effect: .delay(.uniform(min: .zero, max: Milliseconds(4000)))),
            Disturbance(stream: .clicks, effect: .late(share: half, by: Milliseconds(6000))),
            Disturbance(
                effect: .duplicate(
                    share: half, after: .uniform(min: .zero, max: Milliseconds(9000)))
            ),
            Disturbance(effect: .drop(share: Share(billionths: 100_000_000))),
        ]
        return all.enumerated().filter { seed >> (3 + UInt64($0.offset)) & 1 == 1 }.map(\.element)
    }

    /// The curve, `nil` where an id stands for several records.
    private static func curve(
        _ input: LogInput, _ configuration: RunConfiguration
    ) throws -> DelayCurve? {
        do throws(DelayCurveError) {
            return try Simulator(input: input, configuration: configuration).delayCurve()
        } catch {
            if case .obstacle(.conflictingIDs) = error { return nil }
            throw error
        }
    }
}
