/// What an engine goes by at one moment: its own idea of time, and how far its two sides are
/// cleared. It explains a row, or that there is none; nobody pays for it who does not ask.
///
/// | engine | ``time`` | ``clicksLimit``, ``checkoutsLimit`` |
/// |---|---|---|
/// | flink-sql | W, 0 while it is not positive | until when the side has been cleaned, for all keys |
/// | flink-datastream | W | – |
/// | kafka-streams | stream time | the earliest event time that a fetch from the side's store finds |
/// | spark | W of the next batch | W of the batch before: the late filter |
/// | pathway | the lesser of both clocks | a clock less the cutoff, after the last minibatch |
/// | quixstreams | – | of the record's key: what the next checkpoint will clear, or has cleared |
public struct EngineMoment: Sendable, Hashable, BitwiseCopyable {
    /// The engine's own time: watermark or stream time.
    public var time: Watermark
    /// How far the clicks are cleared.
    public var clicksLimit: Int64?
    /// How far the checkouts are cleared.
    public var checkoutsLimit: Int64?

    /// A moment.
    public init(time: Watermark, clicksLimit: Int64? = nil, checkoutsLimit: Int64? = nil) {
        self.time = time
        self.clicksLimit = clicksLimit
        self.checkoutsLimit = checkoutsLimit
    }
}
