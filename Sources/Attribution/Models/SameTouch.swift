/// Only a touch at the conversion's own instant gets credit, and then everything.
///
/// credit = 1 for the last touch whose age is exactly 0, else 0. A path without such a touch is
/// **unattributed**: its credits sum to 0. No parameters.
///
/// Source: Adobe Analytics "Same touch", which credits the hit in which the conversion occurred and
/// puts the rest under "None"; a hit is here an instant, since clicks and checkouts are separate
/// records.
/// A total is a running sum: one addition per conversion, no list of pairs.
public enum SameTouch {
    /// The place of the touch that gets the credit, or `nil` where none does.
    public static func place(in touches: [Touch]) -> Int? {
        touches.lastIndex { $0.age == 0 }
    }
}
