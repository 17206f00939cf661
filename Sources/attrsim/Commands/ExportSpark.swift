import ArgumentParser
import EventLogs
import Exports
import Scenarios
import Simulation

/// `attrsim export spark`: a scenario as a Structured Streaming job and a batch job.
struct ExportSpark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spark",
        abstract: "A scenario as a PySpark streaming job, and as a batch job of the truth.",
        discussion: """
            Writes job.py (schema, watermarks, stream-stream join, first or last click by an upsert \
            into SQLite or PostgreSQL, users and products), batch.py (the truth and the models of a \
            log of any size), run.sh, which runs both with Spark from PyPI, the scenario's records as \
            they arrive, and prediction.json, a scenario that says what the job's table will be.

              attrsim export spark scenarios/late-events.json -o spark-job
              spark-job/run.sh --replay && attrsim diff spark-job/prediction.json --actual spark-job/result.csv
              spark-job/run.sh batch
              attrsim export spark year.json --no-data -o year && year/run.sh batch --clicks 'c/*.gz' --checkouts 'k/*.gz'
            """)

    @OptionGroup var export: JobExport

    @Option(name: .customLong("spark"), help: "The version that run.sh installs: 3.5 or 4.3.")
    var version = SparkJob.Version.v4_3

    @Option(
        help: """
            What becomes of the join's rows: keep-earliest, last-write, insert-if-absent or \
            aggregate. (default: the scenario's engine's)
            """)
    var sink: SparkSettings.Sink?

    @Flag(
        name: .customLong("no-data"),
        help: "Leave the records out: for a log that is read where it lies.")
    var noData = false

    func run() throws {
        let scenario = try ScenarioRun.load(export.scenario)
        let tables = try JobData.tables(of: scenario)
        let (job, files) = try export.job(of: scenario) { () throws(ExportError) in
            let job = try SparkJob(
                scenario, version: version, sink: sink, tables: tables, hasData: !noData)
            return (job, try job.files())
        }
        export.say(job.notes)
        var folder = try export.folder(of: scenario, files)
        let data = JobData(
            scenario, export.onBadRecord, job.needsLog ? .ofStreamsAndBoth : .ofStreams)
        if noData {
            try data.writeTables(tables, into: &folder)
        } else {
            export.say(try data.write(tables, into: &folder) { JobRecords(job) })
        }
        try export.publish(&folder)
    }
}
