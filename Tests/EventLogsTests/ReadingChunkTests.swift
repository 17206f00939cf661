import Foundation
import Streaming
import Testing

@testable import EventLogs

/// Lines of every length, wherever the borders of chunks and batches fall.
@Suite struct ReadingChunkTests {
    @Test func linesOfAllLengthsAreReadAcrossChunks() throws {
        var numbers = TestNumbers(3)
        var text: [UInt8] = []
        var expected: [String] = []
        for number in 0..<3_000 {
            // Mostly short, some up to 300 KB: longer than a chunk.
            let length =
                number % 100 == 99
                ? Int.random(in: 1...300_000, using: &numbers)
                : Int.random(in: 1...400, using: &numbers)
            let id = "\(number)-" + String(repeating: "x", count: length)
            expected.append(id)
            text += Array(clickLine(id, Int64(number)).utf8) + [0x0A]
            if number % 7 == 0 { text += [0x0A] }
        }
        let folder = try ReadingFolder()
        let path = try folder.write("clicks.jsonl", text)
        let log = try ReadLog(openLog(LogFile(path: path), as: .clicks, onBadRecord: .fail))
        #expect(log.ids == expected)
        #expect(log.records.map(\.time) == (0..<3_000).map { Int64($0) })
        #expect(log.bytesRead == text.count)
    }

    @Test func aLineMayEndAnywhereAroundTheBorderOfAChunk() throws {
        for shift in -2...2 {
            let first = clickLine("", 0)
            let padding = ChunkedInput.chunk - first.utf8.count + shift
            let id = String(repeating: "x", count: padding)
            for end in ["", "\n"] {
                let text = clickLine(id, 0) + "\n" + clickLine("last", 1) + end
                let log = try ReadLog(text, .clicks)
                #expect(log.ids == [id, "last"])
                let short = try ReadLog(clickLine(id, 0) + end, .clicks)
                #expect(short.ids == [id])
            }
        }
    }

    @Test func linesOfOneByteAreRejectedOneByOne() throws {
        let log = try ReadLog(String(repeating: "x\n", count: 10_000), .clicks, policy: .skip)
        #expect(log.rejected.count == 10_000 && log.rejected.last?.line == 10_000)
    }

    @Test func batchesHoldNoMoreThanTheyShould() throws {
        let text = (0..<10_000).map { $0 % 3 == 0 ? "x" : clickLine("\($0)", 0) }
            .joined(separator: "\n")
        let folder = try ReadingFolder()
        let path = try folder.write("clicks.jsonl", Array(text.utf8))
        let source = try openLog(LogFile(path: path), as: .clicks, onBadRecord: .skip)
        let batch = RecordBatch()
        var count = 0
        while try source.read(into: batch) {
            #expect(batch.records.count + batch.rejected.count <= RecordBatch.capacity)
            count += batch.records.count + batch.rejected.count
        }
        #expect(count == 10_000)
        #expect(try !source.read(into: batch))
    }

    @Test(arguments: [true, false])
    func aLineOfMoreThan16MiBIsRejectedAlone(hasMore: Bool) throws {
        let long = String(repeating: "x", count: ChunkedInput.longestLine)
        let lines = [clickLine("a", 0), clickLine(long, 1), clickLine("b", 2)]
        let text = lines.prefix(hasMore ? 3 : 2).joined(separator: "\n")
        let log = try ReadLog(text, .clicks, policy: .skip)
        #expect(log.ids == (hasMore ? ["a", "b"] : ["a"]))
        #expect(log.rejected.map(\.line) == [2])
        #expect(log.reasons == ["line is longer than 16 MiB"])
        #expect(log.rejected.first?.raw == String(clickLine(long, 1).prefix(4_096)))
        #expect(log.bytesRead == text.utf8.count)
    }

    @Test func aLineOf16MiBIsRead() throws {
        let frame = clickLine("", 1).utf8.count
        let id = String(repeating: "x", count: ChunkedInput.longestLine - frame)
        #expect(
            try ReadLog(clickLine(id, 1) + "\n", .clicks).records.first?.id.utf8.count
                == id.utf8.count)
    }

    @Test func aLongCSVRowIsRejectedAlone() throws {
        let long = String(repeating: "x", count: ChunkedInput.longestLine + 10)
        let header = "click_id,user_id,source,click_timestamp\n"
        for cell in [long, "\"\(long)\""] {
            let log = try ReadLog(
                header + "a,u,s,0\n" + cell + ",u,s,1\nb,u,s,2\n", .clicks, .csv, policy: .skip)
            #expect(log.ids == ["a", "b"])
            #expect(log.reasons == ["line is longer than 16 MiB"])
            #expect(log.records.map(\.record.line) == [2, 4])
            #expect(log.rejected.first?.raw == String(cell.prefix(4_096)))
        }
    }

    @Test func aMissingFileIsNamedWithTheOneThatIsMeant() throws {
        let folder = try ReadingFolder()
        let path = try folder.write("clicks.jsonl", [])
        let wrong = LogFile(path: folder.path + "/click.jsonl", name: "logs/click.jsonl")
        #expect(
            throws: LogError(
                .notFound, file: "logs/click.jsonl", reason: "there is no such file",
                hint: "the folder has \"clicks.jsonl\"")
        ) { try openLog(wrong, as: .clicks, onBadRecord: .skip) }
        #expect(
            throws: LogError(
                .notFound, file: "logs", reason: "is a directory", hint: "name a file in it")
        ) {
            try openLog(
                LogFile(path: folder.path, name: "logs"), as: .clicks, onBadRecord: .fail)
        }
        #expect(
            throws: LogError(.notFound, file: "f/x", reason: "there is no such file")
        ) { try openLog(LogFile(path: path + "/x", name: "f/x"), as: .clicks, onBadRecord: .fail) }
    }
}
