import EventLogs
import Streaming

/// Collects, in one run, what every record needs from the delay.
///
/// **The law.** Let M be a stream's watermark in a run with delay 0. Then its watermark in a run
/// with delay d is M − d at every moment, whatever d is, because everything else that moves it goes
/// by arrivals alone:
/// - a partition's largest event time is moved by every record read, late and duplicate ones too, so
///   that it does not depend on which records are late; nor do idle timeouts and ticks, which go by
///   arrival times and by whether the minimum grew;
/// - with delay d the watermark is the running maximum of the minimum over the active partitions of
///   (largest event time − d); d is the same for all partitions and all times, and so
///   max min (x − d) = (max min x) − d;
/// - an unset watermark, and that of a stream that has ended, do not depend on d.
///
/// So M is also the watermark of a run with any other delay, and that delay more.
///
/// The join's watermark is the running maximum of the minimum over the streams that are not idle: if
/// both have delay d it is J − d for the same reason, J being the one of delay 0.
///
/// **Late.** A record at t is late iff t < (M − d) − a, a being the allowed lateness, with M from
/// before it. So it is late iff d < M − a − t: that is what it *needs*. Lateness is decided before
/// duplicates are looked for, so that the number of late records at d is exactly the number of
/// those that need more than d.
///
/// **Accepted.** Let all records of one id have the same event time, join key, source and amount:
/// copies that were injected, and repetitions in the log. The first of them that is not late at d is
/// accepted, for nothing set it aside; each later one that is not late is a duplicate, since its id
/// is remembered until M − d − a > t, when a record at t would be late. So exactly one of them counts
/// from the least of their needs on, and none below. ``hasConflictingIDs`` says that some id breaks
/// this.
///
/// **Credited as in the truth.** The pairs of a run are all accepted, matching ones. Where event
/// times are not shifted, the accepted clicks of a checkout are some of the truth's, and the truth's
/// choice, the least or greatest of all in a fixed order, is the stream's choice iff it is among
/// them. So a checkout is credited as in the truth from max(its need, the need of the truth's
/// click) on; and, where the run just stops, only below J − (t + lookahead) with the last J, since
/// it would be pending else.
final class DelayNeeds: @unchecked Sendable {
    /// A record that was never accepted, whatever the delay.
    static let never = RecordNeeds.never

    /// A record of a checkout on its arrival.
    private struct CheckoutArrival: BitwiseCopyable {
        /// It is accepted from `need` on, unless an earlier record of the same checkout is.
        var need: Int64
        /// Its arrival time, and the clock when it was taken in.
        var arrival: Int64
        var clock: Int64
        /// Its place as read.
        var index: UInt32
    }

    /// A checkout that the truth was compared on.
    struct TruthCheckout: BitwiseCopyable {
        private static let unknown = Int64.min

        var index: UInt32
        /// The truth's click + 1, 0 for none.
        private var click: UInt32
        private var worth: Int64

        init(_ index: UInt32, click: UInt32?, revenue: Int64?) {
            self.index = index
            self.click = click.map { $0 + 1 } ?? 0
            worth = revenue ?? Self.unknown
        }

        var truthClick: UInt32? { click == 0 ? nil : click - 1 }
        var revenue: Int64? { worth == Self.unknown ? nil : worth }
    }

    /// The join's watermark of delay 0 reached a value at some time of the clock.
    struct JoinStep: BitwiseCopyable {
        var value: Int64
        var clock: Int64
    }

    private var clicks = RecordNeeds()
    private var checkouts = RecordNeeds()
    /// The delay of the run that they are collected in.
    private let delay: Milliseconds
    private let lookahead: Milliseconds
    private var sources = KeyTable()

    /// The needs above 0 of all records and copies of a stream.
    private var clicksLate = Blocks<Int64>()
    private var checkoutsLate = Blocks<Int64>()
    /// Checkouts in the order of arrival.
    private var arrivals = Blocks<CheckoutArrival>()
    /// Whether a record arrived more than once.
    private var hasCopies = false
    /// Checkouts of the truth, in the order in which it closed them.
    private var truth = Blocks<TruthCheckout>()
    /// When the join's watermark of delay 0 reached which value.
    private var joinSteps = Blocks<JoinStep>()
    private var joinLast: Int64?
    /// Whether an id stands for records of several times, keys or sources.
    private var hasConflictingRecords = false
    /// What repeated checkouts are worth, and the first record of the id of each.
    private var repeatedRevenues: [(first: UInt32, revenue: Int64?)] = []
    /// For each click that could correct a result, the delays at which it could.
    private(set) var corrections: [Range<Int64>] = []
    private var isInputOver = false

    /// Nothing yet, of a run with this `delay`.
    init(delay: Milliseconds, lookahead: Milliseconds) {
        self.delay = delay
        self.lookahead = lookahead
    }

    /// The same without what was collected.
    var emptied: DelayNeeds { DelayNeeds(delay: delay, lookahead: lookahead) }

    // MARK: The stream run

    /// A record arrived, with its stream's horizon and the join's watermark from before it;
    /// `isFiltered`: an age limit, which goes by the clock alone, keeps it out of the join.
    func judge(
        _ record: EventRecord, horizon: Watermark, join: Watermark, clock: ProcessingTime,
        isFiltered: Bool
    ) {
        let need = need(record.eventTime, horizon)
        let isClick = record.stream == .clicks
        if need > 0 {
            if isClick { clicksLate.append(need) } else { checkoutsLate.append(need) }
        }
        if isFiltered { return }
        if isClick {
            clicks.keepLeast(need, at: Int(record.index))
            // It corrects a result iff it is accepted behind one that it matches. Such a result is
            // final before J − d, and the click is not after that: then d < J − its event time.
            let end = self.need(record.eventTime, join)
            if need < end { corrections.append(need..<end) }
            return
        }
        let known = checkouts.keepLeast(need, at: Int(record.index))
        if known != Self.never { hasCopies = true }
        // What is late for any delay, or comes behind a copy that is accepted sooner, never counts.
        if need < known, !record.isRefund {
            arrivals.append(
                CheckoutArrival(
                    need: need, arrival: record.arrivalTime.milliseconds,
                    clock: clock.milliseconds, index: record.index))
        }
    }

    /// The join's watermark moved, or stayed.
    func advance(join: Watermark, clock: ProcessingTime) {
        if isInputOver || !join.isSet { return }
        let value = join == .end ? join.rawValue : join.rawValue + delay.count
        if joinLast.map({ $0 < value }) ?? true {
            joinLast = value
            joinSteps.append(JoinStep(value: value, clock: clock.milliseconds))
        }
    }

    /// The input is over; what the end brings about does not depend on the delay.
    func endInput() { isInputOver = true }

    /// What a time needs not to be below a watermark, of which the delay has been taken.
    private func need(_ time: EventTime, _ watermark: Watermark) -> Int64 {
        if !watermark.isSet { return 0 }
        if watermark == .end { return Self.never }
        return max(0, watermark.rawValue + delay.count - time.milliseconds)
    }

    // MARK: The truth run, which may go beside the stream run

    /// The truth reads a record, before it looks for duplicates.
    func read(_ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, key: UInt32) {
        let place = Int(record.index)
        guard record.stream == .clicks else {
            return checkouts.setRecord(record, key, at: place)
        }
        let source = record.source(in: text).map { sources.intern($0) }
        clicks.setRecord(record, key, source: source ?? 0, at: place)
    }

    /// The truth sets a record aside as the duplicate of `first`; `revenue`: what a checkout is
    /// worth.
    func setAside(_ record: EventRecord, first: UInt32, revenue: Int64?) {
        let isAlike: Bool
        if record.stream == .clicks {
            isAlike = clicks.repeatID(Int(record.index), of: Int(first))
        } else {
            isAlike = checkouts.repeatID(Int(record.index), of: Int(first))
            repeatedRevenues.append((first, revenue))
        }
        if !isAlike { hasConflictingRecords = true }
    }

    /// The truth has closed a checkout that the runs are compared on.
    func settle(checkout: UInt32, click: UInt32?, revenue: Int64?) {
        truth.append(TruthCheckout(checkout, click: click, revenue: revenue))
    }

    // MARK: Both are over

    /// Whether an id stands for records that are not alike. A first record without a row is not
    /// compared.
    var hasConflictingIDs: Bool {
        if hasConflictingRecords || repeatedRevenues.isEmpty { return hasConflictingRecords }
        let firsts = Set(repeatedRevenues.map(\.first))
        var revenues: [UInt32: Int64?] = [:]
        forEachCheckout { checkout in
            if firsts.contains(checkout.index) {
                revenues[checkout.index] = .some(checkout.revenue)
            }
        }
        return repeatedRevenues.contains { first, revenue in
            revenues[first].map { $0 != revenue } ?? false
        }
    }

    /// The needs above 0 of all records and copies of a stream, the least first. Cost: sorts them.
    func late(_ stream: EventStream) -> [Int64] {
        var late: [Int64] = []
        switch stream {
        case .clicks:
            late.reserveCapacity(clicksLate.count)
            for place in 0..<clicksLate.count { late.append(clicksLate[place]) }
        case .checkouts:
            late.reserveCapacity(checkoutsLate.count)
            for place in 0..<checkoutsLate.count { late.append(checkoutsLate[place]) }
        }
        late.sort()
        return late
    }

    /// Of records of one id each has the least need of all from now on.
    func shareNeeds() {
        clicks.shareNeeds()
        checkouts.shareNeeds()
    }

    /// The truth's checkouts that the runs are compared on, in the order in which it closed them.
    func forEachCheckout(_ body: (TruthCheckout) -> Void) {
        for place in 0..<truth.count { body(truth[place]) }
    }

    /// How many these are.
    var checkoutCount: Int { truth.count }

    /// What a click, and the duplicates that stand for it, need.
    func need(ofClick index: UInt32) -> Int64 { clicks.need(Int(index)) }

    /// What a checkout, and the duplicates that stand for it, need.
    func need(ofCheckout index: UInt32) -> Int64 { checkouts.need(Int(index)) }

    /// A checkout's join key.
    func key(ofCheckout index: UInt32) -> UInt32 { checkouts.key(Int(index)) }

    /// The delay from which on a checkout would be pending where the run stops.
    func limit(ofCheckout index: UInt32) -> Int64 {
        guard let last = joinLast else { return 0 }
        // It comes out iff last − delay > its event time + lookahead.
        return last == .max ? .max : max(0, last - checkouts.time(Int(index)) - lookahead.count)
    }

    /// The arrivals of checkouts that some delay makes the first of their ids, in the order of their
    /// final times.
    func latencyArrivals() -> [DelayLatencies.Arrival] {
        // Copies and records of one id stand for each other: the first that is accepted counts.
        let mayRepeat = hasCopies || !checkouts.firsts.isEmpty
        var least: [UInt32: Int64] = [:]
        var found: [DelayLatencies.Arrival] = []
        found.reserveCapacity(arrivals.count)
        for place in 0..<arrivals.count {
            let record = arrivals[place]
            var until = Self.never
            if mayRepeat {
                let first = checkouts.firsts[record.index] ?? record.index
                until = least[first] ?? Self.never
                least[first] = min(until, record.need)
            }
            guard record.need < until else { continue }
            found.append(
                DelayLatencies.Arrival(
                    need: record.need, until: until,
                    final: checkouts.time(Int(record.index)) + lookahead.count,
                    arrival: record.arrival, clock: record.clock))
        }
        found.sort { $0.final < $1.final }
        return found
    }

    /// The steps of the join's watermark.
    func latencySteps() -> [JoinStep] { (0..<joinSteps.count).map { joinSteps[$0] } }
}
