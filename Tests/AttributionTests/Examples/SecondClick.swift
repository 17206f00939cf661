import Attribution

/// The second touch gets everything, a lone one too.
///
/// credit = 1 for touch 2, or for touch 1 where there is no other.
enum SecondClick {
    /// The place of the touch that gets the credit, or `nil` on an empty path.
    static func place(in touches: [Touch]) -> Int? {
        touches.isEmpty ? nil : min(1, touches.count - 1)
    }
}
