import Attribution
import EventLogs
import Scenarios
import Simulation
import Streaming
import Text

extension KafkaStreamsJob {
    /// The small files of the export. The records, tables and predicted rows under `data` come beside
    /// them.
    public var files: [ExportedFile] {
        let (main, test) = ("src/main/java/attribution/", "src/test/java/attribution/")
        return [
            ExportedFile("pom.xml", KafkaStreamsJob.project),
            ExportedFile("run.sh", KafkaStreamsJob.shellRunner, isExecutable: true),
            ExportedFile("README.md", readme),
            ExportedFile("prediction.json", prediction),
            ExportedFile(main + "Settings.java", settingsClass),
            ExportedFile(main + "Attribution.java", KafkaStreamsJob.topology),
            ExportedFile(main + "Json.java", KafkaStreamsJob.json),
            ExportedFile(main + "Tables.java", KafkaStreamsJob.tables),
            ExportedFile(main + "Main.java", KafkaStreamsJob.program),
            ExportedFile(test + "Replay.java", KafkaStreamsJob.replay),
        ]
    }

    // MARK: What the scenario says

    private var settingsClass: String {
        func word(_ value: Bool) -> String { value ? "true" : "false" }
        func duration(_ milliseconds: Int64) -> String { "Duration.ofMillis(\(milliseconds))" }
        let statuses = configuration.attribution.paymentStatus.map {
            "Set.of(\(Set($0).sorted().map(JSONText.quoted).joined(separator: ", ")))"
        }
        return """
            package attribution;

            import java.time.Duration;
            import java.util.Set;
            import org.apache.kafka.streams.kstream.JoinWindows;

            /** What the scenario says. Written by attrsim export kafka-streams. */
            final class Settings {
                /** How far before and after a checkout a click may lie, both ends included. */
                static final JoinWindows WINDOWS = JoinWindows
                    .\(windows)
                    .before(\(duration(reach.before)))
                    .after(\(duration(reach.after)))\(eagerGrace);
                /** Whether a checkout without a click is a row. */
                static final boolean IS_LEFT = \(word(configuration.join.kind == .left));
                /** Whether a click must be of the checkout's product, too. */
                static final boolean JOINS_PRODUCTS = \(word(joinsProducts));
                static final boolean IS_LAST_CLICK = \(word(configuration.attribution.model == .lastClick));
                /** Where the windows are kept: in memory, or in RocksDB. */
                static final boolean IS_IN_MEMORY = \(word(settings.store == .inMemory));
                /** The least time between two looks for held checkouts, in milliseconds. */
                static final long EMIT_INTERVAL = \(settings.emitInterval.count);
                /** How far a click's time may lie behind the clock at its arrival; null: any. */
                static final Long CLICK_AGE_MAX = \(configuration.join.clickAgeMax.map { "\($0.count)L" } ?? "null");
                /** The payment statuses that count; null: all. */
                static final Set<String> PAYMENT_STATUS = \(statuses ?? "null");
                static final boolean HAS_USERS = \(word(hasUsers));
                static final boolean HAS_PRODUCTS = \(word(hasProducts));
                /** Whether a checkout whose user or product is unknown has no row. */
                static final boolean DROPS_UNKNOWN = \(word(configuration.dimensions.lookup == .inner));
                /** Which version counts: that at a checkout's arrival, or that at its event time. */
                static final boolean LOOKS_UP_AT_ARRIVAL = \(word(looksUpAtArrival));
                /** The original project's amounts: times the discount. */
                static final boolean DISCOUNT_IS_FACTOR = \(word(configuration.dimensions.amounts == .original));
                /** The original project's type of every amount and share: DECIMAL(6, 2). */
                static final boolean HAS_SIX_DIGITS = \(word(hasSixDigits));

                private Settings() {}
            }

            """
    }

    /// `before` and `after` put their own ends in its place.
    private var windows: String {
        let size = "Duration.ofMillis(\(max(reach.before, reach.after, 0)))"
        return settings.mode == .eager
            ? "of(\(size))"
            : "ofTimeDifferenceAndGrace(\(size), Duration.ofMillis(\(settings.grace.count)))"
    }

    private var eagerGrace: String {
        settings.mode == .eager && settings.grace > .zero
            ? "\n        .grace(Duration.ofMillis(\(settings.grace.count)))" : ""
    }

    // MARK: Project

    private static let project = """
        <?xml version="1.0" encoding="UTF-8"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
            <modelVersion>4.0.0</modelVersion>
            <groupId>attribution</groupId>
            <artifactId>attribution</artifactId>
            <version>1</version>
            <properties>
                <kafka.version>\(version)</kafka.version>
                <jackson.version>2.16.2</jackson.version>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
            </properties>
            <dependencies>
                <dependency>
                    <groupId>org.apache.kafka</groupId>
                    <artifactId>kafka-streams</artifactId>
                    <version>${kafka.version}</version>
                </dependency>
                <dependency>
                    <groupId>com.fasterxml.jackson.core</groupId>
                    <artifactId>jackson-databind</artifactId>
                    <version>${jackson.version}</version>
                </dependency>
                <dependency>
                    <groupId>org.apache.kafka</groupId>
                    <artifactId>kafka-streams-test-utils</artifactId>
                    <version>${kafka.version}</version>
                    <scope>test</scope>
                </dependency>
            </dependencies>
        </project>

        """

    private static let shellRunner = #"""
        #!/usr/bin/env bash
        # Builds the project and runs it. Needs Java 17 or newer, and Maven; or, without Maven, the jars of
        # Kafka Streams, its test-utils and what they need in one folder: KAFKA_STREAMS_JARS=FOLDER.
        #   ./run.sh                   the test: the records in data against the predicted rows
        #   ./run.sh live HOST:PORT    the topology on the topics clicks and checkouts
        set -euo pipefail
        cd "$(dirname "$0")"
        jars=${KAFKA_STREAMS_JARS:-target/jars}
        if [ -n "${KAFKA_STREAMS_JARS:-}" ]; then
            mkdir -p target/classes
            find src -name '*.java' -exec javac -nowarn -d target/classes -cp "$jars/*" {} +
        else
            mvn -q test-compile dependency:copy-dependencies -DoutputDirectory="$jars" \
                ${KAFKA_VERSION:+-Dkafka.version="$KAFKA_VERSION"}
        fi
        run() { java -cp "target/classes:target/test-classes:$jars/*" "$@"; }
        if [ "${1:-}" = live ]; then shift; run attribution.Main "$@"; else run attribution.Replay "$@"; fi

        """#

    private var readme: String {
        """
        # \(FlinkJob.comment(scenario.name)) on Kafka Streams

        A Maven project: the topology (`Attribution.java`), what the scenario says of it \
        (`Settings.java`), users, products and amounts (`Tables.java`), and a test with Kafka's \
        TopologyTestDriver (`Replay.java`).

            ./run.sh                   # the test; writes result.csv
            ./run.sh live HOST:PORT    # the topics clicks and checkouts into checkout_attribution

        The test feeds `data/log.jsonl` in its order, each record at its time of arrival, and holds every \
        row of the join and every change of the table against `data/prediction.jsonl`, in order: what \
        attrsim's engine `kafka-streams` says of Kafka Streams \(KafkaStreamsJob.version). It ends with \
        exit status 1 and the first row that differs. The prediction can be asked more:

            attrsim run prediction.json
            attrsim diff prediction.json --actual result.csv

        The topics' values are JSON objects with the fields of `data/log.jsonl` (without `stream`); a \
        time is milliseconds or a text, in UTC unless it says otherwise. Their keys do not matter: both \
        streams are put by user first. Stream time is that of a task, and with several partitions each \
        task has its own; the prediction is of one. Users and products are read from `data` when the \
        program starts. A row without a value in `checkout_attribution` deletes its checkout.

        ## What is not as in the scenario

        \(notes.map { "- \($0)\n" }.joined())
        """
    }

    // MARK: Notes

    /// What the program does otherwise than the scenario says, for a person to read.
    public var notes: [String] {
        var notes: [String] = []
        let watermarks = [configuration.clicksWatermark, configuration.checkoutsWatermark]
        if let own: KafkaStreamsSettings = configuration.engine.settings() {
            if own.mode == .eager {
                notes.append(
                    "engine.mode \"eager\" is JoinWindows.of, which Kafka Streams 4 does not have any "
                        + "more.")
            }
        } else {
            let copies =
                configuration.engine.traits.deduplicates
                ? ", which takes a record of a known id for a new one" : ""
            notes.append(
                "The scenario's engine is \(configuration.engine.name); the job does what Kafka Streams "
                    + "does\(copies), with a grace of what the watermark waits: "
                    + TimeText.duration(milliseconds: settings.grace.count) + ".")
        }
        if watermarks.contains(where: { $0.idleTimeout != nil || $0.emission != .perRecord }) {
            notes.append(
                "There are no watermarks: idleTimeout and emit are left out. Stream time moves with "
                    + "records alone.")
        }
        if settings.emitInterval != Milliseconds(1_000) {
            let interval = TimeText.duration(milliseconds: settings.emitInterval.count)
            notes.append(
                "Held checkouts are looked for "
                    + (settings.emitInterval == .zero
                        ? "with each record" : "every \(interval) at most")
                    + ", by a setting that is Kafka's own affair; without it, every second.")
        }
        notes.append(
            "There is no end of input: checkouts without a click that no later record puts out have no "
                + "row.")
        if !configuration.attribution.compare.isEmpty {
            notes.append("attribution.compare is left out: the job has one model.")
        }
        if configuration.dimensions.identities != nil {
            notes.append("dimensions.identities: users are replaced in data, not in your topics.")
        }
        if configuration.attribution.ties == .arrival {
            notes.append(
                "attribution.ties \"arrival\": two clicks of one time are told apart by their ids.")
        }
        if configuration.metrics != nil {
            notes.append(
                "The windows of metrics are left out; `attrsim export grafana` has the dashboard.")
        }
        return notes
    }
}
