import EventLogs
import Streaming

/// The part of a run that differs from engine to engine: the join, and what becomes of its rows.
///
/// The pipeline knows time: it decides when a record, a watermark or a batch is due, and calls. A
/// stage knows nothing of clocks and partitions.
protocol JoinStage: ~Copyable {
    /// Whether the engine itself says which records are late; else the watermark does.
    static var judgesLateness: Bool { get }
    /// Whether an input can be over: a stream that ends lets everything come out.
    static var hasEndOfInput: Bool { get }

    /// Whether the batch under way is finished when the run stops, whatever becomes of the input.
    static var finishesBatches: Bool { get }

    /// Whether a batch without data is due at the next trigger that finds none.
    var owesBatch: Bool { get }
    /// The accounts of checkouts; complete once the run has ended.
    var counts: RunCounts { get }
    /// Where the totals of a model are not the sum over the rows, in words; complete once they are
    /// written.
    var creditImbalance: String? { get }
    /// What came out of the join and has no row; complete once the totals are written.
    var losses: EngineLosses { get }
    /// The most clicks, and checkouts, that the join held at once.
    var heldMax: (clicks: Int, checkouts: Int) { get }

    /// Gives the rows of the run, for those that the pipeline itself writes.
    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E)
    /// Fetches what a record will touch; a hint, called some records ahead.
    func prepare(for record: EventRecord)
    /// The same once more for some records, of which each was prepared for: what was fetched says
    /// where more lies. Default: nothing.
    func prepare(
        for records: UnsafeBufferPointer<EventRecord>, in text: UnsafeBufferPointer<UInt8>)
    /// The virtual clock stands at `time` when the next record arrives.
    mutating func moveClock(to time: ProcessingTime)
    /// Takes an accepted click.
    ///
    /// - Returns: what its event time was held against if the engine drops it as late.
    mutating func addClick(_ arrival: Arrival) throws(SinkError) -> Watermark?
    /// Takes an accepted checkout.
    ///
    /// - Returns: what its event time was held against if the engine drops it as late.
    mutating func addCheckout(_ arrival: Arrival) throws(SinkError) -> Watermark?
    /// Takes an accepted checkout that gives the money of another back: no join sees it.
    mutating func addRefund(_ arrival: Arrival) throws(SinkError)
    /// In a truth run: a record is set aside, since it repeats the id of `first`.
    func setAside(_ arrival: Arrival, first: UInt32)
    /// The watermark by which an engine in batches says, before anything else, that records are late.
    var batchWatermark: Watermark? { get }
    /// A record that takes no part in the join, as the duplicate of another, was read.
    mutating func observe(_ record: EventRecord)
    /// A record was read that the engine's own conditions take away.
    mutating func skip()
    /// Acts on the watermarks as they are now.
    mutating func advance(to watermarks: JoinHorizons, after seq: Int64) throws(SinkError)
    /// The clock is about to move to `time`: shows the dashboard at every slide before it.
    ///
    /// - Returns: the next slide, `nil` if the run has no metrics.
    mutating func showMetrics(before time: ProcessingTime) throws(SinkError) -> ProcessingTime?
    /// A micro-batch ends.
    mutating func endBatch(after seq: Int64) throws(SinkError)
    /// A checkpoint is taken, which lets rows through that wait for one.
    mutating func checkpoint(after seq: Int64) throws(SinkError)
    /// The job stops and starts again from what it saved.
    mutating func restart(after seq: Int64) throws(SinkError)
    /// The run is over: what is still held is final as it is, or pending.
    mutating func stop() throws(SinkError)
    /// Writes what is left once nothing more can happen: ranked rows, totals and accounts.
    mutating func writeTotals(of counts: RunCounts) throws(SinkError)
}

extension JoinStage where Self: ~Copyable {
    func prepare(
        for records: UnsafeBufferPointer<EventRecord>, in text: UnsafeBufferPointer<UInt8>
    ) {}

    /// Most stages leave what is under way.
    static var finishesBatches: Bool { false }
    func setAside(_ arrival: Arrival, first: UInt32) {}
    var batchWatermark: Watermark? { nil }
    mutating func observe(_ record: EventRecord) {}
    mutating func skip() {}
    /// Most stages lose nothing.
    var losses: EngineLosses { EngineLosses() }
    /// Most stages run no batches without data.
    var owesBatch: Bool { false }
    /// Most stages have nothing that waits for a checkpoint.
    mutating func checkpoint(after seq: Int64) throws(SinkError) {}
    /// Most stages forget nothing.
    mutating func restart(after seq: Int64) throws(SinkError) {}
}

/// A record as the join takes it in; its bytes are good for the call.
struct Arrival {
    /// The record.
    var record: EventRecord
    /// Its texts and those of others, see ``EventRecord/textStart``.
    var text: UnsafeBufferPointer<UInt8>
    /// Its place in the order of arrival.
    var seq: Int64
    /// The virtual clock, or ``ProcessingTime/beforeAll`` in a truth run, which has none.
    var clock: ProcessingTime
    /// What the engine's own conditions make of it.
    var verdict = FilterVerdict.taken

    /// The number of its join key.
    var key: UInt32 { record.key }
    /// Where a checkout's user is in the users' table.
    var user: Dimensions.Match { Dimensions.Match(record.userPlace) }
}

/// What the conditions of a query make of a record.
enum FilterVerdict {
    /// They hold, or there are none.
    case taken
    /// It goes no further, and moves no watermark.
    case leftOut
    /// It is a checkout that a join shows all the same, but without a click.
    case keptFromMatching
}
