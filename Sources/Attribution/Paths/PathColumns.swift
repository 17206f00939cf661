/// The fields of a path and the names under which files have them.
enum PathField: CaseIterable {
    case path, conversions, value, valueE4, nulls, hours, kinds, milestones, run

    /// The names read, the usual one first.
    var names: [String] {
        switch self {
        case .path: ["path"]
        case .conversions: ["conversions", "total_conversions", "conversion"]
        case .value: ["value", "total_conversion_value", "conversion_value", "total_value"]
        case .valueE4: ["value_e4"]
        case .nulls: ["nulls", "total_null", "total_nulls", "null"]
        case .hours: ["hours_before"]
        case .kinds: ["kinds"]
        case .milestones: ["milestones"]
        case .run: ["run_id"]
        }
    }

    /// The field of a name, case and quotes around it aside.
    init?(named name: String) {
        let name = name.lowercased()
        guard let field = Self.allCases.first(where: { $0.names.contains(name) }) else {
            return nil
        }
        self = field
    }

    /// What a message about an unknown name lists.
    static var knownNames: String {
        allCases.filter { $0 != .run }.flatMap(\.names).joined(separator: ", ")
    }
}

/// A path as read, before its numbers are checked.
struct PathRow {
    var line: Int
    var sources: [[UInt8]] = []
    var hours: [Double]?
    /// Of which kind each touch is.
    var kinds: [String]?
    /// Places in the path, from 0.
    var milestones: [(milestone: Milestones, place: Int)] = []
    var conversions = 0.0
    var value = 0.0
    var nulls = 0.0
    /// Which run of an exported result the path is of.
    var run: Double?

    /// Takes touches without a name out, with all that is said of them.
    ///
    /// - Returns: how many there were.
    mutating func skipBlanks() -> Int {
        let named = sources.indices.filter { !sources[$0].isEmpty }
        let count = sources.count - named.count
        // What does not fit the path is an error of its own.
        guard count > 0, hours.map({ $0.count == sources.count }) ?? true,
            kinds.map({ $0.count == sources.count }) ?? true
        else { return 0 }
        hours = hours.map { hours in named.map { hours[$0] } }
        kinds = kinds.map { kinds in named.map { kinds[$0] } }
        milestones = milestones.compactMap { milestone, place in
            guard sources.indices.contains(place) else { return (milestone, place) }
            return named.firstIndex(of: place).map { (milestone, $0) }
        }
        sources = named.map { sources[$0] }
        return count
    }

    /// Adds the row to a set, or says what is wrong with it.
    func append(to paths: inout PathSet) throws(PathError) {
        guard !sources.isEmpty else {
            throw PathError(
                line: line, "the path has no touch",
                hint: "leave out journeys without a touch; no model can credit them.")
        }
        for source in sources where source.isEmpty {
            throw PathError(
                line: line, "a source of the path is empty",
                hint: "name every touch, and check the separator between them.")
        }
        try check(conversions, "conversions")
        try check(nulls, "nulls")
        guard value.isFinite else { throw PathError(line: line, "the value is not finite") }
        guard conversions > 0 || value == 0 else {
            throw PathError(
                line: line, "a value of \(plainText(value)) without a conversion",
                hint: "value is the total over the path's conversions: write 0.")
        }
        if let hours { try check(hours) }
        if let kinds, kinds.count != sources.count {
            throw PathError(
                line: line, "\(kinds.count) kinds for \(sources.count) touches",
                hint: "give one kind per touch.")
        }
        for (milestone, place) in milestones where !sources.indices.contains(place) {
            let name = Milestones.names.first { $0.milestone == milestone }?.name ?? ""
            throw PathError(
                line: line, "the milestone \(name) is at touch \(place) of \(sources.count)",
                hint: "places are from 0 to \(sources.count - 1).")
        }
        let ages = hours.map { $0.map { $0 * 3_600_000 } }
        paths.append(
            sources.map { paths.number($0) }, ages: ages, conversions: conversions, value: value,
            nulls: nulls)
        for place in sources.indices where kinds != nil || !milestones.isEmpty {
            var own = Milestones()
            for milestone in milestones where milestone.place == place {
                own.insert(milestone.milestone)
            }
            paths.describe(
                touch: place, kind: kinds.map { paths.number(ofKind: $0[place]) } ?? 0,
                milestones: own)
        }
    }

    private func check(_ count: Double, _ name: String) throws(PathError) {
        guard count >= 0, count <= 0x1p53 else {
            throw PathError(
                line: line, "\(name) is \(plainText(count))",
                hint: "a number of journeys is from 0 to 2^53.")
        }
    }

    private func check(_ hours: [Double]) throws(PathError) {
        guard hours.count == sources.count else {
            throw PathError(
                line: line, "\(hours.count) hours before for \(sources.count) touches",
                hint: "give one number of hours per touch.")
        }
        var last = Double.infinity
        for hour in hours {
            guard hour >= 0, hour < 1e9 else {
                throw PathError(
                    line: line, "\(plainText(hour)) hours before the conversion",
                    hint: "hours are from 0 up; the conversion's own instant is 0.")
            }
            guard hour <= last else {
                throw PathError(
                    line: line,
                    "hours before the conversion go up, \(plainText(last)) to \(plainText(hour))",
                    hint: "list the oldest touch first.")
            }
            last = hour
        }
    }
}
