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
        case ids(WatchedIDs)
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
    /// By seq of the checkout; of watched ids only those with a watched click or without one.
    private(set) var rows: [Int64: [RecordVisit.Row]] = [:]
    /// By seq of the checkout: its pairs with clicks that nobody watches.
    private var others: [Int64: OtherPairs] = [:]
    /// How the run ended.
    private(set) var end = RunEnd()

    /// The pairs of a checkout with clicks that nobody watches.
    private struct OtherPairs {
        /// How many of them stand.
        var standing = 0
        /// The first one, and when the last one was taken back.
        var row: RecordVisit.Row
    }

    init(_ subject: Subject) { self.subject = subject }

    /// Whether the record of a step is watched.
    func isWatched(_ seq: Int64) -> Bool { places[seq] != nil }

    /// The record of a step, if it is watched.
    func visit(_ seq: Int64) -> RecordVisit? { places[seq].map { visits[$0] } }

    /// A record is about to meet the join, or has been judged before.
    func meet(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, seq: Int64,
        _ moment: EngineMoment?
    ) {
        let isClick = record.stream == .clicks
        switch subject {
        case .ids(let watched):
            guard let number = watched.number(of: record, in: text) else { return }
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
    func note(
        checkout: Int64, click: (seq: Int64, time: EventTime?)?, isHidden: Bool, after seq: Int64,
        _ moment: EngineMoment
    ) {
        guard let place = places[checkout] else { return }
        let row = RecordVisit.Row(
            checkoutSeq: checkout, clickSeq: click?.seq, clickTime: click?.time,
            hidesClick: isHidden, after: seq, moment: moment, behind: end.behind)
        if isHidden, let click { visits[place].hidden = (click.seq, seq) }
        if case .users(_, let keepsRow) = subject {
            if !keepsRow(checkout, click?.seq) { return }
        } else if let click, places[click.seq] == nil {
            // A busy user has hundreds of them.
            others[checkout, default: OtherPairs(row: row)].standing += 1
            return
        }
        rows[checkout, default: []].append(row)
    }

    /// A click comes out without a checkout.
    func noteUnmatched(_ click: Int64, after seq: Int64, _ moment: EngineMoment) {
        if let place = places[click] { visits[place].unmatched = (seq, moment) }
    }

    /// A row of the reference comes out, whose table goes by no watermark behind the join.
    func note(checkout: Int64, click: Int64?, after seq: Int64, _ moment: EngineMoment) {
        note(
            checkout: checkout, click: click.map { ($0, visit($0)?.time) }, isHidden: false,
            after: seq, moment)
    }

    /// A row is taken back.
    func takeBack(checkout: Int64, click: Int64?, after seq: Int64) {
        if let click, places[click] == nil {
            others[checkout]?.standing -= 1
            others[checkout]?.row.takenBackAfter = seq
            return
        }
        let place = rows[checkout]?.lastIndex { $0.clickSeq == click && $0.takenBackAfter == nil }
        if let place { rows[checkout]?[place].takenBackAfter = seq }
    }

    /// The rows of a checkout; one stands for all of its pairs with clicks that nobody watches.
    func rows(of checkout: Int64) -> [RecordVisit.Row] {
        let known = rows[checkout] ?? []
        guard let others = others[checkout] else { return known }
        var row = others.row
        if others.standing > 0 { row.takenBackAfter = nil }
        return known + [row]
    }

    /// The rows of a checkout that stand.
    func standing(_ checkout: Int64) -> [RecordVisit.Row] {
        rows(of: checkout).filter { $0.takenBackAfter == nil }
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

    /// The watermark behind the join is now `watermark`.
    func moveBehind(to watermark: Watermark) { end.behind = watermark }

    /// A micro-batch was cut.
    func endBatch(after seq: Int64) { end.lastBatch = seq }

    /// The run is over.
    func finish(_ moment: EngineMoment) { end.moment = moment }
}

/// Some ids of both streams, and which records of a log have them: found by their ids in a first run,
/// known by their places as read in those that follow.
final class WatchedIDs {
    private let book: OutcomeBook
    private let checkouts: Set<UInt32>
    private let clicks: Set<UInt32>
    /// A bit a record: whether its id is one of them.
    private var checkoutPlaces: [UInt64] = []
    private var clickPlaces: [UInt64] = []
    /// Whether a whole run has been through all records.
    var isComplete = false

    init(_ book: OutcomeBook, checkouts: [UInt32], clicks: [UInt32]) {
        self.book = book
        self.checkouts = Set(checkouts)
        self.clicks = Set(clicks)
    }

    /// The number of a record's id in the book, if it is one of them.
    func number(of record: EventRecord, in text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        let isClick = record.stream == .clicks
        if isComplete, !isMarked(isClick ? clickPlaces : checkoutPlaces, record.index) {
            return nil
        }
        let id = record.id(in: text)
        guard let number = isClick ? book.clicks.find(id) : book.checkouts.find(id),
            isClick ? clicks.contains(number) : checkouts.contains(number)
        else { return nil }
        if !isComplete {
            if isClick {
                mark(record.index, in: &clickPlaces)
            } else {
                mark(record.index, in: &checkoutPlaces)
            }
        }
        return number
    }

    private func isMarked(_ places: [UInt64], _ index: UInt32) -> Bool {
        let word = Int(index >> 6)
        return word < places.count && places[word] >> UInt64(index & 63) & 1 == 1
    }

    private func mark(_ index: UInt32, in places: inout [UInt64]) {
        let word = Int(index >> 6)
        while places.count <= word { places.append(0) }
        places[word] |= 1 << UInt64(index & 63)
    }
}
