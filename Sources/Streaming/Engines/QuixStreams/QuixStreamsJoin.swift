/// Quix Streams' `checkouts.join_interval(clicks, backward_ms, forward_ms, grace_ms)` and
/// `checkouts.join_asof(clicks, grace_ms)`.
///
/// - Every record looks once, at what its key has on the other side, and its rows are final. A
///   checkout at t takes the clicks in [t − backward, t], a click at c the checkouts in
///   [c − forward, c], each by (event time, arrival). So a click that is read behind a checkout
///   of a later time never joins it; one of the same time does, and the pad of the checkout
///   stands, too.
/// - A checkout that finds nothing is padded at once.
/// - As of: a key has one click of a time, the last that came. A checkout takes the one click
///   with the greatest time ≤ t that is not before the limit of its key since the last
///   checkpoint. A click looks for nothing.
/// - Nothing is tested for being late. At a checkpoint each key that was written on a side since
///   the last one loses its records of that side before the greatest (event time − grace)
///   written; then the limit is forgotten.
///
/// Cost: what is found, and what a checkpoint takes away.
public struct QuixStreamsJoin: IntervalJoinEngine, ~Copyable {
    /// Which of the two joins.
    public enum Kind: Sendable, Hashable {
        /// `join_interval`: all clicks of an interval.
        case interval
        /// `join_asof`: the one click before.
        case asOf
    }

    /// Quix Streams has no watermarks.
    public static let watermarkRule = WatermarkRule()
    /// There is no end of input.
    public static let hasEndOfInput = false
    /// A checkout's first answer is its last.
    public static let leavesNothingPending = true

    /// What the last calls brought about.
    public private(set) var output = JoinOutput()
    /// Which pairs of a checkout are listed.
    public var listing = PairListing.all
    /// Matches nothing.
    public var nullKey = UInt32.max

    private let kind: Kind
    private let isLeft: Bool
    private let backward: Int64
    private let forward: Int64
    /// How many records a checkpoint takes in; `nil`: the caller says when by ``endBatch()``.
    private let checkpointRecords: Int?
    private var recordsSince = 0
    private var clicks: QuixStore
    private var checkouts: QuixStore

    /// An empty join.
    ///
    /// - Parameters:
    ///   - kind: which of the two joins.
    ///   - backward: how far before the checkout a click may lie, inclusive.
    ///   - forward: how far behind the checkout a click may lie, inclusive.
    ///   - grace: how long a key's records are kept behind its latest.
    ///   - isLeft: whether a checkout that finds nothing is a row too.
    ///   - checkpointRecords: after how many records there is a checkpoint; `nil`: at
    ///     ``endBatch()``.
    public init(
        _ kind: Kind, backward: Milliseconds, forward: Milliseconds = .zero, grace: Milliseconds,
        isLeft: Bool = true, checkpointRecords: Int? = nil
    ) {
        self.kind = kind
        self.backward = backward.count
        self.forward = forward.count
        self.isLeft = isLeft
        self.checkpointRecords = checkpointRecords
        clicks = QuixStore(grace: grace.count)
        checkouts = QuixStore(grace: grace.count)
    }

    /// Always unset: each key has a time of its own.
    public var eventTimeProgress: Watermark { .unset }
    /// How many clicks are stored now and were at most.
    public var clicksHeld: HeldCount { clicks.records.held }
    /// How many checkouts are stored now and were at most.
    public var checkoutsHeld: HeldCount { checkouts.records.held }
    /// None: every checkout is answered at once.
    public var pendingCheckouts: [Int32] { [] }
    /// There is no time that all keys share.
    public var moment: EngineMoment { EngineMoment(time: .unset) }

    /// What the next checkpoint will clear of a key.
    public func moment(of key: UInt32) -> EngineMoment {
        EngineMoment(
            time: .unset, clicksLimit: clicks.limitKnown(of: key),
            checkoutsLimit: checkouts.limitKnown(of: key))
    }

    /// What the last checkpoint has cleared of the record's key.
    public func moment(ofReleased side: JoinSide, at place: Int) -> EngineMoment {
        switch side {
        case .click: EngineMoment(time: .unset, clicksLimit: clicks.limit(ofReleased: place))
        case .checkout:
            EngineMoment(time: .unset, checkoutsLimit: checkouts.limit(ofReleased: place))
        }
    }

    /// Takes the next click.
    public mutating func addClick(_ handle: Int32, time: EventTime, key: UInt32) {
        switch kind {
        case .interval:
            clicks.put(handle, time: time, key: key)
            if key == nullKey { break }
            let earliest = EventTime(milliseconds: time.milliseconds - forward)
            checkouts.records.forEach(of: key, from: earliest, to: time, .all) {
                output.rows.append(
                    JoinRow(checkout: checkouts.records[$0].handle, click: handle))
            }
        case .asOf:
            if let replaced = clicks.replace(with: handle, time: time, key: key) {
                output.releasedClicks.append(replaced)
            }
        }
        countRecord()
    }

    /// Takes the next checkout: it is answered at once.
    public mutating func addCheckout(_ handle: Int32, time: EventTime, key: UInt32) {
        let rowsBefore = output.rows.count
        switch kind {
        case .interval:
            checkouts.put(handle, time: time, key: key)
            if key == nullKey { break }
            let earliest = EventTime(milliseconds: time.milliseconds - backward)
            clicks.records.forEach(of: key, from: earliest, to: time, listing) {
                output.rows.append(JoinRow(checkout: handle, click: clicks.records[$0].handle))
            }
        case .asOf:
            let found = clicks.records.last(of: key, to: time)
            if found != KeyedBuffer.none, key != nullKey,
                clicks.records[found].time.milliseconds >= clicks.limit(of: key)
            {
                output.rows.append(
                    JoinRow(checkout: handle, click: clicks.records[found].handle))
            }
        }
        if isLeft, output.rows.count == rowsBefore { output.rows.append(JoinRow(padded: handle)) }
        if kind == .asOf { output.releasedCheckouts.append(handle) }
        countRecord()
    }

    /// A checkpoint, where they do not go by the number of records.
    public mutating func endBatch() {
        if checkpointRecords == nil { checkpoint() }
    }

    /// Empties ``output``.
    public mutating func clear() {
        output.clear()
        clicks.forgetExpired()
        checkouts.forgetExpired()
    }

    private mutating func countRecord() {
        recordsSince += 1
        if recordsSince == checkpointRecords { checkpoint() }
    }

    private mutating func checkpoint() {
        recordsSince = 0
        clicks.expire(into: &output.releasedClicks)
        checkouts.expire(into: &output.releasedCheckouts)
    }

    /// The stores are sound.
    public func checkInvariants() {
        clicks.checkInvariants()
        checkouts.checkInvariants()
    }
}
