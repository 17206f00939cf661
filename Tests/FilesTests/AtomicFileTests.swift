import Files
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder of its own, removed with what lies in it.
private final class ScratchFolder {
    let path: String

    init() {
        var template = Array("\(FileSystem.temporaryFolder)/attrsim-files-XXXXXX".utf8CString)
        mkdtemp(&template)
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        for name in names { unlink(self(name)) }
        rmdir(path)
    }

    var names: [String] { FileSystem.names(in: path) ?? [] }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    func text(_ name: String) throws -> String {
        String(decoding: try FileSystem.read(self(name)), as: UTF8.self)
    }

    func mode(_ name: String) -> mode_t {
        var status = stat()
        stat(self(name), &status)
        return status.st_mode & 0o777
    }
}

private func write(_ text: String, to path: String) throws {
    try AtomicFile.write(Array(text.utf8), to: path)
}

@Suite struct AtomicFileTests {
    private let folder = ScratchFolder()

    @Test func aFileAppearsWhenItIsComplete() throws {
        let file = try AtomicFile(folder("a"))
        try file.write(Array("new".utf8))
        #expect(folder.names == ["a.0.tmp"])
        try file.publish()
        #expect(folder.names == ["a"])
        #expect(try folder.text("a") == "new")
    }

    @Test func aFileThatIsNotPublishedLeavesNothing() throws {
        try write("old", to: folder("a"))
        try AtomicFile(folder("a")).write(Array("new".utf8))
        #expect(folder.names == ["a"])
        #expect(try folder.text("a") == "old")
    }

    @Test func aReplacedFileKeepsItsMode() throws {
        try write("old", to: folder("a"))
        #expect(chmod(folder("a"), 0o640) == 0)
        try write("new", to: folder("a"))
        #expect(folder.mode("a") == 0o640)
        #expect(try folder.text("a") == "new")
    }

    @Test func linksAreWrittenThroughToTheirEnd() throws {
        try write("old", to: folder("a"))
        #expect(symlink("a", folder("b")) == 0)
        #expect(symlink(folder("b"), folder("c")) == 0)
        try write("new", to: folder("c"))
        #expect(try folder.text("a") == "new")
        var status = stat()
        #expect(lstat(folder("c"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        // A link to nothing makes what it leads to.
        #expect(symlink("d", folder("e")) == 0)
        try write("made", to: folder("e"))
        #expect(try folder.text("d") == "made")
    }

    @Test func aDeviceTakesTheBytesAndStaysADevice() throws {
        try write("gone", to: "/dev/null")
        #expect(FileSystem.kind(of: "/dev/null") == .device)
    }

    @Test func aFolderIsNoFile() {
        let error = #expect(throws: SystemError.self) { try write("x", to: folder.path) }
        #expect(error?.isFolder == true)
        #expect(throws: SystemError.self) { try write("x", to: folder("a/")) }
        #expect(throws: SystemError.self) { try write("x", to: "") }
    }

    @Test func whatADeadProcessLeftIsUsedAgainAndWhatIsUnderWayIsNot() throws {
        // Nobody holds its lock.
        let left = open(folder("a.0.tmp"), O_CREAT | O_WRONLY, 0o666)
        #expect(left >= 0)
        close(left)
        let first = try AtomicFile(folder("a"))
        let second = try AtomicFile(folder("a"))
        #expect(folder.names == ["a.0.tmp", "a.1.tmp"])
        try first.write(Array("first".utf8))
        try second.write(Array("second".utf8))
        try first.publish()
        try second.publish()
        #expect(folder.names == ["a"])
        #expect(try folder.text("a") == "second")
    }

    @Test func nothingIsReplacedUnlessAllMayBe() throws {
        func files(_ texts: [String: String]) throws -> [AtomicFile] {
            try texts.sorted { $0.key < $1.key }.map { name, text in
                let file = try AtomicFile(folder(name))
                try file.write(Array(text.utf8))
                return file
            }
        }
        #expect(try AtomicFile.publish(files(["a": "1", "b": "2"]), replacing: false).isEmpty)
        // The same bytes: all is well.
        #expect(try AtomicFile.publish(files(["a": "1", "b": "2"]), replacing: false).isEmpty)
        let refused = try AtomicFile.publish(
            files(["a": "1", "b": "3", "c": "4"]), replacing: false)
        #expect(refused == [folder("b")])
        #expect(folder.names == ["a", "b"])
        #expect(try AtomicFile.publish(files(["b": "3", "c": "4"]), replacing: true).isEmpty)
        #expect(try folder.text("b") == "3" && folder.text("c") == "4")
    }

    @Test func oneFileHasOneIdentityWhateverThePath() throws {
        try write("x", to: folder("a"))
        #expect(link(folder("a"), folder("b")) == 0)
        #expect(symlink("a", folder("c")) == 0)
        let identity = FileSystem.status(folder("a"))?.identity
        for name in ["b", "c", "../\(folder.path.split(separator: "/").last ?? "")/a"] {
            #expect(FileSystem.status(folder(name))?.identity == identity)
        }
    }

    @Test func folderInTheWayOfWhichIsAFileIsNamed() throws {
        try write("x", to: folder("a"))
        let error = #expect(throws: SystemError.self) {
            try FileSystem.makeFolder(folder("a/b"))
        }
        #expect(error?.isNoFolder == true)
    }
}
