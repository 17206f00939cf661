import Files

/// The golden texts that lie beside scenarios: `late.golden.txt` beside `late.json`, and
/// `late.golden.txt.new` where the last test came out otherwise.
public enum GoldenFiles {
    private static let ending = ".golden.txt"
    private static let newEnding = ".golden.txt.new"

    /// The golden text of a scenario; a path of a golden text, or of a new one, means itself.
    public static func golden(of path: String) -> String {
        if path.hasSuffix(ending) { return path }
        if path.hasSuffix(newEnding) { return String(path.dropLast(4)) }
        return (path.hasSuffix(".json") ? String(path.dropLast(5)) : path) + ending
    }

    /// Where the result lies that is not the golden text.
    public static func new(of golden: String) -> String { golden + ".new" }

    /// The scenario that a golden text belongs to.
    public static func scenario(of golden: String) -> String {
        String(golden.dropLast(ending.count)) + ".json"
    }

    /// The golden texts of which there is a new one, in the order of their paths' bytes.
    ///
    /// - Parameter paths: folders, scenarios, or golden texts.
    /// - Returns: the paths of the golden texts, which need not be there yet.
    /// - Throws: ``ScenarioError`` as ``ScenarioFinder/find(in:)`` does.
    public static func pending(in paths: [String]) throws(ScenarioError) -> [String] {
        try found(in: paths) { $0.hasSuffix(newEnding) }
            .map { golden(of: $0) }
            .filter { isFile(new(of: $0)) }
    }

    /// Golden texts, new ones too, whose scenario is not there.
    ///
    /// - Throws: ``ScenarioError`` as ``ScenarioFinder/find(in:)`` does.
    public static func unused(in paths: [String]) throws(ScenarioError) -> [String] {
        try found(in: paths) { $0.hasSuffix(ending) || $0.hasSuffix(newEnding) }
            .filter { $0.hasSuffix(ending) || $0.hasSuffix(newEnding) }
            .filter { !FileSystem.exists(scenario(of: golden(of: $0))) }
    }

    /// Whether there is a file, or something that is read like one.
    private static func isFile(_ path: String) -> Bool {
        FileSystem.kind(of: path).map { $0 != .folder } ?? false
    }

    /// Files of these names below folders, and whatever is named itself, each once.
    private static func found(
        in paths: [String], named isWanted: (String) -> Bool
    ) throws(ScenarioError) -> [String] {
        var seen = Set<String>()
        // A scenario that is gone may still be named: its golden text is what is looked for.
        let existing = paths.filter { !isFile(golden(of: $0)) }
        let named = paths.filter { isFile(golden(of: $0)) }
        let files = try ScenarioFinder.files(in: existing, named: isWanted) + named
        return files.filter { seen.insert($0).inserted }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
