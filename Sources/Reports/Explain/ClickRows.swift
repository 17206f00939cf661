import Text

/// The rows of a table of clicks: all of a few, of many those that have something to tell, with
/// the rest summed up where it stands.
enum ClickRows {
    enum Row {
        case click(ConsideredClick)
        case gap(String)
    }

    static func rows(_ clicks: [ConsideredClick], max limit: Int) -> [Row] {
        var shown = clicks.count <= limit ? Set(clicks.indices) : places(clicks, max: limit)
        shown.subtract(farOutside(clicks))
        var rows: [Row] = []
        var skipped: [ConsideredClick] = []
        func gap() {
            if !skipped.isEmpty { rows.append(.gap(words(skipped))) }
            skipped = []
        }
        for (place, click) in clicks.enumerated() {
            if shown.contains(place) {
                gap()
                rows.append(.click(click))
            } else {
                skipped.append(click)
            }
        }
        gap()
        return rows
    }

    /// Clicks outside the window with at least two others between it and them.
    private static func farOutside(_ clicks: [ConsideredClick]) -> [Int] {
        let before = clicks.indices.filter {
            if case .tooEarly = clicks[$0].place { true } else { false }
        }
        let after = clicks.indices.filter {
            if case .tooLate = clicks[$0].place { true } else { false }
        }
        // One that would stand for a gap of one line may as well be shown.
        return (before.count > 3 ? Array(before.dropLast(2)) : [])
            + (after.count > 3 ? Array(after.dropFirst(2)) : [])
    }

    /// Which clicks are shown: first the credited one, then the ends of the window with their
    /// neighbours outside, then those that are out of the ordinary.
    private static func places(_ clicks: [ConsideredClick], max limit: Int) -> Set<Int> {
        let inside = clicks.indices.filter { clicks[$0].place == .inside }
        var wanted = clicks.indices.filter { clicks[$0].use == .credited }
        if let first = inside.first, let last = inside.last {
            wanted += [first, last, first + 1, last - 1, first - 1, last + 1, first + 2, last - 2]
        } else {
            wanted += [clicks.count - 1, clicks.count - 2, 0, 1]
        }
        wanted += clicks.indices.filter { !clicks[$0].isOrdinary }
        var shown: Set<Int> = []
        for place in wanted where clicks.indices.contains(place) && shown.count < limit {
            shown.insert(place)
        }
        return shown
    }

    private static func words(_ clicks: [ConsideredClick]) -> String {
        let uses: [(ConsideredClick.Use, String)] = [
            (.matched, "matched"), (.outside, "outside the window"), (.late, "late"),
            (.duplicate, "duplicate"), (.lost, "lost"), (.notPaired, "not paired"),
            (.takenBack, "taken back"),
            (.filtered, "too old"),
            (.credited, "credited"), (.waiting, "waiting"),
        ]
        let parts = uses.compactMap { use, word in
            let count = clicks.filter { $0.use == use }.count
            return count == 0 ? nil : "\(NumberText.count(count)) \(word)"
        }
        return parts.joined(separator: ", ")
    }
}
