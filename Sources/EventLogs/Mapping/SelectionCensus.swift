/// A value that the conditions of a scenario name and no row of the log has.
public struct SelectionMiss: Sendable, Hashable {
    /// The stream whose conditions they are.
    public var stream: EventStream
    /// Where the value was looked for.
    public var path: String
    /// The value.
    public var value: String
    /// What rows have there instead, as far as it was looked at, in the order in which it came.
    public var there: [String]
    /// Where no row has a value there: the paths that rows have, nearest first.
    public var paths: [String] = []
}

/// Looks for the values that the conditions on a stream's rows name: one that no row has is most
/// likely a slip.
///
/// Cost: nothing once each has been seen; until then a comparison of texts a row and value.
struct SelectionCensus: ~Copyable {
    /// So many different values are kept of what is there instead.
    private static let valuesMax = 200
    /// So many rows are asked for their paths while none has a value at one that is named.
    private static let rowsMax = 100

    private struct Wanted {
        var slot: Int
        var path: String
        var text: String
    }

    private let stream: EventStream
    private var wanted: [Wanted] = []
    private var slots: [Int] = []
    private var there: [SeenValues] = []
    private var rows: Int64 = 0
    /// The paths of the first rows, in the order in which they came.
    private var paths: [String] = []

    init(
        _ conditions: [(slot: Int, path: String, condition: ValueCondition)], _ stream: EventStream
    ) {
        self.stream = stream
        for (slot, path, condition) in conditions {
            for text in condition.values {
                wanted.append(Wanted(slot: slot, path: path, text: text))
            }
            if !condition.values.isEmpty, !slots.contains(slot) {
                slots.append(slot)
                there.append(SeenValues(limit: Self.valuesMax))
            }
        }
    }

    /// Whether something is still looked for.
    var isActive: Bool { !wanted.isEmpty }

    /// Looks at a row; `paths` is asked for only while a path has no value at all.
    mutating func note(_ values: borrowing FieldValues, paths rowPaths: () -> [String]) {
        rows += 1
        if rows <= Self.rowsMax, slots.contains(where: { values[$0].kind == .missing }) {
            for path in rowPaths() where !paths.contains(path) { paths.append(path) }
        }
        for place in wanted.indices.reversed() {
            let value = values[wanted[place].slot]
            guard value.isPlain else { continue }
            let isThere = value.withText { wanted[place].text.utf8.elementsEqual($0) }
            if isThere { wanted.remove(at: place) }
        }
        for (place, slot) in slots.enumerated() {
            let value = values[slot]
            if value.isPlain { value.withText { there[place].note($0) } }
        }
    }

    /// The values that no row had; none where there was no row.
    var misses: [SelectionMiss] {
        if rows == 0 { return [] }
        return wanted.map { wanted in
            let place = slots.firstIndex(of: wanted.slot) ?? 0
            let names = there[place].names
            return SelectionMiss(
                stream: stream, path: wanted.path, value: wanted.text, there: names,
                paths: names.isEmpty
                    ? Array(PathCensus.nearestFirst(paths, to: wanted.path)) : [])
        }
    }
}

extension ValueCondition {
    /// The values that it names.
    public var values: [String] {
        switch self {
        case .oneOf(let texts): texts
        case .exists, .like: []
        case .not(let condition): condition.values
        case .all(let conditions): conditions.flatMap(\.values)
        }
    }
}
