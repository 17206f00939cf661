/// The join's watermark: the minimum over the streams that are not idle.
///
/// Unset while one of them has none; it stays as it is while all are idle; it never goes back.
public struct JoinProgress: Sendable {
    /// The join's watermark in force.
    public private(set) var watermark = Watermark.unset

    private let jumpsWhenIdle: Bool
    private var gates: (clicks: WatermarkGate, checkouts: WatermarkGate)?
    private let interval: Milliseconds?

    /// Before any watermark.
    ///
    /// - Parameters:
    ///   - jumpsWhenIdle: whether it becomes the greatest of them when the last stream goes idle.
    ///   - interval: how long the slots are of which each lets one watermark of a stream through;
    ///     `nil`: all pass.
    public init(jumpsWhenIdle: Bool = false, interval: Milliseconds? = nil) {
        self.jumpsWhenIdle = jumpsWhenIdle
        self.interval = interval
        gates = interval.map { (WatermarkGate($0), WatermarkGate($0)) }
    }

    /// Takes in the streams' watermarks as they are now.
    public mutating func update(clicks: StreamProgress, checkouts: StreamProgress) {
        var (first, second) = (clicks.watermark, checkouts.watermark)
        if gates != nil {
            gates?.clicks.take(first)
            gates?.checkouts.take(second)
            first = gates?.clicks.passed ?? first
            second = gates?.checkouts.passed ?? second
        }
        var least: Watermark?
        if !clicks.isIdle { least = first }
        if !checkouts.isIdle { least = min(least ?? .end, second) }
        if least == nil, jumpsWhenIdle { least = max(first, second) }
        if let least { watermark = max(watermark, least) }
    }

    /// The job starts again: the watermark is forgotten.
    public mutating func restart() {
        self = JoinProgress(jumpsWhenIdle: jumpsWhenIdle, interval: interval)
    }
}

/// Lets one watermark through in each slot of event time, as Flink's mini-batch assigner does: the
/// first, and then each that has reached the last millisecond of the slot of the one before.
public struct WatermarkGate: Sendable {
    private let interval: Int64
    private var next = Int64.min
    /// The last watermark that has passed.
    public private(set) var passed = Watermark.unset

    /// A gate with slots of such a length.
    public init(_ interval: Milliseconds) { self.interval = max(1, interval.count) }

    /// A watermark comes; the value that passes is its own.
    public mutating func take(_ watermark: Watermark) {
        guard watermark.isSet, watermark > passed, watermark.rawValue >= next else { return }
        passed = watermark
        if watermark == .end { return }
        let time = watermark.rawValue
        let start = time - ((time % interval) + interval) % interval
        let end = start + interval - 1
        next = end > time ? end : end + interval
    }
}
