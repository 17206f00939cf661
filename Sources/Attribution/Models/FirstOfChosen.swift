/// The earliest touch of a chosen set of sources (say, the paid ones) gets everything.
///
/// credit = 1 for the first touch whose source is in the set. Parameters: the set, and what happens
/// on a path without one (``ChosenFallback``; by default the first touch of any source).
///
/// Source: the mirror image of ``LastOfChosen``.
/// A total is a running sum: one addition per conversion, no list of pairs.
public enum FirstOfChosen {
    /// The place of the touch that gets the credit, or `nil` where none does.
    public static func place(
        in touches: [Touch], chosen: SourceSet, fallback: ChosenFallback
    ) -> Int? {
        touches.firstIndex { chosen.contains($0.source) }
            ?? (fallback == .anyTouch ? FirstClick.place(in: touches) : nil)
    }
}

/// What a model of a chosen set does with a path that has no touch of the set.
public enum ChosenFallback: String, Sendable, Hashable, CaseIterable {
    /// The model of all sources takes over (first or last click), so that credits still sum to 1.
    case anyTouch = "any-touch"
    /// Nobody gets anything: the conversion counts as unattributed.
    case unattributed
}
