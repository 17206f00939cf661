import Simulation
import Streaming
import Text

extension JoinSettings {
    /// The keys of `join`.
    static let section = Section<JoinSettings>(
        "a join",
        [
            Field(
                "type", .cases("a type of join"), \.kind,
                doc: "left: a checkout without a click is a result too; inner: it is none."),
            Field(
                "key", .cases("a join key"), \.key,
                doc: "What must be equal. With user+product clicks need a product_id."),
            Field(
                "lookback", .duration, \.bounds.lookback,
                doc: "How far before the checkout a click may lie.", examples: [.string("7d")]),
            Field(
                "lookahead", .duration, \.bounds.lookahead,
                doc: "How far after the checkout a click may lie."),
            Field(
                "bounds",
                .word("a kind of bounds", [("inclusive", true), ("exclusive", false)]),
                \.bounds.isInclusive, doc: "Whether a click exactly at an end matches."),
            Field(
                "clickAgeMax", Shape<Milliseconds>.duration.orNull(), \.clickAgeMax,
                doc: "How far a click may lie behind the virtual clock at its arrival; an older "
                    + "one is kept out of the join. The original's filter: 1h. Default: none."),
        ])
}
