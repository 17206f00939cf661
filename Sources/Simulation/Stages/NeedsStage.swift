import EventLogs
import Streaming

/// No join at all: for a run of which nothing is asked but what each record needs from the watermark,
/// which no join has a part in.
struct NeedsStage: JoinStage, ~Copyable {
    static var judgesLateness: Bool { false }
    static var hasEndOfInput: Bool { true }

    /// Nothing is counted.
    var counts: RunCounts { RunCounts() }
    var creditImbalance: String? { nil }
    var heldMax: (clicks: Int, checkouts: Int) { (0, 0) }

    private var rows: ResultRows

    init(_ output: StageOutput) { rows = output.rows() }

    mutating func withRows<E: Error>(_ body: (inout ResultRows) throws(E) -> Void) throws(E) {
        try body(&rows)
    }

    func prepare(for record: EventRecord) {}
    func moveClock(to time: ProcessingTime) {}
    func addClick(_ arrival: Arrival) throws(SinkError) -> Watermark? { nil }
    func addCheckout(_ arrival: Arrival) throws(SinkError) -> Watermark? { nil }
    func addRefund(_ arrival: Arrival) throws(SinkError) {}
    func advance(to watermarks: JoinHorizons, after seq: Int64) throws(SinkError) {}
    func showMetrics(before time: ProcessingTime) throws(SinkError) -> ProcessingTime? { nil }
    func endBatch(after seq: Int64) throws(SinkError) {}
    func stop() throws(SinkError) {}
    func writeTotals(of counts: RunCounts) throws(SinkError) {}
}
