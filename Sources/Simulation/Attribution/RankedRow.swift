import Streaming

/// A row that a ranking keeps, with all that it is written from: a copy, since what it came from
/// leaves the join long before the ranking is over.
struct RankedRow {
    var checkoutSeq: Int64
    var checkout: HeldCheckout
    var text: [UInt8]
    var click: RankedClick?

    /// Gives the checkout's texts and the click as ``ResultRows`` takes them.
    func withBytes<E: Error>(
        _ body: (UnsafeBufferPointer<UInt8>, ResultRows.Click?) throws(E) -> Void
    ) throws(E) {
        try text.withUnsafeBufferPointer { (text) throws(E) in
            guard let click else { return try body(text, nil) }
            try click.id.withUnsafeBufferPointer { (id) throws(E) in
                try body(
                    text,
                    ResultRows.Click(
                        seq: click.seq, time: click.time, id: id, source: click.source))
            }
        }
    }
}

/// The click of a ``RankedRow``.
struct RankedClick {
    var seq: Int64
    var time: EventTime
    var id: [UInt8]
    var source: UInt32

    init(_ click: ResultRows.Click) {
        seq = click.seq
        time = click.time
        id = Array(click.id)
        source = click.source
    }

    /// Negative, zero or positive as it comes before, with or after `other`: event time, id, seq.
    func compare(_ other: RankedClick) -> Int {
        if time != other.time { return time < other.time ? -1 : 1 }
        let order = id.withUnsafeBufferPointer { a in
            other.id.withUnsafeBufferPointer { b in bytesCompare(a, b) }
        }
        if order != 0 { return order }
        return seq < other.seq ? -1 : seq > other.seq ? 1 : 0
    }
}
