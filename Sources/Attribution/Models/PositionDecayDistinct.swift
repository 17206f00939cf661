/// Decay by the rank of the source: the k-th distinct source of the path, by first appearance, gets a
/// share in proportion to k.
///
/// credit = k ÷ (1 + 2 + … + m) for the first touch of the k-th of m distinct sources, 0 for its
/// repeats. Times play no part, so neither do ties. No parameters.
///
/// Source: ``PositionDecay`` over the distinct sources, as packages that drop repeats compute it.
public enum PositionDecayDistinct {
    static func weigh(
        _ touches: [Touch], marks: inout SourceMarks, _ weights: inout [Double]
    ) {
        marks.startPath()
        var rank = 0.0
        for (place, touch) in touches.enumerated() {
            guard marks.isFirst(touch.source) else {
                weights[place] = 0
                continue
            }
            rank += 1
            weights[place] = rank
        }
    }
}
