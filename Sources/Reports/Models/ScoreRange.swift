/// The values that a score can have at all: no interval goes beyond.
enum ScoreRange {
    /// Shares can be off by any amount.
    static let shareError = 0...Double.greatestFiniteMagnitude
    /// Kendall's tau.
    static let tau = -1.0...1.0
    /// The loss of a budget.
    static let loss = 0.0...1.0
    /// A credit, a factor or a difference can be anything.
    static let any = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
}
