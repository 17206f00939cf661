import Simulation
import Text

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
                "kinds", .flag, \.kinds,
                doc: "Whether to write kind_credit: totals by the checkouts' kind as well."),
            Field(
                "days", DaySettings.section.shape(DaySettings()),
                doc: "Writes credit_by_day: totals by day as well.",
                examples: [
                    .record([
                        "basis": .string("conversion"), "timeZone": .string("Europe/Berlin"),
                    ])
                ], get: { $0.days }, set: { $0.days = $1 }),
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

extension DaySettings {
    /// The keys of `output.days`.
    fileprivate static let section = Section<DaySettings>(
        "an object of days",
        [
            Field(
                "basis", .cases("a basis"), \.basis,
                doc: "Whose day: the conversion's or the click's."),
            Field("timeZone", .timeZone, \.timeZone, doc: "The time zone that days begin in."),
        ])
}
