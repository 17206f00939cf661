import EventLogs
import Foundation
import Scenarios
import Simulation
import Testing

@testable import Exports

/// The original project's settings, and what a job leaves out.
@Suite struct FlinkSettingsTests {
    @Test func sixDigitsAreTheTypeOfEveryAmountAndShare() throws {
        let dimensions = #", "dimensions": { "products": "p.csv", "decimal": "original" }"#
        let text = try script(dimensions)
        for column in [
            "shipping_cost", "discount", "price", "commission_rate", "total_amount", "profit",
        ] {
            #expect(text.contains("    \(column) DECIMAL(6, 2)"), "\(column)")
        }
        // Nothing is rounded before the end.
        #expect(
            text.contains(
                "CAST((price * CAST(COALESCE(quantity, 1) AS DECIMAL(19, 0)) * (CAST(1 AS DECIMAL(1, 0)) - "
                    + "COALESCE(discount, CAST(0 AS DECIMAL(6, 2)))) - shipping_cost) * commission_rate AS "
                    + "DECIMAL(6, 2))"))
        #expect(try !script(#", "dimensions": { "products": "p.csv" }"#).contains("(6, 2)"))
    }

    /// A live job's conditions would stand behind the watermark.
    @Test(arguments: [
        (#""fields": {"source": "p[key=s].value"}"#, "fields.source: \"p[key=s].value\" looks an"),
        (#""fields": {"source": {"parameter": "s", "of": "url"}}"#, "fields.source: a parameter"),
        (#""where": {"type": "page"}"#, "where: a condition of the job stands behind"),
        (#""fields": {"source": "utm_source"}"#, nil),
        (#""fields": {"source": "utm.source"}"#, nil),
        (#""fields": {"source": {"value": "x"}}"#, nil),
    ]) func whatATopicHasNoColumnsForIsRefused(words: String, reason: String?) throws {
        let text = """
            { "input": { "clicks": { "path": "c.jsonl", \(words) }, "checkouts": "k.jsonl" } }
            """
        let scenario = try Scenario.parse(
            bytes: Array(text.utf8), path: "s.json", checksFiles: false)
        _ = try FlinkJob(scenario, connector: .filesystem)
        guard let reason else {
            _ = try FlinkJob(scenario, connector: .kafka)
            return
        }
        let error = #expect(throws: ExportError.self) {
            try FlinkJob(scenario, connector: .kafka)
        }
        #expect(
            error?.description.hasPrefix("input.clicks.\(reason)") == true,
            "\(error?.description ?? "")")
    }

    @Test func versionsAreJoinedAsOfArrival() throws {
        let text = try versioned("").script
        #expect(
            text.contains(
                """
                    gender STRING,
                    valid_from TIMESTAMP(3),
                    valid_to TIMESTAMP(3)
                """))
        #expect(
            text.contains(
                """
                JOIN users AS u ON u.user_id = k.user_id
                    AND (u.valid_from IS NULL OR u.valid_from <= k.arrived)
                    AND (u.valid_to IS NULL OR k.arrived < u.valid_to)
                JOIN products AS p ON p.product_id = k.product_id;
                """))
        #expect(text.contains("    checkout_timestamp TIMESTAMP(3),\n    arrived TIMESTAMP(3),\n"))
        // A copy of a checkout may come when its user is known, the first one before.
        #expect(text.contains("FROM enriched\n) WHERE click_number = 1"))
    }

    @Test func versionsAreJoinedAsOfEventTime() throws {
        let job = try versioned(#", "asOf": "event-time""#)
        #expect(
            job.script.contains("AND (u.valid_to IS NULL OR k.checkout_timestamp < u.valid_to)"))
        #expect(!job.script.contains("arrived"))
        #expect(job.prediction.contains(#""asOf": "event-time""#))
    }

    @Test func filesHaveEveryVersion() throws {
        let text = JobRecords.users(try tables())
        #expect(
            text == """
                {"user_id": "u1", "gender": "F", "valid_to": "2024-03-20 10:00:00.000"}
                {"user_id": "u1", "gender": "M", "valid_from": "2024-03-20 10:00:00.000"}
                {"user_id": "u2", "gender": null, "valid_from": "2024-03-20 09:00:00.000"}

                """)
        #expect(
            JobRecords.products(try tables()) == """
                {"product_id": "p1", "category": "Toys", "price": 2.5, "commission_rate": 0.1}

                """)
    }

    @Test func aDatabaseDoesNotKnowWhatWas() throws {
        let error = #expect(throws: ExportError.self) {
            try script(#", "dimensions": { "users": "u.csv", "asOf": "event-time" }"#, .kafka)
        }
        #expect(error?.description.hasPrefix(#"dimensions.asOf: "event-time": "#) ?? false)
    }

    @Test func oldClicksAreFilteredBehindDeduplicationAndInFrontOfTheJoin() throws {
        let old = #", "join": { "clickAgeMax": "1h" }"#
        let job = try FlinkJob(
            scenario(old + #", "deduplicate": true"#), connector: .filesystem)
        #expect(
            job.script.contains(
                """
                CREATE TEMPORARY VIEW recent_clicks AS
                SELECT * FROM unique_clicks
                WHERE click_timestamp >= arrived - INTERVAL '1' HOUR;
                """))
        #expect(job.script.contains("LEFT JOIN recent_clicks AS c\n"))
        #expect(job.prediction.contains(#""clickAgeMax": 3600000"#))
        #expect(job.prediction.contains(#""arrival": "arrived""#))
        let live = try script(old, .kafka)
        #expect(
            live.contains(
                """
                SELECT * FROM read_clicks
                WHERE click_time >= CAST(proc_time AS TIMESTAMP(3)) - INTERVAL '1' HOUR;
                """))
        #expect(!live.contains("arrived"))
    }

    @Test(arguments: [
        (#""metrics": {}"#, "metrics"), (#""output": { "upsert": true }"#, "output.upsert"),
        (#""output": { "changelog": true, "paths": true }"#, "output.changelog, output.paths"),
        (#""attribution": { "compare": ["linear"] }"#, "attribution.compare (linear)"),
    ]) func whatAJobLacksIsNoted(setting: String, words: String) throws {
        for connector in FlinkJob.Connector.allCases {
            let plain = try FlinkJob(scenario(), connector: connector).notes
            let notes = try FlinkJob(scenario(", " + setting), connector: connector).notes
            #expect(notes.count == plain.count + 1)
            #expect(notes.contains { $0.contains(words) }, "\(notes)")
        }
    }

    @Test func aFileEndsWhateverTheScenarioSays() throws {
        let stop = try scenario(#", "endOfInput": "stop""#)
        let notes = try FlinkJob(stop, connector: .filesystem).notes
        #expect(notes.contains { $0.contains("endOfInput") })
        #expect(try FlinkJob(stop, connector: .kafka).notes.count == 1)
    }

    @Test func aRankingBehindLookupsIsPredictedAsACast() throws {
        let byUser =
            #", "dimensions": { "users": "u.csv" }, "attribution": { "partitionBy": "user", "#
            + #""model": "last-click" }, "engine": "flink-sql""#
        let job = try FlinkJob(scenario(byUser), connector: .filesystem)
        #expect(job.prediction.contains(#""ranking": "cast""#))
        #expect(job.notes.count == 1)
    }

    private func versioned(_ more: String) throws -> FlinkJob {
        let dimensions =
            #", "dimensions": { "users": "u.csv", "products": "p.csv"\#(more) }"#
        return try FlinkJob(scenario(dimensions), connector: .filesystem, tables: tables())
    }

    /// A table of users with versions and one of products without.
    private func tables() throws -> DimensionTables {
        let folder = try TemporaryFolder()
        let users = """
            user_id,gender,valid_from
            u1,M,2024-03-20 10:00:00
            u1,F,
            u2,,2024-03-20 09:00:00

            """
        let products = "product_id,category,price,commission_rate\np1,Toys,2.50,0.1\n"
        try users.write(toFile: folder("u.csv"), atomically: true, encoding: .utf8)
        try products.write(toFile: folder("p.csv"), atomically: true, encoding: .utf8)
        var settings = DimensionSettings()
        settings.users = LogFile(path: folder("u.csv"))
        settings.products = LogFile(path: folder("p.csv"))
        let input = LogInput.combined(LogFile(path: folder("none.jsonl")))
        return try withExtendedLifetime(folder) { try DimensionTables(settings, input: input) }
    }
}
