import Streaming

/// Processing time as the run sees it: moved by arrivals alone, never back.
struct VirtualClock {
    /// The time now.
    private(set) var now = ProcessingTime.beforeAll

    /// Moves on to `time`, if that is later.
    mutating func advance(to time: ProcessingTime) { now = max(now, time) }
}
