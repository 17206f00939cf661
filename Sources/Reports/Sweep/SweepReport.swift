public import Simulation

/// What a sweep found: the measures of every point of its grid.
public struct SweepReport: Sendable {
    /// How the points were found.
    public enum Method: Sendable, Hashable {
        /// A run for each point.
        case grid
        /// One run for all points.
        case onePass

        /// The word for programs.
        var name: String { self == .grid ? "grid" : "one-pass" }
    }

    /// A point of the grid.
    public struct Point: Sendable {
        /// The values of the varied keys, in their order, as texts.
        public var values: [String]
        /// What was measured.
        public var measures: RunMeasures

        /// A measured point.
        public init(values: [String], measures: RunMeasures) {
            self.values = values
            self.measures = measures
        }
    }

    /// The scenario's name.
    public var scenario: String
    /// The facts of its title that are not varied: engine, model, seed.
    public var facts: [String] = []
    /// The varied keys.
    public var paths: [String]
    /// How the points were found.
    public var method: Method
    /// What a reader should know.
    public var notes: [String] = []
    /// The points; the last key changes fastest.
    public var points: [Point]

    /// A report of points.
    public init(scenario: String, paths: [String], method: Method, points: [Point]) {
        self.scenario = scenario
        self.paths = paths
        self.method = method
        self.points = points
    }
}
