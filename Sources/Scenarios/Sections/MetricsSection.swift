import Simulation
import Streaming

extension MetricSettings {
    /// The keys of `metrics`.
    static let section = Section<MetricSettings>(
        "an object of metrics",
        [
            Field(
                "size", .positiveDuration, \.size,
                doc: "How far back a window reaches: a window that ends at E covers E - size "
                    + "(excluded) to E (included) of event time."),
            Field(
                "slide", .positiveDuration, \.slide,
                doc: "How far apart two windows end; the size is a multiple of it."),
        ])

    /// `metrics` as a whole: without it, or with `null`, there are none.
    static let shape = section.shape(MetricSettings()).checked { settings in
        if settings.size.count % settings.slide.count == 0 { return nil }
        return (
            "the size is no multiple of the slide",
            "windows are made of whole slides: try \"size\": \"1h\", \"slide\": \"1m\""
        )
    }.orNull()
}
