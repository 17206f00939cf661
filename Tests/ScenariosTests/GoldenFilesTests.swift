import Files
import Testing

@testable import Scenarios

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct GoldenFilesTests {
    @Test func aScenarioAndItsGoldenTextsNameEachOther() {
        for path in ["s/a.json", "s/a.golden.txt", "s/a.golden.txt.new"] {
            #expect(GoldenFiles.golden(of: path) == "s/a.golden.txt")
        }
        #expect(GoldenFiles.new(of: "s/a.golden.txt") == "s/a.golden.txt.new")
        #expect(GoldenFiles.scenario(of: "s/a.golden.txt") == "s/a.json")
    }

    @Test func pendingAndUnusedAreFound() throws {
        let folder = try folder(with: [
            "a.json", "a.golden.txt", "a.golden.txt.new", "b.json", "b.golden.txt",
            "c.json", "c.golden.txt.new", "gone.golden.txt", "gone.golden.txt.new",
        ])
        defer { remove(folder) }
        func paths(_ names: [String]) -> [String] { names.map { "\(folder)/\($0)" } }
        #expect(
            try GoldenFiles.pending(in: [folder])
                == paths(["a.golden.txt", "c.golden.txt", "gone.golden.txt"]))
        #expect(
            try GoldenFiles.unused(in: [folder])
                == paths(["gone.golden.txt", "gone.golden.txt.new"]))
        // A scenario stands for its own golden text only.
        #expect(try GoldenFiles.pending(in: paths(["a.json"])) == paths(["a.golden.txt"]))
        #expect(try GoldenFiles.pending(in: paths(["b.json"])) == [])
        #expect(try GoldenFiles.pending(in: paths(["c.json"])) == paths(["c.golden.txt"]))
        #expect(throws: ScenarioError.self) { try GoldenFiles.pending(in: paths(["none"])) }
    }

    private func folder(with names: [String]) throws -> String {
        var template = Array("/tmp/attrsim-golden-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ScenarioError([ScenarioProblem(file: "", message: "no folder")], .system)
        }
        let folder = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for name in names {
            if let file = fopen("\(folder)/\(name)", "w") { fclose(file) }
        }
        return folder
    }

    private func remove(_ folder: String) {
        for name in FileSystem.names(in: folder) ?? [] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
}
