/// The latest touch gets everything.
///
/// credit = 1 for touch n, else 0. Of touches at the same time the last in the path's order counts
/// as the latest; a touch at the conversion's own instant counts as before it. No parameters.
///
/// Source: `last_touch` of ChannelAttribution's `heuristic_models`; Adobe Analytics "Last touch".
/// A total is a running sum: one addition per conversion, no list of pairs.
public enum LastClick {
    /// The place of the touch that gets the credit, or `nil` on an empty path.
    @inlinable
    public static func place(in touches: [Touch]) -> Int? {
        touches.isEmpty ? nil : touches.count - 1
    }
}
