/// The earliest touch gets everything.
///
/// credit = 1 for touch 1, else 0. Of touches at the same time the first in the path's order counts
/// as the earliest. No parameters.
///
/// Source: `first_touch` of ChannelAttribution's `heuristic_models`; Adobe Analytics "First touch".
/// A total is a running sum: one addition per conversion, no list of pairs.
public enum FirstClick {
    /// The place of the touch that gets the credit, or `nil` on an empty path.
    @inlinable
    public static func place(in touches: [Touch]) -> Int? { touches.isEmpty ? nil : 0 }
}
