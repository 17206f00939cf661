import Files

@testable import Shrinking

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder of its own for a test, removed with what the test wrote.
final class ScratchFolder {
    let path: String
    private var extra: [String] = []

    init() throws {
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(temporary)/attrsim-shrink-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ShrinkError.system("no scratch folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        let own = (Shrinker.scratchNames).map { "\(path)/\($0)" }
        for file in extra + own { if unlink(file) != 0 { rmdir(file) } }
        rmdir(path)
    }

    func write(_ name: String, _ text: String) {
        let file = "\(path)/\(name)"
        extra.append(file)
        try? AtomicFile.write(Array(text.utf8), to: file)
    }

    /// Files, then folders, to be removed as well.
    func remember(_ paths: [String]) { extra += paths }
}
