/// Every distinct source of the path gets the same share, however often it occurs.
///
/// credit = 1 ÷ distinct sources, carried by the source's first touch; its repeats get 0. No
/// parameters.
///
/// Source: mta 0.0.9, `linear(share="same")`. Equal to the Shapley value of the coverage game.
/// Needs the distinct sources of the path, so a total is known when the path is complete.
public enum LinearPerSource {
    static func weigh(_ touches: [Touch], marks: inout SourceMarks, _ weights: inout [Double]) {
        marks.startPath()
        for (place, touch) in touches.enumerated() {
            weights[place] = marks.isFirst(touch.source) ? 1 : 0
        }
    }
}
