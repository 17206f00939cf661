/// Every distinct source of the path gets the whole conversion.
///
/// credit = 1 for the first touch of each source, 0 for its repeats. **Does not sum to one**: a
/// path of three sources counts three times, so totals say how often a source took part, not what
/// it is owed. No parameters.
///
/// Source: Adobe Analytics "Participation".
/// A total is a running sum: a set of sources per key is enough.
public enum Participation {
    static func weigh(_ touches: [Touch], marks: inout SourceMarks, _ weights: inout [Double]) {
        LinearPerSource.weigh(touches, marks: &marks, &weights)
    }
}
