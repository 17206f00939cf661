public import Streaming

/// The sliding windows of the dashboard's metrics, in event time.
public struct MetricSettings: Sendable, Hashable {
    /// How far back a window reaches. Default: one hour.
    public var size = Milliseconds(3_600_000)
    /// How far apart two windows end. Default: one minute.
    public var slide = Milliseconds(60_000)

    /// The defaults.
    public init() {}

    /// The panes of a window: the size is a multiple of the slide.
    var panes: Int64 { max(1, size.count / max(1, slide.count)) }
}
