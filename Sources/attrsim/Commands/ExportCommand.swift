import ArgumentParser
import EventLogs
import Exports
import Reports
import Results
import Scenarios
import Simulation
import Text

/// `attrsim export`: a scenario or a result for other systems.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: """
            Take a scenario to Flink, Spark or Kafka Streams, or a result to PostgreSQL, Grafana and CSV.
            """,
        discussion: """
            EXAMPLES
              attrsim export flink scenarios/late-events.json -o flink-job
              attrsim export spark scenarios/late-events.json -o spark-job
              attrsim export kafka-streams scenarios/late-events.json -o streams
              attrsim export postgres out/late-events.sqlite | psql -d shop
              attrsim export grafana out/late-events.sqlite -o grafana
              attrsim export csv out/late-events.sqlite -o tables --decimal
            """,
        subcommands: [
            ExportFlink.self, ExportSpark.self, ExportKafkaStreams.self, ExportPostgres.self,
            ExportGrafana.self, ExportCSV.self,
        ])
}

/// `attrsim export flink`: a scenario as a Flink SQL job.
struct ExportFlink: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flink",
        abstract: "A scenario as a complete Apache Flink SQL job, with a runner.",
        discussion: """
            Writes job.sql (tables with watermarks, lookups, interval join, ranking, amounts, sink) \
            and a README. With the connector filesystem, the default, it also writes the \
            scenario's records as they arrive, run.sh, which runs the job with Flink from PyPI, \
            and prediction.json, a scenario that says what the job's table will be.

              attrsim export flink scenarios/late-events.json -o flink-job
              flink-job/run.sh --replay && attrsim run flink-job/prediction.json
              attrsim export flink scenarios/late-events.json --flink 2.3 -o flink-2
              attrsim export flink shop.json --connector kafka -o live
            """)

    @OptionGroup var export: JobExport

    @Option(help: "Where the job reads from: filesystem or kafka.")
    var connector = FlinkJob.Connector.filesystem

    @Option(
        name: .customLong("flink"),
        help: "The version: 1.20 or 2.3. (default: that of the scenario's engine, else 1.20)")
    var version: FlinkVersion?

    @Option(
        help: """
            safe: a query that loses no checkout; original: the usual one, whatever the version makes \
            of it.
            """)
    var query = FlinkJob.Query.safe

    func run() throws {
        let scenario = try ScenarioRun.load(export.scenario)
        let tables = connector == .filesystem ? try JobData.tables(of: scenario) : nil
        let job = try export.job(of: scenario) { () throws(ExportError) in
            try FlinkJob(
                scenario, connector: connector, version: version, query: query, tables: tables)
        }
        export.say(job.notes)
        var folder = try export.folder(of: scenario, job.files)
        if let tables {
            let data = JobData(scenario, export.onBadRecord, .ofStreams)
            export.say(try data.write(tables, into: &folder) { JobRecords(job) })
        }
        try export.publish(&folder)
    }
}

/// `attrsim export postgres`: a result as a script for psql.
struct ExportPostgres: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postgres",
        abstract: "A result as a script for psql: the original's table, and all others.",
        discussion: """
            shop.checkout_attribution gets the rows of the stream run by upsert, as the original \
            project's job writes it; a schema of its own gets every table of the result. One \
            transaction; loading it again changes nothing.

              attrsim export postgres out/late-events.sqlite | psql -d shop
              attrsim export postgres out/late-events.sqlite -o late-events.sql
            """)

    @Argument(help: "A result file that attrsim run wrote.")
    var result: String

    @Option(name: [.short, .long], help: "The script to write. (default: standard output)")
    var output: String?

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Option(help: "The schema for the result's tables, which is replaced table by table.")
    var schema = "attrsim"

    func validate() throws {
        if schema.isEmpty { throw ValidationError("--schema is empty.") }
        if schema == "shop" {
            throw ValidationError("--schema shop is the original project's own; name another.")
        }
    }

    func run() throws {
        let reader = try ResultOpening.open(result)
        var files = OutputGuard(reading: [(result, "the result")])
        try files.writes(output, "--output")
        let file = try ExportOutput(output == "-" ? nil : output)
        var export = PostgresExport()
        export.schema = schema
        var replaced: ReplacedTexts?
        try ResultOpening.reading { () throws(ResultError) in
            replaced = try export.write(reader) { file.write($0) }
        }
        try file.finish(replacing: force)
        if let warning = replaced?.warning { Terminal.writeError("warning: \(warning)") }
    }
}

/// `attrsim export grafana`: dashboards for a result.
struct ExportGrafana: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grafana",
        abstract: "Grafana's provisioning and dashboards for a result.",
        discussion: """
            The original project's five panels of the last hour, then lateness, watermarks and the \
            stream against the truth; for PostgreSQL (see attrsim export postgres) and for the \
            result file itself.

              attrsim export grafana out/late-events.sqlite -o grafana
              attrsim export grafana out/late-events.sqlite -o grafana --path /data/late.sqlite
            """)

    @Argument(help: "A result file that attrsim run wrote.")
    var result: String

    @Option(name: [.short, .long], help: "The folder to write into; made where it is missing.")
    var output: String

    @Option(help: "Where Grafana finds the result file. (default: RESULT)")
    var path: String?

    @Option(help: "The schema of the result's tables in PostgreSQL.")
    var schema = "attrsim"

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func run() throws {
        let reader = try ResultOpening.open(result)
        var files: [ExportedFile] = []
        try ResultOpening.reading { () throws(ResultError) in
            var dashboard = try GrafanaDashboard(reader)
            dashboard.schema = schema
            files = dashboard.files(result: path ?? result)
        }
        var folder = try ExportFolder(
            output, replaces: force, reading: OutputGuard(reading: [(result, "the result")]))
        for file in files { try folder.add(file) }
        try folder.publish()
        if !quiet { Terminal.write(ExportFolder.summary(output, folder.names)) }
    }
}

/// `attrsim export csv`: a result's tables as CSV.
struct ExportCSV: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csv",
        abstract: "The tables of a result as CSV files.",
        discussion: """
            RFC 4180, with a header. Money (_e4), credits (_e9) and times (milliseconds) are \
            integers, which nothing rounds; --decimal and --time-text write them for people.

              attrsim export csv out/late-events.sqlite -o tables
              attrsim export csv out/late-events.sqlite -o - --table source_credit --decimal

            Texts stand as they are: a spreadsheet runs one that begins with =, +, - or @ as a \
            formula. For a spreadsheet use --spreadsheet, which puts an apostrophe in front.

              duckdb -c "SELECT * FROM 'tables/late_record.csv'"
            """)

    @Argument(help: "A result file that attrsim run wrote.")
    var result: String

    @Option(
        name: [.short, .long],
        help: "The folder to write into, or - for standard output with one --table.")
    var output: String

    @Option(help: ArgumentHelp("Only this table; may be repeated.", valueName: "name"))
    var table: [String] = []

    @Flag(help: "Money and credits as decimal numbers, in columns without _e4 and _e9.")
    var decimal = false

    @Flag(name: .customLong("time-text"), help: "Times as text, UTC.")
    var timeText = false

    @Flag(help: "An apostrophe before texts that a spreadsheet would run as formulas.")
    var spreadsheet = false

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Flag(name: [.short, .long], help: "Print nothing.")
    var quiet = false

    func validate() throws {
        if output == "-", table.count != 1 {
            throw ValidationError("Standard output takes one table: name it with --table.")
        }
    }

    func run() throws {
        let reader = try ResultOpening.open(result)
        var export = CSVExport()
        export.usesDecimals = decimal
        export.usesTimeText = timeText
        export.isForSpreadsheets = spreadsheet
        let names = try chosenTables(reader)
        func write(_ name: String, to file: ExportOutput) throws(CommandFailure) -> Int {
            var rows = 0
            try ResultOpening.reading { () throws(ResultError) in
                rows = try export.write(table: name, of: reader) { file.write($0) }
            }
            return rows
        }
        if output == "-" {
            let file = try ExportOutput(nil)
            for name in names { _ = try write(name, to: file) }
            return try file.finish(replacing: false)
        }
        var folder = try ExportFolder(
            output, replaces: force, reading: OutputGuard(reading: [(result, "the result")]))
        var written: [String] = []
        for name in names {
            let file = try folder.begin("\(name).csv")
            let rows = try write(name, to: file)
            try folder.add(file)
            written.append("\(name).csv  \(NumberText.count(rows)) rows")
        }
        try folder.publish()
        if !quiet { Terminal.write(ExportFolder.summary(output, written)) }
    }

    private func chosenTables(_ reader: ResultReader) throws(CommandFailure) -> [String] {
        var known: [String] = []
        try ResultOpening.reading { () throws(ResultError) in
            known = try CSVExport.tableNames(reader)
        }
        for name in table where !known.contains(name) {
            let nearest = NearestName.of(name, among: known)
            throw CommandFailure(
                "\(result): there is no table \"\(name)\"\n  hint: "
                    + (nearest.map { "write \"\($0)\"" } ?? known.joined(separator: ", ")),
                .wrongUsage)
        }
        return table.isEmpty ? known : known.filter(table.contains)
    }
}
