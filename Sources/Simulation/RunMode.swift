import Streaming

/// Which of the two runs of a scenario this is.
enum RunMode {
    /// Records as they arrive.
    case stream
    /// Records as they happened: batch, with perfect watermarks.
    case truth

    /// The watermark settings that apply: the truth, which knows every record up to the one at hand,
    /// waits for nothing, whatever the stream run does.
    func settings(_ settings: WatermarkSettings) -> WatermarkSettings {
        self == .truth ? WatermarkSettings() : settings
    }
}

extension RunConfiguration {
    /// Whether a run in order of event times gives the same result if its join hears of watermarks
    /// more rarely: no changelog, dashboard or journey tells of a step, and what is emitted is closed
    /// with it.
    var hidesSteps: Bool { !output.changelog && !output.paths && metrics == nil }

    /// Whether the stream run leaves word of its checkouts only when it is over: a later row may take
    /// a row's place.
    var settlesAtEnd: Bool { engine.isReference && output.upsert }
}
