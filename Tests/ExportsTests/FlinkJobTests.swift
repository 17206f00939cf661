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
        for connector in FlinkJob.Connector.allCases {
            #expect(
                try script("", connector).contains(
                    "CAST(k.checkout_timestamp AS TIMESTAMP(3)) AS checkout_timestamp"))
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
                "CAST(price * CAST(quantity AS DECIMAL(7, 0)) * (CAST(1 AS DECIMAL(1, 0)) - "
                    + "discount) AS DECIMAL(20, 4)) AS total_amount"))
        #expect(
            try script(dimensions + #", "amounts": "original""#).contains(
                "CAST((price * CAST(quantity AS DECIMAL(7, 0)) * discount - shipping_cost) * "
                    + "commission_rate AS DECIMAL(20, 4)) AS profit"))
        #expect(try script().contains("CAST(NULL AS DECIMAL(20, 4)) AS total_amount"))
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
        (8_640_000_000_001, "INTERVAL '100000 00:00:00.001' DAY(6) TO SECOND(3)"),
    ]) func intervalsAreExact(milliseconds: Int64, text: String) {
        #expect(FlinkText.interval(Milliseconds(milliseconds)) == text)
    }

    @Test func literalsEndNoStatement() {
        #expect(FlinkText.literal("it's") == "'it''s'")
        #expect(FlinkText.literal("a\\;\n'") == "U&'a\\\\;\\000a'''")
    }
}
