extension FileSystem {
    /// Which file a path means, also one that is not there yet: two paths of one place are one file.
    public enum Place: Hashable, Sendable {
        /// A file, or a folder, that is there.
        case existing(Identity)
        /// A file to be made: the nearest folder that is there, and the way from it.
        case new(folder: Identity?, way: [String])
    }

    /// Which file a path means; `nil` for a device or a pipe, which hold nothing.
    public static func place(of path: String) -> Place? {
        if let status = status(path) {
            return status.kind == .device ? nil : .existing(status.identity)
        }
        var folder = resolvingLinks(path)
        var way: [String] = []
        // How many names `..` still takes back.
        var up = 0
        while !folder.isEmpty, folder != "/" {
            if let status = status(folder) {
                if up == 0 { return .new(folder: status.identity, way: way) }
                return .new(folder: self.status(folder + "/..")?.identity, way: way)
            }
            let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/"))
            let name = slash.map { String(folder[folder.utf8.index(after: $0)...]) } ?? folder
            switch name {
            case "", ".": break
            case "..": up += 1
            default: if up > 0 { up -= 1 } else { way.insert(name, at: 0) }
            }
            folder = self.folder(of: folder)
        }
        return .new(folder: status(folder.isEmpty ? "." : "/")?.identity, way: way)
    }
}
