import Streaming

/// Drives the reference join over records in the order of their arrival, as a run does.
///
/// The reference join lists nothing by itself: whoever wants all pairs walks through them, and
/// whoever wants the first click takes it.
func driveReference(_ records: [JoinRecord], listing: PairListing) -> JoinCounts {
    var join = ReferenceJoin(bounds: JoinParts.bounds)
    var counts = JoinCounts()
    var watermarks = BenchWatermarks()
    var id = BenchID()
    for (number, record) in records.enumerated() {
        let time = EventTime(milliseconds: record.time)
        id.number(number) { bytes in
            if record.isClick {
                join.addClick(
                    time: time, seq: Int64(number), key: record.key, id: bytes, source: 0,
                    index: UInt32(number))
            } else {
                _ = join.addCheckout(
                    time: time, seq: Int64(number), key: record.key, text: bytes,
                    idLength: UInt32(bytes.count))
            }
        }
        counts.take(&join, listing)
        watermarks.observe(record)
        join.advance(
            to: JoinHorizons(
                clicks: watermarks.clicks, checkouts: watermarks.checkouts, join: watermarks.join))
        counts.take(&join, listing)
    }
    join.advance(to: JoinHorizons(clicks: .end, checkouts: .end, join: .end))
    counts.take(&join, listing)
    counts.clicksHeldMax = join.clicks.countMax
    counts.checkoutsHeldMax = join.checkouts.countMax
    return counts
}

extension JoinCounts {
    /// Counts what became of checkouts, and gives up what nothing can match any more.
    fileprivate mutating func take(_ join: inout ReferenceJoin, _ listing: PairListing) {
        for outcome in join.outcomes {
            switch outcome.stage {
            case .emitted: emit(outcome.checkout, &join, listing)
            case .corrected: pairs += 1
            case .closed: break
            }
        }
        join.expire()
    }

    private mutating func emit(
        _ checkout: Int32, _ join: inout ReferenceJoin, _ listing: PairListing
    ) {
        var click = join.firstMatch(checkout)
        if click == ClickBuffer.none { pads += 1 }
        while click != ClickBuffer.none {
            pairs += 1
            if listing != .all { return }
            click = join.nextMatch(checkout, after: click)
        }
    }
}

/// An id of 36 bytes, as long as a UUID, whose last digits are a number.
private struct BenchID {
    private var bytes = [UInt8](repeating: UInt8(ascii: "0"), count: 36)

    /// Hands over the id of a number.
    mutating func number(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var rest = number
        var place = bytes.count - 1
        while rest > 0 {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
            place -= 1
        }
        bytes.withUnsafeBufferPointer(body)
    }
}
