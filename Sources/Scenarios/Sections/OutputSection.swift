import Simulation

extension OutputSettings {
    /// The keys of `output`.
    static let section = Section<OutputSettings>(
        "an object of outputs",
        [
            Field(
                "changelog", .flag, \.changelog,
                doc: "Whether to write join_output and attribution_changelog."),
            Field(
                "credits", .flag, \.credits,
                doc: "Whether to write attribution_credit for models that split a credit."),
            Field(
                "upsert", .flag, \.upsert,
                doc: "Whether checkout_attribution keeps one row an id, the one written last."),
            Field("indexes", .flag, \.indexes, doc: "Whether to index the tables by id."),
            Field(
                "paths", .flag, \.paths,
                doc: "Whether to write conversion_path: the journeys that converted and those "
                    + "that did not, by path (engine reference)."),
        ])
}
