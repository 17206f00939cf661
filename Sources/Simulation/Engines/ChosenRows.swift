import Streaming

/// What the attributed table of an engine shows where the rules of a run choose among the clicks of a
/// checkout: of each id, the checkout whose row stands, with the click that the primary model chooses
/// of its pairs so far.
struct ChosenRows {
    private var byID: [JoinRow?] = []

    /// The row of an id is as it is now, `nil` for none.
    ///
    /// - Returns: what changes, `nil` if nothing does.
    mutating func show(_ new: JoinRow?, of id: UInt32) -> RowChange<JoinRow>? {
        while byID.count <= Int(id) { byID.append(nil) }
        let old = byID[Int(id)]
        if old == new { return nil }
        byID[Int(id)] = new
        return RowChange(from: old, to: new)
    }
}
