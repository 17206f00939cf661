import EventLogs
import Scenarios
import Simulation
import Streaming
import Testing
import Text

@testable import Exports

/// A file of a scenario's Spark job.
private func file(_ name: String, _ more: String = "") throws -> String {
    let files = try SparkJob(scenario(more)).files()
    return try #require(files.first { $0.path == name }).text
}

@Suite struct SparkJobTests {
    @Test func theJoinHasItsBoundsAndEachStreamItsWatermark() throws {
        let text = try file(
            "job.py",
            #", "watermark": { "clicks": { "delay": "20s" }, "checkouts": { "delay": "1m" } }, "#
                + #""join": { "lookback": "1h", "lookahead": "90500ms", "#
                + #""bounds": { "lower": "exclusive", "upper": "inclusive" } }"#)
        #expect(text.contains("CLICKS_DELAY = \"20 seconds\"\nCHECKOUTS_DELAY = \"1 minute\""))
        #expect(
            text.contains(
                "c.user_id = k.user_id AND c.click_timestamp > k.checkout_timestamp - INTERVAL 1 HOUR "
                    + "AND c.click_timestamp <= k.checkout_timestamp + INTERVAL 90500 MILLISECONDS")
        )
        #expect(text.contains("\"left_outer\","))
    }

    @Test func aWindowMayLieWhollyBehindTheCheckout() throws {
        let text = try file("job.py", #", "join": { "lookback": "-5s", "lookahead": "10s" }"#)
        #expect(
            text.contains("c.click_timestamp >= k.checkout_timestamp + INTERVAL 5 SECONDS AND"))
    }

    @Test func triggerPolicyAndSinkAreTheEngines() throws {
        let text = try file(
            "job.py",
            #", "engine": { "name": "spark", "trigger": { "every": "4m" }, "watermarkPolicy": "max", "#
                + #""noDataBatches": false, "sink": "insert-if-absent" }"#)
        for line in [
            "TRIGGER = {\"processingTime\": \"240000 milliseconds\"}", "WATERMARK_POLICY = \"max\"",
            "NO_DATA_BATCHES = False", "KEEPS = \"insert-if-absent\"",
        ] { #expect(text.contains(line)) }
        let prediction = try file("prediction.json", #", "engine": "spark""#)
        #expect(prediction.contains(#""name": "spark@4.3""#))
    }

    @Test func anAggregateGroupsBehindTheJoin() throws {
        let text = try file(
            "job.py", #", "engine": { "name": "spark", "sink": "aggregate" }"#)
        #expect(
            text.contains(
                "joined.groupBy(\"checkout_id\", \"checkout_timestamp\").agg(best.alias(\"best\"))")
        )
        let last = try SparkJob(
            scenario(#", "attribution": { "model": "last-click" }"#), sink: .aggregate)
        #expect(last.script.contains("F.max_by("))
    }

    @Test func aLogsPathsAreASchemaAndExpressions() throws {
        var log = LogFile(path: "events.jsonl")
        log.fields = [
            "id": "payload.ids[0]", "user": FieldSource(.firstOf(["user.id", "anonymous"])),
            "source": "params[key=source].value.string_value", "time": "at",
        ]
        log.timeFormat = .epochMicroseconds
        log.selection = RowSelection([
            .init("event", .oneOf(["page"])), .init("utm", .exists(true)),
        ])
        let fields = try SparkFields(log, .clicks, "clicks")
        let columns = Dictionary(
            uniqueKeysWithValues: fields.columns.map { ($0.name, $0.expression) })
        let inside = Dictionary(
            uniqueKeysWithValues: fields.inside.map { ($0.name, $0.expression) })
        #expect(
            fields.schema?.hasPrefix("`payload` STRING, `user` STRING, `anonymous` STRING") == true)
        #expect(columns["click_id"] == "a2[0]")
        #expect(inside["a2"] == "from_json(m1.`ids`, 'ARRAY<STRING>')")
        #expect(
            columns["user_id"]
                == "nullif(coalesce(nullif(m3.`id`, ''), nullif(r.`anonymous`, '')), '')")
        #expect(columns["source"] == "m6.`string_value`")
        #expect(
            inside["m5"]?.contains(
                "filter(a4, e -> from_json(e, '`key` STRING').`key` = 'source')[0]") == true)
        #expect(inside["m6"]?.contains("FROM m5.`value`)") == true)
        #expect(fields.times.first == "click_timestamp")
        #expect(fields.condition == "r.`event` IN ('page') AND r.`utm` IS NOT NULL")
    }

    @Test func aMemberThatHoldsAnotherPathIsReadAsItsText() throws {
        var log = LogFile(path: "events.jsonl")
        log.fields = ["id": "a", "user": "a.b"]
        let fields = try SparkFields(log, .clicks, "clicks")
        #expect(fields.schema?.contains("`a` STRING") == true)
        #expect(
            fields.columns.first { $0.name == "user_id" }?.expression == "nullif(m1.`b`, '')")
    }

    @Test func theBatchJobHasTheModelsThatItCanCompute() throws {
        let job = try SparkJob(
            scenario(
                #", "attribution": { "compare": ["linear", "time-decay", "participation"] }"#))
        let text = job.batchScript
        #expect(text.contains("\"linear\": \"1.0D\""))
        #expect(text.contains("power(0.5D, (greatest(age, 0) - youngest) / 604800000.0D)"))
        #expect(job.notes.contains("batch.py leaves out participation."))
    }

    @Test func whatSparkHasNoWordsForIsAnError() throws {
        let error = #expect(throws: ExportError.self) {
            try SparkJob(scenario(#", "watermark": { "strategy": "scripted" }"#))
        }
        #expect(error?.hint == "write \"bounded\" and a delay")
        #expect(throws: ExportError.self) {
            try SparkJob(scenario(#", "attribution": { "model": "linear" }"#))
        }
        #expect(throws: ExportError.self) {
            try SparkJob(scenario(#", "attribution": { "partitionBy": "user" }"#))
        }
        let filter = #"{ "clicks": { "source": { "not": "Direct" } } }"#
        #expect(throws: ExportError.self) {
            try SparkJob(
                scenario(#", "engine": { "name": "spark", "filter": \#(filter) }"#))
        }
    }

    /// A trigger that finds nothing leaves a number out.
    @Test func batchesAreNumberedByTheClock() {
        func record(_ arrival: Int64) -> EventRecord {
            var record = EventRecord()
            record.arrivalTime = ProcessingTime(milliseconds: arrival)
            return record
        }
        var numbers = BatchNumbers(.every(Milliseconds(10)))
        // 10 is the trigger itself: its batch is over.
        let found = [0, 9, 10, 5, 35].map { numbers.number(of: record($0)) }
        #expect(found == [1, 1, 2, 2, 4])
    }

    @Test func batchesAreNumberedByTheLogsControls() {
        var control = EventRecord()
        control.kind = .batch
        var numbers = BatchNumbers(.controls(step: 2))
        let found = [EventRecord(), control, EventRecord()].map { numbers.number(of: $0) }
        #expect(found == [1, 0, 3])
    }

    @Test(arguments: [
        (0, "0 SECONDS"), (1, "1 MILLISECONDS"), (1_000, "1 SECOND"),
        (90_500, "90500 MILLISECONDS"),
        (3_600_000, "1 HOUR"), (604_800_000, "7 DAYS"),
    ]) func durationsAreExact(milliseconds: Int64, text: String) {
        #expect(SparkText.duration(Milliseconds(milliseconds)) == text)
    }

    @Test func literalsEndNoStatement() {
        #expect(SparkText.literal("it's \\ \n") == #"'it\'s \\ \n'"#)
    }
}
