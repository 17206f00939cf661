import EventLogs

/// The readers on their own: bytes of a file to records, in one thread.
enum ParseParts {
    /// Every format.
    static let all = [
        part("JSON Lines", "jsonl", [("clicks.jsonl", .clicks), ("checkouts.jsonl", .checkouts)]),
        part("CSV", "csv", [("clicks.csv", .clicks), ("checkouts.csv", .checkouts)]),
        part("combined JSON Lines", "combined", [("events.jsonl", .combined)]),
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

    private static func readAll(
        _ path: String, as content: LogContent
    ) throws(BenchFailure) -> (records: Int, bytes: Int) {
        do throws(LogError) {
            let source = try openLog(LogFile(path: path), as: content, onBadRecord: .fail)
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
