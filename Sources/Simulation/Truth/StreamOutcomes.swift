import EventLogs
import Streaming

/// What the stream run makes of every record, kept small for the comparison with the truth.
///
/// The truth may run beside the stream: it asks for a checkout that the stream has not settled yet,
/// or the other way round. What the truth found then waits here, see ``wait(_:_:verdict:)``.
final class StreamOutcomes {
    /// A checkout that the truth has taken and cannot be done with.
    private struct Waiting {
        var settlement: Settlement?
        var verdict: TruthVerdict?
    }

    private static let shiftedBit: UInt8 = 0x80

    private var clickFates = FateLog(usual: RecordFate.onTime.rawValue)
    private var checkoutFates = FateLog(usual: RecordFate.onTime.rawValue)
    private var settlements = Settlements()
    private var waiting: [UInt32: Waiting] = [:]
    /// Further rows of one and the same record, of which disorder made copies.
    private(set) var repeats: [(settlement: Settlement, row: CountedAgain, checkout: UInt32)] = []

    // MARK: The stream run

    /// Takes in a record's fate; the best of a record's copies counts.
    func judge(
        _ stream: EventStream, index: UInt32, _ fate: RecordFate, isShifted: Bool = false
    ) {
        if stream == .clicks {
            Self.keep(fate, isShifted, at: Int(index), in: &clickFates)
        } else {
            Self.keep(fate, isShifted, at: Int(index), in: &checkoutFates)
        }
    }

    /// A record whose event time is not as read is about to meet the join.
    func meetShifted(_ record: EventRecord) {
        judge(record.stream, index: record.index, .unseen, isShifted: true)
    }

    /// An accepted checkout is closed, or left pending at the end; the first of its copies counts.
    ///
    /// `row`: what is to be known of a further row.
    func settle(_ checkout: UInt32, _ settlement: Settlement, row: () -> CountedAgain) {
        switch settlements[checkout] {
        case .unknown:
            settlements.keep(settlement, of: checkout)
            return
        case .settled: break
        case .taken:
            if let known = waiting[checkout], known.settlement == nil {
                if let verdict = known.verdict, verdict.agrees(with: settlement) {
                    waiting[checkout] = nil
                } else {
                    waiting[checkout]?.settlement = settlement
                }
                return
            }
        }
        if settlement.isRow(isLeft: true) {
            repeats.append((settlement, row(), checkout))
        }
    }

    private static func keep(
        _ fate: RecordFate, _ isShifted: Bool, at place: Int, in fates: inout FateLog
    ) {
        fates.update(place) { known in
            let best = max(known & ~shiftedBit, fate.rawValue)
            return best | (isShifted ? shiftedBit : known & shiftedBit)
        }
    }

    // MARK: The truth

    /// The best fate of a click's copies.
    func fate(ofClick click: UInt32) -> RecordFate {
        RecordFate(rawValue: clickFates[Int(click)] & ~Self.shiftedBit) ?? .unseen
    }

    /// The best fate of a checkout's copies.
    func fate(ofCheckout checkout: UInt32) -> RecordFate {
        RecordFate(rawValue: checkoutFates[Int(checkout)] & ~Self.shiftedBit) ?? .unseen
    }

    /// Whether the click reached the stream with a shifted event time.
    func isShifted(click: UInt32) -> Bool { clickFates[Int(click)] & Self.shiftedBit != 0 }

    /// What is known of a checkout, which is then forgotten unless it is told to wait.
    func take(_ checkout: UInt32) -> Settlements.Entry { settlements.take(checkout) }

    /// A checkout that the truth has taken is kept until the end, or until the stream run agrees.
    func wait(_ checkout: UInt32, _ entry: Settlements.Entry, verdict: TruthVerdict? = nil) {
        var settlement: Settlement?
        if case .settled(let known) = entry { settlement = known }
        waiting[checkout] = Waiting(settlement: settlement, verdict: verdict)
    }

    /// What became of a checkout that waits.
    func settlement(of checkout: UInt32) -> Settlement? { waiting[checkout]?.settlement }

    /// Whether the truth's finding of a checkout waits.
    func hasVerdict(of checkout: UInt32) -> Bool { waiting[checkout]?.verdict != nil }

    /// What waits, in the order in which the truth closed the checkouts.
    var verdicts: [TruthVerdict] {
        waiting.values.compactMap(\.verdict).sorted { $0.number < $1.number }
    }
}
