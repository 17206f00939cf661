import Attribution
import EventLogs
import Scenarios
import Simulation
import Streaming

// What Flink has no words for, and what the job leaves out.

extension FlinkJob {
    /// Finds what the job cannot say.
    static func check(_ scenario: Scenario, _ connector: Connector) throws(ExportError) {
        let configuration = scenario.configuration
        try configuration.checkTouchRules(for: "Flink")
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        if watermarks.contains(where: { $0.strategy == .scripted }) {
            throw ExportError(
                "watermark.strategy: \"scripted\" has no counterpart in Flink SQL, where a "
                    + "watermark follows from the records",
                hint: "write \"bounded\" and a delay")
        }
        switch configuration.attribution.model {
        case .firstClick, .lastClick: break
        case let model:
            throw ExportError(
                "attribution.model: \"\(model.displayName)\" is no ranking: the job's table has one "
                    + "click a checkout", hint: "export \"first-click\" or \"last-click\"")
        }
        // Files are written anew, in UTC.
        if connector == .kafka, let (log, zone) = scenario.input.timeZones.first {
            throw ExportError(
                "input.\(log).timeZone: \"\(zone)\": the job's tables read times without a zone as "
                    + "UTC",
                hint: "write the topic's times in UTC, or export with --connector "
                    + "filesystem")
        }
        if connector == .kafka, configuration.dimensions.identities != nil {
            throw ExportError(
                "dimensions.identities: the job's tables read the users that the topics have, whoever "
                    + "they are",
                hint: "write the known users into the topics, or export with --connector filesystem"
            )
        }
        if connector == .kafka, configuration.dimensions.asOf == .eventTime {
            throw ExportError(
                "dimensions.asOf: \"event-time\": a database tells a live job what users and "
                    + "products are, not what they were",
                hint: "write \"processing-time\", or export with --connector filesystem")
        }
    }

    /// Finds what the chosen query cannot do.
    func checkQuery() throws(ExportError) {
        if replacesSilently {
            throw ExportError(
                "--query original: Flink 2 puts a replacement out without the row that it replaces "
                    + "where a first click is ranked by a plain column, so that the job would have "
                    + "both", hint: "leave --query out, or turn mini-batch on")
        }
    }

    /// What the job does otherwise than the scenario says, for a person to read.
    public var notes: [String] {
        versionNotes + engineNotes + resultNotes
            + (connector == .filesystem ? fileNotes : topicNotes)
    }

    private var watermarks: [WatermarkSettings] {
        [configuration.clicksWatermark, configuration.checkoutsWatermark]
    }

    private var versionNotes: [String] {
        guard version == .v2_3, settings.miniBatch == nil,
            configuration.attribution.model != .lastClick
        else { return [] }
        if isFalling {
            return [
                "Flink 2 puts the first click by ORDER BY click_timestamp ASC out once and for ever, and "
                    + "drops a checkout without a click; the job ranks by a number that falls as the "
                    + "time rises, which loses nothing. `--query original` writes the usual query."
            ]
        }
        return [
            "The usual query, as Flink 2 runs it: a first click comes a lookback late, what is behind "
                + "the watermark then is dropped, and with it every checkout without a click."
        ]
    }

    private var engineNotes: [String] {
        var notes: [String] = []
        if settings.ranking == .checkoutTime {
            notes.append(
                "engine.ranking \"checkout-time\" is a slip of queries that keep both time attributes; "
                    + "the job ranks by the click's time.")
        }
        if connector == .filesystem, settings.stateTTL > .zero {
            notes.append("engine.stateTTL is left out: files are read faster than their clock.")
        }
        if settings.restarts != RestartPlan() {
            notes.append("engine.restarts: the job runs on; the prediction does as well.")
        }
        if configuration.engine.settings(of: FlinkSQLSettings.self) == nil {
            let copies =
                configuration.deduplicate == nil && configuration.engine.traits.deduplicates
                ? ", which takes a record of a known id for a new one unless \"deduplicate\" is true"
                : ""
            notes.append(
                "The scenario's engine is \(configuration.engine.name); the job does what Flink "
                    + "SQL does\(copies). `attrsim run --engine \(engineName)` predicts it.")
        }
        if deduplicates, configuration.deduplicate != .forever {
            notes.append(
                "deduplicate: the job remembers an id"
                    + (connector == .kafka && settings.stateTTL > .zero
                        ? " as long as its state, engine.stateTTL." : " for ever."))
        }
        if watermarks.contains(where: { $0.allowedLateness > .zero }) {
            notes.append("Flink's interval join in SQL knows no allowed lateness; it is left out.")
        }
        if ranking == .cast, settings.ranking == .rowTime,
            configuration.attribution.model == .lastClick
        {
            notes.append(
                "The ranking comes behind the lookups, where the click's time is a plain column: "
                    + "of two last clicks of one time the first stays, as with the ranking "
                    + "\"cast\".")
        }
        return notes
    }

    /// What a result of the simulator has beside the attributed table.
    private var resultNotes: [String] {
        var notes: [String] = []
        if !configuration.attribution.compare.isEmpty {
            let models = configuration.attribution.compare.map(\.displayName)
            notes.append(
                "attribution.compare (\(models.joined(separator: ", "))) is left out: the job has "
                    + "one model.")
        }
        if configuration.metrics != nil {
            notes.append(
                "The windows of metrics are left out; `attrsim export grafana` has the dashboard.")
        }
        let output = configuration.output
        let tables = [
            ("changelog", output.changelog), ("credits", output.credits), ("paths", output.paths),
        ].filter(\.1).map { "output.\($0.0)" }
        if !tables.isEmpty {
            notes.append("\(tables.joined(separator: ", ")): the job writes one table, the sink's.")
        }
        if output.upsert { notes.append(upsertNote) }
        return notes
    }

    private var upsertNote: String {
        switch (configuration.attribution.partitionBy, connector) {
        case (.checkout, _):
            "output.upsert: the ranking keeps one row an id already, the best of all records of "
                + "that id rather than the one written last."
        case (.user, .filesystem):
            "output.upsert is left out: a row a click's user is what is kept, and a printed table "
                + "has no key."
        case (.user, .kafka):
            "output.upsert: the sink's primary key keeps one row an id, the last one written; the "
                + "simulator keeps a row a click's user."
        }
    }

    private var fileNotes: [String] {
        var notes: [String] = []
        if watermarks.contains(where: { $0.idleTimeout != nil }) {
            notes.append(
                "idleTimeout is left out: files are read faster than their clock, so that nothing "
                    + "is idle.")
        }
        if watermarks.contains(where: { $0.emission != .perRecord }) {
            notes.append(
                "Watermarks go out with each record, not at ticks of a clock that files do not "
                    + "have.")
        }
        if watermarks.contains(where: { ($0.partitions ?? 1) > 1 }) {
            notes.append("A file is one partition: the watermark is the whole stream's.")
        }
        if configuration.endOfInput == .stop {
            notes.append(
                "endOfInput \"stop\": a file has an end, with which Flink puts out what is still "
                    + "held, as with \"flush\".")
        }
        return notes
    }

    private var topicNotes: [String] {
        var notes: [String] = []
        if !configuration.disorder.isEmpty {
            notes.append("The scenario's disorder is left out: live topics bring their own.")
        }
        for stream in EventStream.allCases where fields(stream).isFlat {
            notes.append(
                "The \(stream.name) are a table of cells; the job's topic holds JSON objects with its columns "
                    + "as members.")
        }
        if watermarks.contains(where: { $0.partitions != nil }) {
            notes.append(
                "watermark.partitions is left out: a topic knows how many partitions it has.")
        }
        if Set(watermarks.compactMap(\.tick)).count > 1 {
            notes.append("Both streams' watermarks go out at the faster one's ticks.")
        }
        return notes
    }
}

extension FlinkJob {
    /// The engine with its version, as `--engine` takes it.
    var engineName: String { version == .v1_20 ? "flink-sql" : "flink-sql@\(version.rawValue)" }
}

extension WatermarkSettings {
    /// The time between two watermarks that are not put out with a record.
    var tick: Milliseconds? {
        if case .every(let interval) = emission { interval } else { nil }
    }
}
