/// Journeys, aggregated by path: the input of every data-driven model.
///
/// A path is a list of interned sources, the oldest touch first, with the numbers of journeys that
/// took it and converted, that took it and did not, and the total value of those conversions. The
/// same path may occur more than once. Two source names are the same if their UTF-8 bytes are.
public struct PathSet: Sendable {
    /// A path's place among the touches of all paths, and its numbers.
    public struct Path: Sendable, Hashable {
        /// Where its touches are among those of all paths.
        public var range: Range<Int>
        /// Journeys that converted; a whole number in most data, a weight in others.
        public var conversions: Double
        /// The total value of those conversions.
        public var value: Double
        /// Journeys that did not convert.
        public var nulls: Double
    }

    /// The names of the sources by number, in the order in which they were first seen.
    public private(set) var sources: [String] = []
    /// All touches of all paths. Without times all ages are 0.
    private var touches = TouchList()
    /// The paths in the order of the input.
    public private(set) var paths: [Path] = []
    /// Whether every path has times, so that models that need them can be computed.
    public private(set) var hasTimes = true
    /// What the reader wants known: columns without a use, and the like.
    public var notes: [String] = []

    /// The names of the kinds of touches by number; 0 is the kind of touches without one.
    public private(set) var kinds = ["click"]
    /// Whether some touch has a milestone.
    public private(set) var hasMilestones = false
    /// What was done to the paths, for the column of parameters; empty: nothing.
    public internal(set) var treatment = ""

    /// What models that need times give, by their names in the CSV rows, where the paths come from a
    /// run that knew the times.
    public private(set) var totalsOfRun: [String: SourceTotals] = [:]

    // Only looked up, never listed.
    private var numbers: [[UInt8]: Int32] = [:]

    /// No paths.
    public init() {}

    /// The number of a source, by its name's bytes; a new one if it was not seen yet.
    public mutating func number(_ name: some Sequence<UInt8>) -> Int32 {
        let key = Array(name)
        if let known = numbers[key] { return known }
        let number = Int32(sources.count)
        numbers[key] = number
        sources.append(String(decoding: key, as: UTF8.self))
        return number
    }

    /// The number of a source, `nil` if no path has it.
    public func number(ofSource name: String) -> Int32? { numbers[Array(name.utf8)] }

    /// Adds a path of at least one touch.
    ///
    /// - Parameters:
    ///   - sources: interned numbers, the oldest touch first.
    ///   - ages: milliseconds before the conversion, one per touch, or `nil`.
    ///   - conversions: journeys that converted.
    ///   - value: the total value of those conversions.
    ///   - nulls: journeys that did not convert.
    public mutating func append(
        _ sources: [Int32], ages: [Double]? = nil, conversions: Double, value: Double = 0,
        nulls: Double = 0
    ) {
        precondition(!sources.isEmpty && ages.map { $0.count == sources.count } ?? true)
        let start = touches.count
        for (place, source) in sources.enumerated() {
            touches.append(Touch(exactAge: ages?[place] ?? 0, source: source))
        }
        if ages == nil { hasTimes = false }
        paths.append(
            Path(
                range: start..<touches.count, conversions: conversions, value: value, nulls: nulls))
    }

    /// Says of which kind a touch of the last path is, and what it brought about.
    mutating func describe(touch place: Int, kind: UInt16, milestones: Milestones) {
        guard let path = paths.last else { return }
        touches[path.range.lowerBound + place].kind = kind
        touches[path.range.lowerBound + place].milestones = milestones
        if !milestones.isEmpty { hasMilestones = true }
    }

    /// The number of a kind, a new one if it was not seen yet. Kinds are few: they are looked for one
    /// by one.
    mutating func number(ofKind name: String) -> UInt16 {
        if let known = kinds.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) {
            return UInt16(known)
        }
        // Beyond 65,535 all further kinds are one, which no tier names.
        guard kinds.count < Int(UInt16.max) else { return .max }
        kinds.append(name)
        return UInt16(kinds.count - 1)
    }

    /// Says what a model gave to a source in the run that the paths come from; all paths were added
    /// before.
    public mutating func addTotal(
        ofRun model: String, source: String, conversions: Double, value: Double
    ) {
        let number = Int(number(source.utf8))
        // In place: a copy for each of a million sources would not end.
        totalsOfRun[model, default: SourceTotals(sources: 0)].add(
            conversions, value, to: number, of: sources.count)
    }

    /// Says what was done to the paths before they came here, for the column of parameters.
    public mutating func note(treatment words: String) { treatment = words }

    /// Adds a path by the names of its sources.
    public mutating func append(
        named names: [String], ages: [Double]? = nil, conversions: Double, value: Double = 0,
        nulls: Double = 0
    ) {
        append(
            names.map { number($0.utf8) }, ages: ages, conversions: conversions, value: value,
            nulls: nulls)
    }
}

extension PathSet {
    /// The touches of a path, the oldest first; without times all ages are 0.
    public func touches(of path: Path) -> [Touch] {
        var found: [Touch] = []
        appendTouches(of: path, to: &found)
        return found
    }

    /// Appends the touches of a path, the oldest first.
    func appendTouches(of path: Path, to found: inout [Touch]) {
        touches.append(path.range, to: &found)
    }

    /// The sources of a path, the oldest touch first.
    func sources(of path: Path) -> [Int32] {
        var found: [Int32] = []
        found.reserveCapacity(path.range.count)
        forEachSource(of: path) { found.append($0) }
        return found
    }

    /// The source of a touch, by its place among those of all paths.
    func source(at place: Int) -> Int32 { touches.source(at: place) }

    /// Calls `body` with the source of each touch of a path, the oldest first.
    @inline(__always)
    func forEachSource(of path: Path, _ body: (Int32) -> Void) {
        touches.forEachSource(in: path.range, body)
    }

    /// The distinct sources of a path, rising.
    func distinctSources(of path: Path) -> [Int32] {
        var low: UInt64 = 0
        var high: [Int32] = []
        forEachSource(of: path) { source in
            if source < 64 { low |= 1 << UInt64(source) } else { high.append(source) }
        }
        var members: [Int32] = []
        while low != 0 {
            members.append(Int32(low.trailingZeroBitCount))
            low &= low - 1
        }
        if high.isEmpty { return members }
        for source in high.sorted() where source != members.last { members.append(source) }
        return members
    }

    /// All conversions.
    public var conversions: Double { paths.reduce(0) { $0 + $1.conversions } }
    /// The value of all conversions.
    public var value: Double { paths.reduce(0) { $0 + $1.value } }
    /// All journeys that did not convert.
    public var nulls: Double { paths.reduce(0) { $0 + $1.nulls } }

    /// The numbers of the sources in the order of their names' bytes: the order of every output.
    public var sourcesByName: [Int32] {
        let names = sources.map { Array($0.utf8) }
        return names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
            .map { Int32($0) }
    }
}
