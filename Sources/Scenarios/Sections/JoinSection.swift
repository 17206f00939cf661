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
                "lookback", Lookback.shape,
                doc:
                    "How far before the checkout a click may lie; below 0: it lies behind it. With "
                    + "\"days\": from the start of the day so many days before the checkout's day.",
                examples: [
                    .string("7d"),
                    .record(["days": .integer(30), "timeZone": .string("Europe/Berlin")]),
                ],
                get: { $0.calendar.map { .calendar($0) } ?? .span($0.bounds.lookback) },
                set: { join, lookback in
                    switch lookback {
                    case .span(let span): (join.bounds.lookback, join.calendar) = (span, nil)
                    case .calendar(let days):
                        (join.bounds.lookback, join.calendar) = (days.reach, days)
                    }
                }),
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

/// How far back clicks match.
private enum Lookback: Sendable {
    /// So far before the checkout.
    case span(Milliseconds)
    /// From the start of a day.
    case calendar(CalendarLookback)

    /// A duration, or an object with `days`.
    static let shape: Shape<Lookback> = {
        let span = Shape<Milliseconds>.span
        let days = Section<CalendarLookback>(
            "a lookback in days",
            [
                Field(
                    "days", Shape<Int64>.integer(0...36_525), \.days, required: true,
                    doc: "How many days before the checkout's day."),
                Field("timeZone", .timeZone, \.timeZone, doc: "The time zone that days begin in."),
            ]
        ).shape(CalendarLookback(days: 30))
        return Shape(
            expected: span.expected, keys: days.keys,
            schema: .record(["anyOf": .list([span.schema(), days.schema()])]),
            decode: { node, path, reader in
                if case .object = node.value {
                    return days.decode(node, path, &reader).map { .calendar($0) }
                }
                return span.decode(node, path, &reader).map { .span($0) }
            },
            encode: { lookback in
                switch lookback {
                case .span(let value): span.encode(value)
                case .calendar(let value): days.encode(value)
                }
            })
    }()
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
