/// Finds a smallest list that still has a property, by leaving out parts of it.
///
/// Chunks of half the list are tried first, then of a quarter, down to single elements, which are
/// tried until not one of them can go (delta debugging: ddmin by complements). The order of the
/// elements is kept.
///
///     var search = DeltaDebugging(trialsMax: 1_000)
///     search.reduce(Array(0..<100)) { $0.contains(7) && $0.contains(42) }   // [7, 42]
///
/// Cost: for k needed elements of n about 2 k log n trials, at worst n².
public struct DeltaDebugging: Sendable {
    /// How many trials are left.
    public private(set) var trialsLeft: Int
    /// How many trials there were.
    public private(set) var trials = 0
    /// Whether the last list is 1-minimal: without any single element it has the property no more.
    /// Otherwise the trials ran out.
    public private(set) var isMinimal = false

    /// A search of at most so many trials.
    public init(trialsMax: Int) { trialsLeft = max(0, trialsMax) }

    /// A smallest part of `items` that has the property, which `items` itself must have. The same
    /// list must always get the same answer.
    public mutating func reduce<Element, Failure: Error>(
        _ items: [Element], _ hasProperty: ([Element]) throws(Failure) -> Bool
    ) throws(Failure) -> [Element] {
        isMinimal = false
        if items.isEmpty {
            isMinimal = true
            return items
        }
        if let nothing = try trial([], hasProperty), nothing {
            isMinimal = true
            return []
        }
        var kept = items
        var size = max(1, kept.count / 2)
        while trialsLeft > 0 {
            let before = kept.count
            guard try sweep(&kept, size, hasProperty) else { return kept }
            if size > 1 {
                size = min(size / 2, max(1, kept.count / 2))
            } else if kept.count == before {
                isMinimal = true
                return kept
            }
        }
        return kept
    }

    /// One property asked for, outside of a list. `nil` if there are no trials left.
    public mutating func trial<Failure: Error>(
        _ hasProperty: () throws(Failure) -> Bool
    ) throws(Failure) -> Bool? {
        guard trialsLeft > 0 else { return nil }
        trialsLeft -= 1
        trials += 1
        return try hasProperty()
    }

    /// Tries to leave out each chunk of `size`, the last one first: later records mostly depend
    /// on earlier ones. `false` if the trials ran out.
    private mutating func sweep<Element, Failure: Error>(
        _ kept: inout [Element], _ size: Int, _ hasProperty: ([Element]) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        var end = kept.count
        while end > 0 {
            let start = max(0, end - size)
            // All but nothing is known to have the property.
            if end - start < kept.count || kept.count == 1 {
                let rest = Array(kept[..<start] + kept[end...])
                guard let isKept = try trial(rest, hasProperty) else { return false }
                if isKept { kept = rest }
            }
            end = start
        }
        return true
    }

    private mutating func trial<Element, Failure: Error>(
        _ items: [Element], _ hasProperty: ([Element]) throws(Failure) -> Bool
    ) throws(Failure) -> Bool? {
        try trial { () throws(Failure) in try hasProperty(items) }
    }
}
