import Streaming
import Testing

@testable import EventLogs

@Suite struct GenerationKafkaTests {
    @Test func aLineIsWhatKcatPrints() throws {
        let folder = try ScratchFolder()
        try WorldWriter.write(smallWorld { $0.clicks = 1 }, to: folder.path, format: .kafkaDump)
        #expect(folder.names == ["products.csv", "topics.jsonl", "users.csv"])
        let line = try #require(try folder.lines("topics.jsonl").first)
        let start = #"{"topic":"clicks","partition":0,"offset":0,"tstype":"create","ts":17"#
        #expect(line.hasPrefix(start))
        #expect(line.contains(#","broker":0,"key":""#))
        #expect(line.contains(#","payload":"{\"click_id\": \""#))
        #expect(line.hasSuffix(#"\"}"}"#))
    }

    @Test func theDumpHoldsTheRecordsOfTheLogs() throws {
        let settings = smallWorld {
            $0.partitions = 3
            $0.disorder = Milliseconds(10_000)
            $0.writesArrivalTime = true
        }
        let (dump, log) = (try ScratchFolder(), try ScratchFolder())
        try WorldWriter.write(settings, to: dump.path, format: .kafkaDump)
        try WorldWriter.write(settings, to: log.path, format: .combined)
        let fromDump = try records(dump.path + "/topics.jsonl", .kafkaDump(topics: [:]))
        #expect(try fromDump == records(log.path + "/events.jsonl", .combined))
        #expect(fromDump.count > 1_000)
    }

    private func records(_ path: String, _ content: LogContent) throws -> [[String]] {
        let source = try openLog(LogFile(path: path), as: content, onBadRecord: .fail)
        let batch = RecordBatch()
        var found: [[String]] = []
        while try source.read(into: batch) {
            batch.text.withUnsafeBufferPointer { text in
                found += batch.records.map { record in
                    [
                        record.stream.name,
                        String(decoding: record.contents(in: text), as: UTF8.self),
                        "\(record.eventTime.milliseconds) \(record.arrivalTime.milliseconds)",
                        "\(record.partition)",
                    ]
                }
            }
        }
        return found
    }
}
