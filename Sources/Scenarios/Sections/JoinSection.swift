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
                doc: "left: a checkout without a click is a result too; inner: it is none; right "
                    + "and full: a click without a checkout is one; semi: a checkout with a "
                    + "click, once."),
            Field(
                "key", .cases("a join key"), \.key,
                doc: "What must be equal. With user+product clicks need a product_id."),
            Field(
                "lookback", .span, \.bounds.lookback,
                doc: "How far before the checkout a click may lie; below 0: it lies behind it.",
                examples: [.string("7d")]),
            Field(
                "lookahead", .span, \.bounds.lookahead,
                doc: "How far after the checkout a click may lie; below 0: it lies before it."),
            Field(
                "bounds", JoinEnds.shape, doc: "Whether a click exactly at an end matches.",
                get: { JoinEnds(lower: $0.bounds.includesLower, upper: $0.bounds.includesUpper) },
                set: {
                    $0.bounds.includesLower = $1.lower
                    $0.bounds.includesUpper = $1.upper
                }),
            Field(
                "clickAgeMax", Shape<Milliseconds>.duration.orNull(), \.clickAgeMax,
                doc: "How far a click may lie behind the virtual clock at its arrival; an older "
                    + "one is kept out of the join. The original's filter: 1h. Default: none."),
        ])
}

/// Whether each end of a join's window matches.
struct JoinEnds: Sendable, Hashable {
    /// The end at t − lookback.
    var lower = true
    /// The end at t + lookahead.
    var upper = true

    /// A word for both ends, or an object with one for each.
    static let shape: Shape<JoinEnds> = {
        let word = Shape<Bool>.word(
            "a kind of bounds", [("inclusive", true), ("exclusive", false)])
        let section = Section<JoinEnds>(
            "a pair of bounds",
            [
                Field("lower", word, \.lower, doc: "The end at t − lookback."),
                Field("upper", word, \.upper, doc: "The end at t + lookahead."),
            ])
        return Shape(
            expected: word.expected, keys: section.fields.map(\.name),
            schema: .record(["anyOf": .list([word.schema(), section.schema(JoinEnds())])]),
            decode: { node, path, reader in
                if case .object = node.value {
                    return section.shape(JoinEnds()).decode(node, path, &reader)
                }
                return word.decode(node, path, &reader).map { JoinEnds(lower: $0, upper: $0) }
            },
            encode: { ends in
                ends.lower == ends.upper ? word.encode(ends.lower) : section.encode(ends)
            })
    }()
}
