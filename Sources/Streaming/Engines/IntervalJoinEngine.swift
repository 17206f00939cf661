/// A real engine's interval join, as a state machine without clock, thread or text.
///
/// The caller numbers its records with handles and its keys from 0 in order of appearance, and
/// drives the join in the order of arrival:
///
/// ```swift
/// engine.moveClock(to: arrival)                   // matters to kafka-streams only
/// engine.addClick(handle, time: t, key: user)     // or addCheckout
/// // read engine.output; then
/// engine.clear()
/// engine.advance(to: watermark)                   // Flink: after each record that moved it
/// engine.endBatch()                               // Spark, Pathway: where a batch ends
/// ```
///
/// The law that every engine keeps: a handle that was added is released exactly once, by the
/// call after which the engine does not mention it any more; its rows come before or with that
/// call. What is never released is held when the run stops. A checkout that is released without
/// ever having been in a row had no match: an inner join does not show it.
///
/// Cost: a record costs a look at its own key's matches; state leaves when the engine's own rules
/// say so.
public protocol IntervalJoinEngine: ~Copyable {
    /// How the engine's sources turn "largest event time less delay" into a watermark.
    static var watermarkRule: WatermarkRule { get }
    /// Whether an input can be over, so that everything comes out. Default: yes.
    static var hasEndOfInput: Bool { get }

    /// Whether rows are taken back. Default: no.
    static var takesRowsBack: Bool { get }
    /// Whether pairs are taken back, and not only rows without a click. Default: as all rows.
    var takesPairsBack: Bool { get }
    /// Whether no checkout is left without an answer when the run is over: what is under way is
    /// finished then, whatever becomes of the input's end. Default: no.
    static var leavesNothingPending: Bool { get }

    /// Whether ``orderTies(_:)`` does anything. Default: no.
    var ordersTies: Bool { get }
    /// The rule for this join's settings. Default: the engine's.
    var watermarkRule: WatermarkRule { get }
    /// The key of the records without a user, which match nothing; `UInt32.max` while there is
    /// none.
    var nullKey: UInt32 { get set }
    /// How far the engine believes to be in event time: its operator's watermark, its stream time,
    /// or the watermark of the next batch. For a person.
    var eventTimeProgress: Watermark { get }
    /// What has come about since the last ``clear()``, in the engine's order.
    var output: JoinOutput { get }
    /// Which pairs are listed for a checkout that comes behind its clicks. At first: all. Pairs of
    /// a click that comes behind its checkouts are always listed.
    var listing: PairListing { get set }
    /// How many clicks are held now and were at most.
    var clicksHeld: HeldCount { get }
    /// How many checkouts are held now and were at most.
    var checkoutsHeld: HeldCount { get }
    /// The checkouts that were taken in and never put out, neither as a pair nor as a pad, by
    /// order of arrival. Those that are in ``JoinOutput/dropped`` are not among them.
    var pendingCheckouts: [Int32] { get }

    /// The watermark that a record must be beyond, where an engine in batches drops all others before
    /// anything else is done with them; `nil` for the others.
    var batchWatermark: Watermark? { get }
    /// Whether a batch without data is due at the next trigger that finds none. Default: no.
    var owesBatch: Bool { get }
    /// What the engine goes by now.
    var moment: EngineMoment { get }
    /// What it goes by now for the records of a key. Default: as for all.
    func moment(of key: UInt32) -> EngineMoment
    /// What it went by when it let a record go, the one at this place of ``JoinOutput/releasedClicks``
    /// or ``JoinOutput/releasedCheckouts``. Default: what it goes by now.
    func moment(ofReleased side: JoinSide, at place: Int) -> EngineMoment

    /// A record of a key comes soon: fetches what it will touch into the cache, in two passes over the
    /// records ahead, since a key's place says where its records lie. A hint. Default: nothing.
    func prefetch(_ pass: PrefetchPass, _ side: JoinSide, key: UInt32)
    /// The virtual clock stands at `time` when the next records arrive.
    mutating func moveClock(to time: ProcessingTime)
    /// A record was read that takes no part, as the duplicate of another.
    mutating func observe(_ side: JoinSide, time: EventTime)
    /// A record was read that a condition takes away before anything else.
    mutating func skip()
    /// Takes the next click.
    mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32)
    /// Takes the next checkout.
    mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32)
    /// Takes the next checkout, which a condition keeps from matching. Default: it is one without a
    /// user.
    mutating func addUnmatchable(_ handle: Int32, time: EventTime)
    /// The watermark of the join, the lesser of both streams', is now `watermark`.
    ///
    /// The caller has applied ``watermarkRule`` where the watermark follows from records; one that
    /// a control record says is handed on as it is. It never goes back.
    mutating func advance(to watermark: Watermark)
    /// A micro-batch ends here.
    mutating func endBatch()
    /// Puts rows that the engine orders by the keys' bytes in order: kafka-streams' held checkouts
    /// of one event time. The caller knows the bytes; without this they are in order of arrival.
    mutating func orderTies(_ keyPrecedes: (_ first: UInt32, _ second: UInt32) -> Bool)
    /// The watermark of what has come out, which an operator behind the join goes by. Default:
    /// the join's own.
    func outputWatermark(for watermark: Watermark) -> Watermark
    /// The job stops and starts again from what it saved. Default: nothing is forgotten.
    mutating func restart()
    /// Empties ``output``.
    mutating func clear()
    /// Stops the program where the state contradicts itself. Cost: all of the state.
    func checkInvariants()
}

extension IntervalJoinEngine where Self: ~Copyable {
    /// Most engines do not list rows by key.
    public var ordersTies: Bool { false }
    /// Most engines run no batches without data.
    public var owesBatch: Bool { false }
    /// Most engines have one rule.
    public var watermarkRule: WatermarkRule { Self.watermarkRule }
    /// Most joins do not hold the watermark back.
    public func outputWatermark(for watermark: Watermark) -> Watermark { watermark }
    /// Most engines are not restarted.
    public mutating func restart() {}
    /// Most engines know an end of input: the watermark ``Watermark/end``.
    public static var hasEndOfInput: Bool { true }
    /// Most engines' rows are for ever.
    public static var takesRowsBack: Bool { false }
    /// Where rows are taken back, pairs are.
    public var takesPairsBack: Bool { Self.takesRowsBack }
    /// Most engines hold checkouts back.
    public static var leavesNothingPending: Bool { false }
    /// A hint that need not be taken.
    public func prefetch(_ pass: PrefetchPass, _ side: JoinSide, key: UInt32) {}
    /// Most engines have no batches.
    public var batchWatermark: Watermark? { nil }
    /// Most engines have no times of single keys.
    public func moment(of key: UInt32) -> EngineMoment { moment }
    /// Most engines have no times of single keys.
    public func moment(ofReleased side: JoinSide, at place: Int) -> EngineMoment { moment }
    /// To most engines such a record does not exist.
    public mutating func observe(_ side: JoinSide, time: EventTime) {}
    /// Most engines have no conditions of their own.
    public mutating func addUnmatchable(_ handle: Int32, time: EventTime) {
        addCheckout(handle, time: time, key: nullKey)
    }
    /// To most engines such a record does not exist.
    public mutating func skip() {}
    /// Most engines do not look at the clock.
    public mutating func moveClock(to time: ProcessingTime) {}
    /// Engines with micro-batches or stream time of their own do not look at watermarks.
    public mutating func advance(to watermark: Watermark) {}
    /// Most engines have no batches.
    public mutating func endBatch() {}
    /// Most engines do not look at the keys' bytes.
    public mutating func orderTies(_ keyPrecedes: (_ first: UInt32, _ second: UInt32) -> Bool) {}
}

/// How many records of one side are held.
public struct HeldCount: Sendable, Hashable, BitwiseCopyable {
    /// Now.
    public var now: Int
    /// At most, at any time so far.
    public var max: Int

    /// Two counts.
    public init(now: Int, max: Int) {
        self.now = now
        self.max = max
    }
}
