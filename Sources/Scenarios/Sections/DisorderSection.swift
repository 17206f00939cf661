import EventLogs
import Streaming
import Text

/// An entry of `disorder`.
private struct DisturbanceDraft: Sendable {
    var stream: EventStream?
    var partition: Int32?
    var effect: Disturbance.Effect?
    var seed: UInt64?
}

extension Shape where Value == Disturbance {
    /// One thing that happens to records between the shop and the pipeline.
    static let disturbance: Shape = {
        let section = DisturbanceDraft.section
        return Shape(
            expected: "an object such as {\"late\": {\"fraction\": 0.02, \"by\": \"45s\"}}",
            keys: section.fields.map(\.name), schema: section.schema(DisturbanceDraft()),
            decode: { node, path, reader in
                var draft = DisturbanceDraft()
                guard section.decode(node, path, &reader, into: &draft), let effect = draft.effect
                else { return nil }
                return Disturbance(
                    stream: draft.stream, partition: draft.partition, effect: effect,
                    seed: draft.seed)
            },
            encode: {
                section.encode(
                    DisturbanceDraft(
                        stream: $0.stream, partition: $0.partition, effect: $0.effect,
                        seed: $0.seed))
            })
    }()
}

/// The parameters of whichever effect is being read or written.
private struct EffectDraft: Sendable {
    var share = Share(billionths: 0)
    var by: Int64 = 0
    var after = DelayDistribution.constant(.zero)
    var from = ProcessingTime(milliseconds: 0)
    var to = ProcessingTime(milliseconds: 0)
    var span = ArrivalSpan.always

    static let fraction = Field<EffectDraft>(
        "fraction", .share, \.share, required: true, doc: "The share of the records, from 0 to 1.",
        examples: [.number("0.02")])
}

extension DisturbanceDraft {
    static let section = Section<DisturbanceDraft>(
        "a disturbance",
        rule: .oneOf(
            ["delay", "late", "duplicate", "drop", "hold", "reread", "skew"].map { [$0] }),
        [
            Field(
                "stream", Shape<EventStream>.stream.orNull(), \.stream,
                doc: "The stream that it concerns. Default: both."),
            Field(
                "partition", Shape<Int32>.integer(0...Int32.max).orNull(), \.partition,
                doc: "The partition that it concerns. Default: all."),
            Field(
                "delay", .delay, doc: "Every record arrives later.",
                examples: [
                    .string("5s"),
                    .record([
                        "exponential": .record(["mean": .string("4s"), "max": .string("2m")])
                    ]),
                ],
                get: { if case .delay(let delay)? = $0.effect { delay } else { nil } },
                set: { $0.effect = .delay($1) }),
            field(
                "late", [EffectDraft.fraction, late],
                doc: "A share of the records arrives later by a fixed time.",
                get: { effect in
                    guard case .late(let share, let by) = effect else { return nil }
                    return EffectDraft(share: share, by: by.count)
                },
                make: { .late(share: $0.share, by: Milliseconds($0.by)) }),
            field(
                "duplicate", [EffectDraft.fraction, after],
                doc: "A share of the records arrives twice.",
                get: { effect in
                    guard case .duplicate(let share, let after) = effect else { return nil }
                    return EffectDraft(share: share, after: after)
                },
                make: { .duplicate(share: $0.share, after: $0.after) }),
            field(
                "drop", [EffectDraft.fraction, lostFrom, lostTo],
                doc: "A share of the records never arrives, at any time or for a while, as where "
                    + "offsets go ahead: a source that reads at most once.",
                check: {
                    $0.span.isEmpty
                        ? ("nothing is lost", "\"to\" is after \"from\"") : nil
                },
                get: { effect in
                    guard case .drop(let share, let span) = effect else { return nil }
                    return EffectDraft(share: share, span: span)
                },
                make: { .drop(share: $0.share, during: $0.span) }),
            field(
                "hold", [from, to],
                doc: "An outage: what would arrive from `from` on and before `to` arrives at `to`.",
                check: {
                    $0.from < $0.to
                        ? nil : ("the outage ends before it starts", "\"to\" is after \"from\"")
                },
                get: { effect in
                    guard case .hold(let from, let to) = effect else { return nil }
                    return EffectDraft(from: from, to: to)
                },
                make: { .hold(from: $0.from, to: $0.to) }),
            field(
                "reread", [firstReread, rereadAt],
                doc: "Offsets go back: what arrived from `from` on and before `to` arrives once "
                    + "more at `to`.",
                check: {
                    $0.from < $0.to
                        ? nil : ("nothing is read again", "\"to\" is after \"from\"")
                },
                get: { effect in
                    guard case .reread(let from, let to) = effect else { return nil }
                    return EffectDraft(from: from, to: to)
                },
                make: { .reread(from: $0.from, to: $0.to) }),
            field(
                "skew", [skew, users, stepFrom, stepTo],
                doc: "The clocks of a share of the users are wrong, always or for a while.",
                check: {
                    $0.span.isEmpty
                        ? (
                            "the clocks are right again before they go wrong",
                            "\"to\" is after \"from\""
                        ) : nil
                },
                get: { effect in
                    guard case .skew(let share, let by, let span) = effect else { return nil }
                    return EffectDraft(share: share, by: by, span: span)
                },
                make: { .skew(share: $0.share, byMilliseconds: $0.by, during: $0.span) }),
            Field(
                "seed", .integer(0...UInt64(Int64.max)),
                doc: "The seed of its own draws. Default: the scenario's.", get: { $0.seed },
                set: { $0.seed = $1 }),
        ])

    private static let late = Field<EffectDraft>(
        "by", Shape<Milliseconds>.duration.map(to: { $0.count }, from: { Milliseconds($0) }), \.by,
        required: true, doc: "How much later.", examples: [.string("45s")])
    private static let after = Field<EffectDraft>(
        "after", .delay, \.after,
        doc: "When the copy arrives, counted from its original. Default: at once.",
        examples: [.string("2s")])
    private static let from = Field<EffectDraft>(
        "from", .processingTime, \.from, required: true,
        doc: "When the outage starts (arrival time).")
    private static let to = Field<EffectDraft>(
        "to", .processingTime, \.to, required: true,
        doc: "When it is over, and all that was held arrives.")
    private static let skew = Field<EffectDraft>(
        "by", .signedDuration, \.by, required: true,
        doc: "How far event times are shifted; negative: back.", examples: [.string("-30s")])
    private static let firstReread = Field<EffectDraft>(
        "from", .processingTime, \.from, required: true,
        doc: "How far offsets go back (arrival time).")
    private static let rereadAt = Field<EffectDraft>(
        "to", .processingTime, \.to, required: true,
        doc: "When they go back, and when all of it arrives again.")
    private static let lostFrom = Field<EffectDraft>(
        "from", .processingTime,
        doc: "The first arrival time at which records are lost. Default: from the start.",
        get: { $0.span.from }, set: { $0.span.from = $1 })
    private static let lostTo = Field<EffectDraft>(
        "to", .processingTime,
        doc: "The first at which they arrive again. Default: never.",
        get: { $0.span.to }, set: { $0.span.to = $1 })
    private static let stepFrom = Field<EffectDraft>(
        "from", .processingTime,
        doc: "When the clocks step (arrival time). Default: they were always wrong.",
        get: { $0.span.from }, set: { $0.span.from = $1 })
    private static let stepTo = Field<EffectDraft>(
        "to", .processingTime, doc: "When they are right again. Default: never.",
        get: { $0.span.to }, set: { $0.span.to = $1 })
    private static let users = Field<EffectDraft>(
        "users", .share, doc: "The share of the users, from 0 to 1. Default: 1, all.",
        get: { $0.share }, set: { $0.share = $1 })

    /// An effect with its parameters.
    private static func field(
        _ name: String, _ fields: [Field<EffectDraft>], doc: String,
        check: @escaping @Sendable (EffectDraft) -> (message: String, hint: String?)? = { _ in nil
        },
        get: @escaping @Sendable (Disturbance.Effect) -> EffectDraft?,
        make: @escaping @Sendable (EffectDraft) -> Disturbance.Effect
    ) -> Field<DisturbanceDraft> {
        // Only skew has an optional share, and its default is everyone.
        let initial = EffectDraft(share: .all)
        return Field(
            name, Section("the effect \"\(name)\"", fields).shape(initial).checked(check), doc: doc,
            get: { $0.effect.flatMap(get) }, set: { $0.effect = make($1) })
    }
}
