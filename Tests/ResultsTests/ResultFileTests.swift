import Foundation
import Simulation
import Testing

@testable import Results

/// What happens to the file, and to the one that it replaces.
struct ResultFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func oldFileStaysUntilTheNewOneIsComplete() throws {
        let path = folder("a.sqlite")
        func write(_ value: Int64, thenReadBefore: Bool) throws {
            let writer = try ResultWriter(path: path)
            try writer.write(batch(.stat, [[1, "n", .integer(value)]]))
            if thenReadBefore {
                #expect(try ResultReader(path: path).value("SELECT value FROM stat") == 1)
            }
            try _ = writer.complete(expectations: [])
        }
        try write(1, thenReadBefore: false)
        let before = try ResultReader(path: path)
        try write(2, thenReadBefore: true)
        #expect(try ResultReader(path: path).value("SELECT value FROM stat") == 2)
        // A reader that was there first goes on with the old file.
        #expect(try before.value("SELECT value FROM stat") == 1)
        #expect(folder.names == ["a.sqlite"])
    }

    @Test func temporaryFileLiesBesideItsTarget() throws {
        let writer = try ResultWriter(path: folder("a.sqlite"))
        let names = folder.names
        #expect(names.count == 1, "\(names)")
        #expect(names.allSatisfy { $0.hasPrefix("a.sqlite.") && $0.hasSuffix(".tmp") })
        writer.discard()
        #expect(folder.names.isEmpty)
    }

    @Test func releasedWriterLeavesNothing() throws {
        var writer: ResultWriter? = try ResultWriter(path: folder("a.sqlite"))
        #expect(writer?.path == folder("a.sqlite"))
        writer = nil
        #expect(folder.names.isEmpty)
    }

    @Test func twoWritersOfOneTargetDoNotMeet() throws {
        let path = folder("a.sqlite")
        let first = try ResultWriter(path: path)
        let second = try ResultWriter(path: path)
        try first.write(batch(.stat, [[1, "n", 1]]))
        try second.write(batch(.stat, [[1, "n", 2]]))
        try _ = first.complete(expectations: [])
        try _ = second.complete(expectations: [])
        #expect(try ResultReader(path: path).query("SELECT value FROM stat") == [[2]])
        #expect(folder.names == ["a.sqlite"])
    }

    @Test func foldersAreMade() throws {
        let path = folder("x/y/z/a.sqlite")
        try _ = ResultWriter(path: path).complete(expectations: [])
        #expect(try ResultReader(path: path).tableNames().count == 32)
    }

    @Test func linkIsFollowed() throws {
        let path = folder("a.sqlite")
        try _ = ResultWriter(path: path).complete(expectations: [])
        try FileManager.default.createSymbolicLink(
            atPath: folder("link"), withDestinationPath: path)
        let writer = try ResultWriter(path: folder("link"))
        try writer.write(batch(.stat, [[1, "n", 1]]))
        try _ = writer.complete(expectations: [])
        #expect(try ResultReader(path: path).value("SELECT value FROM stat") == 1)
    }

    @Test func fullDiskIsTheSystemsFailure() throws {
        let path = folder("a.sqlite")
        let writer = try ResultWriter(path: path, options: ResultOptions(), pageLimit: 40)
        let rows = batch(.lateRecord, rows(.lateRecord, count: 2_048))
        let error = #expect(throws: SinkError.self) {
            for _ in 0..<10 { try writer.write(rows) }
        }
        #expect(error?.description == "\(path): cannot be written: the disk is full")
        #expect(folder.names.isEmpty)
        // Every further call fails in the same way.
        #expect(throws: SinkError.self) { try writer.write(rows) }
        let second = #expect(throws: ResultError.self) { try writer.complete(expectations: []) }
        #expect(second?.kind == .system)
    }

    @Test func folderIsNoTarget() throws {
        let error = #expect(throws: ResultError.self) { try ResultWriter(path: folder.path) }
        #expect(error?.kind == .system)
        #expect(error?.reason == "is a folder; a result is a file")
    }

    @Test(arguments: ["", "x/", "/dev/null"])
    func notAFileIsNoTarget(path: String) {
        let error = #expect(throws: ResultError.self) { try ResultWriter(path: path) }
        #expect(error?.kind == .system)
    }

    @Test func fileIsNoFolder() throws {
        try _ = ResultWriter(path: folder("a.sqlite")).complete(expectations: [])
        let error = #expect(throws: ResultError.self) {
            try ResultWriter(path: folder("a.sqlite/b.sqlite"))
        }
        #expect(error?.kind == .system)
    }

    @Test func readOnlyFolderIsTheSystemsFailure() throws {
        // /proc refuses new files, even to root.
        guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
        for path in ["/proc/a.sqlite", "/proc/x/a.sqlite"] {
            let error = #expect(throws: ResultError.self) { try ResultWriter(path: path) }
            #expect(error?.kind == .system)
        }
    }
}
