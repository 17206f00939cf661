import Attribution
public import Scenarios
import Simulation
import Streaming

extension RunRow {
    /// What a scenario says about one of its runs; `mode` is `stream` or `batch`.
    public init(of scenario: Scenario, runID: Int64, mode: String) {
        let configuration = scenario.configuration
        let watermark = configuration.clicksWatermark
        let hasDelay = mode == "stream" && watermark.strategy == .bounded
        self.init(
            runID: runID, scenario: scenario.name, mode: mode, engine: configuration.engine.label,
            model: configuration.attribution.model.displayName, seed: scenario.seed,
            watermarkDelay: hasDelay ? watermark.delay.count : nil,
            lookback: configuration.join.bounds.lookback.count, configJSON: scenario.configJSON)
    }
}
