/// A set of interned source numbers, which answers in one array access.
public struct SourceSet: Sendable, Hashable {
    private var holds: [Bool] = []

    /// The set of some numbers; negative ones (an unknown source) are left out.
    public init(_ sources: some Sequence<Int32> = EmptyCollection()) {
        for source in sources { insert(source) }
    }

    /// Adds a number.
    public mutating func insert(_ source: Int32) {
        guard source >= 0 else { return }
        while holds.count <= Int(source) { holds.append(false) }
        holds[Int(source)] = true
    }

    /// Whether the number is in the set.
    public func contains(_ source: Int32) -> Bool {
        source >= 0 && Int(source) < holds.count && holds[Int(source)]
    }
}

/// Which sources were met already in this path, without clearing anything between two paths.
struct SourceMarks: Sendable {
    private var lastPath: [UInt64] = []
    private var path: UInt64 = 0

    /// Forgets all marks.
    mutating func startPath() { path += 1 }

    /// Marks a source; whether it had no mark yet.
    mutating func isFirst(_ source: Int32) -> Bool {
        let place = max(0, Int(source))
        while lastPath.count <= place { lastPath.append(0) }
        defer { lastPath[place] = path }
        return lastPath[place] != path
    }
}
