public import Simulation

/// What tuning found, and of which scenario.
public struct TuneReport: Sendable {
    /// The answer for another seed of the same world.
    public struct Seed: Sendable, Hashable {
        /// The seed.
        public var seed: UInt64
        /// The smallest delay that is good enough, in milliseconds; `nil` if none is.
        public var smallestDelay: Int64?
        /// Checkouts in its truth.
        public var checkouts: Int64
        /// Those credited as in the truth at the delay that was found for the scenario's own seed.
        public var same: Int64

        /// An answer.
        public init(seed: UInt64, smallestDelay: Int64?, checkouts: Int64, same: Int64) {
            self.seed = seed
            self.smallestDelay = smallestDelay
            self.checkouts = checkouts
            self.same = same
        }
    }

    /// The scenario's name.
    public var scenario: String
    /// The facts of its title: engine, model, seed.
    public var facts: [String]
    /// What was found.
    public var tuning: DelayTuning
    /// The record that alone makes most others late, where the answer waits for so long.
    public var leading: LeadingRecord?
    /// The answers for other seeds.
    public var seeds: [Seed] = []

    /// A report.
    public init(scenario: String, facts: [String], tuning: DelayTuning) {
        self.scenario = scenario
        self.facts = facts
        self.tuning = tuning
    }

    /// Whether some delay is good enough.
    public var isReached: Bool { tuning.waiting != nil || tuning.correcting != nil }
}
