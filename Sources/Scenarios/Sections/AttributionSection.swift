import Attribution
import Simulation
import Streaming
import Text

extension AttributionSettings {
    /// The keys of `attribution`.
    static let section = Section<AttributionSettings>(
        "an attribution",
        [
            Field(
                "model", .attributionModel, \.model,
                doc: "How a checkout's credit is given to its clicks."),
            Field(
                "compare", Shape.attributionModel.list(of: "attribution models"),
                doc: "Further models, for source_credit.",
                examples: [.strings(["last-click", "linear"])],
                get: { $0.compare },
                set: { settings, models in
                    // The primary model and repetitions would only give the same rows again.
                    settings.compare = models.enumerated().compactMap { index, model in
                        model == settings.model || models[..<index].contains(model) ? nil : model
                    }
                }),
            Field(
                "partitionBy", .cases("a partition"), \.partitionBy,
                doc: "The group in which one row is kept: the checkout, or the click's user for "
                    + "the whole run, as the original project's query does it. Every model "
                    + "credits the checkouts that have a row."),
            Field(
                "ties", .cases("an order of ties"), \.ties,
                doc: "Which of several clicks of one event time, all its digits counted, comes "
                    + "first: by id (bytes, then arrival) or by arrival."),
            Field(
                "tiers", .touchTiers,
                doc: "Which clicks count: a model sees those of the first tier that has any; "
                    + "without one the checkout is unattributed. Default: all.",
                examples: [
                    .list([
                        .record(["kinds": .strings(["click"]), "lookback": .string("7d")]),
                        .record(["kinds": .strings(["view"]), "lookback": .string("1d")]),
                    ])
                ],
                get: { $0.tiers.isEmpty ? nil : $0.tiers }, set: { $0.tiers = $1 }),
            Field(
                "path", Shape.pathStep.list(of: "steps"),
                doc: "The steps that the clicks of the tier go through, oldest first, in this "
                    + "order, before any model.",
                examples: [.list([.string("collapse"), .record(["last": .integer(5)])])],
                get: { $0.path.isEmpty ? nil : $0.path }, set: { $0.path = $1 }),
            Field(
                "cut", .word("a cut", [("conversion", true)]),
                doc: "conversion: clicks at or before the user's previous checkout are used up.",
                get: { $0.cutsAtConversions ? true : nil }, set: { $0.cutsAtConversions = $1 }),
            Field(
                "conversions", Shape.conversionKind.list(of: "kinds", isEmptyAllowed: false),
                doc: "The kinds of checkouts that are conversions, each a name or an object with a "
                    + "lookback of its own. Default: all.",
                examples: [
                    .list([
                        .string("purchase"),
                        .record(["kind": .string("signup"), "lookback": .string("30d")]),
                    ])
                ], get: { $0.conversions }, set: { $0.conversions = $1 }),
            Field(
                "channels", Shape.channelRule.list(of: "channels"),
                doc:
                    "Groups of clicks for channel_credit: the first channel whose conditions hold.",
                examples: [
                    .list([
                        .record([
                            "name": .string("Paid search"),
                            "where": .record([
                                "source": .record(["like": .string("google*")]),
                                "medium": .string("cpc"),
                            ]),
                        ]), .record(["name": .string("Other")]),
                    ])
                ], get: { $0.channels.isEmpty ? nil : $0.channels }, set: { $0.channels = $1 }),
            Field(
                "paymentStatus",
                Shape.text.list(of: "payment statuses", isEmptyAllowed: false).orNull(),
                \.paymentStatus, doc: "The payment statuses that count. Default: all.",
                examples: [.strings(["success"])]),
        ])
}
