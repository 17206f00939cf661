import Files

/// One file of a log.
public struct LogPath: Sendable, Hashable {
    /// The path to open, or `-` for standard input.
    public var path: String
    /// The path as the scenario spells it: for messages and results.
    public var name: String
    /// Of standard input: the first bytes, where somebody has looked at them already. Whoever opens
    /// it gets them first.
    var beginning: [UInt8]?

    /// A file.
    public init(path: String, name: String? = nil) {
        self.path = path
        self.name = name ?? path
    }

    /// Whether it is a pattern for several files, `*` and `?`, and not the name of one.
    public var isPattern: Bool {
        guard path != "-",
            path.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
        else { return false }
        return !FileSystem.exists(path)
    }

    /// The files that it stands for: itself, or those that match it, by name.
    ///
    /// A `*` stands for any letters of one name, `?` for one; neither for a `/` or a dot at the
    /// beginning of a name. Folders are left out.
    public func files() -> [LogPath] {
        guard isPattern else { return [self] }
        let isAbsolute = path.hasPrefix("/")
        var found = [isAbsolute ? "/" : ""]
        let parts = path.split(separator: "/").map(String.init)
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            found = found.flatMap { folder in
                Self.names(in: folder, like: part).map { folder + $0 }
                    .filter { FileSystem.isFolder($0) != isLast }
                    .map { isLast ? $0 : $0 + "/" }
            }
        }
        // The name keeps what the scenario left out in front: a folder of its own.
        let spelled = path.count - name.count
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map {
            LogPath(path: $0, name: path.hasSuffix(name) ? String($0.dropFirst(spelled)) : $0)
        }
    }

    /// The names in a folder that are like a pattern; the pattern itself if it is none.
    private static func names(in folder: String, like pattern: String) -> [String] {
        let letters = Array(pattern.utf8)
        guard letters.contains(UInt8(ascii: "*")) || letters.contains(UInt8(ascii: "?")) else {
            return FileSystem.exists(folder + pattern) ? [pattern] : []
        }
        let names = FileSystem.names(in: folder.isEmpty ? "." : folder) ?? []
        return names.filter { name in
            !(name.hasPrefix(".") && letters.first != UInt8(ascii: "."))
                && matches(Array(name.utf8)[...], letters[...])
        }
    }

    /// Whether a name is like a pattern: after a `*`, the shortest run of letters that does.
    static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (name, pattern) = (name, pattern)
        /// Where to go on if the rest does not match: behind the last star, one letter further.
        var retry: (name: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
        while true {
            if let letter = pattern.first {
                if letter == UInt8(ascii: "*") {
                    pattern = pattern.dropFirst()
                    retry = (name, pattern)
                    continue
                }
                if let other = name.first, letter == UInt8(ascii: "?") || letter == other {
                    // A letter of UTF-8 is one, however many bytes it has.
                    name = name.dropFirst()
                    if letter == UInt8(ascii: "?") {
                        name = name.drop { $0 & 0xC0 == 0x80 }
                    }
                    pattern = pattern.dropFirst()
                    continue
                }
            } else if name.isEmpty {
                return true
            }
            guard let last = retry, !last.name.isEmpty else { return false }
            retry = (last.name.dropFirst(), last.pattern)
            (name, pattern) = (last.name.dropFirst(), last.pattern)
        }
    }
}
