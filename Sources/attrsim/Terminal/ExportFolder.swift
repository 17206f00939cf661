import Exports
import Files

/// Folders that exports are written into.
enum ExportFolder {
    /// Writes small files into a folder, each of them whole.
    ///
    /// - Returns: their paths in it.
    static func write(
        _ files: [ExportedFile], to folder: String
    ) throws(CommandFailure) -> [String] {
        for file in files {
            let path = "\(folder)/\(file.path)"
            try TextFile.makeFolder(FileSystem.folder(of: path))
            try TextFile.write(file.text, to: path)
            if file.isExecutable { FileSystem.makeExecutable(path) }
        }
        return files.map(\.path)
    }

    /// The folder and what was written into it, a line each.
    static func summary(_ folder: String, _ written: [String]) -> String {
        let folder = folder.hasSuffix("/") ? folder : folder + "/"
        return folder + "\n" + written.map { "  \($0)\n" }.joined()
    }
}
