import EventLogs
import Scenarios
import Simulation
import Streaming

extension SparkJob {
    /// The small files of the export. The logs and tables under `data` come beside them.
    public func files() throws(ExportError) -> [ExportedFile] {
        var files = [
            ExportedFile("job.py", script), ExportedFile("batch.py", batchScript),
            ExportedFile("logs.py", try logsModule()),
            ExportedFile("times.py", SparkTimes.module),
            ExportedFile("table.py", SparkJob.tableModule),
            ExportedFile("replay.py", SparkJob.replayModule),
            ExportedFile("run.sh", shellRunner, isExecutable: true),
            ExportedFile("README.md", readme),
        ]
        if hasData { files.append(ExportedFile("prediction.json", prediction)) }
        return files
    }

    private var readme: String {
        let notes =
            self.notes.isEmpty
            ? ""
            : "\n## What is not as in the scenario\n\n" + self.notes.map { "- \($0)\n" }.joined()
        return """
            # \(SparkJob.comment(scenario.name)) on Apache Spark

            `job.py` is the streaming query: watermarks, stream-stream join, the \
            \(isLastClick ? "last" : "first") click of each checkout, users and products, an upsert \
            into SQLite or PostgreSQL. `batch.py` computes the truth of a whole log and the models, \
            of a log of any size. `logs.py` says how records are read and what a row is, `times.py` how \
            times are read; `data` holds the scenario's records as they arrive, its disorder included, and its tables.

                ./run.sh --replay           # the batches of the prediction, one by one
                ./run.sh --available-now    # all that is in data, then result.csv
                ./run.sh batch              # truth.csv and models.csv

            run.sh installs Apache Spark \(version.rawValue) from PyPI into `.spark-\(version.rawValue)` the first time; \
            `SPARK_VERSION=3.5 ./run.sh …` takes the other line. What Spark will say is known \
            beforehand:

                attrsim run prediction.json
                attrsim diff prediction.json --actual result.csv

            A replay hands over the records of each micro-batch of the prediction (`batch` in `data`), \
            so that the same ones are late. A live run cuts batches by its own clock. Each run on the \
            records in `data` begins anew.

            Your own log: `./run.sh --clicks FOLDER --checkouts FOLDER` (JSON Lines, the scenario's \
            fields; for batch.py files, CSV too), `--kafka HOST:PORT` (the topics clicks and \
            checkouts; needs `PYSPARK_SUBMIT_ARGS="--packages \
            org.apache.spark:spark-sql-kafka-0-10_2.13:VERSION pyspark-shell"`), `--table \
            postgresql://user:password@host/database` (needs `pip install "psycopg[binary]"`; the \
            table is `shop.checkout_attribution`).

            \(precision)
            """ + notes
    }

    private var precision: String {
        hasSixDigits
            ? """
            Amounts and shares are DECIMAL(6, 2), as in the original project: two decimals, rounded \
            half away from zero, and NULL from 10,000 on.

            """
            : """
            Amounts are exact for prices below 100,000,000 with four decimals, quantities below \
            10,000,000 and shares with six decimals; an amount beyond that is NULL.

            """
    }

    // MARK: Notes

    /// What the job does otherwise than the scenario says, for a person to read.
    public var notes: [String] {
        var notes: [String] = []
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        if let own: SparkSettings = configuration.engine.settings() {
            if own.restarts != RestartPlan() {
                notes.append("engine.restarts: the job runs on; the prediction does as well.")
            }
        } else {
            let copies =
                configuration.deduplicate == nil && configuration.engine.traits.deduplicates
                ? ", which takes a record of a known id for a new one unless \"deduplicate\" says it"
                : ""
            notes.append(
                "The scenario's engine is \(configuration.engine.name); the job does what Spark "
                    + "does\(copies), with a batch every 10 s.")
        }
        if watermarks.contains(where: { $0.allowedLateness > .zero }) {
            notes.append(
                "allowedLateness is left out: Spark drops every record at the watermark or behind.")
        }
        if watermarks.contains(where: { $0.idleTimeout != nil }) {
            notes.append(
                "idleTimeout is left out: an input without records holds Spark's watermark; "
                    + "\"watermarkPolicy\": \"max\" lets the other one drive it.")
        }
        if watermarks.contains(where: { $0.emission != .perRecord }) {
            notes.append("watermark.emit is left out: Spark's watermark moves once a batch.")
        }
        if deduplicates, forgetsIDs, configuration.deduplicate != .untilReached {
            notes.append(
                "deduplicate is dropDuplicatesWithinWatermark, which forgets an id once the watermark "
                    + "has reached its first record's time and the delay: {\"within\": \"spark\"}.")
        }
        switch settings.sink {
        case .keepEarliest: break
        case .lastWrite, .insertIfAbsent:
            notes.append(
                "engine.sink \"\(settings.sink.rawValue)\": Spark promises no order within a batch; the "
                    + "job writes \(settings.sink == .lastWrite ? "the last" : "the first") click of a "
                    + "batch, and the prediction may have another one.")
        case .aggregate:
            notes.append(
                "engine.sink \"aggregate\": a row comes a whole lookback after the join's own, and "
                    + "what the watermark has not reached at the end is no row.")
        }
        notes.append(
            "There is no end of input: checkouts that no watermark passes stay in state, without a "
                + "row.")
        return notes + resultNotes
    }

    private var resultNotes: [String] {
        var notes: [String] = []
        if let unreadableLog {
            notes.append("\(unreadableLog); the job reads its own copy alone, in data.")
        }
        if !modelsLeftOut.isEmpty {
            notes.append("batch.py leaves out \(modelsLeftOut.joined(separator: ", ")).")
        }
        if configuration.dimensions.identities != nil {
            notes.append(
                "dimensions.identities: users are replaced in data, not in a log of your own.")
        }
        if configuration.attribution.ties == .arrival {
            notes.append(
                "attribution.ties \"arrival\": two clicks of one time are told apart by their ids in "
                    + "the job.")
        }
        if configuration.metrics != nil {
            notes.append(
                "The windows of metrics are left out; `attrsim export grafana` has the dashboard.")
        }
        return notes
    }
}
