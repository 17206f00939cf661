import Streaming
import Testing

@testable import EventLogs

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct GenerationWriterTests {
    /// The bytes that every machine and every build must give.
    @Test(arguments: [
        (WorldFormat.jsonLines, ["clicks.jsonl": 0 as UInt64, "checkouts.jsonl": 0]),
        (.csv, ["clicks.csv": 0, "checkouts.csv": 0]),
        (.combined, ["events.jsonl": 0]),
    ]) func theSameSeedGivesTheSameBytes(format: WorldFormat, events: [String: UInt64]) throws {
        let folder = try ScratchFolder()
        let settings = smallWorld {
            $0.partitions = 3
            $0.disorder = Milliseconds(10_000)
            $0.writesArrivalTime = true
        }
        try WorldWriter.write(settings, to: folder.path, format: format)
        let tables: [String: UInt64] = ["users.csv": 0, "products.csv": 0]
        let expected = events.merging(tables) { a, _ in a }
        #expect(folder.names == expected.keys.sorted())
        for (name, hash) in expected {
            #expect(try folder.fingerprint(name) == hash, "\(name)")
        }
    }

    @Test func anotherSeedGivesOtherBytes() throws {
        let (a, b) = (try ScratchFolder(), try ScratchFolder())
        try WorldWriter.write(smallWorld(), to: a.path)
        try WorldWriter.write(smallWorld { $0.seed = 43 }, to: b.path)
        for name in a.names { #expect(try a.bytes(name) != b.bytes(name), "\(name)") }
    }

    @Test func theSummarySaysWhatWasWritten() throws {
        let folder = try ScratchFolder()
        let summary = try WorldWriter.write(smallWorld(), to: folder.path)
        #expect(summary.files.sorted() == folder.names)
        #expect(try folder.lines("clicks.jsonl").count == summary.clicks)
        #expect(try folder.lines("checkouts.jsonl").count == summary.checkouts)
        #expect(try folder.lines("users.csv").count == summary.users + 1)
        #expect(try folder.lines("products.csv").count == summary.products + 1)
        #expect(try folder.names.map { try folder.bytes($0).count }.reduce(0, +) == summary.bytes)
        #expect(summary.clicks == 1_000)
    }

    @Test func dimensionTablesAreComplete() throws {
        let folder = try ScratchFolder()
        try WorldWriter.write(smallWorld(), to: folder.path)
        let world = try GeneratedWorld(smallWorld())
        #expect(try folder.bytes("users.csv") == world.usersTable())
        #expect(try folder.bytes("products.csv") == world.productsTable())
        for (name, count, columns) in [("users.csv", 50, 9), ("products.csv", 20, 6)] {
            for (number, line) in try folder.lines(name).enumerated().dropFirst() {
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                // The location has a comma of its own.
                #expect(fields.count == columns, "\(line)")
                #expect(fields[0] == "\(number)")
                #expect(number <= count)
            }
        }
    }

    @Test func linesAreTheOriginalProjects() throws {
        let folder = try ScratchFolder()
        let settings = smallWorld {
            $0.clicks = 1
            $0.checkoutsPerClick = 1_000_000_000_000
        }
        try WorldWriter.write(settings, to: folder.path)
        #expect(try folder.lines("clicks.jsonl") == [""])
        #expect(try folder.lines("checkouts.jsonl").first == "")
        try WorldWriter.write(settings, to: folder.path, format: .csv)
        #expect(try Array(folder.lines("clicks.csv")) == ["", ""])
        #expect(try Array(folder.lines("checkouts.csv").prefix(2)) == ["", ""])
        #expect(try Array(folder.lines("users.csv").prefix(2)) == ["", ""])
        #expect(try Array(folder.lines("products.csv").prefix(2)) == ["", ""])
    }

    @Test func anEmptyWorldHasEmptyLogs() throws {
        let folder = try ScratchFolder()
        let summary = try WorldWriter.write(smallWorld { $0.clicks = 0 }, to: folder.path)
        #expect(summary.clicks == 0)
        #expect(summary.checkouts == 0)
        #expect(try folder.bytes("clicks.jsonl").isEmpty)
        #expect(try folder.lines("users.csv").count == 51)
    }

    @Test func progressIsReported() throws {
        let folder = try ScratchFolder()
        var reports: [Int] = []
        let settings = smallWorld {
            $0.clicks = 140_000
            $0.checkoutsPerClick = 0
        }
        try WorldWriter.write(settings, to: folder.path) { reports.append($0) }
        #expect(reports == [65_536, 131_072])
    }

    @Test func missingFoldersAreMade() throws {
        let folder = try ScratchFolder()
        let inner = folder.path + "/a"
        try WorldWriter.write(smallWorld(), to: inner + "/b/")
        for name in ["users.csv", "products.csv", "clicks.jsonl", "checkouts.jsonl"] {
            #expect(unlink("\(inner)/b/\(name)") == 0)
        }
        #expect(rmdir(inner + "/b") == 0)
    }

    @Test func aFileInThePlaceOfTheFolderIsAnError() throws {
        let folder = try ScratchFolder()
        fclose(fopen(folder.path + "/world", "w"))
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld(), to: folder.path + "/world")
        }
        #expect(error?.kind == .target)
        #expect(error?.description.contains("/world: is a file, not a folder") == true)
    }

    @Test func aDirectoryInThePlaceOfALogIsAnErrorAndLeavesNothing() throws {
        let folder = try ScratchFolder()
        #expect(mkdir(folder.path + "/clicks.jsonl", 0o777) == 0)
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld(), to: folder.path)
        }
        #expect(error?.kind == .target)
        #expect(error?.reason == "is a directory")
        #expect(folder.names == ["clicks.jsonl"])
    }

    @Test func aFolderThatCannotBeMadeIsAnError() {
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld(), to: "/dev/null/world")
        }
        #expect(error?.kind == .target)
    }

    #if os(Linux)
    @Test func aFullDiskIsAnErrorAndKeepsTheEarlierWorld() throws {
        let folder = try ScratchFolder()
        try WorldWriter.write(smallWorld(), to: folder.path)
        let earlier = try folder.bytes("users.csv")
        // Writing to this device always fails with "No space left on device".
        #expect(symlink("/dev/full", folder.path + "/checkouts.jsonl.part") == 0)
        let error = #expect(throws: GenerationError.self) {
            try WorldWriter.write(smallWorld { $0.seed = 43 }, to: folder.path)
        }
        #expect(error?.kind == .system)
        #expect(error?.hint == "free some space, or generate fewer clicks")
        #expect(try folder.bytes("users.csv") == earlier)
        #expect(!folder.names.contains { $0.hasSuffix(".part") })
    }
    #endif
}
