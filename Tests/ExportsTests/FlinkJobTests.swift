import Scenarios
import Simulation
import Streaming
import Testing
import Text

@testable import Exports

@Suite struct FlinkJobTests {
    @Test func aStreamsTableHasItsWatermark() throws {
        let expected = """
            CREATE TABLE clicks (
                click_id STRING,
                user_id STRING,
                source STRING,
                click_timestamp TIMESTAMP(3),
                proc_time AS PROCTIME(),
                WATERMARK FOR click_timestamp AS click_timestamp - INTERVAL '15' SECOND
            ) WITH (
                'connector' = 'filesystem',
                'path' = 'data/clicks.jsonl',
                'format' = 'json',
                'json.timestamp-format.standard' = 'SQL'
            );
            """
        #expect(try script(#", "watermark": { "delay": "15s" }"#).contains(expected))
    }

    @Test func theJoinHasTheScenariosBounds() throws {
        #expect(
            try script(#", "join": { "lookback": "1h" }"#).contains(
                """
                LEFT JOIN clicks AS c
                    ON c.user_id = k.user_id
                    AND c.click_timestamp BETWEEN k.checkout_timestamp - INTERVAL '1' HOUR \
                AND k.checkout_timestamp + INTERVAL '0' SECOND;
                """))
        let open =
            #", "join": { "type": "inner", "key": "user+product", "lookback": "10m", "#
            + #""lookahead": "90500ms", "bounds": "exclusive" }"#
        #expect(
            try script(open).contains(
                """
                \nJOIN clicks AS c
                    ON c.user_id = k.user_id AND c.product_id = k.product_id
                    AND c.click_timestamp > k.checkout_timestamp - INTERVAL '10' MINUTE \
                AND c.click_timestamp < k.checkout_timestamp + \
                INTERVAL '0 00:01:30.500' DAY(2) TO SECOND(3);
                """))
    }

    /// Flink ranks by the first time attribute of a row, whatever ORDER BY says.
    @Test func theClicksTimeIsTheOnlyTimeAttributeThatIsRanked() throws {
        for (connector, time) in [
            (FlinkJob.Connector.filesystem, "checkout_timestamp"), (.kafka, "checkout_time"),
        ] {
            #expect(
                try script("", connector).contains(
                    "CAST(k.\(time) AS TIMESTAMP(3)) AS checkout_timestamp"))
        }
    }

    @Test func theRankingFollowsModelPartitionAndEngine() throws {
        #expect(try script().contains("PARTITION BY checkout_id ORDER BY click_timestamp ASC"))
        let other =
            #", "attribution": { "model": "last-click", "partitionBy": "user" }, "#
            + #""engine": { "name": "flink-sql", "ranking": "cast" }"#
        #expect(
            try script(other).contains(
                "PARTITION BY click_user_id ORDER BY CAST(click_timestamp AS TIMESTAMP(3)) DESC"))
    }

    @Test func amountsAreTheScenariosFormula() throws {
        let dimensions = #", "dimensions": { "products": "products.csv" }"#
        #expect(
            try script(dimensions).contains(
                "CASE WHEN amount IS NULL THEN CAST(price * CAST(COALESCE(quantity, 1) AS DECIMAL(7, 0)) "
                    + "* (CAST(1 AS DECIMAL(1, 0)) - COALESCE(discount, CAST(0 AS DECIMAL(7, 6)))) AS "
                    + "DECIMAL(20, 4)) ELSE CAST(amount AS DECIMAL(20, 4)) END AS total_amount"))
        #expect(
            try script(dimensions + #", "amounts": "original""#).contains(
                "CAST((price * CAST(COALESCE(quantity, 1) AS DECIMAL(7, 0)) * COALESCE(discount, "
                    + "CAST(1 AS DECIMAL(7, 6))) - shipping_cost) * commission_rate AS DECIMAL(20, 4))"
            ))
        #expect(try script().contains("CAST(amount AS DECIMAL(20, 4)) AS total_amount"))
    }

    @Test func unknownUsersAreGoneBeforeTheyCanWinAUsersRow() throws {
        let dimensions = #", "dimensions": { "users": "users.csv" }"#
        let byUser = try script(dimensions + #", "attribution": { "partitionBy": "user" }"#)
        #expect(byUser.contains("FROM enriched\n) WHERE click_number = 1"))
        #expect(try script(dimensions).contains("FROM joined\n) WHERE click_number = 1"))
    }

    @Test func kafkaHasWatermarksAtItsSourceAndLooksUpAsOfProcessingTime() throws {
        let more =
            #", "dimensions": { "users": "users.csv" }, "#
            + #""watermark": { "delay": "15s", "idleTimeout": "1m" }"#
        let text = try script(more, .kafka)
        #expect(text.contains("'scan.watermark.emit.strategy' = 'on-event'"))
        #expect(text.contains("'scan.watermark.idle-timeout' = '60000 ms'"))
        #expect(
            text.contains(
                "JOIN users FOR SYSTEM_TIME AS OF k.proc_time AS u ON u.user_id = k.user_id"))
        #expect(text.contains("PRIMARY KEY (checkout_id) NOT ENFORCED"))
    }

    /// By the time itself Flink 2 would lose every checkout without a click.
    @Test func flink2RanksTheFirstClickByAFallingNumber() throws {
        let job = try FlinkJob(scenario(), connector: .filesystem, version: .v2_3)
        #expect(job.script.contains("PARTITION BY checkout_id ORDER BY recency DESC"))
        #expect(job.script.contains("EXTRACT(MILLISECOND FROM"))
        #expect(job.prediction.contains(#""ranking": "falling-number""#))
        #expect(job.notes.contains { $0.contains("`--query original`") })
        let original = try FlinkJob(
            scenario(), connector: .filesystem, version: .v2_3, query: .original)
        #expect(original.script.contains("ORDER BY click_timestamp ASC"))
        #expect(original.prediction.contains(#""ranking": "row-time""#))
        let last = try FlinkJob(
            scenario(#", "attribution": { "model": "last-click" }"#), connector: .filesystem,
            version: .v2_3)
        #expect(last.script.contains("ORDER BY click_timestamp DESC"))
    }

    @Test func flink2WithMiniBatchHasTheUsualQuery() throws {
        let engine =
            #", "engine": { "name": "flink-sql@2.3", "miniBatch": { "size": 5, "latency": "2s" } }"#
        let job = try FlinkJob(scenario(engine), connector: .filesystem)
        #expect(job.version == .v2_3)
        #expect(job.script.contains("ORDER BY click_timestamp ASC"))
        #expect(job.script.contains("SET 'table.exec.mini-batch.allow-latency' = '2000 ms';"))
        #expect(job.shellRunner.contains("apache-flink==2.3.*"))
    }

    @Test func flink2SaysWhatBecomesOfTwoRowsOfAKey() throws {
        let byUser = try scenario(#", "attribution": { "partitionBy": "user" }"#)
        let job = try FlinkJob(byUser, connector: .kafka, version: .v2_3)
        #expect(job.script.hasSuffix("SELECT * FROM attribution\nON CONFLICT DO DEDUPLICATE;\n"))
        #expect(throws: ExportError.self) {
            try FlinkJob(
                scenario(#", "engine": { "name": "flink-sql", "ranking": "cast" }"#),
                connector: .filesystem, version: .v2_3, query: .original)
        }
    }

    @Test func aTopicsRecordsAreReadAsTheLogHasThem() throws {
        let input =
            #""clicks": { "path": "c.jsonl", "fields": { "id": "meta.id", "user": { "firstOf": "#
            + #"["user.id", "anonymous"] }, "source": "tags[0]", "time": "at" } }"#
        let text = try Scenario.parse(
            bytes: Array(
                #"{ "name": "s", "input": { \#(input), "checkouts": "k.jsonl" } }"#.utf8),
            path: "s.json", checksFiles: false)
        let script = try FlinkJob(text, connector: .kafka).script
        for line in [
            "    `meta` ROW<`id` STRING>,", "    `user` ROW<`id` STRING>,",
            "    `tags` ARRAY<STRING>,", "    `at` STRING,", "    click_id AS `meta`.`id`,",
            "    user_id AS COALESCE(NULLIF(`user`.`id`, ''), NULLIF(`anonymous`, '')),",
            "    source AS `tags`[1],",
            "    WATERMARK FOR click_timestamp AS", "    WATERMARK FOR checkout_time AS",
        ] { #expect(script.contains(line), "\(line)") }
        #expect(script.contains("TO_TIMESTAMP_LTZ(CAST(checkout_timestamp AS BIGINT), 3)"))
    }

    /// An array is where its brackets stand, not at the end of the path.
    @Test func aMemberOfAnArraysObjectIsRead() throws {
        let text = try Scenario.parse(
            bytes: Array(
                #"""
                { "name": "s", "input": { "checkouts": "k.jsonl", "clicks": { "path": "c.jsonl",
                  "fields": { "id": "ids[0][1]", "user": "people[0].name.last",
                    "source": "so`urce" } } } }
                """#.utf8), path: "s.json", checksFiles: false)
        let script = try FlinkJob(text, connector: .kafka).script
        for line in [
            "    `ids` ARRAY<ARRAY<STRING>>,",
            "    `people` ARRAY<ROW<`name` ROW<`last` STRING>>>,",
            "    `so``urce` STRING,", "    click_id AS `ids`[1][2],",
            "    user_id AS `people`[1].`name`.`last`,", "    source AS `so``urce`,",
        ] { #expect(script.contains(line), "\(line)") }
    }

    /// A table cannot have a column of the records and one of the job under one name.
    @Test func aNameThatIsTakenIsGivenByAView() throws {
        let text = try Scenario.parse(
            bytes: Array(
                #"""
                { "name": "s", "input": { "checkouts": "k.jsonl", "clicks": { "path": "c.jsonl",
                  "fields": { "source": { "path": "source", "default": "Direct" } } } } }
                """#.utf8), path: "s.json", checksFiles: false)
        let script = try FlinkJob(text, connector: .kafka).script
        for line in [
            "    source STRING,",
            "    source_read AS COALESCE(NULLIF(source, ''), 'Direct'),",
            """
            CREATE TEMPORARY VIEW read_clicks AS
            SELECT click_id, NULLIF(user_id, '') AS user_id, source_read AS source, click_time, proc_time
            FROM clicks;
            """, "JOIN read_clicks AS c",
        ] { #expect(script.contains(line), "\(line)") }
    }

    /// `''` equals `''` to a join.
    @Test func aTopicsEmptyUserIsNone() throws {
        let live = try script("", .kafka)
        for line in [
            "NULLIF(user_id, '') AS user_id, source, click_time, proc_time\nFROM clicks;",
            "NULLIF(refund_of, '') AS refund_of", "FROM read_checkouts WHERE refund_of IS NULL;",
            "JOIN read_clicks AS c",
        ] { #expect(live.contains(line), "\(line)") }
    }

    /// The key of a table may not be NULL, and a user's row is not won by a click that led nowhere.
    @Test(arguments: ["right", "full"]) func aClickWithoutACheckoutIsNoRow(kind: String) throws {
        let job = try script(#", "join": { "type": "\#(kind)" }"#)
        #expect(job.contains("FROM joined\n    WHERE checkout_id IS NOT NULL\n)"))
        #expect(try !script().contains("checkout_id IS NOT NULL"))
    }

    /// An interval of so many days that none reaches behind them is more than Flink takes.
    @Test func withoutAWatermarkThereIsNone() throws {
        let job = try script(#", "watermark": { "strategy": "none" }"#)
        #expect(job.contains("WATERMARK FOR click_timestamp AS CAST(NULL AS TIMESTAMP(3))\n"))
    }

    @Test func anIdIsRememberedForEver() throws {
        for (rule, notes) in [
            ("true", 1), (#"{ "within": "2m" }"#, 1), (#"{ "within": "forever" }"#, 0),
        ] {
            let job = try FlinkJob(
                scenario(#", "engine": "flink-sql", "deduplicate": \#(rule)"#),
                connector: .filesystem)
            #expect(job.prediction.contains(#""within": "forever""#))
            #expect(job.notes.filter { $0.hasPrefix("deduplicate: ") }.count == notes)
        }
    }

    @Test func aTopicsUsersAreThoseThatItHas() throws {
        let identities = #", "dimensions": { "identities": "i.csv" }"#
        let error = #expect(throws: ExportError.self) { try script(identities, .kafka) }
        #expect(error?.description.hasPrefix("dimensions.identities: ") ?? false)
        #expect(throws: Never.self) { try script(identities) }
    }

    @Test func aTopicOfChangesHasItsRowsBehindTheWatermark() throws {
        let text = try Scenario.parse(
            bytes: Array(
                #"""
                { "name": "s", "input": { "checkouts": "k.jsonl",
                  "clicks": { "path": "c.jsonl", "envelope": "debezium" } } }
                """#.utf8), path: "s.json", checksFiles: false)
        let script = try FlinkJob(text, connector: .kafka).script
        #expect(
            script.contains(
                "click_id_read AS COALESCE(`payload`.`after`.`click_id`, `after`.`click_id`, click_id),"
            ))
        #expect(
            script.contains("click_time, proc_time\nFROM clicks WHERE change_op IN ('c', 'r');"))
    }

    @Test func whatFlinkHasNoWordsForIsAnError() throws {
        #expect(throws: ExportError.self) {
            try script(#", "watermark": { "strategy": "scripted" }"#)
        }
        let error = #expect(throws: ExportError.self) {
            try script(#", "attribution": { "model": "linear" }"#)
        }
        #expect(
            error?.description == """
                attribution.model: "linear" is no ranking: the job's table has one click a checkout
                  hint: export "first-click" or "last-click"
                """)
    }

    @Test func whatTheJobLeavesOutIsNoted() throws {
        let job = try FlinkJob(
            scenario(#", "watermark": { "allowedLateness": "5s", "idleTimeout": "1m" }"#),
            connector: .filesystem)
        #expect(job.notes.count == 3)  // Engine, lateness, idleness.
    }

    @Test(arguments: [
        (0, "INTERVAL '0' SECOND"), (15_000, "INTERVAL '15' SECOND"),
        (3_600_000, "INTERVAL '1' HOUR"), (604_800_000, "INTERVAL '7' DAY"),
        (1, "INTERVAL '0 00:00:00.001' DAY(2) TO SECOND(3)"),
        (86_399_999_999, "INTERVAL '999 23:59:59.999' DAY(3) TO SECOND(3)"),
        (129_600_000_000, "(INTERVAL '1' DAY * 1500)"),
        (
            8_640_000_000_001,
            "(INTERVAL '1' DAY * 100000 + INTERVAL '0 00:00:00.001' DAY(2) TO SECOND(3))"
        ),
    ]) func intervalsAreExact(milliseconds: Int64, text: String) {
        #expect(FlinkText.interval(Milliseconds(milliseconds)) == text)
    }

    @Test func literalsEndNoStatement() {
        #expect(FlinkText.literal("it's") == "'it''s'")
        #expect(FlinkText.literal("a\\;\n'") == "U&'a\\\\;\\000a'''")
    }
}
