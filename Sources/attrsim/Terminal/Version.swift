import Files

/// What `attrsim --version` says.
enum Version {
    /// The program's version.
    static let number = "attrsim 0.1.0"

    /// The version, and the commit that the program was built from where a file beside it says so:
    /// the program itself is the same bytes, whatever commit or archive it was built from.
    static var text: String {
        guard let program = FileSystem.programPath else { return number }
        let folder = FileSystem.folder(of: program)
        for path in [program + ".commit", folder + "/../share/attrsim/commit"] {
            guard let bytes = try? FileSystem.read(path, limit: 100) ?? [] else { continue }
            let words = String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace }
            if let commit = words.first { return "\(number) (\(commit))" }
        }
        return number
    }
}
