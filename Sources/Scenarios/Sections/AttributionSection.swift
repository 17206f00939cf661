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
                    + "the whole run, as the original project's query does it."),
            Field(
                "ties", .cases("an order of ties"), \.ties,
                doc: "Which of several clicks of one event time, all its digits counted, comes "
                    + "first: by id (bytes, then arrival) or by arrival."),
            Field(
                "paymentStatus",
                Shape.text.list(of: "payment statuses", isEmptyAllowed: false).orNull(),
                \.paymentStatus, doc: "The payment statuses that count. Default: all.",
                examples: [.strings(["success"])]),
        ])
}
