import Testing

@testable import Streaming

/// Random traces through each engine and through its rules over plain arrays.
@Suite struct EnginePropertyTests {
    static let seeds = Array(UInt64(1)...40)

    /// Small worlds: few keys, times that repeat and go back, watermarks now and then.
    private struct World {
        var random: RandomSequence
        let bounds: JoinBounds
        let reach: JoinReach
        let extra: Int64
        let keys: UInt64
        let spread: UInt64

        /// `isAnywhere`: the window may lie wholly before or behind the checkout, and have one
        /// strict end.
        init(seed: UInt64, isAnywhere: Bool = false) {
            random = RandomSequence(seed: seed, purpose: "engine worlds")
            var bounds = JoinBounds(
                lookback: Milliseconds(Int64(random.below(200))),
                lookahead: Milliseconds(random.below(2) == 0 ? 0 : Int64(random.below(60))),
                isInclusive: random.below(4) > 0)
            if isAnywhere {
                let start = Int64(random.below(300)) - 100
                bounds.lookback = Milliseconds(start)
                bounds.lookahead = Milliseconds(Int64(random.below(150)) - start)
                bounds.includesUpper = random.below(2) == 0
            }
            self.bounds = bounds
            reach = JoinReach(bounds)
            extra = random.below(2) == 0 ? 0 : Int64(random.below(50))
            keys = 1 + random.below(6)
            spread = 1 + random.below(300)
        }
    }

    private func compare<Engine: IntervalJoinEngine & ~Copyable, Slow: SlowEngine>(
        _ engine: inout Engine, _ slow: inout Slow, _ world: World, seed: UInt64,
        restarts: Bool = false, conditions: Bool = false
    ) {
        var random = world.random
        var watermark = Int64.min
        var now: Int64 = 1_000
        var released: [Int32: Int] = [:]
        var mentionedAfter = 0
        var put: Set<Int32> = []
        var checkouts: Set<Int32> = []
        var excluded: Set<Int32> = []
        for handle in Int32(1)...600 {
            var wanted: [String] = []
            now += Int64(random.below(20))
            let time = max(1, now - Int64(random.below(world.spread)))
            let key = UInt32(random.below(world.keys))
            let isClick = random.below(3) > 0
            let isUnmatchable = conditions && random.below(5) == 0
            if isUnmatchable, isClick {
                slow.skip()
                engine.skip()
            } else if isUnmatchable {
                checkouts.insert(handle)
                wanted += slow.addUnmatchable(handle, time)
                engine.addUnmatchable(handle, time: EventTime(milliseconds: time))
            } else {
                wanted += slow.add(isClick: isClick, handle, time, key)
            }
            if isUnmatchable {
                // It is in already.
            } else if isClick {
                engine.addClick(handle, time: EventTime(milliseconds: time), key: key)
            } else {
                checkouts.insert(handle)
                engine.addCheckout(handle, time: EventTime(milliseconds: time), key: key)
            }
            if random.below(4) == 0 {
                let next = handle == 600 ? .max : now - Int64(random.below(world.spread))
                if next > watermark {
                    watermark = next
                    wanted += slow.advance(watermark)
                    engine.advance(to: Watermark(rawValue: watermark))
                }
            }
            if restarts, random.below(40) == 0 {
                slow.restart()
                engine.restart()
                watermark = .min
            }
            if random.below(7) == 0 {
                wanted += slow.endBatch()
                engine.endBatch()
            }
            let output = engine.output
            var got: [String] = []
            for row in output.rows {
                got.append(
                    "\(row.checkout)-\(row.isPad ? "-" : row.hidesClick ? "+" : String(row.click))"
                        + (row.isRetraction ? " back" : ""))
                if !row.isUnmatchedClick { put.insert(row.checkout) }
                if released[row.checkout] != nil || released[row.click] != nil {
                    mentionedAfter += 1
                }
            }
            guard got.sorted() == wanted.sorted() else {
                Issue.record("seed \(seed), record \(handle): \(got) instead of \(wanted)")
                return
            }
            for record in output.dropped where record.isExcluded { excluded.insert(record.handle) }
            for gone in output.releasedClicks + output.releasedCheckouts {
                released[gone, default: 0] += 1
            }
            engine.clear()
            if handle % 8 == 0 { engine.checkInvariants() }
            if slow.held.clicks >= 0, random.below(5) == 0 { endOfStep(&engine, slow, seed) }
        }
        #expect(mentionedAfter == 0, "seed \(seed): a row after a release")
        #expect(released.values.allSatisfy { $0 == 1 }, "seed \(seed): released twice")
        let pending = Set(engine.pendingCheckouts)
        #expect(pending.isDisjoint(with: put), "seed \(seed): pending and put out")
        #expect(pending.isDisjoint(with: excluded), "seed \(seed): pending and dropped")
        // A checkout that is neither pending nor dropped was put out, or left without a match.
        for checkout in checkouts.subtracting(pending).subtracting(excluded).subtracting(put) {
            #expect(released[checkout] == 1, "seed \(seed): checkout \(checkout) is lost")
        }
    }

    private func endOfStep<Engine: IntervalJoinEngine & ~Copyable, Slow: SlowEngine>(
        _ engine: inout Engine, _ slow: Slow, _ seed: UInt64
    ) {
        let held = slow.held
        #expect(engine.clicksHeld.now == held.clicks, "seed \(seed)")
        #expect(engine.checkoutsHeld.now == held.checkouts, "seed \(seed)")
    }

    @Test(arguments: seeds) func flinkSQLKeepsItsRules(seed: UInt64) {
        let world = World(seed: seed)
        if world.reach.isEmpty { return }
        var engine = FlinkSQLJoin(
            bounds: world.bounds, isLeft: true, minCleanup: Milliseconds(world.extra))
        var slow = SlowFlinkSQL(
            before: world.reach.before, after: world.reach.after, minCleanup: world.extra)
        compare(&engine, &slow, world, seed: seed)
    }

    @Test(arguments: seeds) func flinkSQLPadsBothSidesOfAnyWindow(seed: UInt64) {
        let world = World(seed: seed, isAnywhere: true)
        if world.reach.isEmpty { return }
        var engine = FlinkSQLJoin(
            reach: world.reach, kind: .full, minCleanup: Milliseconds(world.extra))
        engine.nullKey = UInt32(seed % 3)
        var slow = SlowFlinkSQL(
            before: world.reach.before, after: world.reach.after, minCleanup: world.extra,
            padsClicks: true, nullKey: engine.nullKey)
        compare(&engine, &slow, world, seed: seed)
    }

    @Test(arguments: seeds) func flinkDataStreamKeepsItsRules(seed: UInt64) {
        let world = World(seed: seed, isAnywhere: seed.isMultiple(of: 2))
        var engine = FlinkDataStreamJoin(bounds: world.bounds)
        var slow = SlowFlinkDataStream(before: world.reach.before, after: world.reach.after)
        compare(&engine, &slow, world, seed: seed)
    }

    @Test(arguments: seeds) func kafkaStreamsKeepsItsRules(seed: UInt64) {
        let world = World(seed: seed)
        if world.reach.isEmpty { return }
        var engine = KafkaStreamsJoin(
            bounds: world.bounds, isLeft: true, grace: Milliseconds(world.extra))
        if seed.isMultiple(of: 2) { engine.nullKey = 0 }
        var slow = SlowKafkaStreams(
            before: world.reach.before, after: world.reach.after, grace: world.extra,
            nullKey: engine.nullKey)
        compare(&engine, &slow, world, seed: seed)
    }

    @Test(arguments: seeds) func sparkKeepsItsRulesAtTheTicksOfABusyStream(seed: UInt64) {
        let world = World(seed: seed, isAnywhere: true)
        if world.reach.isEmpty { return }
        let delay = Milliseconds(world.extra)
        var engine = SparkJoin(
            bounds: world.bounds, kind: .full, clicksDelay: delay, checkoutsDelay: delay,
            isLeftIdle: false)
        var slow = SlowSpark(
            before: world.reach.before, after: world.reach.after, delay: world.extra,
            noDataBatches: true)
        slow.padsClicks = true
        slow.isLeftIdle = false
        compare(&engine, &slow, world, seed: seed)
    }

    @Test(arguments: seeds) func sparkKeepsItsRules(seed: UInt64) {
        let world = World(seed: seed)
        if world.reach.isEmpty { return }
        let noDataBatches = seed.isMultiple(of: 2)
        let delay = Milliseconds(world.extra)
        var engine = SparkJoin(
            bounds: world.bounds, isLeft: true, clicksDelay: delay, checkoutsDelay: delay,
            noDataBatches: noDataBatches)
        var slow = SlowSpark(
            before: world.reach.before, after: world.reach.after, delay: world.extra,
            noDataBatches: noDataBatches)
        compare(&engine, &slow, world, seed: seed)
    }

    @Test(arguments: seeds) func sparkKeepsItsRulesThroughRestartsAndConditions(seed: UInt64) {
        let world = World(seed: seed, isAnywhere: true)
        if world.reach.isEmpty { return }
        let delay = Milliseconds(world.extra)
        let kind = [JoinKind.left, .inner, .semi, .full][Int(seed % 4)]
        var engine = SparkJoin(
            bounds: world.bounds, kind: kind, clicksDelay: delay, checkoutsDelay: delay,
            isLeftIdle: seed.isMultiple(of: 3))
        var slow = SlowSpark(
            before: world.reach.before, after: world.reach.after, delay: world.extra,
            noDataBatches: true)
        slow.padsClicks = kind == .full
        slow.padsCheckouts = kind == .left || kind == .full
        slow.isSemi = kind == .semi
        slow.isLeftIdle = seed.isMultiple(of: 3)
        compare(&engine, &slow, world, seed: seed, restarts: true, conditions: true)
    }

    @Test(arguments: seeds) func flinkKeepsItsRulesThroughRestarts(seed: UInt64) {
        let world = World(seed: seed)
        if world.reach.isEmpty { return }
        var engine = FlinkSQLJoin(
            bounds: world.bounds, isLeft: true, minCleanup: Milliseconds(world.extra))
        var slow = SlowFlinkSQL(
            before: world.reach.before, after: world.reach.after, minCleanup: world.extra)
        compare(&engine, &slow, world, seed: seed, restarts: true)
        var stream = FlinkDataStreamJoin(bounds: world.bounds)
        var slowStream = SlowFlinkDataStream(
            before: world.reach.before, after: world.reach.after)
        compare(&stream, &slowStream, world, seed: seed, restarts: true)
    }

    @Test(arguments: seeds) func quixStreamsKeepsItsRules(seed: UInt64) {
        let world = World(seed: seed)
        let every = 1 + Int(seed % 9)
        let grace = Milliseconds(world.bounds.lookback.count + world.extra)
        var engine = QuixStreamsJoin(
            seed.isMultiple(of: 3) ? .asOf : .interval, backward: world.bounds.lookback,
            forward: world.bounds.lookahead, grace: grace, checkpointRecords: every)
        var slow = SlowQuixStreams(
            backward: world.bounds.lookback.count, forward: world.bounds.lookahead.count,
            grace: grace.count, isAsOf: seed.isMultiple(of: 3), every: every)
        compare(&engine, &slow, world, seed: seed)
    }

    @Test(arguments: seeds) func pathwayKeepsItsRules(seed: UInt64) {
        let world = World(seed: seed)
        if world.reach.isEmpty { return }
        let size = 1 + Int(seed % 5)
        let cutoff = seed.isMultiple(of: 7) ? nil : world.extra * 3
        var engine = PathwayJoin(
            reach: world.reach, cutoff: cutoff.map { Milliseconds($0) },
            keepsResults: seed.isMultiple(of: 2), batchRecords: size)
        var slow = SlowPathway(
            before: world.reach.before, after: world.reach.after, cutoff: cutoff,
            keepsResults: seed.isMultiple(of: 2), size: size)
        compare(&engine, &slow, world, seed: seed)
    }
}
