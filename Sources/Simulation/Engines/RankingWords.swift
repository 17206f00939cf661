import Attribution
import Streaming

extension RunConfiguration {
    /// How the primary model comes to the click that the attributed table shows, in words: by the
    /// order of the reference, or by that of the engine's own table.
    public var choice: String {
        let model = attribution.model
        guard model == .firstClick || model == .lastClick else {
            return model.isSingleTouch
                ? "the one that the model chooses" : "the one with the largest share"
        }
        let end = model == .firstClick ? "first" : "last"
        if engine.isReference {
            return "the \(end) by " + (attribution.ties == .id ? Self.byID : "(event time, seq)")
        }
        return engine.own.ranking(model == .firstClick ? .first : .last).choice(end)
    }

    fileprivate static let byID = "(event time, id, seq)"
}

extension RankingPlan {
    /// Which click the row has, `end` being the `first` or the `last` by time.
    fileprivate func choice(_ end: String) -> String {
        if goesByCheckout {
            return "the \(end) that came out of the join (it ranks by the checkout)"
        }
        switch kind {
        case .upsert(.best), .view: return "the \(end) by \(RunConfiguration.byID)"
        case .upsert(.last): return "the one whose row was written last"
        case .upsert(.first): return "the one whose row was written first"
        case .groups: return "the \(end) by event time, of one time the first that came"
        case .firstRows:
            return "the first by event time when the watermark came to it, of one time the first "
                + "that came out of the join"
        case .rowNumber(let ranking, _, _):
            let tie = ranking == .rowTime ? end : "first"
            return "the \(end) by event time, of one time the \(tie) that came out of the join"
        }
    }
}
