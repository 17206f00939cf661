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

    /// A row a window of each checkout: beyond this the dashboard is larger than anybody's disk.
    private static let windowsMax: Int64 = 100_000

    /// `metrics` as a whole: without it, or with `null`, there are none.
    static let shape = section.shape(MetricSettings()).checked { settings in
        let windows = settings.size.count / settings.slide.count
        if windows > windowsMax {
            return (
                "each checkout would stand in \(windows) windows, more than \(windowsMax)",
                "take a longer slide: try \"size\": \"1h\", \"slide\": \"1m\""
            )
        }
        if settings.size.count % settings.slide.count == 0 { return nil }
        return (
            "the size is no multiple of the slide",
            "windows are made of whole slides: try \"size\": \"1h\", \"slide\": \"1m\""
        )
    }.orNull()
}
