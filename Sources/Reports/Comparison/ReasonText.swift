public import Simulation
import Streaming

/// An engine's reason in a sentence: what it did, by which rule, with the numbers.
///
///     still held c17 when the checkout came: W = 10:00:12.000 < c + lookback = 11:00:11.000
///
/// c is the click's event time and t the checkout's.
public enum ReasonText {
    /// All reasons of a verdict, the most important first; `names` has other names for clicks, by
    /// their ids.
    public static func text(
        _ verdict: EngineVerdict, of difference: EngineDifference, names: [String: String] = [:]
    ) -> String {
        verdict.reasons.map { text($0, verdict.engine, difference, names: names) }
            .joined(separator: "; ")
    }

    /// One reason.
    public static func text(
        _ reason: EngineReason, _ engine: String, _ difference: EngineDifference,
        names: [String: String] = [:]
    ) -> String {
        let words = ReasonWords(reason, engine, difference, names)
        switch reason.rule {
        case .checkoutLate, .clickLate: return late(words)
        case .checkoutDuplicate: return "set the checkout aside: its id was remembered"
        case .clickDuplicate: return "set \(words.click) aside: its id was remembered"
        case .clickAccepted: return accepted(words)
        case .clickHeld, .clickNotCleaned: return clickHeld(words)
        case .checkoutHeld, .checkoutNotCleaned: return checkoutHeld(words)
        case .clickGone: return clickGone(words)
        case .checkoutGone: return checkoutGone(words)
        case .clickNotKept: return clickNotKept(words)
        case .checkoutNotKept: return checkoutNotKept(words)
        case .notLookedFor:
            return "did not look for \(words.click) at \(words.step): the operator had cleaned "
                + "the other side until \(words.limit), which is not before the record's reach"
        case .beyondRetention:
            return "did not find \(words.click): a fetch from the store begins at \(words.limit)"
        case .tie: return tie(words)
        case .otherRowKept: return otherRow(words)
        case .padded, .paddedAtOnce, .paddedBefore: return padded(words)
        case .innerJoin: return "no row: the join is inner"
        case .stillHeld: return stillHeld(words)
        case .emptyBounds: return "padded at once: the bounds are empty, nothing can match"
        case .notInABatch:
            return "the run stopped before the micro-batch with \(words.click) was cut"
        case .forgotten:
            return "lost the record: a cleaning takes a time of 0 (1970) or before for none"
        case .notCounted: return "no row: its user, product or payment status does not count"
        case .unexplained: return "did not pair it with \(words.click)"
        }
    }

    private static func late(_ words: ReasonWords) -> String {
        let isClick = words.reason.rule == .clickLate
        let (name, letter) = isClick ? (words.click, "c") : ("the checkout", "t")
        let start = "dropped \(name) as late: \(letter) = \(words.time) "
        switch words.engine {
        case .spark: return start + "≤ W = \(words.limit), the batch before's"
        case .flinkDataStream: return start + "< W = \(words.limit)"
        default:
            let stream = isClick ? "clicks'" : "checkouts'"
            return start + "< the \(stream) W − allowed lateness = \(words.limit)"
        }
    }

    private static func accepted(_ words: ReasonWords) -> String {
        words.reason.limit?.isSet == true
            ? "took \(words.click): c = \(words.time) ≥ the clicks' W − allowed lateness = "
                + words.limit
            : "took \(words.click): the clicks had no watermark yet"
    }

    private static func clickHeld(_ words: ReasonWords) -> String {
        let start = "still held \(words.click) when the checkout came: "
        switch words.engine {
        case .kafka:
            return start + "c = \(words.time) ≥ \(words.limit), where a fetch from the store begins"
        case .spark:
            return start + words.notEvicted("c")
        default:
            return start + words.held(until: "c + lookback")
        }
    }

    private static func checkoutHeld(_ words: ReasonWords) -> String {
        let start = "still held the checkout when \(words.click) came: "
        switch words.engine {
        case .kafka:
            return start + "t = \(words.time) ≥ \(words.limit), where a fetch from the store begins"
        case .spark:
            return start + words.notEvicted("t")
        default:
            return start + words.held(until: "t + lookahead")
        }
    }

    private static func clickGone(_ words: ReasonWords) -> String {
        switch words.engine {
        case .kafka:
            return "had dropped \(words.click) with its segment at \(words.step), where a fetch "
                + "begins at \(words.limit)"
        case .flinkDataStream:
            return "had let \(words.click) go at \(words.step): W = \(words.watermark) ≥ "
                + "c + lookback = \(words.limit)"
        default:
            return "had let \(words.click) go at \(words.step): W = \(words.watermark) > "
                + "c + lookback = \(words.limit)"
        }
    }

    private static func checkoutGone(_ words: ReasonWords) -> String {
        let start = "had let the checkout go at \(words.step), before \(words.click) came: "
        switch words.engine {
        case .kafka: return start + "its segment had expired; a fetch begins at \(words.limit)"
        case .flinkDataStream:
            return start + "W = \(words.watermark) ≥ t + lookahead = \(words.limit)"
        default: return start + "W = \(words.watermark) > t + lookahead = \(words.limit)"
        }
    }

    private static func clickNotKept(_ words: ReasonWords) -> String {
        words.engine == .kafka
            ? "did not store \(words.click): its segment ends before \(words.limit), the first "
                + "that is live"
            : "did not keep \(words.click) when it came: W = \(words.watermark) ≥ c + lookback = "
                + words.limit
    }

    private static func checkoutNotKept(_ words: ReasonWords) -> String {
        words.engine == .kafka
            ? "did not store the checkout: its segment ends before \(words.limit), the "
                + "first that is live"
            : "did not keep the checkout for \(words.click): W = \(words.watermark) ≥ "
                + "t + lookahead = \(words.limit) when it came"
    }

    private static func tie(_ words: ReasonWords) -> String {
        let start = "\(words.click) joined too and has the same time: "
        return words.engine == .flinkSQL
            ? start + "the ranking goes by the order in which the rows come out"
            : start + "the order of ids decides"
    }

    private static func otherRow(_ words: ReasonWords) -> String {
        words.reason.click == nil
            ? "came out, but the ranking keeps another row of its partition"
            : "joined \(words.click) too, but the ranking keeps another row of its partition"
    }

    private static func padded(_ words: ReasonWords) -> String {
        let isAtOnce = words.reason.rule == .paddedAtOnce
        var text = isAtOnce ? "padded at once" : "padded at \(words.step)"
        if words.reason.rule == .paddedBefore { text = "had padded it before, at \(words.step)" }
        let isEnd = words.reason.watermark == .end
        switch words.engine {
        case .kafka:
            let isPast = (words.reason.watermark ?? .unset) > (words.reason.limit ?? .end)
            if !isPast { return text + " (mode eager)" + words.bothStand }
            text +=
                ": stream time \(words.watermark) > t + lookahead"
                + (isAtOnce || words.isWithinGrace ? "" : " + grace") + " = \(words.limit)"
        case .flinkSQL where isAtOnce:
            text += ": W = \(words.watermark) ≥ t + lookahead = \(words.limit) when it came"
        default:
            text +=
                isEnd
                ? ": the input is over"
                : ": W = \(words.watermark) > t + lookahead = \(words.limit)"
        }
        return text + words.bothStand
    }

    private static func stillHeld(_ words: ReasonWords) -> String {
        let isPast = (words.reason.watermark ?? .unset) > (words.reason.limit ?? .end)
        let sign = isPast ? ">" : "≤"
        switch words.engine {
        case .kafka:
            return "still holds it: stream time \(words.watermark) \(sign) t + lookahead + grace "
                + "= \(words.limit)" + (isPast ? ", which the next record will see" : "")
                + "; there is no end of input"
        case .spark:
            return "still has it in state: W = \(words.watermark) \(sign) t + lookahead = "
                + "\(words.limit)" + (isPast ? ", which the next batch will use" : "")
                + "; there is no end of input"
        default:
            return "still holds it: W = \(words.watermark) \(sign) t + lookahead = \(words.limit) "
                + "when the run stopped"
        }
    }
}
