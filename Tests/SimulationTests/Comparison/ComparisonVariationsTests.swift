import EventLogs
import Streaming
import Testing

@testable import Simulation

/// What `compare --models` tries besides the scenario's own settings.
@Suite struct ComparisonVariationsTests {
    private func configuration(
        lookback: Int64 = 86_400, isDisordered: Bool = false
    ) -> RunConfiguration {
        var configuration = RunConfiguration()
        configuration.join.bounds.lookback = .seconds(lookback)
        if isDisordered {
            configuration.disorder = [Disturbance(effect: .drop(share: Share(billionths: 1)))]
        }
        return configuration
    }

    private func words(_ trials: [WorldComparison.Trial]) -> [String] {
        trials.map { trial in
            let values = trial.values.map { $0.name + ($0.configuration == nil ? "*" : "") }
            return trial.setting + " " + values.joined(separator: " ")
        }
    }

    @Test func inOrderOnlyTheLookbackIsTried() {
        // With a star: the scenario's own, which is not run again.
        let trials = ComparisonVariations().trials(configuration())
        #expect(words(trials) == ["join.lookback 6h 1d* 4d"])
        #expect(trials[0].values[2].configuration?.join.bounds.lookback == .seconds(345_600))
    }

    @Test func outOfOrderTheWatermarkIsTriedAsWell() {
        var disordered = configuration(lookback: 0, isDisordered: true)
        #expect(
            words(ComparisonVariations().trials(disordered)) == [
                "join.lookback 0s* 1h 1d", "watermark.delay 0s* 1h 1d",
                "watermark.allowedLateness 0s* 1h 1d",
            ])
        // One stream's delay alone is not what is tried: both are set.
        disordered.clicksWatermark.delay = .seconds(15)
        let trials = ComparisonVariations().trials(disordered)
        #expect(words(trials)[1] == "watermark.delay 0s 15s 1m")
        #expect(trials[1].values[0].configuration?.clicksWatermark.delay == .zero)
        #expect(trials[1].values[1].configuration?.checkoutsWatermark.delay == .seconds(15))
    }

    @Test func whatIsAskedForTakesTheirPlace() {
        var variations = ComparisonVariations()
        variations.lookbacks = []
        variations.latenesses = [.seconds(90)]
        #expect(
            words(variations.trials(configuration())) == ["watermark.allowedLateness 90s"])
    }

    @Test func theLongestLookbackIsNotExceeded() {
        var configuration = configuration()
        configuration.join.bounds.lookback = .longest
        let trials = ComparisonVariations().trials(configuration)
        #expect(trials[0].values.last?.configuration == nil)
    }
}
