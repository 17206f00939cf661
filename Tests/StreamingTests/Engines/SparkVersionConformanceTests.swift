import Testing

@testable import Streaming

/// What Spark 4.3 did beyond the runs of 3.5: joins, bounds, NULLs, restarts, triggers.
@Suite struct SparkVersionConformanceTests {
    static let cases = ConformanceFixtures.cases(.spark43)

    @Test func allCasesAreThere() { #expect(Self.cases.count == 16) }

    @Test(arguments: cases) func batchesHaveTheRowsThatSparkPutOut(name: String) throws {
        let trace = try ConformanceFixtures.trace(.spark43, name)
        let expected = try ConformanceFixtures.expected(.spark43, name)
        var compared = 0
        for run in expected.objects("runs") where !isBeyondTheJoin(run) {
            compared += try compare(run, trace, name)
        }
        print("spark 4.3 \(name): \(compared) rows agree")
    }

    /// Duplicates, filters and aggregates stand in front of the join or behind it.
    private func isBeyondTheJoin(_ run: JSONObject) -> Bool {
        ["dedup", "where", "on", "aggregate"].contains { run.has($0) }
    }

    private func kind(_ name: String) -> JoinKind {
        switch name {
        case "inner": .inner
        case "right": .right
        case "full": .full
        case "semi": .semi
        default: .left
        }
    }

    private func delay(_ run: JSONObject, _ stream: String) -> Milliseconds {
        let own = run.object("delay_ms")
        return Milliseconds(own.has(stream) ? own.int(stream) : run.int("delay_ms"))
    }

    private func compare(_ run: JSONObject, _ trace: [TraceLine], _ name: String) throws -> Int {
        let isBusy = run.string("trigger").hasPrefix("busy")
        var join = SparkJoin(
            bounds: JoinBounds(
                lookback: Milliseconds(run.int("lookback_ms")),
                lookahead: Milliseconds(run.int("lookahead_ms")),
                isInclusive: run.string("bounds") != "exclusive"),
            kind: kind(run.string("join")), clicksDelay: delay(run, "clicks"),
            checkoutsDelay: delay(run, "checkouts"),
            policy: run.string("policy") == "max" ? .max : .min,
            noDataBatches: run.bool("no_data_batches"), isLeftIdle: !isBusy)
        let restarts = run.members["restart_after"] as? [Int32] ?? []
        let restartsAlways = run.string("restart_after") == "every"
        var users = Numbering()
        join.nullKey = users.number("")
        let batches = run.objects("batches")
        var place = 0
        var compared = 0
        for line in trace {
            let key = users.number(line.user)
            if line.isBatch {
                let expected = batches[place]
                place += 1
                let words = "\(name), \(run.members.filter { $0.key != "batches" }), \(line.seq)"
                join.endBatch()
                var batch = join.lastBatch
                compared += join.output.rows.count
                #expect(
                    Self.words(join, batch.rows) == expected.rows("rows").sorted(), "\(words)")
                #expect(batch.dropped == Int(expected.int("dropped")), "dropped, \(words)")
                // At the end of a busy stream a trigger finds nothing.
                if isBusy, place == batches.count {
                    join.clear()
                    join.endBatch()
                    batch = join.lastBatch
                }
                #expect(
                    Self.words(join, batch.noDataRows) == expected.rows("no_data_rows").sorted(),
                    "no data, \(words)")
                #expect(batch.noDataHasRun == expected.bool("no_data_ran"), "\(words)")
                #expect(batch.watermark.rawValue == expected.int("watermark"), "W, \(words)")
                join.clear()
                if restartsAlways || restarts.contains(line.seq) { join.restart() }
            } else if line.isTimeless {
                // Never late, moves nothing, matches nothing, and comes out never.
                continue
            } else if line.isClick {
                join.addClick(line.seq, time: line.time, key: key)
            } else {
                join.addCheckout(line.seq, time: line.time, key: key)
            }
            join.checkInvariants()
        }
        #expect(place == batches.count)
        return compared
    }

    /// Rows as they are recorded: a semi join's have one number.
    private static func words(_ join: borrowing SparkJoin, _ range: Range<Int>) -> [String] {
        join.output.rows[range].map { row in
            if row.hidesClick { return "\(row.checkout)" }
            return "\(row.isUnmatchedClick ? "-" : "\(row.checkout)") "
                + "\(row.isPad ? "-" : "\(row.click)")"
        }.sorted()
    }
}
