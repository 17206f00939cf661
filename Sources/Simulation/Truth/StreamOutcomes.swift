import EventLogs
import Streaming

/// What the stream run made of every record, kept small for the comparison with the truth: a byte
/// a record and four bytes a checkout.
final class StreamOutcomes {
    /// A click that a comparison may not find in the truth run's state.
    struct ClickText {
        var id: [UInt8]
        var source: [UInt8]
    }

    /// What became of a checkout that was accepted.
    enum Settlement {
        case unattributed
        case attributed(click: UInt32)
        case pending
    }

    private static let shiftedBit: UInt8 = 0x80
    private static let pendingMark = UInt32.max

    private var clickFates: [UInt8] = []
    private var checkoutFates: [UInt8] = []
    /// By checkout: the click's index + 1, 0 for none.
    private var attributedClicks: [UInt32] = []
    private var texts: [UInt32: ClickText] = [:]

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

    /// An accepted checkout is closed.
    func settle(checkout: UInt32, click: UInt32?) {
        setClick(click.map { $0 + 1 } ?? 0, at: Int(checkout))
    }

    /// An accepted checkout was never emitted.
    func leavePending(_ checkout: UInt32) { setClick(Self.pendingMark, at: Int(checkout)) }

    /// Keeps the texts of a click that the truth run may not hold when it is asked for.
    func keepText(
        ofClick click: UInt32, id: UnsafeBufferPointer<UInt8>, source: UnsafeBufferPointer<UInt8>
    ) {
        texts[click] = ClickText(id: Array(id), source: Array(source))
    }

    /// The texts of a click that were kept.
    func text(ofClick click: UInt32) -> ClickText? { texts[click] }

    /// The best fate of a click's copies.
    func fate(ofClick click: UInt32) -> RecordFate { Self.fate(clickFates, Int(click)) }

    /// The best fate of a checkout's copies.
    func fate(ofCheckout checkout: UInt32) -> RecordFate {
        Self.fate(checkoutFates, Int(checkout))
    }

    /// Whether the click reached the stream with a shifted event time.
    func isShifted(click: UInt32) -> Bool {
        Int(click) < clickFates.count && clickFates[Int(click)] & Self.shiftedBit != 0
    }

    /// What became of an accepted checkout.
    func settlement(of checkout: UInt32) -> Settlement {
        let mark = Int(checkout) < attributedClicks.count ? attributedClicks[Int(checkout)] : 0
        switch mark {
        case 0: return .unattributed
        case Self.pendingMark: return .pending
        default: return .attributed(click: mark - 1)
        }
    }

    private func setClick(_ mark: UInt32, at place: Int) {
        while attributedClicks.count <= place { attributedClicks.append(0) }
        attributedClicks[place] = mark
    }

    private static func fate(_ fates: [UInt8], _ place: Int) -> RecordFate {
        guard place < fates.count else { return .unseen }
        return RecordFate(rawValue: fates[place] & ~shiftedBit) ?? .unseen
    }

    private static func keep(
        _ fate: RecordFate, _ isShifted: Bool, at place: Int, in fates: inout [UInt8]
    ) {
        while fates.count <= place { fates.append(0) }
        let best = max(fates[place] & ~shiftedBit, fate.rawValue)
        let shifted = isShifted ? shiftedBit : fates[place] & shiftedBit
        fates[place] = best | shifted
    }
}
