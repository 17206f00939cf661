/// The Shapley value of a cooperative game: what each player adds, on average over all orders in
/// which the players could have come.
///
/// φ(i) = Σ over sets S without i of |S|! · (n − 1 − |S|)! ÷ n! · (v(S ∪ i) − v(S)).
///
/// Source: Shapley, "A value for n-person games" (1953).
public enum Shapley {
    /// Up to how many players a game is enumerated.
    public static let enumeratedMax = 16

    /// The value by enumeration of a game given by its worth per subset, a subset being its bits.
    ///
    /// `worths` has 2ⁿ entries; the cost is n · 2ⁿ⁻¹.
    public static func enumerated(players: Int, worths: [Double]) -> [Double] {
        precondition(worths.count == 1 << players, "one worth per subset")
        let weights = weights(players: players)
        return (0..<players).map { player in
            var sum = 0.0
            for subset in worths.indices where subset & 1 << player == 0 {
                sum +=
                    weights[subset.nonzeroBitCount]
                    * (worths[subset | 1 << player] - worths[subset])
            }
            return sum
        }
    }

    /// s! · (n − 1 − s)! ÷ n! for every size s: 1 ÷ (n · C(n − 1, s)).
    static func weights(players: Int) -> [Double] {
        var weights: [Double] = []
        var choices = 1.0  // C(n − 1, s): exact up to 2⁵³
        for size in 0..<max(0, players) {
            weights.append(1 / (Double(players) * choices))
            choices = choices * Double(players - 1 - size) / Double(size + 1)
        }
        return weights
    }
}
