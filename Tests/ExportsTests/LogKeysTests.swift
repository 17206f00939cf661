import EventLogs
import Scenarios
import Simulation
import Testing

@testable import Exports

/// What an export makes of a key of the log: it reads the log that way, or says why not. The jobs that
/// bring the records along read any log.
private struct LogKey: CustomTestStringConvertible, Sendable {
    /// The key with its value, in the object of the log.
    let words: String
    /// Whose log it is.
    var stream = "clicks"
    /// Why a Flink job of topics is refused; `nil`: it is written.
    var flinkTopics: String?
    /// Why a Spark job without the records is refused; `nil`: it is written.
    var sparkLog: String?
    /// What stands in a job that is written.
    var flinkScript = ""
    var sparkLogs = ""

    var testDescription: String { words }

    var scenario: Scenario {
        get throws {
            func log(_ name: String) -> String {
                #""\#(name)": { "path": "c.csv"\#(name == stream ? ", " + words : "") }"#
            }
            let text = #"{ "name": "s", "input": { \#(log("clicks")), \#(log("checkouts")) } }"#
            return try Scenario.parse(
                bytes: Array(text.utf8), path: "s.json", checksFiles: false)
        }
    }
}

private let keys = [
    LogKey(words: #""format": "json", "rows": "data""#, flinkTopics: "rows", sparkLog: "rows"),
    LogKey(words: #""decimal": ",""#, flinkTopics: "decimal", sparkLog: "decimal"),
    LogKey(
        words: #""timeFormat": "day-first""#, flinkTopics: "timeFormat",
        sparkLogs: #""time_format": "day-first""#),
    LogKey(
        words: #""timeFormat": "month-first""#, flinkTopics: "timeFormat",
        sparkLogs: #""time_format": "month-first""#),
    LogKey(
        words: #""timeFormat": "excel""#, flinkTopics: "timeFormat",
        sparkLogs: #""time_format": "excel""#),
    LogKey(words: #""null": ["NULL"]"#, flinkTopics: "null", sparkLog: "null"),
    LogKey(words: ##""comment": ["#", "Total"]"##, sparkLog: "comment"),
    LogKey(words: #""delimiter": " ""#, sparkLog: "delimiter"),
    LogKey(words: ##""delimiter": ";""##, sparkLogs: ##""delimiter": ";""##),
    LogKey(
        words: #""header": ["click_id", "click_timestamp", "source"]"#,
        sparkLogs: #""header": ["click_id", "click_timestamp", "source"]"#),
    LogKey(words: #""format": "sqlite", "table": "c""#, sparkLog: "format"),
    LogKey(
        words: #""where": { "source": { "like": ["cp*", "paid?"] } }"#, flinkTopics: "where",
        sparkLogs: "LIKE 'cp%' ESCAPE '!'"),
    LogKey(
        words: #""fields": { "source": { "firstOf": ["a.b", "c"] } }"#,
        flinkScript: "COALESCE(NULLIF(`a.b`, ''), NULLIF(`c`, ''))",
        sparkLogs: "coalesce(nullif(r.`a.b`, ''), nullif(r.`c`, ''))"),
    LogKey(
        words: #""fields": { "source": { "join": ["a", "b"], "with": "/" } }"#,
        flinkScript: "NULLIF(CONCAT_WS('/', NULLIF(`a`, ''), NULLIF(`b`, '')), '')",
        sparkLogs: "nullif(concat_ws('/', nullif(r.`a`, ''), nullif(r.`b`, '')), '')"),
    LogKey(
        words: #""fields": { "source": { "parameter": "utm_source", "of": "url" } }"#,
        flinkTopics: "fields.source: a parameter", sparkLogs: "url_decode(regexp_replace("),
    LogKey(
        words: #""fields": { "amount": { "path": "n", "unit": "cents" } }"#, stream: "checkouts",
        flinkTopics: #"fields, "unit""#, sparkLog: #"fields, "unit""#),
]

@Suite struct LogKeysTests {
    @Test(arguments: keys) private func flinkReadsATopicSoOrSaysWhyNot(key: LogKey) throws {
        _ = try FlinkJob(key.scenario, connector: .filesystem)
        guard let reason = key.flinkTopics else {
            let job = try FlinkJob(key.scenario, connector: .kafka)
            #expect(job.script.contains(key.flinkScript))
            #expect(job.notes.contains { $0.hasPrefix("The checkouts are a table of cells") })
            return
        }
        let error = #expect(throws: ExportError.self) {
            try FlinkJob(key.scenario, connector: .kafka)
        }
        #expect(
            error?.message.hasPrefix("input.\(key.stream).\(reason)") == true,
            "\(error?.message ?? "")")
    }

    @Test(arguments: keys) private func sparkReadsTheLogSoOrSaysWhyNot(key: LogKey) throws {
        let job = try SparkJob(key.scenario)
        let logs = try job.logsModule()
        guard let reason = key.sparkLog else {
            #expect(job.unreadableLog == nil && logs.contains(key.sparkLogs), "\(logs)")
            _ = try SparkJob(key.scenario, hasData: false).files()
            return
        }
        // The records that it brings along it reads all the same.
        #expect(logs.contains("LOG = \"input.\(key.stream)."))
        #expect(job.notes.contains { $0.hasPrefix("input.\(key.stream).\(reason)") })
        let error = #expect(throws: ExportError.self) {
            try SparkJob(key.scenario, hasData: false).files()
        }
        #expect(
            error?.message.hasPrefix("input.\(key.stream).\(reason)") == true,
            "\(error?.message ?? "")")
    }

    @Test(arguments: keys) private func kafkaStreamsBringsItsRecordsAlong(key: LogKey) throws {
        _ = try KafkaStreamsJob(key.scenario)
    }

    /// A log of these words, read by Spark.
    private func sparkFields(_ words: String) throws -> SparkFields {
        let scenario = try LogKey(words: words).scenario
        guard case .perStream(let clicks, _) = scenario.input else {
            throw ExportError("no log of clicks")
        }
        return try SparkFields(clicks, .clicks, "clicks")
    }

    /// A record whose time Spark cannot read would be left out without a word.
    @Test func aTimeThatSparkCannotReadEndsTheJob() throws {
        let fields = try sparkFields(#""timeZone": "Europe/Berlin""#)
        #expect(fields.times == ["click_timestamp", "arrival_timestamp"])
        let module = try #require(
            try SparkJob(LogKey(words: #""timeZone": "Europe/Berlin""#).scenario).files().first {
                $0.path == "times.py"
            }?.text)
        #expect(module.contains("raise_error(concat('no time: ', {t}))"))
        #expect(module.contains("raise_error(concat('needs a timeFormat: ', {t}))"))
    }

    /// A number that is none would be NULL, and an amount with it.
    @Test func numbersAreTextsThatSparkReadsAsNumbers() throws {
        let scenario = try LogKey(words: #""format": "jsonl""#).scenario
        let logs = try SparkJob(scenario).logsModule()
        #expect(
            logs.contains(
                #""numbers": {"quantity": "BIGINT", "shipping_cost": "DECIMAL(19, 4)", "discount": "#
                    + #""DECIMAL(19, 9)", "amount": "DECIMAL(19, 4)", "partition": "INT"}"#))
        #expect(logs.contains("raise_error(concat('no number: ', {name}))"))
    }

    @Test func pathsLeadIntoTextsThatHoldJSON() throws {
        let fields = try sparkFields(
            #""format": "jsonl", "fields": { "id": "Body.id", "user": "Body.'a b'.u" }"#)
        #expect(fields.schema?.hasPrefix("`Body` STRING") == true)
        #expect(fields.inside.map(\.name) == ["m1", "m2"])
        // An object is its text: whether the log has it so or as an object is one.
        #expect(
            fields.inside.first?.expression == #"""
                from_json(CASE WHEN trim(TRAILING ' \n\r\t' FROM r.`Body`) LIKE '{%}' THEN r.`Body` END, \#
                '`id` STRING, `a b` STRING')
                """#)
        #expect(fields.columns.first { $0.name == "click_id" }?.expression == "m1.`id`")
        #expect(
            fields.columns.first { $0.name == "user_id" }?.expression == "nullif(m2.`u`, '')")
    }

    @Test func unionsOfAvroStandForTheirValues() throws {
        let fields = try sparkFields(#""format": "jsonl", "envelope": "debezium""#)
        let id = try #require(fields.columns.first { $0.name == "click_id" }?.expression)
        let union = fields.inside.first { $0.name == id }?.expression
        #expect(union?.hasPrefix("CASE WHEN r.`click_id` LIKE '{%}' AND size(") == true)
        #expect(try sparkFields(#""format": "jsonl""#).inside.isEmpty)
    }

    @Test func theLastVersionOfARowIsRefused() throws {
        let error = #expect(throws: ExportError.self) {
            try sparkFields(#""format": "jsonl", "envelope": "debezium", "changes": "last""#)
        }
        #expect(error?.message.hasPrefix("input.clicks.changes: ") == true)
    }

    @Test func aDumpsTopicsAreToldApart() throws {
        let scenario = try Scenario.parse(
            bytes: Array(
                #"""
                { "name": "s", "input": { "kafka": { "path": "d.jsonl", "topics": { "web": "clicks" } } } }
                """#.utf8), path: "s.json", checksFiles: false)
        let logs = try SparkJob(scenario).logsModule()
        #expect(logs.contains(#""topics": ["clicks", "web"]"#))
        #expect(logs.contains(#""topics": ["checkouts"]"#))
    }
}
