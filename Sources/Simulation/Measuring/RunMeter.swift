import EventLogs
import Streaming

/// Measures the stream run while it goes: how long results take, and, if asked, what each record
/// would need. A run without one pays a test for `nil` where a call would stand.
///
/// A class, because the pipeline and its stage both report to it; one run uses it at a time, on one
/// thread, which is what makes `@unchecked` true.
final class RunMeter: @unchecked Sendable {
    /// The virtual clock.
    @exclusivity(unchecked) var now = ProcessingTime.beforeAll
    /// Collects what the curve of all delays needs.
    private(set) var needs: DelayNeeds?
    /// The times of all records, if they are asked for.
    private(set) var marks: DelayMarks?

    /// A checkout whose last row came out when the input was over.
    private static let atEndMark = Int64.max

    private var counter = LatencyCounter()
    private var atEnd: Int64 = 0
    /// Checkouts whose row was changed after it had come out.
    private(set) var corrected: Int64 = 0
    private var isInputOver = false
    /// The least and the greatest event time of all records.
    private var times: (least: Int64, greatest: Int64)?
    /// By the stage's number of a checkout: when its last row came out.
    private var lastRows: [Int64] = []

    init(needs: DelayNeeds? = nil, marks: DelayMarks? = nil) {
        self.needs = needs
        self.marks = marks
    }

    /// What was measured so far.
    var latency: ResultLatency { ResultLatency(counter, atEnd: atEnd) }

    /// A run begins: what was measured before is forgotten.
    func start() {
        needs = needs?.emptied
        (counter, atEnd, corrected) = (LatencyCounter(), 0, 0)
        (now, isInputOver) = (.beforeAll, false)
        times = nil
        if marks != nil { marks = DelayMarks() }
        lastRows.removeAll(keepingCapacity: true)
    }

    /// Hands over what was collected for the curve.
    func takeNeeds() -> DelayNeeds? {
        defer { needs = nil }
        return needs
    }

    /// A record arrives.
    func meet(_ record: EventRecord) {
        let time = record.eventTime.milliseconds
        times = (min(times?.least ?? time, time), max(times?.greatest ?? time, time))
        marks?.meet(record)
    }

    /// A delay with which no watermark reaches anything before the input is over.
    func delayMax(_ bounds: JoinBounds) -> Int64? {
        times.map { $0.greatest - $0.least + bounds.lookback.count + bounds.lookahead.count + 2 }
    }

    /// The input is over: what comes out from now on has no latency.
    func endInput() {
        isInputOver = true
        needs?.endInput()
    }

    /// A checkout came out of the join.
    func putOut(_ slot: Int32) {
        while lastRows.count <= Int(slot) { lastRows.append(0) }
        lastRows[Int(slot)] = isInputOver ? Self.atEndMark : now.milliseconds
    }

    /// A checkout that had come out got another click.
    func correct(_ slot: Int32) {
        corrected += 1
        putOut(slot)
    }

    /// No further row will come out for a checkout that had come out.
    func close(_ slot: Int32, arrival: ProcessingTime) {
        guard Int(slot) < lastRows.count else { return }
        let last = lastRows[Int(slot)]
        if last == Self.atEndMark {
            atEnd += 1
        } else {
            counter.add(last - arrival.milliseconds)
        }
    }
}
