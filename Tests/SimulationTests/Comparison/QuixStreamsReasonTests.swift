import EventLogs
import Simulation
import Streaming
import Testing

/// What quixstreams gives up, it says with the limit of the record's own key. Times are milliseconds;
/// lookback and grace 60, so that a click of 1065 clears its user's clicks before 1005.
@Suite struct QuixStreamsReasonTests {
    @Test func aClickThatACheckpointClearedIsHeldAgainstTheLatestOfItsUser() throws {
        let reason = try reason(
            [
                click("c1", "u1", 1000), click("c2", "u1", 1065), click("c9", "u2", 2000),
                checkout("k1", "u1", 1050),
            ], .interval, checkpointEvery: 1)
        #expect(reason.rule == "click gone" && reason.step == 2)
        #expect(reason.numbers?.left.value.rawValue == 1000)
        #expect(reason.numbers?.right.value.rawValue == 1005 && reason.numbers?.holds == true)
    }

    @Test func aCheckoutThatACheckpointClearedIsHeldAgainstTheLatestOfItsUser() throws {
        let reason = try reason(
            [
                checkout("k1", "u1", 1000), checkout("k2", "u1", 1065),
                checkout("k9", "u2", 2000), click("c1", "u1", 1000),
            ], .interval, checkpointEvery: 1)
        #expect(reason.rule == "checkout gone" && reason.step == 2)
        #expect(reason.numbers?.left.value.rawValue == 1000)
        #expect(reason.numbers?.right.value.rawValue == 1005 && reason.numbers?.holds == true)
    }

    /// The checkpoint is still to come, and as of looks no further back than it will leave.
    @Test func aClickThatTheNextCheckpointWillClearIsNotTaken() throws {
        let reason = try reason(
            [click("c1", "u1", 1000), click("c2", "u1", 1065), checkout("k1", "u1", 1050)],
            .asOf, checkpointEvery: 8)
        #expect(reason.rule == "click beyond the limit" && reason.step == 3)
        #expect(reason.numbers?.left.value.rawValue == 1000)
        #expect(reason.numbers?.right.value.rawValue == 1005 && reason.numbers?.holds == true)
    }

    @Test func aClickInWhosePlaceAnotherStandsWasNotClearedByACheckpoint() throws {
        let reason = try reason(
            [click("c1", "u1", 1000), click("c2", "u1", 1000), checkout("k1", "u1", 1050)],
            .asOf, checkpointEvery: 8)
        #expect(reason.rule == "click replaced" && reason.step == 2 && reason.numbers == nil)
    }

    /// Why quixstreams did not credit c1 with k1, as the reference did.
    private func reason(
        _ lines: [String], _ join: QuixStreamsSettings.Join, checkpointEvery records: Int
    ) throws -> EngineReason {
        let folder = try ScratchFolder()
        let log = try folder.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
        var configuration = RunConfiguration()
        configuration.join.bounds = JoinBounds(lookback: Milliseconds(60))
        configuration.clicksWatermark.allowedLateness = Milliseconds(2000)
        configuration.checkoutsWatermark.allowedLateness = Milliseconds(2000)
        var settings = QuixStreamsSettings()
        settings.join = join
        settings.commitEvery = .records(records)
        var quix = configuration
        quix.engine = .quixStreams(settings)
        let report = try EngineComparison(
            input: .combined(log),
            variants: [
                EngineVariant(runID: 1, configuration: configuration),
                EngineVariant(runID: 3, configuration: quix),
            ]
        ).run(into: CollectingSink())
        let difference = try #require(report.differences.first { $0.checkout == "k1" })
        #expect(difference.verdicts[0].click == "c1")
        return try #require(difference.verdicts[1].reasons.first)
    }

    private func click(_ id: String, _ user: String, _ time: Int) -> String {
        ComparisonTests.line("clicks", id, user, time)
    }

    private func checkout(_ id: String, _ user: String, _ time: Int) -> String {
        ComparisonTests.line("checkouts", id, user, time)
    }
}
