#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder of logs, scenarios and results. What is missing in it, or was made by other options,
/// is made.
struct BenchFolder {
    /// Where it is.
    var path: String
    /// The program that makes the logs.
    var attrsim: String
    /// How much data.
    var size: BenchSize

    /// Where something of this size lies: little data has a folder of its own.
    private var root: String { size == .quick ? path + "/quick" : path }

    /// The file that a measured run writes to.
    func output(_ name: String) throws(BenchFailure) -> String {
        try makeFolder(root)
        return "\(root)/\(name)"
    }

    /// The folder of a world, complete with scenarios.
    func world(_ world: BenchWorld) throws(BenchFailure) -> String {
        let folder = world.folder.isEmpty ? root : "\(root)/\(world.folder)"
        let options = world.options(size)
        try makeFolder(folder)
        for scenario in BenchScenario.allCases {
            try write(scenario.text(world), to: "\(folder)/\(scenario.fileName)")
        }
        // Written last: a world that was interrupted half-way is made again.
        let mark = "\(folder)/options.txt"
        let wanted = options.joined(separator: " ") + "\n"
        guard (try? contents(mark)) != wanted else { return folder }
        Output.writeError("making \(folder): attrsim generate \(wanted.dropLast())")
        let usage = try measure([attrsim, "generate", "--quiet", "--output", folder] + options)
        guard usage.status == 0 else {
            throw BenchFailure("the logs in \(folder) could not be made", status: 4)
        }
        try write(wanted, to: mark)
        return folder
    }

    /// A log whose records lie inside an object of another, as trackers write them: made of the
    /// JSON Lines of a world.
    func nested(_ file: String, in folder: String) throws(BenchFailure) -> String {
        let path = "\(folder)/nested-\(file)"
        var status = stat()
        if stat(path, &status) == 0, status.st_size > 0 { return path }
        guard let source = fopen("\(folder)/\(file)", "r") else {
            throw failure(file, "cannot be read")
        }
        defer { fclose(source) }
        let part = path + ".part"
        guard let target = fopen(part, "w") else { throw failure(part, "cannot be written") }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while true {
            let length = getline(&line, &capacity, source)
            guard length > 0, let line else { break }
            fputs("{\"type\": \"track\", \"properties\": ", target)
            fwrite(line, 1, length - 1, target)
            fputs(", \"version\": 2}\n", target)
        }
        guard fclose(target) == 0, rename(part, path) == 0 else {
            throw failure(path, "cannot be written")
        }
        return path
    }

    /// A file's size in bytes.
    func bytes(_ file: String) throws(BenchFailure) -> Int64 {
        var status = stat()
        guard stat(file, &status) == 0 else { throw failure(file, "cannot be looked at") }
        return Int64(status.st_size)
    }

    private func makeFolder(_ folder: String) throws(BenchFailure) {
        var end = folder.startIndex
        repeat {
            end = folder[end...].dropFirst().firstIndex(of: "/") ?? folder.endIndex
            let path = String(folder[..<end])
            guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
                throw failure(path, "cannot be made")
            }
        } while end < folder.endIndex
    }

    private func write(_ text: String, to file: String) throws(BenchFailure) {
        guard let stream = fopen(file, "w") else { throw failure(file, "cannot be written") }
        let isWritten = fputs(text, stream) >= 0
        guard fclose(stream) == 0, isWritten else { throw failure(file, "cannot be written") }
    }

    private func contents(_ file: String) throws(BenchFailure) -> String {
        guard let stream = fopen(file, "r") else { throw failure(file, "cannot be read") }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func failure(_ file: String, _ what: String) -> BenchFailure {
        BenchFailure("\(file): \(what): \(String(cString: strerror(errno)))", status: 4)
    }
}
