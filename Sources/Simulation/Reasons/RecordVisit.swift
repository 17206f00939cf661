import Streaming

/// A record that is watched, and all that happened to it.
struct RecordVisit: Sendable {
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

    /// Its first match, which a semi join does not show, and after which step it came out.
    var hidden: (clickSeq: Int64, after: Int64)?

    /// Its row of its own, of a click that an outer join puts out without a checkout.
    var unmatched: (after: Int64, moment: EngineMoment)?

    /// A row of the join about a watched checkout.
    struct Row: Sendable {
        var checkoutSeq: Int64
        /// `nil`: no click.
        var clickSeq: Int64?
        /// The click's event time.
        var clickTime: EventTime?
        /// Whether a semi join does not show the click.
        var hidesClick = false
        var after: Int64
        /// What the engine went by then.
        var moment: EngineMoment
        /// The watermark behind the join then, by which the table goes that waits for one.
        var behind = Watermark.unset
        /// After which step it was taken back; `nil`: it stands.
        var takenBackAfter: Int64?
    }
}
