import Simulation
import Worlds

/// The values that a score can have at all: no interval goes beyond.
enum ScoreRange {
    /// Shares can be off by any amount.
    static let shareError = 0...Double.greatestFiniteMagnitude
    /// Kendall's tau.
    static let tau = -1.0...1.0
    /// The loss of a budget.
    static let loss = 0.0...1.0
    /// A number of conversions.
    static let conversions = 0...Double.greatestFiniteMagnitude

    /// What a model gives a source: below nothing only where it does so here, or may do so at all.
    static func credit(of model: WorldComparison.Model, _ source: Int) -> ClosedRange<Double> {
        let mayBeBelow = model.name.hasPrefix("shapley") || model.credits[source].mean < 0
        return mayBeBelow ? any : conversions
    }

    /// A difference can be anything.
    static let any = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
}
