import Text

/// Watches the first rows that a stream takes for the paths that its fields are read from: one that
/// none of them has is a slip of whoever wrote the scenario, not a field that is always NULL.
struct PathCensus {
    /// Paths of which some row has to have one.
    struct Expectation {
        var field: RecordField
        var paths: [(path: String, slot: Int)]
    }

    /// How many rows are looked at.
    static let rowLimit = 1_000
    /// How many paths an error shows.
    private static let shownLimit = 8

    private let file: String
    private var missing: [Expectation]
    private var rows = 0
    /// The paths that rows have had while one was missing, in the order in which they came.
    private var there: [String] = []
    private var known: Set<String> = []

    init(_ expected: [Expectation], file: String) {
        missing = expected
        self.file = file
    }

    /// Whether nothing is looked for any more.
    var isDone: Bool { missing.isEmpty }

    /// Looks at a row that the stream takes; `paths` is asked for only if something is missing.
    mutating func note(
        _ values: borrowing FieldValues, paths: () -> [String]
    ) {
        if missing.isEmpty { return }
        rows += 1
        var still: [Expectation] = []
        for expectation in missing {
            let isThere = expectation.paths.contains { values[$0.slot].kind != .missing }
            if !isThere { still.append(expectation) }
        }
        missing = still
        if missing.isEmpty { return }
        for path in paths() where known.insert(path).inserted { there.append(path) }
    }

    /// Whether enough rows have been seen.
    var hasSeenEnough: Bool { rows >= Self.rowLimit }

    /// The error for a path that no row has had; `nil` where there is none, or has been no row.
    func error() -> LogError? {
        guard rows > 0, let first = missing.first else { return nil }
        let paths = first.paths.map(\.path)
        let counted =
            hasSeenEnough
            ? "none of the first 1,000 rows has" : rows == 1 ? "the row has not" : "no row has"
        let shown = Self.nearestFirst(there, to: paths[0])
        return LogError(
            .badData, file: file,
            reason: "fields.\(first.field.rawValue): \(counted) "
                + paths.map { "\"\($0)\"" }.joined(separator: " or "),
            hint: shown.isEmpty
                ? nil
                : "they have \(shown.map { "\"\($0)\"" }.joined(separator: ", "))"
                    + (rows == 1 ? arrayHint : ""))
    }

    /// One row that has an array of objects in it may be what stands around the rows.
    private var arrayHint: String {
        for path in there {
            guard let bracket = path.firstIndex(of: "["), path[bracket...].contains(".") else {
                continue
            }
            return "; if the rows are inside it: \"rows\": \"\(path[..<bracket])\""
        }
        return ""
    }

    /// The paths that there are, as many as an error shows, those most like `path` first.
    static func nearestFirst(_ there: [String], to path: String) -> ArraySlice<String> {
        var rest = there
        var sorted: [String] = []
        while sorted.count < shownLimit, let near = NearestName.of(path, among: rest) {
            sorted.append(near)
            rest.removeAll { $0 == near }
        }
        // What ends in the same name, wherever it stands, is worth a look before all else.
        let end = lastName(path)
        let all =
            sorted + rest.filter { lastName($0) == end } + rest.filter { lastName($0) != end }
        return all.prefix(shownLimit)
    }

    private static func lastName(_ path: String) -> Substring {
        path.split(separator: ".").last ?? ""
    }
}
