public import Streaming

/// With which lookbacks, watermark delays and allowed latenesses the models are scored besides the
/// scenario's own; `nil`: with those that are chosen for it.
public struct ComparisonVariations: Sendable, Hashable {
    /// Lookbacks.
    public var lookbacks: [Milliseconds]?
    /// Watermark delays, of both streams.
    public var delays: [Milliseconds]?
    /// Allowed latenesses, of both streams.
    public var latenesses: [Milliseconds]?

    /// What is chosen for the scenario.
    public init() {}

    /// What is to be tried.
    ///
    /// Chosen are a quarter of the lookback, the own and four times it; and where the log arrives
    /// out of order the same of the delay and the lateness, from none on.
    public func trials(_ configuration: RunConfiguration) -> [WorldComparison.Trial] {
        let isDisordered = !configuration.disorder.isEmpty
        let (clicks, checkouts) = (configuration.clicksWatermark, configuration.checkoutsWatermark)
        let lookback = configuration.join.bounds.lookback
        return Self.trials(
            "join.lookback", lookbacks ?? Self.around(lookback, least: lookback.count / 4),
            own: [lookback], configuration
        ) { $0.join.bounds.lookback = $1 }
            + Self.trials(
                "watermark.delay",
                delays ?? (isDisordered ? Self.around(clicks.delay, least: 0) : []),
                own: [clicks.delay, checkouts.delay], configuration
            ) {
                $0.clicksWatermark.delay = $1
                $0.checkoutsWatermark.delay = $1
            }
            + Self.trials(
                "watermark.allowedLateness",
                latenesses ?? (isDisordered ? Self.around(clicks.allowedLateness, least: 0) : []),
                own: [clicks.allowedLateness, checkouts.allowedLateness], configuration
            ) {
                $0.clicksWatermark.allowedLateness = $1
                $0.checkoutsWatermark.allowedLateness = $1
            }
    }

    /// One trial, or none without values; `own`: what the scenario has, in all places.
    private static func trials(
        _ setting: String, _ values: [Milliseconds], own: [Milliseconds],
        _ configuration: RunConfiguration,
        _ change: (inout RunConfiguration, Milliseconds) -> Void
    ) -> [WorldComparison.Trial] {
        if values.isEmpty { return [] }
        return [
            WorldComparison.Trial(
                setting: setting,
                values: values.map { value in
                    var changed = configuration
                    change(&changed, value)
                    let isOwn = own.allSatisfy { $0 == value }
                    return (RunManifest.text(value), isOwn ? nil : changed)
                })
        ]
    }

    /// The least, the own and four times the own; instead of none an hour and a day.
    private static func around(_ own: Milliseconds, least: Int64) -> [Milliseconds] {
        let counts =
            own == .zero
            ? [0, 3_600_000, 86_400_000]
            : [least, own.count, min(own.count, Milliseconds.longest.count / 4) * 4]
        return counts.map { Milliseconds($0) }
    }
}
