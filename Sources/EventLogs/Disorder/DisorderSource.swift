/// What happens to records between the shop and the pipeline: delays, copies, losses, outages and
/// wrong clocks.
///
/// Takes records in order and gives them in the order of their new arrival times. Disturbances act
/// on each record one after another, as listed; a copy goes on through the rest of the list by
/// itself. Control records pass undisturbed. Where no disturbance can delay anything, records keep
/// the order in which they came, whichever it was, with copies right behind their originals.
///
/// Law: read + copied = given out + dropped, per stream. The same seed gives the same disorder.
///
/// Memory follows the number of records that are delayed at one time.
public final class DisorderSource: RecordSource, @unchecked Sendable {
    private let source: any RecordSource
    private var list: DisorderList
    private let mayDelay: Bool

    private let incoming = RecordBatch()
    private var place = 0
    private var isAtEnd = false
    private var delayed = DelayedRecords()
    private var arrivals: [EventRecord] = []

    /// What was injected so far; complete once the source is at its end.
    public var injected: InjectedCounts { list.counts }
    /// The most records that were delayed at one time.
    public private(set) var delayedMax = 0

    /// Disturbs the records of a source.
    ///
    /// - Parameters:
    ///   - source: records in order: that of arrival, if any of the disturbances
    ///     ``Disturbance/mayDelay``.
    ///   - disturbances: what happens to each record, in this order.
    ///   - seed: the scenario's seed.
    public init(_ source: any RecordSource, disturbances: [Disturbance], seed: UInt64) {
        self.source = source
        list = DisorderList(disturbances, seed: seed)
        mayDelay = disturbances.contains(where: \.mayDelay)
    }

    /// Gives the next records, and in ``RecordBatch/dropped`` those that will never come.
    ///
    /// - Throws: what the source throws.
    public func read(into batch: RecordBatch) throws(LogError) -> Bool {
        batch.removeAll()
        while !batch.isFull {
            if place < incoming.records.count {
                disturb(into: batch)
            } else if !isAtEnd {
                try refill(notesTo: batch)
                if incoming.records.isEmpty && !batch.isEmpty { break }
            } else if delayed.count > 0 {
                delayed.giveNext(to: batch)
            } else {
                break
            }
        }
        return !batch.isEmpty
    }

    private func refill(notesTo batch: RecordBatch) throws(LogError) {
        place = 0
        isAtEnd = try !source.read(into: incoming)
        if isAtEnd { incoming.removeAll() }
        batch.takeNotes(of: incoming)
    }

    /// Takes records from the incoming batch until it is used up or the target is full.
    private func disturb(into batch: RecordBatch) {
        let records = incoming.records
        incoming.text.withUnsafeBufferPointer { text in
            while place < records.count, !batch.isFull {
                let record = records[place]
                // Delays only add: nothing that is still to come arrives before this record would
                // have, so what is due before it is due now.
                if delayed.hasOne(before: record) {
                    delayed.giveNext(to: batch)
                    continue
                }
                place += 1
                if record.kind == .event {
                    disturb(record, text, into: batch)
                } else {
                    batch.append(record, text: record.contents(in: text))
                }
            }
        }
    }

    private func disturb(
        _ record: EventRecord, _ text: UnsafeBufferPointer<UInt8>, into batch: RecordBatch
    ) {
        arrivals.removeAll(keepingCapacity: true)
        list.apply(
            to: record, user: record.user(in: text), arrivals: &arrivals, dropped: &batch.dropped)
        let texts = record.contents(in: text)
        for arrival in arrivals {
            if mayDelay, arrival.arrivalTime != record.arrivalTime {
                delayed.insert(arrival, text: texts)
                delayedMax = max(delayedMax, delayed.count)
            } else {
                batch.append(arrival, text: texts)
            }
        }
    }
}
