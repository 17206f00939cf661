import Scenarios
import Simulation

extension FlinkJob {
    /// The small files of the export: job, runner, prediction and README. The logs and tables
    /// under `data` come beside them where files are read.
    public var files: [ExportedFile] {
        var files = [ExportedFile("job.sql", script), ExportedFile("README.md", readme)]
        if connector == .filesystem {
            files.append(ExportedFile("run.sh", shellRunner, isExecutable: true))
            files.append(ExportedFile("run.py", FlinkJob.runner))
            files.append(ExportedFile("prediction.json", prediction))
        }
        return files
    }

    private var readme: String {
        let title = "# \(FlinkJob.comment(scenario.name)) on Apache Flink\n\n"
        let notes =
            self.notes.isEmpty
            ? ""
            : "\n## What is not as in the scenario\n\n" + self.notes.map { "- \($0)\n" }.joined()
        return title + (connector == .filesystem ? filesystemText : kafkaText) + precision + notes
    }

    private var filesystemText: String {
        """
        `job.sql` is a complete Flink SQL job; `data` holds what it reads: the scenario's records \
        as they arrive, its disorder included, and its tables.

            ./run.sh             # the logs as fast as they can be read
            ./run.sh --replay    # record by record, in the order of their arrival

        Both install Apache Flink \(version.rawValue) from PyPI into `.flink` the first time (\(needs) are \
        needed) and write the final table to `result.csv`. What Flink will \
        say is known beforehand:

            attrsim run prediction.json
            attrsim diff prediction.json --actual result.csv

        A plain run reads both files side by side, as Flink likes: records that are within the \
        watermark's delay give the same table whichever comes first, later ones need not. A \
        replay keeps the order, and then late records are as late as predicted.

        `arrival_timestamp` in `data` is a record's place in the order of arrival, not a time; \
        `arrived` is the time, and `from_partition` the topic's partition where it is not 0.

        """
    }

    /// What `run.sh` needs.
    var needs: String {
        (version == .v1_20 ? "Java 11 or 17" : "Java 11 to 21")
            + " and Python 3.\(pythons.lowerBound) to 3.\(pythons.upperBound)"
    }

    /// The Pythons that there is a package for, all of them 3.
    var pythons: ClosedRange<Int> { version == .v1_20 ? 8...11 : 9...12 }

    private var kafkaText: String {
        """
        `job.sql` is a complete Flink SQL job: topics in Kafka, users and products looked up in \
        PostgreSQL as of processing time, and an upsert into `shop.checkout_attribution`.

        1. Put `flink-sql-connector-kafka`, `flink-connector-jdbc` and PostgreSQL's JDBC driver, in \
        the versions for your Flink, into its `lib` folder.
        2. Change the addresses and passwords in `job.sql` to yours.
        3. Make the sink's table: `attrsim export postgres RESULT` has the statement.
        4. Submit it: `sql-client.sh -f job.sql`.

        A topic has no end: what is still held stays so until the watermark has passed it.

        """
    }

    private var precision: String {
        if hasSixDigits {
            return """

                Amounts and shares are DECIMAL(6, 2), as in the original project: two decimals, \
                rounded half away from zero, and NULL from 10,000 on.

                """
        }
        return """

            Amounts are exact for prices below 100,000,000 with four decimals, quantities below \
            10,000,000 and shares with six decimals; an amount beyond that is NULL in Flink.

            """
    }
}
