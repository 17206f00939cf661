import Streaming

/// A row that a ranking keeps, with all that it is written from: a copy, since what it came from
/// leaves the join long before the ranking is over.
struct RankedRow {
    var checkoutSeq: Int64
    var checkout: HeldCheckout
    var text: [UInt8]
    var click: RankedClick?
    /// The clicks that the models beside the primary one choose for the checkout.
    var others: [RankedClick?] = []

    /// Gives the checkout's texts and the click as ``ResultRows`` takes them.
    func withBytes<E: Error>(
        _ body: (UnsafeBufferPointer<UInt8>, ResultRows.Click?) throws(E) -> Void
    ) throws(E) {
        try withBytes(of: click, body)
    }

    /// The same with another model's click; 0 is the primary one's.
    func withBytes<E: Error>(
        ofModel model: Int,
        _ body: (UnsafeBufferPointer<UInt8>, ResultRows.Click?) throws(E) -> Void
    ) throws(E) {
        try withBytes(of: model == 0 ? click : others[model - 1], body)
    }

    private func withBytes<E: Error>(
        of click: RankedClick?,
        _ body: (UnsafeBufferPointer<UInt8>, ResultRows.Click?) throws(E) -> Void
    ) throws(E) {
        try text.withUnsafeBufferPointer { (text) throws(E) in
            guard let click else { return try body(text, nil) }
            try click.id.withUnsafeBufferPointer { (id) throws(E) in
                try body(
                    text,
                    ResultRows.Click(
                        seq: click.seq, time: click.time,
                        nanoseconds: click.place.nanoseconds, id: id, touch: click.touch))
            }
        }
    }
}

/// The click of a ``RankedRow``.
struct RankedClick {
    var place: MillisecondPlace
    var time: EventTime
    var id: [UInt8]
    /// Its number among the run's touches.
    var touch: UInt32

    /// Its place in the order of arrival.
    var seq: Int64 { place.seq }

    init(_ click: ResultRows.Click) {
        place = MillisecondPlace(nanoseconds: click.nanoseconds, seq: click.seq)
        time = click.time
        id = Array(click.id)
        touch = click.touch
    }

    /// Negative, zero or positive as it comes before, with or after `other`: by event time with all
    /// its digits, then as `ties` says.
    func compare(_ other: RankedClick, _ ties: TieOrder) -> Int {
        if time != other.time { return time < other.time ? -1 : 1 }
        if ties == .id, place.nanoseconds == other.place.nanoseconds {
            let order = id.withUnsafeBufferPointer { a in
                other.id.withUnsafeBufferPointer { b in bytesCompare(a, b) }
            }
            if order != 0 { return order }
        }
        return place < other.place ? -1 : place > other.place ? 1 : 0
    }
}
