/// The latest touch that is not direct gets everything.
///
/// credit = 1 for the last touch whose source is not in the set of direct ones; if all are direct,
/// for the last touch. Parameter: the set of direct sources, by default the one named `Direct`.
///
/// Source: `attribution_last_click_non` of marketing-attribution-models 1.0.10 (`but_not_this_channel
/// ='Direct'`); Google Analytics "last non-direct click".
/// A total is a running sum: one addition per conversion, no list of pairs.
public enum LastNonDirect {
    /// The sources that count as direct unless others are named.
    public static let directByDefault = ["Direct"]

    /// The place of the touch that gets the credit, or `nil` on an empty path.
    public static func place(in touches: [Touch], direct: SourceSet) -> Int? {
        touches.lastIndex { !direct.contains($0.source) } ?? LastClick.place(in: touches)
    }
}
