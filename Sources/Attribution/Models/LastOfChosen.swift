/// The latest touch of a chosen set of sources (say, the paid ones) gets everything.
///
/// credit = 1 for the last touch whose source is in the set. Parameters: the set, and what happens
/// on a path without one (``ChosenFallback``; by default the last touch of any source, as Google
/// does).
///
/// Source: Google Analytics 4 "Google paid channels last click".
/// A total is a running sum: one addition per conversion, no list of pairs.
public enum LastOfChosen {
    /// The place of the touch that gets the credit, or `nil` where none does.
    public static func place(
        in touches: [Touch], chosen: SourceSet, fallback: ChosenFallback
    ) -> Int? {
        touches.lastIndex { chosen.contains($0.source) }
            ?? (fallback == .anyTouch ? LastClick.place(in: touches) : nil)
    }
}
