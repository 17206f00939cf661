#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension FileSystem {
    /// Which file a path means, also one that is not there yet: two paths of one place are one file.
    public enum Place: Hashable, Sendable {
        /// A file, or a folder, that is there.
        case existing(Identity)
        /// A file to be made: the nearest folder that is there, and the way from it.
        case new(folder: Identity?, way: [String])
    }

    /// Which file standard input is; `nil` for a terminal, a device or a pipe, which hold nothing.
    public static var standardInputPlace: Place? {
        var status = stat()
        guard fstat(0, &status) == 0 else { return nil }
        let input = Status(status)
        return input.kind == .file ? .existing(input.identity) : nil
    }

    /// Which file a path means; `nil` for a device or a pipe, which hold nothing.
    public static func place(of path: String) -> Place? {
        if let status = status(path) {
            return status.kind == .device ? nil : .existing(status.identity)
        }
        var folder = resolvingLinks(path)
        var way: [String] = []
        // How many names `..` still takes back, and whether it has taken back one that is not there.
        var up = 0
        var isRoundabout = false
        while !folder.isEmpty, folder != "/" {
            if let status = status(folder) {
                if isRoundabout { return place(of: ([folder] + way).joined(separator: "/")) }
                if up == 0 { return .new(folder: status.identity, way: way) }
                return .new(folder: self.status(folder + "/..")?.identity, way: way)
            }
            let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/"))
            let name = slash.map { String(folder[folder.utf8.index(after: $0)...]) } ?? folder
            switch name {
            case "", ".": break
            case "..": up += 1
            default:
                if up > 0 { (up, isRoundabout) = (up - 1, true) } else { way.insert(name, at: 0) }
            }
            folder = self.folder(of: folder)
        }
        // What is written makes the folders of the way first: `new/../log` is the log beside it.
        if isRoundabout { return place(of: folder + way.joined(separator: "/")) }
        return .new(folder: status(folder.isEmpty ? "." : "/")?.identity, way: way)
    }
}
