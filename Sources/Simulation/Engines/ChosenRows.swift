import Streaming

/// What the attributed table of an engine shows where the rules of a run choose among the clicks of a
/// checkout: of each id, the checkout whose row stands, with the click that the primary model chooses
/// of its pairs so far.
struct ChosenRows {
    /// A row as it was shown last.
    struct Shown: Equatable {
        var checkout: Int32
        var click: Int32
    }

    /// A row that is shown in place of another one.
    struct Change {
        var old: Shown?
        var new: Shown?
    }

    private var byID: [Shown?] = []

    /// The row of an id is as it is now, `nil` for none.
    ///
    /// - Returns: what changes, `nil` if nothing does.
    mutating func show(_ new: Shown?, of id: UInt32) -> Change? {
        while byID.count <= Int(id) { byID.append(nil) }
        let old = byID[Int(id)]
        if old == new { return nil }
        byID[Int(id)] = new
        return Change(old: old, new: new)
    }
}
