import Files

/// Finds the scenario files below folders.
public enum ScenarioFinder {
    /// All scenario files below `folders`, in the order of their paths' bytes, each once.
    ///
    /// A scenario file ends in `.json`; those that end in `.schema.json` and whatever has a name
    /// that starts with a dot are left out. Links are followed, but never into a folder that leads
    /// to the link. A path that is a file counts as itself, whatever its name.
    ///
    /// - Throws: ``ScenarioError`` if one of `folders` is not there or a folder cannot be read.
    public static func find(in folders: [String]) throws(ScenarioError) -> [String] {
        try files(in: folders) { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }
    }

    /// All files below `folders` whose name is wanted, as ``find(in:)`` finds scenarios.
    static func files(
        in folders: [String], named isWanted: (String) -> Bool
    ) throws(ScenarioError) -> [String] {
        var paths: [String] = []
        for folder in folders {
            guard let status = FileSystem.status(folder) else {
                throw ScenarioError([
                    ScenarioProblem(file: folder, message: "there is no such file or folder")
                ])
            }
            if status.kind != .folder {
                paths.append(folder)
                continue
            }
            var path = folder[...]
            while path.count > 1, path.last == "/" { path.removeLast() }
            try collect(String(path), above: [status.identity], isWanted, into: &paths)
        }
        return Set(paths).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Adds the wanted files of one folder. `above` are the folders on the way to it, itself
    /// included.
    private static func collect(
        _ folder: String, above: Set<FileSystem.Identity>, _ isWanted: (String) -> Bool,
        into paths: inout [String]
    ) throws(ScenarioError) {
        guard let names = FileSystem.names(in: folder) else {
            throw ScenarioError(
                [ScenarioProblem(file: folder, message: "this folder cannot be read")], .system)
        }
        for name in names where !name.hasPrefix(".") {
            let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            guard let status = FileSystem.status(path) else { continue }
            if status.kind == .folder {
                let identity = status.identity
                if above.contains(identity) { continue }
                try collect(path, above: above.union([identity]), isWanted, into: &paths)
            } else if isWanted(name) {
                paths.append(path)
            }
        }
    }
}
