import EventLogs
import Streaming

/// The readers on their own: bytes of a file to records, in one thread.
enum ParseParts {
    /// Every format.
    static let all = [
        part("JSON Lines", "jsonl", [("clicks.jsonl", .clicks), ("checkouts.jsonl", .checkouts)]),
        part("CSV", "csv", [("clicks.csv", .clicks), ("checkouts.csv", .checkouts)]),
        part("combined JSON Lines", "combined", [("events.jsonl", .combined)]),
        nested,
        part("JSON arrays", "json", [("clicks.json", .clicks), ("checkouts.json", .checkouts)]),
        part(
            "gzip", "jsonl.gz", [("clicks.jsonl.gz", .clicks), ("checkouts.jsonl.gz", .checkouts)]),
        part(
            "zstd", "jsonl.zst",
            [("clicks.jsonl.zst", .clicks), ("checkouts.jsonl.zst", .checkouts)]),
        part("SQLite", "sqlite", [("events.sqlite", .clicks), ("events.sqlite", .checkouts)]),
        part("Kafka dump", "kafka-dump", [("topics.jsonl", .kafkaDump(topics: [:]))]),
    ]

    private static func part(
        _ name: String, _ format: String, _ files: [(name: String, content: LogContent)]
    ) -> Part {
        let world = BenchWorld.forReading(format)
        return Part(name: name) { (folder) throws(BenchFailure) in
            _ = try folder.world(world)
        } run: { (input) throws(BenchFailure) in
            let folder = try input.folder.world(world)
            return try Stopwatch.measure { () throws(BenchFailure) in
                var (records, bytes) = (0, 0)
                for file in files {
                    let read = try readAll("\(folder)/\(file.name)", as: file.content)
                    records += read.records
                    bytes += read.bytes
                }
                return (Int64(records), [.init(name: "bytes read", value: Int64(bytes))])
            }
        }
    }

    /// The same records as in JSON Lines, each inside an object: fields are read by paths.
    private static let nested = Part(name: "nested JSON Lines") { (folder) throws(BenchFailure) in
        let world = try folder.world(BenchWorld.forReading("jsonl"))
        for name in ["clicks.jsonl", "checkouts.jsonl"] {
            _ = try folder.nested(name, in: world)
        }
    } run: { (input) throws(BenchFailure) in
        let folder = try input.folder.world(BenchWorld.forReading("jsonl"))
        return try Stopwatch.measure { () throws(BenchFailure) in
            var (records, bytes) = (0, 0)
            for (name, content, stream) in [
                ("clicks.jsonl", LogContent.clicks, EventStream.clicks),
                ("checkouts.jsonl", .checkouts, .checkouts),
            ] {
                var fields: [String: FieldSource] = [:]
                for field in RecordField.all(of: stream)
                where inWorlds.contains(field) && !(field == .product && stream == .clicks) {
                    fields[field.rawValue] = FieldSource(
                        .path("properties.\(field.name(in: stream) ?? "")"))
                }
                let path = try input.folder.nested(name, in: folder)
                let read = try readAll(path, as: content, fields)
                records += read.records
                bytes += read.bytes
            }
            return (Int64(records), [.init(name: "bytes read", value: Int64(bytes))])
        }
    }

    /// The fields that a generated world's logs have.
    private static let inWorlds: [RecordField] = [
        .id, .user, .time, .source, .product, .quantity, .shipping, .discount, .paymentMethod,
        .paymentStatus, .paymentDescription,
    ]

    private static func readAll(
        _ path: String, as content: LogContent, _ fields: [String: FieldSource] = [:]
    ) throws(BenchFailure) -> (records: Int, bytes: Int) {
        do throws(LogError) {
            var file = LogFile(path: path)
            file.fields = fields
            if file.inferredFormat == .sqlite {
                file.table = content == .clicks ? "clicks" : "checkouts"
            }
            let source = try openLog(file, as: content, onBadRecord: .fail)
            let batch = RecordBatch()
            var (records, bytes) = (0, 0)
            while try source.read(into: batch) {
                records += batch.records.count
                bytes += batch.bytesRead
            }
            return (records, bytes)
        } catch {
            throw BenchFailure(error.description, status: 4)
        }
    }
}
