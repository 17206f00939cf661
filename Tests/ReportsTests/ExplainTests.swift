import Scenarios
import Simulation
import Streaming
import Testing

@testable import Reports

/// The ten questions that users of stream processors ask, put to the log with a planted problem for
/// each (`scenarios/explain`).
@Suite struct ExplainTests {
    private static let root = String(
        #filePath.dropLast("/Tests/ReportsTests/ExplainTests.swift".count))

    private func investigate(
        _ query: RecordQuery, _ scenario: String = "explain/ten-questions", engine: String? = nil
    ) throws -> Investigation {
        var loaded = try Scenario.load(path: "\(Self.root)/scenarios/\(scenario).json")
        if let engine { try loaded.useEngine(named: engine) }
        return try Simulator(input: loaded.input, configuration: loaded.configuration)
            .investigate(query)
    }

    private func explain(
        _ query: RecordQuery, _ scenario: String = "explain/ten-questions", engine: String? = nil
    ) throws -> String {
        let found = try investigate(query, scenario, engine: engine)
        let text = ExplainText.text(found, scenario: "test", TextStyle(width: 400))
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 60)
        return text
    }

    @Test func whyWasThisEventDropped() throws {
        // W of the clicks is 10:00:40 − 10 s; the click is of 10:00:20, 5 s are allowed.
        let text = try explain(.click("c-dropped"))
        #expect(text.contains("late: 10s behind W 10:00:30, 5s beyond the 5s allowed"))
        #expect(text.contains("A watermark delay of 15s for the clicks would have taken it in"))
        #expect(
            text.contains(
                "In the truth, with every record in time, it is credited with checkout k-dropped"))
    }

    @Test func whyIsThereNoResultYetAndWhichPartitionHoldsItBack() throws {
        // Partition 1 ends at 10:01:30, so the join's W at 10:01:20; the checkout is of 10:01:35.
        let text = try explain(.checkout("k-waiting"))
        #expect(
            text.contains(
                "beyond 10:01:35, and that stood at 10:01:20 when the run stopped, 15.001s"))
        #expect(
            text.contains(
                "holds it back: partition 1 of the clicks, whose largest event time is 10:01:30"))
    }

    @Test func whyThisClickAndNotThatOne() throws {
        let text = try explain(.checkout("k-which"))
        #expect(text.contains("Credited to b2 (Facebook)"))
        #expect(text.contains("of 3 clicks that matched it is the first by (event time, id, seq)"))
        // b1 is of 10:00:04, the window begins at 10:01:05 − 60 s.
        #expect(text.contains("is 1s before the window"))
    }

    @Test func whyDidThisCheckoutChangeLater() throws {
        let text = try explain(.checkout("k-changed"))
        #expect(text.contains("it came out at seq 41 without a click; c-correction (Youtube)"))
        #expect(text.contains("added at seq 42"))
        #expect(text.contains("table: no click → c-correction (Youtube)"))
    }

    @Test func whatDoesASmallerWatermarkCostMe() throws {
        // b2 has 1 s to spare with 10 s: it needs 9 s. With 8 s it is late.
        #expect(
            try explain(.checkout("k-which"))
                .contains("With a watermark delay of less than 9s something of it would be late"))
        for (delay, isLate) in [(Int64(9000), false), (8999, true)] {
            var scenario = try Scenario.load(
                path: "\(Self.root)/scenarios/explain/ten-questions.json")
            scenario.configuration.clicksWatermark.delay = Milliseconds(delay)
            scenario.configuration.checkoutsWatermark.delay = Milliseconds(delay)
            let found = try Simulator(input: scenario.input, configuration: scenario.configuration)
                .investigate(.click("b2"))
            #expect(found.subjects.map { $0.fate == .late } == [isLate])
        }
    }

    @Test func whyIsThisClickCountedTwice() throws {
        let text = try explain(.click("c-twice"))
        #expect(text.contains("3 records with this id; 2 of them count"))
        #expect(text.contains("duplicate: its id is remembered from seq 8"))
        #expect(text.contains("Credited with 2 checkouts, once for each: k-twice, k-twice-2"))
    }

    @Test func whyIsTheMoneyNull() throws {
        #expect(
            try explain(.checkout("k-free")).contains(
                "Its amount is NULL: the product's price is NULL"))
    }

    @Test(arguments: [
        ("k-stranger", "user fay is not in the users' table"),
        ("k-unknown", "product p9 is not in the products' table"),
        ("k-failed", "its payment status \"Failed\" does not count, only \"Success\""),
        ("k-late-checkout", "dropped as late: 11s behind W 10:01:10, 6s beyond the 5s allowed"),
    ])
    func whyIsThisCheckoutMissing(id: String, reason: String) throws {
        #expect(try explain(.checkout(id)).contains("It has no row"))
        #expect(try explain(.checkout(id)).contains(reason))
    }

    @Test func rankedAwayNamesTheRowThatIsKept() throws {
        // k1 and k2 are u1's: the first click of all is k1's c1, so k2 has no row.
        let text = try explain(.checkout("k2"), "attribution/one-row-a-user")
        #expect(text.contains("the table keeps one row a user"))
        #expect(text.contains("The row that is kept: checkout k1, credited to c1 (Google)"))
        let user = try explain(.user("u1"), "attribution/one-row-a-user")
        #expect(user.contains("no row: another one is kept"))
    }

    @Test func pairsAndCreditsAreKeptOfTheRecordAskedForAlone() throws {
        // dan has two checkouts, each with two clicks: four pairs, of which two concern k-twice.
        let checkout = try investigate(.checkout("k-twice"))
        let subjects = Set(checkout.subjects.compactMap(\.seq))
        #expect(checkout.stream.changes.filter(\.isJoin).count == 2)
        #expect(checkout.stream.changes.allSatisfy { subjects.contains($0.checkoutSeq) })
        #expect(checkout.stream.credits.allSatisfy { subjects.contains($0.checkoutSeq) })
        #expect(checkout.truth.changes.isEmpty)
        let click = try investigate(.click("c-twice"))
        #expect(click.stream.changes.filter(\.isJoin).count == 4)
        #expect(click.stream.credits.isEmpty)
        let user = try investigate(.user("dan"))
        #expect(user.stream.changes.isEmpty && user.stream.credits.isEmpty)
        #expect(user.stream.matched.count == 2)
    }

    @Test func theWorkedTraceIsToldAsTheContractTellsIt() throws {
        let found = try investigate(.checkout("k2"), "contract/worked-trace")
        let story = CheckoutStory(try #require(found.subjects.first), in: found)
        #expect(story.emission?.after.seq == 12)
        #expect(story.corrections.map(\.after.seq) == [13])
        #expect(story.creditedClick?.id == "c9")
        #expect(story.truthClick?.id == "c10")
        #expect(story.differences.map(\.cause) == [.lateClick])
        let uses = story.clicks.map { "\($0.click.id) \($0.use.rawValue)" }
        #expect(uses == ["c10 late", "c9 credited", "c5 outside"])
        // Seq 7: W clicks 94, checkouts 100, join 94; partition 1 (104) holds back.
        #expect(story.checkout.before.clicks.rawValue == 94_000)
        #expect(story.checkout.before.checkouts.rawValue == 100_000)
        #expect(story.checkout.partitions.filter(\.holdsBack).map(\.number) == [1])
    }

    @Test func anUnknownIdNamesTheNearestOnes() throws {
        let found = try investigate(.checkout("k-wich"))
        guard case .notFound(let nearest, let kinds) = found.outcome else {
            Issue.record("found \(found.outcome)")
            return
        }
        #expect(nearest.first == "k-which")
        #expect(kinds.isEmpty)
        #expect(
            try investigate(.checkout("b2")).outcome
                == .notFound(nearest: [], otherKinds: ["click"]))
    }

    @Test func aStepIsFoundByItsSeq() throws {
        let found = try investigate(.seq(14), "contract/worked-trace")
        #expect(found.subjects.map(\.id) == ["c10"])
        #expect(
            try investigate(.seq(18), "contract/worked-trace").outcome
                == .noRecord("the end of the clicks"))
    }

    @Test func recordsOfOneIdByTwoUsersAreAllTold() throws {
        // The pulse's ids are its own; a query by click id must still see every user's record.
        let found = try investigate(.click("c-twice"))
        #expect(found.subjects.map(\.seq) == [8, 9, 23])
    }

    @Test(arguments: ["flink-sql", "flink-datastream", "kafka-streams", "spark"])
    func everyEngineIsExplained(engine: String) throws {
        for id in ["k-which", "k-changed", "k-waiting", "k-late-checkout"] {
            if engine == "flink-datastream" { continue }
            let text = try explain(.checkout(id), engine: engine)
            #expect(text.contains("Processing time"))
        }
    }

    @Test func anEngineIsExplainedByTheRulesThatACompareNames() throws {
        // 10:01:35 + lookahead 0 is behind stream time, though within the grace.
        let kafka = try explain(.checkout("k1"), "engines/kafka-pad-inside-grace")
        #expect(kafka.contains("padded at once: stream time = 10:01:40 > t + lookahead ="))
        let spark = try explain(.checkout("k2"), "engines/spark-boundaries")
        #expect(spark.contains("late: t = 10:01:40 ≤ W = 10:01:40; 1ms more would do"))
    }

    @Test func theReplayIsTheSameTextEveryTime() throws {
        #expect(try explain(.checkout("k-which")) == explain(.checkout("k-which")))
        // b2 is at 10:00:06 behind the largest 10:00:20: 14 s, less the 5 s allowed.
        let found = try investigate(.click("b2"))
        let json = ExplainJSON.text(found, scenario: "test")
        #expect(json.contains("\"delay_needed_ms\": 9000"))
    }
}
