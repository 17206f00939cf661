import EventLogs
import Streaming

/// Takes down all that happens to some checkouts and clicks in a run: when they come, with which
/// fate, what the engine goes by then, in which rows they are, and when the engine lets them go.
///
/// Its cost is a look-up of each record's id; its memory follows what it watches.
final class JoinTrace {
    /// Whose records are watched.
    enum Subject {
        /// Those of some ids.
        case ids(OutcomeBook, checkouts: Set<UInt32>, clicks: Set<UInt32>)
        /// All of some users; of their rows those that are asked for: checkout's seq, click's.
        case users([[UInt8]], keepsRow: (Int64, Int64?) -> Bool)
    }

    private let subject: Subject
    private var places: [Int64: Int] = [:]

    /// The watched records in the order of arrival.
    private(set) var visits: [RecordVisit] = []
    /// By number of the checkout's, of the click's id: its records; only of ids.
    private(set) var visitsOfCheckout: [UInt32: [Int]] = [:]
    private(set) var visitsOfClick: [UInt32: [Int]] = [:]
    /// By seq of the checkout.
    private(set) var rows: [Int64: [RecordVisit.Row]] = [:]
    /// How the run ended.
    private(set) var end = RunEnd()

    init(_ subject: Subject) { self.subject = subject }

    /// The record of a step, if it is watched.
    func visit(_ seq: Int64) -> RecordVisit? { places[seq].map { visits[$0] } }

    /// A record is about to meet the join, or has been judged before.
    func meet(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, seq: Int64,
        _ moment: EngineMoment?
    ) {
        let id = record.id(in: text)
        let isClick = record.stream == .clicks
        switch subject {
        case .ids(let book, let checkouts, let clicks):
            guard let number = isClick ? book.clicks.find(id) : book.checkouts.find(id),
                isClick ? clicks.contains(number) : checkouts.contains(number)
            else { return }
            if isClick {
                visitsOfClick[number, default: []].append(visits.count)
            } else {
                visitsOfCheckout[number, default: []].append(visits.count)
            }
        case .users(let users, _):
            let user = record.user(in: text)
            guard users.contains(where: { $0.elementsEqual(user) }) else { return }
        }
        places[seq] = visits.count
        visits.append(
            RecordVisit(
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
        if case .users(_, let keepsRow) = subject, !keepsRow(checkout, click) { return }
        rows[checkout, default: []].append(
            RecordVisit.Row(checkoutSeq: checkout, clickSeq: click, after: seq, moment: moment))
    }

    /// A row is taken back.
    func takeBack(checkout: Int64, click: Int64?, after seq: Int64) {
        let place = rows[checkout]?.lastIndex { $0.clickSeq == click && $0.takenBackAfter == nil }
        if let place { rows[checkout]?[place].takenBackAfter = seq }
    }

    /// The rows of a checkout that stand.
    func standing(_ checkout: Int64) -> [RecordVisit.Row] {
        (rows[checkout] ?? []).filter { $0.takenBackAfter == nil }
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

    /// A micro-batch was cut.
    func endBatch(after seq: Int64) { end.lastBatch = seq }

    /// The run is over.
    func finish(_ moment: EngineMoment) { end.moment = moment }
}
