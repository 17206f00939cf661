import EventLogs
import Streaming

/// Takes down all that happens to some checkouts and clicks in a run: when they come, with which
/// fate, what the engine goes by then, in which rows they are, and when the engine lets them go.
///
/// Its cost is a look-up of each record's id; its memory follows what it watches.
final class JoinTrace {
    /// A record that is watched.
    struct Visit {
        var seq: Int64
        var time: EventTime
        var user: String
        var product: String?
        /// What the join made of it.
        var fate = RecordFate.unseen
        /// What its event time was held against if it is late.
        var limit = Watermark.unset
        /// What the engine went by when it came.
        var before: EngineMoment?
        /// The rule by which the engine left it out, in part or wholly.
        var rule: Streaming.DroppedRecord.Rule?
        /// After which step the engine let it go, and what it went by then.
        var release: (seq: Int64, moment: EngineMoment)?
    }

    /// A row of the join about a watched checkout.
    struct Row {
        var checkoutSeq: Int64
        /// `nil`: no click.
        var clickSeq: Int64?
        var after: Int64
        /// What the engine went by then.
        var moment: EngineMoment
    }

    private let book: OutcomeBook
    private let checkouts: Set<UInt32>
    private let clicks: Set<UInt32>
    private var places: [Int64: Int] = [:]

    /// The watched records in the order of arrival.
    private(set) var visits: [Visit] = []
    /// By number of the checkout's, of the click's id: its records.
    private(set) var visitsOfCheckout: [UInt32: [Int]] = [:]
    private(set) var visitsOfClick: [UInt32: [Int]] = [:]
    /// By seq of the checkout.
    private(set) var rows: [Int64: [Row]] = [:]
    /// What the engine went by when the run ended.
    private(set) var end = EngineMoment(time: .unset)

    init(_ book: OutcomeBook, checkouts: Set<UInt32>, clicks: Set<UInt32>) {
        self.book = book
        self.checkouts = checkouts
        self.clicks = clicks
    }

    /// A record is about to meet the join, or has been judged before.
    func meet(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, seq: Int64,
        _ moment: EngineMoment?
    ) {
        let id = record.id(in: text)
        let isClick = record.stream == .clicks
        guard let number = isClick ? book.clicks.find(id) : book.checkouts.find(id),
            isClick ? clicks.contains(number) : checkouts.contains(number)
        else { return }
        places[seq] = visits.count
        if isClick {
            visitsOfClick[number, default: []].append(visits.count)
        } else {
            visitsOfCheckout[number, default: []].append(visits.count)
        }
        visits.append(
            Visit(
                seq: seq, time: record.eventTime,
                user: String(decoding: record.user(in: text), as: UTF8.self),
                product: record.product(in: text).map { String(decoding: $0, as: UTF8.self) },
                before: moment))
    }

    /// A record's fate is known.
    func judge(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, seq: Int64,
        _ fate: RecordFate, limit: Watermark?
    ) {
        if places[seq] == nil { meet(record, in: text, seq: seq, nil) }
        guard let place = places[seq] else { return }
        visits[place].fate = fate
        if let limit { visits[place].limit = limit }
    }

    /// The engine leaves a record out.
    func drop(_ seq: Int64, _ dropped: Streaming.DroppedRecord) {
        guard let place = places[seq] else { return }
        visits[place].rule = dropped.rule
        visits[place].limit = dropped.limit
    }

    /// A row comes out.
    func note(checkout: Int64, click: Int64?, after seq: Int64, _ moment: EngineMoment) {
        guard places[checkout] != nil else { return }
        rows[checkout, default: []].append(
            Row(checkoutSeq: checkout, clickSeq: click, after: seq, moment: moment))
    }

    /// The engine lets a record go.
    func release(_ record: Int64, after seq: Int64, _ moment: EngineMoment) {
        guard let place = places[record] else { return }
        visits[place].release = (seq, moment)
    }

    /// When the first record of a click id happened.
    func firstTime(ofClick click: UInt32) -> EventTime? {
        visitsOfClick[click]?.first.map { visits[$0].time }
    }

    /// The run is over.
    func finish(_ moment: EngineMoment) { end = moment }
}
