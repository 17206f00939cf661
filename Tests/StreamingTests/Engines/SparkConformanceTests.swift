import Testing

@testable import Streaming

@Suite struct SparkConformanceTests {
    static let cases = ConformanceFixtures.cases(.spark)

    @Test func allCasesAreThere() {
        #expect(Self.cases.count == 28)
    }

    @Test(arguments: cases) func sparkDoesWhatSparkDid(name: String) throws {
        let trace = try ConformanceFixtures.trace(.spark, name)
        let expected = try ConformanceFixtures.expected(.spark, name)
        var compared = 0
        for run in expected.objects("runs") {
            compared += try compare(run, trace, name)
        }
        print("spark \(name): \(expected.objects("runs").count) settings, \(compared) rows agree")
    }

    private func compare(_ run: JSONObject, _ trace: [TraceLine], _ name: String) throws -> Int {
        let delay = Milliseconds(run.int("delay_ms"))
        var join = SparkJoin(
            bounds: JoinBounds(
                lookback: Milliseconds(run.int("lookback_ms")),
                lookahead: Milliseconds(run.int("lookahead_ms"))),
            isLeft: run.string("join") == "left", clicksDelay: delay, checkoutsDelay: delay,
            policy: run.string("policy") == "max" ? .max : .min,
            noDataBatches: run.bool("no_data_batches"))
        var users = Numbering()
        var batches = run.objects("batches").makeIterator()
        var compared = 0
        var released: [String: Int] = [:]
        var records = 0
        for line in trace {
            if line.isBatch {
                join.endBatch()
                let next = batches.next()
                let expected = try #require(next)
                let place =
                    "\(name), \(run.members.filter { $0.key != "batches" }), batch \(line.seq)"
                let batch = join.lastBatch
                #expect(line.seq == Int32(expected.int("after_seq")), "\(place)")
                #expect(words(join, batch.rows) == expected.rows("rows"), "rows, \(place)")
                #expect(words(join, batch.noDataRows) == expected.rows("no_data_rows"), "\(place)")
                #expect(batch.watermark.rawValue == expected.int("watermark"), "\(place)")
                #expect(batch.dropped == Int(expected.int("dropped")), "dropped, \(place)")
                #expect(batch.noDataHasRun == expected.bool("no_data_ran"), "\(place)")
                #expect(batch.hasRun == expected.has("state_rows"), "\(place)")
                #expect(batch.stateRows == Int(expected.int("state_rows")), "state, \(place)")
                #expect(
                    batch.noDataStateRows == Int(expected.int("no_data_state_rows")), "\(place)")
                compared += join.output.rows.count
            } else {
                records += 1
                let key = users.number(line.user)
                if line.isClick {
                    join.addClick(line.seq, time: line.time, key: key)
                } else {
                    join.addCheckout(line.seq, time: line.time, key: key)
                }
            }
            for click in join.output.releasedClicks { released["c\(click)", default: 0] += 1 }
            for checkout in join.output.releasedCheckouts {
                released["k\(checkout)", default: 0] += 1
            }
            // Dropped records are reported at once; rows are looked at where the batch ends.
            if join.output.rows.isEmpty || line.isBatch { join.clear() }
            join.checkInvariants()
        }
        #expect(batches.next() == nil)
        #expect(released.values.allSatisfy { $0 == 1 }, "released once, \(name)")
        let held = join.clicksHeld.now + join.checkoutsHeld.now
        #expect(released.count + held == records, "released or held, \(name)")
        return compared
    }

    private func words(_ join: borrowing SparkJoin, _ range: Range<Int>) -> [String] {
        join.output.rows[range].sorted { ($0.checkout, $0.click) < ($1.checkout, $1.click) }
            .map { "\($0.checkout) \($0.isPad ? "-" : String($0.click))" }
    }
}
