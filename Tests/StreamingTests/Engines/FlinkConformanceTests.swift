import Testing

@testable import Streaming

/// Two streams' largest event times, as Flink's sources see them.
struct FlinkSources {
    let delay: Milliseconds
    let rule: WatermarkRule
    private var clicks = Watermark.unset
    private var checkouts = Watermark.unset
    private(set) var watermark = Watermark.unset

    init(delay: Int64, rule: WatermarkRule) {
        self.delay = Milliseconds(delay)
        self.rule = rule
    }

    /// - Returns: whether the join's watermark has moved.
    mutating func observe(isClick: Bool, _ time: EventTime) -> Bool {
        move(isClick: isClick, Watermark(time) - delay)
    }

    mutating func end(isClick: Bool) -> Bool { move(isClick: isClick, .end) }

    private mutating func move(isClick: Bool, _ new: Watermark) -> Bool {
        if isClick { clicks = max(clicks, new) } else { checkouts = max(checkouts, new) }
        let least = rule.apply(to: min(clicks, checkouts))
        if least <= watermark { return false }
        watermark = least
        return true
    }
}

/// An attributed table of a recorded run, with the partitions that it is ranked by.
private struct Ranked: ~Copyable {
    var ranker: FlinkRanker
    let byUser: Bool
    var changelog: [String] = []
    var table: [UInt32: JoinRow] = [:]

    init(_ ranking: FlinkRanker.Ranking, _ order: RankingOrder, byUser: Bool) {
        ranker = FlinkRanker(ranking, order)
        self.byUser = byUser
    }

    mutating func take(_ row: JoinRow, from run: borrowing FlinkSQLRun) {
        let click = row.isPad ? nil : run.records[row.click]
        var partition: UInt32?
        if !byUser {
            partition = run.ids[row.checkout]
        } else if !row.isPad {
            partition = run.keys[row.click]
        }
        ranker.add(row, partition: partition, clickTime: click?.time)
        for change in ranker.changes {
            let word = change.kind?.name.description ?? "unsaid"
            changelog.append("\(run.step) \(word) \(FlinkSQLRun.words(change.row))")
        }
        if let kept = ranker.row(of: partition) { table[partition ?? .max] = kept }
        ranker.clear()
    }

    var final: [String] {
        table.values.sorted { ($0.checkout, $0.click) < ($1.checkout, $1.click) }
            .map(FlinkSQLRun.words)
    }
}

/// One trace through flink-sql.
private struct FlinkSQLRun: ~Copyable {
    var join: FlinkSQLJoin
    var records: [Int32: TraceLine] = [:]
    var keys: [Int32: UInt32] = [:]
    var ids: [Int32: UInt32] = [:]
    var step: Int32 = 0
    var rows: [String] = []
    var watermarks: [String] = []
    var releases: [String: Int] = [:]
    var lastMention: [String: Int] = [:]

    init(lookback: Int64, isLeft: Bool) {
        join = FlinkSQLJoin(
            bounds: JoinBounds(lookback: Milliseconds(lookback)), isLeft: isLeft)
    }

    static func words(_ row: JoinRow) -> String {
        "\(row.checkout) \(row.isPad ? "-" : String(row.click))"
    }

    mutating func run(
        _ trace: [TraceLine], delay: Int64, each: (JoinRow, borrowing FlinkSQLRun) -> Void
    ) {
        var sources = FlinkSources(delay: delay, rule: FlinkSQLJoin.watermarkRule)
        var users = Numbering()
        var names = Numbering()
        for line in trace {
            step = line.seq
            records[line.seq] = line
            keys[line.seq] = users.number(line.user)
            if !line.isClick { ids[line.seq] = names.number(line.id) }
            let key = users.number(line.user)
            if line.isClick {
                join.addClick(line.seq, time: line.time, key: key)
            } else {
                join.addCheckout(line.seq, time: line.time, key: key)
            }
            drain(each)
            if sources.observe(isClick: line.isClick, line.time) {
                advance(sources.watermark, each)
            }
            join.checkInvariants()
        }
        for (end, isClick) in [(Int32(1_000_001), true), (1_000_002, false)] {
            step = end
            if sources.end(isClick: isClick) { advance(sources.watermark, each) }
        }
    }

    private mutating func advance(
        _ watermark: Watermark, _ each: (JoinRow, borrowing FlinkSQLRun) -> Void
    ) {
        watermarks.append("\(step) \(watermark.rawValue)")
        join.advance(to: watermark)
        drain(each)
    }

    private mutating func drain(_ each: (JoinRow, borrowing FlinkSQLRun) -> Void) {
        let output = join.output
        for row in output.rows {
            #expect(releases["k\(row.checkout)"] == nil, "a row after its checkout's release")
            #expect(releases["c\(row.click)"] == nil, "a row after its click's release")
            rows.append("\(step) +I \(Self.words(row))")
            each(row, self)
        }
        for click in output.releasedClicks { releases["c\(click)", default: 0] += 1 }
        for checkout in output.releasedCheckouts { releases["k\(checkout)", default: 0] += 1 }
        join.clear()
    }
}

@Suite struct FlinkConformanceTests {
    static let cases = ConformanceFixtures.cases(.flink)

    @Test func allCasesAreThere() {
        #expect(Self.cases.count == 33)
    }

    @Test(arguments: cases) func sqlDoesWhatFlinkDid(name: String) throws {
        let trace = try ConformanceFixtures.trace(.flink, name)
        let expected = try ConformanceFixtures.expected(.flink, name)
        var compared = 0
        for run in expected.objects("runs") {
            let delay = run.int("delay_ms")
            let lookback = run.int("lookback_ms")
            let place = "\(name), delay \(delay), lookback \(lookback)"

            var inner = FlinkSQLRun(lookback: lookback, isLeft: false)
            inner.run(trace, delay: delay) { _, _ in }
            #expect(inner.rows == run.rows("sql_inner_join"), "inner, \(place)")
            compared += inner.rows.count

            var first = Ranked(.rowTime, .first, byUser: false)
            var last = Ranked(.rowTime, .last, byUser: false)
            var firstCast = Ranked(.cast, .first, byUser: false)
            var lastCast = Ranked(.cast, .last, byUser: false)
            var seed = Ranked(.rowTime, .first, byUser: true)
            var seedCast = Ranked(.cast, .first, byUser: true)
            var left = FlinkSQLRun(lookback: lookback, isLeft: true)
            left.run(trace, delay: delay) { row, run in
                first.take(row, from: run)
                last.take(row, from: run)
                firstCast.take(row, from: run)
                lastCast.take(row, from: run)
                seed.take(row, from: run)
                seedCast.take(row, from: run)
            }
            #expect(left.watermarks == run.rows("sql_watermarks"), "watermarks, \(place)")
            #expect(left.rows == run.rows("sql_left_join"), "left, \(place)")
            compared += left.rows.count
            compared += compare(first, run.object("sql_first_click"), "first, \(place)")
            compared += compare(last, run.object("sql_last_click"), "last, \(place)")
            compared += compare(
                firstCast, run.object("sql_first_click_rank"), "first cast, \(place)")
            compared += compare(lastCast, run.object("sql_last_click_rank"), "last cast, \(place)")
            compared += compare(seed, run.object("sql_seed_verbatim"), "by user, \(place)")
            compared += compare(seedCast, run.object("sql_seed_rank"), "by user cast, \(place)")

            #expect(left.join.clicksHeld.now == 0 && left.join.checkoutsHeld.now == 0, "\(place)")
            #expect(left.join.timersPending == 0 && left.join.pendingCheckouts.isEmpty, "\(place)")
            #expect(left.releases.count == trace.count, "every record is released, \(place)")
            #expect(left.releases.values.allSatisfy { $0 == 1 }, "once, \(place)")
        }
        print(
            "flink-sql \(name): \(expected.objects("runs").count) settings, \(compared) rows agree")
    }

    private func compare(
        _ ranked: borrowing Ranked, _ expected: JSONObject, _ place: String
    ) -> Int {
        #expect(ranked.changelog == expected.rows("changelog"), "changelog, \(place)")
        #expect(ranked.final == expected.rows("final"), "final, \(place)")
        return ranked.changelog.count + ranked.final.count
    }

    @Test(arguments: cases) func dataStreamDoesWhatFlinkDid(name: String) throws {
        let trace = try ConformanceFixtures.trace(.flink, name)
        let expected = try ConformanceFixtures.expected(.flink, name)
        var compared = 0
        for run in expected.objects("runs") {
            let bounds = JoinBounds(lookback: Milliseconds(run.int("lookback_ms")))
            var join = FlinkDataStreamJoin(bounds: bounds)
            var sources = FlinkSources(
                delay: run.int("delay_ms"), rule: FlinkDataStreamJoin.watermarkRule)
            var users = Numbering()
            var rows: [String] = []
            var watermarks: [String] = []
            var late: [String] = []
            var released = Set<String>()
            func drain(_ step: Int32, _ join: inout FlinkDataStreamJoin) {
                for row in join.output.rows {
                    #expect(!released.contains("c\(row.click)"))
                    #expect(!released.contains("k\(row.checkout)"))
                    rows.append("\(step) \(row.checkout) \(row.click)")
                }
                for record in join.output.dropped {
                    late.append("\(record.side) \(step) \(record.handle)")
                }
                for click in join.output.releasedClicks {
                    #expect(released.insert("c\(click)").inserted)
                }
                for checkout in join.output.releasedCheckouts {
                    #expect(released.insert("k\(checkout)").inserted)
                }
                join.clear()
                join.checkInvariants()
            }
            for line in trace {
                let key = users.number(line.user)
                if line.isClick {
                    join.addClick(line.seq, time: line.time, key: key)
                } else {
                    join.addCheckout(line.seq, time: line.time, key: key)
                }
                if sources.observe(isClick: line.isClick, line.time) {
                    watermarks.append("\(line.seq) \(sources.watermark.rawValue)")
                    join.advance(to: sources.watermark)
                }
                drain(line.seq, &join)
            }
            for (step, isClick) in [(Int32(1_000_001), true), (1_000_002, false)]
            where sources.end(isClick: isClick) {
                watermarks.append("\(step) \(sources.watermark.rawValue)")
                join.advance(to: sources.watermark)
                drain(step, &join)
            }
            let place = "\(name), \(run.int("delay_ms")), \(run.int("lookback_ms"))"
            let recorded = run.object("datastream")
            #expect(watermarks == run.rows("ds_watermarks"), "watermarks, \(place)")
            #expect(rows == recorded.rows("joined"), "joined, \(place)")
            #expect(
                late.filter { $0.hasPrefix("click ") }
                    == recorded.rows("late_clicks").map { "click " + $0 }, "\(place)")
            #expect(
                late.filter { $0.hasPrefix("checkout ") }
                    == recorded.rows("late_checkouts").map { "checkout " + $0 }, "\(place)")
            #expect(released.count == trace.count)
            compared += rows.count + late.count
        }
        print("flink-datastream \(name): \(compared) rows and late records agree")
    }
}
