import ArgumentParser
import EventLogs
import Exports
import Files
import Results
import Scenarios
import Simulation
import Text

/// `attrsim export kafka-streams`: a scenario as a Kafka Streams program with its test.
struct ExportKafkaStreams: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kafka-streams",
        abstract: "A scenario as a Kafka Streams program, with a test against the prediction.",
        discussion: """
            Writes a Maven project: the topology (windowed join, first or last click, users and \
            products), a test with Kafka's TopologyTestDriver that feeds the scenario's records and \
            compares every row, in order, with what attrsim predicts, run.sh, and prediction.json, a \
            scenario that says what the program's table will be.

              attrsim export kafka-streams scenarios/late-events.json -o streams
              streams/run.sh && attrsim diff streams/prediction.json --actual streams/result.csv
              KAFKA_STREAMS_JARS=jars streams/run.sh     # without Maven
            """)

    @OptionGroup var export: JobExport

    func run() throws {
        let scenario = try ScenarioRun.load(export.scenario)
        let tables = try JobData.tables(of: scenario)
        let job = try export.job(of: scenario) { () throws(ExportError) in
            try KafkaStreamsJob(scenario, tables: tables)
        }
        var folder = try export.folder(of: scenario, job.files)
        let data = JobData(scenario, export.onBadRecord, .ofBoth)
        let notes = try data.write(tables, into: &folder) { JobRecords(job) }
        let rows = try folder.begin("data/prediction.jsonl")
        try writePredictedRows(of: job, reading: folder.drafts, to: rows)
        try folder.add(rows)
        export.say(job.notes + notes)
        try export.publish(&folder)
    }

    /// Runs the exported scenario on the files that are about to be there, and writes what the test
    /// compares.
    private func writePredictedRows(
        of job: KafkaStreamsJob, reading drafts: [(name: String, path: String)],
        to file: ExportOutput
    ) throws {
        var text = job.prediction
        for draft in drafts {
            text = text.replacing(JSONText.quoted(draft.name), with: JSONText.quoted(draft.path))
        }
        let prediction: Scenario
        do throws(ScenarioError) {
            prediction = try Scenario.parse(bytes: Array(text.utf8), path: "prediction.json")
        } catch {
            throw CommandFailure(error.description, .system)
        }
        let scratch = ScratchPath("prediction.sqlite")
        defer { scratch.remove() }
        var run = ScenarioRun(scenario: prediction, output: scratch.path)
        run.truth = .none
        run.isQuiet = true
        _ = try run.run()
        let reader = try ResultOpening.open(scratch.path)
        try ResultOpening.reading { () throws(ResultError) in
            try KafkaStreamsJob.writePredictedRows(of: reader) { file.write($0) }
        }
    }
}
