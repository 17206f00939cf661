import Simulation
import Streaming
import Text

/// The names and numbers of a reason as a sentence has them.
struct ReasonWords {
    /// The engines whose rules need words of their own.
    enum Engine { case reference, flinkSQL, flinkDataStream, kafka, spark }

    let reason: EngineReason
    let engine: Engine
    private let names: [String: String]
    private let checkoutTime: EventTime

    init(
        _ reason: EngineReason, _ engine: String, _ difference: EngineDifference,
        _ names: [String: String]
    ) {
        self.reason = reason
        self.names = names
        checkoutTime = difference.time
        self.engine =
            switch engine {
            case "flink-sql": .flinkSQL
            case "flink-datastream": .flinkDataStream
            case "kafka-streams": .kafka
            case "spark": .spark
            default: .reference
            }
    }

    /// The click's name.
    var click: String { reason.click.map { names[$0] ?? $0 } ?? "a click" }
    /// The event time of the record that the rule was applied to.
    var time: String { reason.time.map { clock($0.milliseconds) } ?? "?" }
    /// The engine's own time.
    var watermark: String { reason.watermark.map { clock($0) } ?? "?" }
    /// What it was held against.
    var limit: String { reason.limit.map { clock($0) } ?? "?" }
    /// The step.
    var step: String { reason.step.map { "seq \($0)" } ?? "the end" }
    /// Whether a pad came before its grace was over.
    var isWithinGrace: Bool { reason.limit?.rawValue == checkoutTime.milliseconds }
    /// What is said of a pad that a match followed.
    var bothStand: String { reason.rule == .paddedBefore ? ": both rows stand" : "" }

    /// Why a micro-batch still found a record: what its watermark has evicted.
    func notEvicted(_ letter: String) -> String {
        (reason.watermark?.rawValue ?? 0) <= 0
            ? "W is still 0, and nothing has been evicted"
            : "\(letter) = \(time) > \(limit), up to where W = \(watermark) has evicted"
    }

    /// Why state was still there: before the end of a reach, at it, or beyond it.
    func held(until end: String) -> String {
        let (now, limit) = (reason.watermark ?? .unset, reason.limit ?? .end)
        if !now.isSet || (engine == .flinkSQL && now.rawValue <= 0) {
            return "there was no watermark yet"
        }
        if now < limit { return "W = \(watermark) < \(end) = \(self.limit)" }
        if now == limit { return "W = \(watermark) = \(end), and it is cleaned 1 ms later" }
        return "W = \(watermark) > \(end) = \(self.limit), but the user's one timer, set for a "
            + "later record, had not come"
    }

    /// A time, with its date where that is not the checkout's.
    private func clock(_ milliseconds: Int64) -> String {
        TimeText.date(milliseconds) == TimeText.date(checkoutTime.milliseconds)
            ? TimeText.timeOfDay(milliseconds) : TimeText.dateAndTime(milliseconds)
    }

    private func clock(_ watermark: Watermark) -> String {
        if watermark == .end { return "the end" }
        let isNone =
            !watermark.isSet || (engine == .flinkSQL && watermark.rawValue <= 0)
            || (engine == .kafka && watermark.rawValue < 0)
        return isNone ? "none yet" : clock(watermark.rawValue)
    }
}
