import Attribution
import EventLogs
import Streaming
import Testing

@testable import Simulation

/// `run_manifest`: every convention that shaped a number.
@Suite struct ManifestTests {
    private func manifest(
        run: Int = 1, _ configure: (inout RunConfiguration) -> Void = { _ in }
    ) throws -> [String: String] {
        let rows = try SmallRun([click("c", "u", 1), checkout("k", "u", 2)], configure)
            .table(.runManifest, ["name", "value"], run: run)
        return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first }
    }

    @Test func settingsStandUnderTheirPlaceInAScenario() throws {
        let lines = try manifest {
            $0.join.bounds.lookback = .seconds(5_400)
            $0.clicksWatermark.delay = .seconds(15)
            $0.attribution.paymentStatus = ["success", "paid"]
        }
        #expect(lines["engine"] == "reference")
        #expect(lines["join.lookback"] == "90m")
        #expect(lines["join.bounds"] == "inclusive")
        #expect(lines["watermark.clicks.delay"] == "15s")
        #expect(lines["watermark.checkouts.delay"] == "0s")
        #expect(lines["attribution.paymentStatus"] == "success, paid")
        #expect(lines["deduplicate"] == "true")
        #expect(lines["output.paths"] == "false")
    }

    @Test func eachModelBringsItsOwnConventions() throws {
        let lines = try manifest {
            $0.attribution.compare = [
                .lastNonDirect(direct: ["Direct", "none"]), .positionBased(.standard),
                .timeDecay(halfLife: 36 * 3_600_000),
            ]
        }
        #expect(lines["attribution.model"] == "first-click")
        #expect(lines["attribution.compare"] == "last-non-direct")
        #expect(lines["last-non-direct: direct sources"] == "Direct, none")
        #expect(lines["position-based: two touches"] == "in proportion first to last")
        #expect(lines["time-decay-36h: half-life"] == "36h")
        #expect(lines["time-decay-36h: repeated source"] == "a share for each touch")
        #expect(lines["time-decay-36h: a touch at the conversion or after it"] == "age 0")
    }

    @Test func theOriginalsSwitchesAndTheDashboardsWindowsAreNamed() throws {
        let settings: (inout RunConfiguration) -> Void = {
            $0.join.clickAgeMax = .seconds(3_600)
            $0.dimensions.amounts = .original
            $0.dimensions.decimal = .original
            $0.output.upsert = true
            $0.metrics = MetricSettings()
            $0.disorder = [
                Disturbance(
                    stream: .clicks,
                    effect: .late(share: Share(billionths: 20_000_000), by: .seconds(45)))
            ]
        }
        let lines = try manifest(settings)
        #expect(lines["join.clickAgeMax"] == "1h")
        #expect(lines["dimensions.asOf"] == "processing-time")
        #expect(lines["dimensions.decimal"] == "original")
        #expect(lines["output.upsert"] == "true")
        #expect(lines["metrics.slide"] == "1m")
        #expect(lines["disorder"] == "2 % of clicks 45 s late")
        let truth = try manifest(run: 2, settings)
        #expect(truth["join.clickAgeMax"] == "none")
        #expect(truth["dimensions.asOf"] == "event-time")
        #expect(truth["disorder"] == "none")
    }

    @Test func aModelThatSplitsSaysWhichClickItsTableShows() throws {
        let lines = try manifest { $0.attribution.model = .linear }
        #expect(
            lines["the click of checkout_attribution"]
                == "the largest share, the earliest of equal ones")
        #expect(try manifest()["the click of checkout_attribution"] == nil)
    }

    @Test func tiesAreTheEngines() throws {
        var settings = FlinkSQLSettings()
        settings.ranking = .cast
        #expect(
            try manifest { $0.engine = .flinkSQL(settings) }["ties in time"]
                == "the first that came")
        #expect(
            try manifest()["ties in time"]
                == "event time with all digits, then id (bytes), then seq")
        #expect(
            try manifest { $0.attribution.ties = .arrival }["ties in time"]
                == "event time with all digits, then seq")
    }

    @Test func theTruthSaysThatItsWatermarksArePerfect() throws {
        let lines = try manifest(run: 2)
        #expect(lines["watermark"]?.hasPrefix("perfect") == true)
        #expect(lines["watermark.clicks.delay"] == nil)
    }

    @Test func anEngineBringsItsSettingsAndSaysThatItExtractsNoPaths() throws {
        var settings = SparkSettings()
        settings.watermarkPolicy = .max
        let lines = try manifest {
            $0.engine = .spark(settings)
            $0.output.paths = true
        }
        #expect(lines["engine"] == "spark")
        #expect(lines["engine.watermarkPolicy"] == "max")
        #expect(lines["engine.trigger"] == "every 10s")
        #expect(lines["output.paths"] == "none: only the reference engine extracts paths")
    }
}
