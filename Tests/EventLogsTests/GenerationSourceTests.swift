import Streaming
import Testing

@testable import EventLogs

/// The generated source gives what a pipeline would read from the written logs.
@Suite struct GenerationSourceTests {
    private static let worlds: [@Sendable (inout GenerationSettings) -> Void] = [
        { _ in },
        { $0.partitions = 4 },
        { $0.disorder = Milliseconds(600_000) },
        {
            $0.disorder = Milliseconds(600_000)
            $0.partitions = 4
        },
        {
            $0.disorder = Milliseconds(600_000)
            $0.partitions = 4
            $0.writesArrivalTime = true
        },
        {
            // Many records of one moment.
            $0.duration = Milliseconds(50)
            $0.checkoutLag = Milliseconds(10)
            $0.disorder = Milliseconds(20)
            $0.partitions = 3
        },
        {
            $0.duration = Milliseconds(50)
            $0.checkoutLag = Milliseconds(10)
            $0.partitions = 3
        },
        {
            $0.duration = Milliseconds(50)
            $0.checkoutLag = .zero
            $0.disorder = Milliseconds(1)
            $0.writesArrivalTime = true
        },
    ]

    @Test(arguments: worlds.indices, [WorldFormat.jsonLines, .csv])
    func theSourceAndTheWrittenLogsGiveTheSameRecords(world: Int, format: WorldFormat) throws {
        let settings = smallWorld {
            $0.clicks = 3_000
            Self.worlds[world](&$0)
        }
        let folder = try ScratchFolder()
        try WorldWriter.write(settings, to: folder.path, format: format)
        var written: [ReadRecord] = []
        for (stream, content) in [("clicks", LogContent.clicks), ("checkouts", .checkouts)] {
            let file = LogFile(path: "\(folder.path)/\(stream).\(format.name)")
            written += try records(openLog(file, as: content, onBadRecord: .fail))
        }
        // The contract's order: arrival time; clicks first; partition; position in the file.
        written.sort { $0.order.lexicographicallyPrecedes($1.order) }
        let generated = try records(GeneratedWorld(settings).source())

        #expect(generated.count == written.count)
        for (a, b) in zip(generated, written) {
            // A header moves the lines of CSV by one.
            var b = b
            if format == .csv { b.line -= 1 }
            #expect(a == b)
            if a != b { break }
        }
    }

    @Test func theCombinedLogHoldsBothLogsLines() throws {
        let (combined, apart) = (try ScratchFolder(), try ScratchFolder())
        let settings = smallWorld {
            $0.disorder = Milliseconds(60_000)
            $0.writesArrivalTime = true
        }
        try WorldWriter.write(settings, to: combined.path, format: .combined)
        try WorldWriter.write(settings, to: apart.path)
        for stream in ["clicks", "checkouts"] {
            let prefix = "{\"stream\": \"\(stream)\", "
            let lines = try combined.lines("events.jsonl").filter { $0.hasPrefix(prefix) }
                .map { "{" + $0.dropFirst(prefix.count) }
            #expect(try lines == apart.lines("\(stream).jsonl"))
        }
        let file = LogFile(path: combined.path + "/events.jsonl")
        let written = try records(openLog(file, as: .combined, onBadRecord: .fail))
        let generated = try records(GeneratedWorld(settings).source())
        #expect(written.map(\.texts) == generated.map(\.texts))
        #expect(written.map(\.arrival) == generated.map(\.arrival))
    }

    @Test func logsAreWrittenInOrderOfArrivalAndTimesGoBackByTheDisorderAtMost() throws {
        let disorder: Int64 = 10_000
        let events = try loggedEvents(smallWorld { $0.disorder = Milliseconds(disorder) })
        var (latest, farthest) = (Int64.min, 0 as Int64)
        for (a, b) in zip(events, events.dropFirst()) { #expect(a.arrival <= b.arrival) }
        for logged in events {
            let time = logged.event.time.milliseconds
            let delay = logged.arrival.milliseconds - time
            #expect(delay >= 0 && delay <= disorder)
            latest = max(latest, time)
            farthest = max(farthest, latest - time)
        }
        #expect(farthest <= disorder)
        #expect(farthest > disorder / 2)
    }

    @Test func aUsersRecordsStayInOnePartition() throws {
        let events = try timedEvents(smallWorld { $0.partitions = 4 })
        var partitions: [UInt32: Int32] = [:]
        for event in events {
            #expect(
                partitions.updateValue(event.partition, forKey: event.user) ?? event.partition
                    == event.partition)
        }
        #expect(Set(partitions.values) == [0, 1, 2, 3])
    }

    @Test func anEmptyWorldGivesNothing() throws {
        let source = try GeneratedWorld(smallWorld { $0.clicks = 0 }).source()
        let batch = RecordBatch()
        #expect(try source.read(into: batch) == false)
        #expect(try source.read(into: batch) == false)
    }

    private func records(_ source: any RecordSource) throws -> [ReadRecord] {
        let batch = RecordBatch()
        var records: [ReadRecord] = []
        while try source.read(into: batch) {
            #expect(batch.records.count <= RecordBatch.capacity)
            #expect(batch.rejected.isEmpty)
            records += batch.records.map { ReadRecord($0, batch.text) }
        }
        return records
    }
}

/// All that a record says, its texts included.
private struct ReadRecord: Equatable {
    var stream: EventStream
    var time: EventTime
    var arrival: ProcessingTime
    var hasOwnArrivalTime: Bool
    var partition: Int32
    var index: UInt32
    var line: Int64
    var texts: [String]
    var numbers: [Int64]

    init(_ record: EventRecord, _ text: [UInt8]) {
        stream = record.stream
        time = record.eventTime
        arrival = record.arrivalTime
        hasOwnArrivalTime = record.hasOwnArrivalTime
        partition = record.partition
        index = record.index
        line = record.line
        texts = text.withUnsafeBufferPointer { bytes in
            RecordField.allCases.map { field in
                record.text(field, in: bytes).map { String(decoding: $0, as: UTF8.self) } ?? "NULL"
            }
        }
        let numbers = text.withUnsafeBufferPointer { record.numbers(in: $0) }
        self.numbers = (0..<RecordNumbers.count).map { numbers[$0] ?? -1 }
    }

    /// What records are ordered by.
    var order: [Int64] {
        [arrival.milliseconds, Int64(stream.rawValue), Int64(partition), line]
    }
}
