import EventLogs
import Results
import Scenarios
import Simulation
import Streaming
import Testing

@testable import Exports

/// A file of a scenario's Kafka Streams project.
private func file(_ name: String, _ more: String = "") throws -> String {
    let files = try KafkaStreamsJob(scenario(more)).files
    return try #require(files.first { $0.path.hasSuffix(name) }).text
}

@Suite struct KafkaStreamsJobTests {
    @Test func theProjectIsInMavensLayout() throws {
        let files = try KafkaStreamsJob(scenario()).files
        #expect(
            files.map(\.path) == [
                "pom.xml", "run.sh", "README.md", "prediction.json",
                "src/main/java/attribution/Settings.java",
                "src/main/java/attribution/Attribution.java",
                "src/main/java/attribution/Json.java", "src/main/java/attribution/Tables.java",
                "src/main/java/attribution/Main.java", "src/test/java/attribution/Replay.java",
            ])
        #expect(files.filter(\.isExecutable).map(\.path) == ["run.sh"])
        #expect(try file("pom.xml").contains("<kafka.version>3.9.0</kafka.version>"))
    }

    @Test func whatTheScenarioSaysStandsInOneClass() throws {
        let text = try file(
            "Settings.java",
            #", "join": { "type": "inner", "key": "user+product", "lookback": "1h", "lookahead": "90s", "#
                + #""clickAgeMax": "3m", "bounds": { "lower": "exclusive", "upper": "inclusive" } }, "#
                + #""engine": { "name": "kafka-streams", "grace": "10s", "emitInterval": "1s", "#
                + #""store": "in-memory" }, "attribution": { "model": "last-click", "#
                + #""paymentStatus": ["Success", "a\"b"] }"#)
        for line in [
            """
            static final JoinWindows WINDOWS = JoinWindows
                    .ofTimeDifferenceAndGrace(Duration.ofMillis(3599999), Duration.ofMillis(10000))
                    .before(Duration.ofMillis(3599999))
                    .after(Duration.ofMillis(90000));
            """, "IS_LEFT = false;", "JOINS_PRODUCTS = true;", "IS_LAST_CLICK = true;",
            "IS_IN_MEMORY = true;", "EMIT_INTERVAL = 1000;", "CLICK_AGE_MAX = 180000L;",
            #"PAYMENT_STATUS = Set.of("Success", "a\"b");"#, "HAS_USERS = false;",
        ] { #expect(text.contains(line)) }
    }

    @Test func theOldModeHasTheOldWindows() throws {
        let text = try file(
            "Settings.java",
            #", "engine": { "name": "kafka-streams", "mode": "eager", "grace": "5s" }"#)
        #expect(text.contains(".of(Duration.ofMillis(3600000))\n"))
        #expect(
            text.contains(".after(Duration.ofMillis(0))\n        .grace(Duration.ofMillis(5000));"))
    }

    @Test func aWatermarksWaitIsAGrace() throws {
        let job = try KafkaStreamsJob(
            scenario(#", "watermark": { "delay": "15s", "allowedLateness": "5s" }"#))
        #expect(job.settings.grace == Milliseconds(20_000))
        #expect(job.notes[0].contains("with a grace of what the watermark waits: 20s"))
        #expect(job.prediction.contains(#""grace": 20000"#))
    }

    @Test func thePredictionTakesTheArrivalsThatItNeeds() throws {
        #expect(!(try file("prediction.json").contains("arrived")))
        let text = try file("prediction.json", #", "join": { "clickAgeMax": "3m" }"#)
        #expect(text.contains(#""arrival": "arrived""#))
    }

    @Test(arguments: [
        (#""watermark": { "strategy": "scripted" }"#, "watermark.strategy: \"scripted\""),
        (#""attribution": { "model": "linear" }"#, "attribution.model: \"linear\""),
        (#""attribution": { "partitionBy": "user" }"#, "attribution.partitionBy: \"user\""),
        (#""attribution": { "path": ["collapse"] }"#, "attribution.path"),
        (#""deduplicate": true"#, "deduplicate: a join"),
        (#""join": { "type": "full" }, "engine": "spark""#, "join.type: \"full\""),
        (#""join": { "lookback": "-5s", "lookahead": "1s" }"#, "join: no click"),
    ]) func whatKafkaStreamsHasNoWordsForIsAnError(setting: String, reason: String) throws {
        let error = #expect(throws: ExportError.self) {
            try KafkaStreamsJob(scenario(", " + setting))
        }
        #expect(error?.message.hasPrefix(reason) == true, "\(error?.message ?? "no error")")
        #expect(error?.hint != nil)
    }

    @Test func bothStreamsLieInOneLogInTheirOrder() throws {
        var records = JobRecords(try KafkaStreamsJob(scenario()))
        var lines = ""
        let text = Array("k1".utf8)
        var (clicks, checkouts): ([UInt8], [UInt8]) = ([], [])
        text.withUnsafeBufferPointer { text in
            for stream in [EventStream.checkouts, .clicks] {
                var record = EventRecord()
                record.stream = stream
                record.eventTime = EventTime(milliseconds: -1)
                record.arrivalTime = ProcessingTime(milliseconds: 5)
                records.append(record, in: text, clicks: &clicks, checkouts: &checkouts) {
                    lines += $0 + String(decoding: $1, as: UTF8.self)
                }
            }
        }
        let found = lines.split(separator: "\n")
        #expect(found.count == 2 && found[0].hasPrefix(#"{"stream": "checkouts", "checkout_id": "#))
        #expect(found.last?.hasSuffix(#""place": 2}"#) == true)
        #expect(
            records.notes.contains("2 records are from before 1970, which Kafka Streams refuses"))
    }
}
