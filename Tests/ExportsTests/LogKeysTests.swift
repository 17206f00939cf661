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
        words: #""timeFormat": "day-first""#, flinkTopics: "timeFormat", sparkLog: "timeFormat"),
    LogKey(
        words: #""timeFormat": "month-first""#, flinkTopics: "timeFormat", sparkLog: "timeFormat"),
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
        flinkTopics: "fields.source: a parameter", sparkLogs: "url_decode(regexp_extract("),
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

    /// A record whose time Spark cannot read would be left out without a word.
    @Test func aTimeThatSparkCannotReadEndsTheJob() throws {
        let fields = try SparkFields(LogFile(path: "c.jsonl"), .clicks, "clicks")
        let time = fields.columns.first { $0.name == "click_timestamp" }?.expression ?? ""
        #expect(time.contains("raise_error(concat('no time: ', r.`click_timestamp`))"))
        #expect(time.contains("raise_error(concat('needs a timeFormat: ', r.`click_timestamp`))"))
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
