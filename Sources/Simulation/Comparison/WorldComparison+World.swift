import EventLogs
import Worlds

extension WorldComparison {
    /// One seed's world: its truth, and what the models make of it with several configurations.
    struct World {
        let truth: CausalTruth
        /// In the order of the configurations.
        let trials: [WorldTrial]

        private enum Task: Sendable {
            case truth
            case run(RunConfiguration)
        }

        private enum Outcome: Sendable {
            case truth(CausalTruth)
            case run(WorldTrial)
        }

        /// Computes all of it, on two threads; `turn`: how far the seeds are from the scenario's.
        init(
            _ input: CausalInput, _ turn: UInt64, _ runs: [RunConfiguration],
            _ models: ComparedModels
        ) throws(SimulationError) {
            // The longest lookback, the last, takes longest: it goes first.
            let tasks = runs.reversed().map { Task.run($0) } + [.truth]
            let results = TwoThreads.map(tasks) { task -> Result<Outcome, SimulationError> in
                Result { () throws(SimulationError) in
                    try Self.outcome(of: task, input, turn, models)
                }
            }
            var truth: CausalTruth?
            var trials: [WorldTrial] = []
            for result in results {
                switch try result.get() {
                case .truth(let found): truth = found
                case .run(let trial): trials.append(trial)
                }
            }
            if let truth { self.truth = truth } else { self.truth = try Self.truth(of: input) }
            self.trials = trials.reversed()
        }

        private static func truth(of input: CausalInput) throws(SimulationError) -> CausalTruth {
            do { return try input.truth() } catch { throw .log(error) }
        }

        private static func outcome(
            of task: Task, _ input: CausalInput, _ turn: UInt64, _ models: ComparedModels
        ) throws(SimulationError) -> Outcome {
            switch task {
            case .truth: return .truth(try truth(of: input))
            case .run(var configuration):
                configuration.seed &+= turn
                return .run(try WorldTrial(input, configuration, models))
            }
        }
    }
}
