import EventLogs
import Reports
import Scenarios
import Simulation
import Streaming

/// What a report shows beside a result, from further runs of its scenario.
struct ReportBackground {
    let scenario: Scenario
    let onBadRecord: BadRecordPolicy

    /// Logs of more records tell no stories: each is a run of its own.
    private static let recordsMax: Int64 = 100_000

    /// Answers a report's questions. What fails here is left out: the result is there already.
    func answer(_ questions: ReportQuestions) -> ReportExtras {
        var extras = ReportExtras()
        if let once = ReadOnce(in: scenario) {
            extras.obstacle = "\(once.path) was \(once.name) and can be read only once"
            return extras
        }
        let simulator = Simulator(
            input: scenario.input, configuration: scenario.configuration, onBadRecord: onBadRecord)
        if !questions.delays.isEmpty {
            do throws(DelayCurveError) {
                let curve = try simulator.delayCurve()
                extras.curve = questions.delays.map {
                    ($0, curve.measures(at: Milliseconds($0)))
                }
            } catch {
                extras.obstacle = error.description
            }
        }
        guard questions.records <= Self.recordsMax else { return extras }
        for checkout in questions.checkouts {
            guard let found = try? simulator.investigate(.checkout(checkout)),
                case .found = found.outcome
            else { continue }
            extras.stories[checkout] = ExplainText.text(
                found, scenario: scenario.name, TextStyle(width: 120))
        }
        return extras
    }
}
