import Attribution
import EventLogs
import Streaming

/// Looks on while a run passes, and keeps what concerns the records of a few users.
///
/// The pipeline and the stages call it where there is one; a run without a probe pays one check
/// of a pointer at each such place. With a probe, rows come here instead of going to the result.
/// Memory follows the records of the users that are watched; pairs and credits are kept of those
/// records alone that the question is about, since a busy user has millions of pairs.
final class RunProbe: @unchecked Sendable {
    /// The users that are watched.
    private(set) var users: [[UInt8]]
    /// Records of this id are watched as well, whoever's they are.
    private let id: (side: JoinSide, bytes: [UInt8])?
    private let query: RecordQuery
    /// In a truth run: the stream run's probe, which knows what the question is about.
    private let stream: RunProbe?

    /// What was found so far.
    private(set) var run = Investigation.Run()
    /// The truth's differences.
    private(set) var differences: [Investigation.Difference] = []
    /// Users with a record of the wanted id who are not watched: the run has to be repeated.
    private(set) var usersMissed: [[UInt8]] = []
    /// The watermarks as they are now.
    private(set) var now = ProbedMoment()

    /// The records that the question is about, by step, and as read.
    private var subjects: Set<Int64> = []
    private var subjectKeys: Set<ReadKey> = []
    /// The ids of the checkouts that are watched.
    private var checkoutIDs: Set<[UInt8]> = []
    /// What was read, by stream and place as read: the truth of lost and disturbed records.
    private var asRead: [ReadKey: ProbedRecord] = [:]

    private struct ReadKey: Hashable {
        var isClick: Bool
        var index: UInt32
    }

    /// Who moved the watermarks: of the clicks, then of the checkouts; `nil` where they do not judge.
    private var movers: (clicks: WatermarkMovers, checkouts: WatermarkMovers)?
    /// The late records that one other record made late, by step, with the number of its followers.
    private var moved: [(seq: Int64, isClick: Bool, number: Int)] = []
    /// Of a real engine: the records that are far ahead of all others.
    private var leaders: StreamLeaders?
    /// Who was ahead when a record came, by step: its place there, and the number of its followers.
    private var led: [(seq: Int64, place: Int, number: Int)] = []

    init(
        _ query: RecordQuery, users: [[UInt8]], stream: RunProbe? = nil,
        judgingBy configuration: RunConfiguration? = nil
    ) {
        if let configuration, !configuration.engine.isReference {
            leaders = StreamLeaders()
        } else if let configuration {
            movers = (
                WatermarkMovers(configuration.clicksWatermark),
                WatermarkMovers(configuration.checkoutsWatermark)
            )
        }
        self.query = query
        self.users = users
        self.stream = stream
        id =
            switch query {
            case .checkout(let id): (.checkout, Array(id.utf8))
            case .click(let id): (.click, Array(id.utf8))
            case .user, .seq: nil
            }
    }

    // MARK: Records

    /// A batch was read, before any disorder.
    func read(_ batch: RecordBatch) {
        batch.text.withUnsafeBufferPointer { text in
            for record in batch.records where record.kind == .event && watches(record, text) {
                asRead[ReadKey(isClick: record.stream == .clicks, index: record.index)] =
                    ProbedRecord(record, text)
            }
        }
    }

    /// Disorder lost a record.
    func drop(_ dropped: LostRecord) {
        let key = ReadKey(isClick: dropped.stream == .clicks, index: dropped.index)
        guard var record = asRead[key] else { return }
        record.copy = dropped.copy
        record.fate = .dropped
        if isSubject(record, key) { subjectKeys.insert(key) }
        run.records.append(record)
    }

    /// A record arrives; the watermarks are those from before it.
    func arrive(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, at moment: ProbedMoment,
        partitions: () -> [ProbedRecord.Partition]
    ) {
        let isClick = record.stream == .clicks
        defer {
            leaders?.take(record, text, seq: moment.seq)
            if isClick {
                movers?.clicks.take(record, text, seq: moment.seq)
            } else {
                movers?.checkouts.take(record, text, seq: moment.seq)
            }
        }
        now = moment.keeping(engine: now.engine)
        guard watches(record, text) else { return }
        var probed = ProbedRecord(record, text)
        let key = ReadKey(isClick: record.stream == .clicks, index: record.index)
        if let read = asRead[key] {
            probed.eventTimeRead = read.eventTime
            probed.arrivalTimeRead = read.arrivalTime
        }
        probed.seq = moment.seq
        probed.before = now
        let own = isClick ? movers?.clicks : movers?.checkouts
        if let found = own?.mover(of: record.eventTime.milliseconds) {
            probed.mover = found.mover
            if let number = found.number { moved.append((moment.seq, isClick, number)) }
        }
        for (place, found) in (leaders?.all ?? []).enumerated() {
            probed.leaders.append(found.leader)
            if let number = found.number { led.append((moment.seq, place, number)) }
        }
        if isSubject(probed, key) {
            probed.partitions = partitions()
            subjects.insert(moment.seq)
            subjectKeys.insert(key)
        }
        if record.stream == .checkouts { checkoutIDs.insert(Array(record.id(in: text))) }
        run.append(probed, seq: moment.seq)
    }

    /// The fate of the record that arrived last is known.
    func judge(seq: Int64, _ fate: RecordFate, limit: Watermark, first: UInt32) {
        guard let place = run.places[seq] else { return }
        run.records[place].fate = fate
        run.records[place].limit = limit
        if fate == .duplicate { run.records[place].firstIndex = first }
    }

    /// The watermarks, or the clock, have moved.
    func move(to moment: ProbedMoment) { now = moment.keeping(engine: now.engine) }

    /// The engine's own progress in event time.
    func moveEngine(to watermark: Watermark) { now.engine = watermark }

    /// The last record is through.
    func end(at moment: ProbedMoment, _ partitions: [ProbedRecord.Partition]) {
        run.end = moment.keeping(engine: now.engine)
        run.partitions = partitions
        for (seq, isClick, number) in moved {
            guard let place = run.places[seq] else { continue }
            let own = isClick ? movers?.clicks : movers?.checkouts
            if own?.isClockAhead(number) == true {
                run.records[place].mover?.isClockAhead = true
            }
        }
        for (seq, leader, number) in led where leaders?.isClockAhead(number) == true {
            if let place = run.places[seq] {
                run.records[place].leaders[leader].isClockAhead = true
            }
        }
    }

    // MARK: What becomes of them

    /// Whether the record of this step is watched.
    func isWatched(_ seq: Int64) -> Bool { run.places[seq] != nil }

    /// Whether the changes of a checkout matter.
    func wantsChanges(of checkoutSeq: Int64) -> Bool { stream == nil && isWatched(checkoutSeq) }

    /// Whether the question is about one of the two.
    func concerns(checkout: Int64, click: Int64?) -> Bool {
        subjects.contains(checkout) || click.map(subjects.contains) ?? false
    }

    /// Whether the credits of a checkout matter.
    func wantsCredits(of checkoutSeq: Int64) -> Bool { subjects.contains(checkoutSeq) }

    /// What the row of an accepted checkout depends on.
    func keep(_ checkout: ProbedCheckout, seq: Int64) {
        if let place = run.places[seq] { run.records[place].checkout = checkout }
    }

    /// A row of one of the changelogs.
    func keep(_ change: ResultRows.Change, isJoin: Bool) {
        if isJoin, change.checkoutSeq == nil, let click = change.click?.seq,
            stream == nil, subjects.contains(click)
        {
            var after = now
            after.seq = change.after
            run.unmatchedClicks.append((click, after))
        }
        guard let checkout = change.checkoutSeq, wantsChanges(of: checkout) else { return }
        let click = change.click?.seq
        if isJoin, click != nil { run.matched.insert(checkout) }
        guard
            subjects.contains(checkout) || click.map(subjects.contains) ?? false
        else { return }
        var after = now
        after.seq = change.after
        run.changes.append(
            ProbedChange(
                isJoin: isJoin, op: change.kind.name.description, checkoutSeq: checkout,
                clickSeq: click, after: after))
    }

    /// A final row of the attributed table.
    func keepRow(checkoutSeq: Int64, clickSeq: Int64?) {
        if isWatched(checkoutSeq) { run.rows.append((checkoutSeq, clickSeq)) }
    }

    /// A checkout comes out: clicks before a time are used up.
    func keepCut(checkoutSeq: Int64, from time: EventTime) {
        guard let place = run.places[checkoutSeq] else { return }
        run.records[place].checkout?.touchesFrom = time.milliseconds
    }

    /// A checkout that was never put out.
    func keepPending(seq: Int64) {
        if let place = run.places[seq] { run.records[place].isPending = true }
    }

    /// What a model gives to the clicks of a checkout; nothing at all is unattributed.
    func keepCredits(_ model: String, checkoutSeq: Int64, clicks: [Int64], _ shares: [Int64]) {
        guard wantsCredits(of: checkoutSeq) else { return }
        let given = zip(clicks, shares).filter { $0.1 != 0 }
        if given.isEmpty { return keepCredit(model, checkoutSeq: checkoutSeq, clickSeq: nil) }
        for (click, share) in given {
            run.credits.append(
                ProbedCredit(
                    model: model, checkoutSeq: checkoutSeq, clickSeq: click, creditE9: share))
        }
    }

    /// A model gives a whole checkout to one click, or to none.
    func keepCredit(_ model: String, checkoutSeq: Int64, clickSeq: Int64?) {
        guard wantsCredits(of: checkoutSeq) else { return }
        run.credits.append(
            ProbedCredit(
                model: model, checkoutSeq: checkoutSeq, clickSeq: clickSeq,
                creditE9: Credit.whole))
    }

    /// A refund is settled. It is kept if it, or an order of its name, is watched.
    func keep(_ settled: SettledRefund) {
        let refund = settled.refund
        guard isWatched(refund.seq) || checkoutIDs.contains(refund.order) else { return }
        run.refunds.append(
            ProbedRefund(
                seq: refund.seq, id: String(decoding: refund.id, as: UTF8.self),
                order: String(decoding: refund.order, as: UTF8.self), amountE4: refund.amount,
                profitE4: settled.amounts.profit, isMatched: settled.isMatched))
    }

    /// An engine left a record out, or forgot it.
    func keepDrop(seq: Int64, by rule: DroppedRecord.Rule) {
        if let place = run.places[seq] { run.records[place].droppedBy = rule }
    }

    /// An engine gave a record up.
    func keepRelease(seq: Int64, after step: Int64) {
        guard let place = run.places[seq] else { return }
        var after = now
        after.seq = step
        run.records[place].releasedAfter = after
    }

    /// The truth sees a checkout differently.
    func keep(_ difference: TruthComparison.Difference, checkoutID: UnsafeBufferPointer<UInt8>) {
        guard checkoutIDs.contains(Array(checkoutID)) else { return }
        let id = String(decoding: checkoutID, as: UTF8.self)
        func text(_ bytes: [UInt8]?) -> String? {
            bytes.map { String(decoding: $0, as: UTF8.self) }
        }
        differences.append(
            Investigation.Difference(
                checkoutID: id, cause: difference.cause,
                streamClick: text(difference.streamClick?.id),
                truthClick: text(difference.truthClick?.id),
                streamSource: text(difference.streamClick?.source),
                truthSource: text(difference.truthClick?.source),
                checkout: difference.checkout, row: difference.row))
    }

    /// Whether the question is about a record. All that a user did is told in short, without the
    /// pairs of each record.
    private func isSubject(_ record: ProbedRecord, _ key: ReadKey) -> Bool {
        if let stream { return stream.subjectKeys.contains(key) }
        if case .user = query { return false }
        return query.isAbout(record)
    }

    private func watches(_ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let user = record.user(in: text)
        for watched in users where watched.elementsEqual(user) { return true }
        guard let id, id.side == (record.stream == .clicks ? .click : .checkout),
            id.bytes.elementsEqual(record.id(in: text))
        else { return false }
        if !usersMissed.contains(where: { $0.elementsEqual(user) }) {
            usersMissed.append(Array(user))
        }
        return false
    }
}

extension ProbedMoment {
    fileprivate func keeping(engine: Watermark) -> ProbedMoment {
        var moment = self
        moment.engine = engine
        return moment
    }
}

extension ProbedRecord {
    /// A record as it lies in a batch.
    init(_ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>) {
        func string(_ bytes: UnsafeBufferPointer<UInt8>?) -> String? {
            bytes.map { String(decoding: $0, as: UTF8.self) }
        }
        let numbers = record.numbers(in: text)
        self.init(
            side: record.stream == .clicks ? .click : .checkout, seq: nil, index: record.index,
            copy: record.copy, line: record.line, partition: record.partition,
            id: string(record.id(in: text)) ?? "", user: string(record.user(in: text)) ?? "",
            source: string(record.source(in: text)),
            product: string(record.product(in: text)),
            paymentStatus: string(record.text(.paymentStatus, in: text)),
            kind: string(record.text(.kind, in: text)),
            milestone: string(record.text(.milestone, in: text)),
            campaign: string(record.text(.campaign, in: text)),
            refundOf: string(record.text(.refundOf, in: text)), amountE4: numbers.amount,
            quantity: numbers.quantity, hasDiscount: numbers.discount != nil,
            hasShippingCost: numbers.shippingCost != nil,
            eventTime: record.eventTime.milliseconds,
            eventNanoseconds: record.eventNanoseconds,
            eventTimeRead: record.eventTime.milliseconds,
            arrivalTime: record.arrivalTime.milliseconds,
            arrivalTimeRead: record.arrivalTime.milliseconds)
    }
}
