import Exports
import Files
import Text

/// A folder that an export is written into: all of its files, or none.
struct ExportFolder {
    private let path: String
    private let replaces: Bool
    private var guarded: OutputGuard
    private var files: [AtomicFile] = []
    private var executables: [String] = []
    /// What was added, a name each.
    private(set) var names: [String] = []

    /// A folder, which is made where it is missing.
    ///
    /// - Throws: exit status 2 if a file is in the way, 4 if that is impossible.
    init(_ path: String, replaces: Bool, reading guarded: OutputGuard) throws(CommandFailure) {
        self.path = path
        self.replaces = replaces
        self.guarded = guarded
        try TextFile.makeFolder(path)
    }

    /// Adds a small file.
    mutating func add(_ file: ExportedFile) throws(CommandFailure) {
        let output = try begin(file.path)
        output.write(file.text)
        try add(output)
        if file.isExecutable { executables.append("\(path)/\(file.path)") }
    }

    /// Begins a file of any size, which is to be added when it is complete.
    ///
    /// - Throws: exit status 2 if the command reads it.
    mutating func begin(_ name: String) throws(CommandFailure) -> ExportOutput {
        let file = "\(path)/\(name)"
        try guarded.writes(file, "the export")
        try TextFile.makeFolder(FileSystem.folder(of: file))
        names.append(name)
        return try ExportOutput(file)
    }

    /// Adds a file that is complete.
    mutating func add(_ output: ExportOutput) throws(CommandFailure) {
        if let file = try output.complete() { files.append(file) }
    }

    /// Where the bytes of the files that are complete lie until they get their names.
    var drafts: [(name: String, path: String)] {
        files.map { (String($0.path.dropFirst(path.count + 1)), $0.temporaryPath) }
    }

    /// Gives all files their names.
    ///
    /// - Throws: exit status 2 if one is there with other bytes and may not be replaced.
    func publish() throws(CommandFailure) {
        try AtomicFile.publishAll(files, replacing: replaces)
        for path in executables { FileSystem.makeExecutable(path) }
    }

    /// The folder and what was written into it, a line each.
    static func summary(_ folder: String, _ written: [String]) -> String {
        let folder = folder.hasSuffix("/") ? folder : folder + "/"
        return ([folder] + written.map { "  \($0)" }).map { PrintableText.escaping($0) + "\n" }
            .joined()
    }
}

extension AtomicFile {
    /// Gives complete files their names, all or none.
    ///
    /// - Throws: exit status 2 if one is there with other bytes and may not be replaced.
    static func publishAll(_ files: [AtomicFile], replacing: Bool) throws(CommandFailure) {
        let refused: [String]
        do { refused = try publish(files, replacing: replacing) } catch {
            throw CommandFailure(error)
        }
        if refused.isEmpty { return }
        throw CommandFailure(
            "\(refused.joined(separator: ", ")): \(refused.count == 1 ? "is" : "are") there already."
                + " Hint: replace with --force, or name another place.", .wrongUsage)
    }
}
