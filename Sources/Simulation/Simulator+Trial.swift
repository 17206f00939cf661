extension Simulator {
    /// Runs and keeps nothing: what a scenario would give.
    ///
    /// Cost: a run without its truth and its output.
    public func trial() throws(SimulationError) -> RunReport {
        var simulator = self
        simulator.truth = .none
        return try simulator.run(into: DiscardingSink())
    }
}
