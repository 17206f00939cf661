public import Simulation
import Streaming
import Text

/// An engine's reason in a sentence: what it did, by which rule, with the numbers.
///
///     still held c17 when the checkout came: W = 10:00:12.000 ≤ c + lookback = 11:00:11.000
///
/// c is the click's event time and t the checkout's. The words are the engine's own; here they get
/// their names and times.
public struct ReasonText {
    /// What a click is called.
    var name: (String) -> String
    /// How a time is written.
    var clock: (Int64) -> String

    /// All reasons of a verdict, the most important first; `names` has other names for clicks, by
    /// their ids.
    public static func text(
        _ verdict: EngineVerdict, of difference: EngineDifference, names: [String: String] = [:]
    ) -> String {
        verdict.reasons.map { text($0, difference, names: names) }.joined(separator: "; ")
    }

    /// One reason.
    public static func text(
        _ reason: EngineReason, _ difference: EngineDifference, names: [String: String] = [:]
    ) -> String {
        // A time has its date where that is not the checkout's.
        let day = TimeText.date(difference.time.milliseconds)
        return ReasonText(
            name: { names[$0] ?? $0 },
            clock: {
                TimeText.date($0) == day ? TimeText.timeOfDay($0) : TimeText.dateAndTime($0)
            }
        ).text(reason)
    }

    /// The rule's sentence, filled in.
    func text(_ reason: EngineReason) -> String {
        reason.sentence.pieces.map { piece in
            switch piece {
            case .words(let words): words
            case .place(.click): reason.click.map(name) ?? "a click"
            case .place(.step): reason.step.map { "seq \($0)" } ?? "the end"
            case .place(.time): reason.time.map { clock($0.milliseconds) } ?? "some time"
            case .place(.numbers): reason.numbers.map(text) ?? ""
            }
        }.joined()
    }

    /// `W = 10:00:12.000 > t + lookahead = 10:00:10.000`.
    func text(_ numbers: Inequality) -> String {
        "\(text(numbers.left)) \(numbers.relation.rawValue) \(text(numbers.right))"
    }

    private func text(_ side: Inequality.Side) -> String {
        "\(side.name) = \(text(side.value))"
    }

    private func text(_ moment: Watermark) -> String {
        switch moment {
        case .unset: "none yet"
        case .end: "the end"
        default: clock(moment.rawValue)
        }
    }
}
