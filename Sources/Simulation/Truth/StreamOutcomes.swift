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
    /// Names of clicks that the truth may not hold when it is asked for them.
    private var names: [UInt32: ClickName] = [:]

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
    /// `name`: gives the name of the click that is credited.
    func settle(
        _ checkout: EventRecord, _ settlement: Settlement, name: () -> ClickName? = { nil }
    ) {
        let isAwaited = settle(checkout.index, settlement)
        if case .attributed(let click) = settlement,
            isAwaited || checkout.isShifted || isShifted(click: click)
        {
            names[click] = name()
        }
    }

    /// - Returns: whether the truth was there first, and sees it differently.
    private func settle(_ checkout: UInt32, _ settlement: Settlement) -> Bool {
        switch settlements[checkout] {
        case .unknown:
            settlements.keep(settlement, of: checkout)
            return false
        case .settled:
            return false
        case .taken:
            guard let known = waiting[checkout], known.settlement == nil else { return false }
            if let verdict = known.verdict, verdict.agrees(with: settlement) {
                waiting[checkout] = nil
                return false
            }
            waiting[checkout]?.settlement = settlement
            return true
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

    /// Whether the truth has taken a checkout.
    func isTaken(_ checkout: UInt32) -> Bool { settlements[checkout] == .taken }

    /// A checkout that the truth has taken is kept until the end, or until the stream run agrees.
    func wait(_ checkout: UInt32, _ entry: Settlements.Entry, verdict: TruthVerdict? = nil) {
        var settlement: Settlement?
        if case .settled(let known) = entry { settlement = known }
        waiting[checkout] = Waiting(settlement: settlement, verdict: verdict)
    }

    /// A checkout need not wait any more.
    func forget(_ checkout: UInt32) { waiting[checkout] = nil }

    /// What became of a checkout that waits.
    func settlement(of checkout: UInt32) -> Settlement? { waiting[checkout]?.settlement }

    /// The name of a click that was kept.
    func name(ofClick click: UInt32) -> ClickName? { names[click] }

    /// What waits, in the order in which the truth closed the checkouts.
    var verdicts: [TruthVerdict] {
        waiting.values.compactMap(\.verdict).sorted { $0.number < $1.number }
    }
}

/// A click of one of the two runs, for the table of differences.
struct ClickName {
    var id: [UInt8]
    var source: [UInt8]
}
