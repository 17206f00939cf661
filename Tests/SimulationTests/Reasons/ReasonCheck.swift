import Foundation
import Reports
import Streaming
import Text

@testable import Simulation

/// Holds a reason against what it is about: its inequality, the parts of its sums, and the
/// sentence, whose numbers are read back from the text.
struct ReasonCheck {
    let text: String
    private(set) var faults: [String] = []

    init(
        _ reason: EngineReason, _ difference: EngineDifference, _ configuration: RunConfiguration
    ) {
        text = ReasonText.text(reason, difference)
        for piece in reason.sentence.pieces {
            if piece == .place(.click), reason.click == nil { faults.append("no click") }
            if piece == .place(.step), reason.step == nil { faults.append("no step") }
            if piece == .place(.numbers), reason.numbers == nil { faults.append("no numbers") }
        }
        guard let numbers = reason.numbers else { return }
        if !numbers.holds { faults.append("does not hold") }
        for side in [numbers.left, numbers.right] { check(side, reason, configuration) }
        if reason.sentence.pieces.contains(.place(.numbers)) {
            readBack(numbers.relation, difference)
        }
    }

    private mutating func check(
        _ side: Inequality.Side, _ reason: EngineReason, _ configuration: RunConfiguration
    ) {
        if side.base == .record, side.moment != reason.time.map({ Watermark($0) }),
            !["t", "c"].contains(side.baseName)
        {
            faults.append("\(side.baseName) is no record's time")
        }
        let bounds = configuration.join.bounds
        var sum = side.moment.rawValue
        for part in side.parts {
            sum &+= part.milliseconds
            let size = part.isTakenOff ? -part.milliseconds : part.milliseconds
            let due: [Int64]
            switch part.name {
            case "lookback": due = [bounds.lookback.count]
            case "lookahead": due = [bounds.lookahead.count]
            case "1 ms": due = [1]
            case "allowed lateness":
                due = [
                    side.baseName == "the clicks' W"
                        ? configuration.clicksWatermark.allowedLateness.count
                        : configuration.checkoutsWatermark.allowedLateness.count
                ]
            case "cutoff":
                guard let settings: PathwaySettings = configuration.engine.settings() else {
                    due = []
                    break
                }
                due = settings.cutoff.map { [$0.count] } ?? []
            case "grace" where configuration.engine.name == "quixstreams":
                let settings: QuixStreamsSettings? = configuration.engine.settings()
                due = [(settings?.grace ?? bounds.lookback).count]
            case "grace", "retention":
                guard let settings: KafkaStreamsSettings = configuration.engine.settings() else {
                    due = []
                    break
                }
                let reach = JoinReach(bounds)
                let grace =
                    settings.mode == .eager && settings.grace == .zero
                    ? 86_400_000 - bounds.lookback.count - bounds.lookahead.count
                    : settings.grace.count
                due = [part.name == "grace" ? grace : max(0, reach.before + reach.after + grace)]
            default: due = []
            }
            if !due.contains(size) { faults.append("\(part.name) is not \(size) ms") }
        }
        if side.moment.isSet, side.moment != .end, side.value.rawValue != sum {
            faults.append("\(side.name) is \(sum), not \(side.value.rawValue)")
        }
    }

    /// The sentence says `… = 10:00:12.000 < … = 10:00:13.000`, and the two are so.
    private mutating func readBack(
        _ relation: Inequality.Relation, _ difference: EngineDifference
    ) {
        let time = "(none yet|the end|(?:-?[0-9]+-[0-9]{2}-[0-9]{2} )?[0-9:]{8}[0-9.]*)"
        let pattern = "= \(time) ([<≤≥>]) [^=]* = \(time)"
        guard let expression = try? NSRegularExpression(pattern: pattern),
            let match = expression.firstMatch(
                in: text, range: NSRange(text.startIndex..., in: text))
        else { return faults.append("no inequality in the sentence") }
        let words = (1...3).compactMap { Range(match.range(at: $0), in: text) }.map {
            String(text[$0])
        }
        // A time without a date is of the checkout's day.
        let day = TimeText.date(difference.time.milliseconds)
        func value(_ word: String) -> String {
            switch word {
            case "none yet": ""
            case "the end": "~"
            default: word.contains("-") ? word : "\(day) \(word)"
            }
        }
        let (left, right) = (value(words[0]), value(words[2]))
        let holds =
            switch words[1] {
            case "<": left < right
            case "≤": left <= right
            case "≥": left >= right
            default: left > right
            }
        if !holds { faults.append("the sentence is not true") }
        if words[1] != relation.rawValue { faults.append("another sign") }
    }
}

/// Which rules have been named by which engine.
final class RulesSeen {
    private var rules: [String: Set<String>] = [:]

    func note(_ engine: String, _ rule: String) { rules[engine, default: []].insert(rule) }

    /// By engine: its rules that were never named.
    func missing(of engines: [EngineSettings]) -> [(engine: String, rules: [String])] {
        engines.map { engine in
            var configuration = RunConfiguration()
            configuration.engine = engine
            let all = configuration.reasons.rules.map { $0.rawValue }
            return (engine.name, all.filter { rules[engine.name]?.contains($0) != true }.sorted())
        }
    }
}
