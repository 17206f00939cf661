import Streaming
import Testing

@testable import EventLogs

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A small world, changed as a test needs it.
func smallWorld(_ change: (inout GenerationSettings) -> Void = { _ in }) -> GenerationSettings {
    var settings = GenerationSettings()
    settings.users = 50
    settings.products = 20
    settings.clicks = 1_000
    change(&settings)
    return settings
}

/// All events of a world in the order of their logs.
func loggedEvents(_ settings: GenerationSettings) throws -> [LoggedEvent] {
    var log = try GeneratedWorld(settings).log()
    var events: [LoggedEvent] = []
    while let event = log.next() { events.append(event) }
    return events
}

/// All events of a world in time order.
func timedEvents(_ settings: GenerationSettings) throws -> [WorldEvent] {
    try loggedEvents(settings).map(\.event)
}

/// A folder of its own, removed with all that is in it at the end.
final class ScratchFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/attrsim-generation-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        path = String(cString: try #require(made))
    }

    deinit {
        for name in names {
            unlink("\(path)/\(name)")
            rmdir("\(path)/\(name)")
        }
        rmdir(path)
    }

    /// The names in the folder, in order.
    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The bytes of a file in the folder.
    func bytes(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen("\(path)/\(name)", "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&block, 1, block.count, file), count > 0 {
            bytes.append(contentsOf: block[..<count])
        }
        return bytes
    }

    /// The lines of a file in the folder.
    func lines(_ name: String) throws -> [String] {
        String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// FNV-1a of a file in the folder, 64 bits.
    func fingerprint(_ name: String) throws -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in try bytes(name) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}
