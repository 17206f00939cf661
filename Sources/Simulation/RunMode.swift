import Streaming

/// Which of the two runs of a scenario this is.
enum RunMode {
    /// Records as they arrive.
    case stream
    /// Records as they happened: batch, with perfect watermarks.
    case truth

    /// The watermark settings that apply: the truth knows of no partitions and no idleness, and
    /// follows event time itself where the stream run has no bounded watermark.
    func settings(_ settings: WatermarkSettings) -> WatermarkSettings {
        guard self == .truth else { return settings }
        var perfect = WatermarkSettings()
        perfect.delay = settings.strategy == .bounded ? settings.delay : .zero
        perfect.allowedLateness = settings.allowedLateness
        return perfect
    }
}

extension RunConfiguration {
    /// Whether a run in order of event times gives the same result if its join hears of watermarks
    /// more rarely: no changelog, dashboard or journey tells of a step, what is emitted is closed
    /// with it, and an id is forgotten before its checkout is closed.
    var hidesSteps: Bool {
        !output.changelog && !output.paths && metrics == nil
            && [clicksWatermark, checkoutsWatermark].allSatisfy {
                $0.allowedLateness == .zero && $0.strategy == .bounded
            }
    }
}
