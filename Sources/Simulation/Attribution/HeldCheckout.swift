import EventLogs
import Streaming

/// What the attribution keeps of a checkout while the join holds it, beside the join's own slot.
struct HeldCheckout: BitwiseCopyable {
    /// The record as read; its texts start at 0 in the join's text of the slot.
    var record = EventRecord()
    /// The record's numbers, which that text does not hold.
    var numbers = RecordNumbers()
    /// The click that the primary model credits, or ``ClickBuffer/none``.
    var attributed = ClickBuffer.none
    /// The number under which models know that click, where a path renames its touches.
    var touch: UInt32?
    /// The number of its user, where a conversion uses touches up.
    var userNumber: UInt32 = 0
    /// Clicks before it do not match: the lookback of its kind, or of the calendar.
    var matchesFrom = EventTime(milliseconds: .min)
    /// Clicks before it do not count: they do not match, or are used up.
    var touchesFrom = EventTime(milliseconds: .min)
    /// Whether the checkout has a row in the attributed table once it is emitted with a click (or,
    /// in a left join, without).
    var isCounted = true
    /// Whether it is of a kind that is a conversion.
    var isConversion = true
    /// Where its user is in the users' table.
    var user = Dimensions.Match.noTable
    /// Where its product is in the products' table.
    var product = Dimensions.Match.noTable
    /// The same as of the other of processing time and event time.
    var otherUser = Dimensions.Match.noTable
    var otherProduct = Dimensions.Match.noTable
    /// When its row was written last, among all writings of an upsert table.
    var written: Int64 = 0

    /// Whether the other time gives another version.
    var hasOtherVersion: Bool { user != otherUser || product != otherProduct }

    /// The same checkout with the versions of the other time.
    var withOtherVersions: HeldCheckout {
        var other = self
        (other.user, other.product) = (otherUser, otherProduct)
        return other
    }

    /// Whether a row is missing because its user or product is unknown.
    var lookupMissed: Bool {
        isConversion && isCounted && (user == .missing || product == .missing)
    }
}
