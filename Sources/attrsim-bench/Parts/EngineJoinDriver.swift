import Streaming

/// Drives a real engine's join over records in the order of their arrival, with a watermark after
/// each record and a micro-batch every 10 s, as a run does.
func drive<Engine: IntervalJoinEngine & ~Copyable>(
    _ engine: consuming Engine, _ records: [JoinRecord], _ listing: PairListing
) -> JoinCounts {
    var engine = engine
    engine.listing = listing
    var counts = JoinCounts()
    var watermarks = BenchWatermarks()
    var nextBatch = Int64.min
    for (number, record) in records.enumerated() {
        if record.arrival >= nextBatch {
            if nextBatch != .min {
                engine.endBatch()
                counts.take(&engine)
            }
            nextBatch = record.arrival + 10_000
        }
        engine.moveClock(to: ProcessingTime(milliseconds: record.arrival))
        let time = EventTime(milliseconds: record.time)
        if record.isClick {
            engine.addClick(Int32(number), time: time, key: record.key)
        } else {
            engine.addCheckout(Int32(number), time: time, key: record.key)
        }
        counts.take(&engine)
        watermarks.observe(record)
        engine.advance(to: Engine.watermarkRule.apply(to: watermarks.join))
        counts.take(&engine)
    }
    if Engine.hasEndOfInput {
        engine.advance(to: .end)
    } else {
        engine.endBatch()
    }
    counts.take(&engine)
    counts.clicksHeldMax = engine.clicksHeld.max
    counts.checkoutsHeldMax = engine.checkoutsHeld.max
    return counts
}

/// The watermarks of both streams and of their join.
struct BenchWatermarks {
    /// The clicks'.
    private(set) var clicks = Watermark.unset
    /// The checkouts'.
    private(set) var checkouts = Watermark.unset

    /// The lesser of both.
    var join: Watermark { min(clicks, checkouts) }

    /// Takes a record in.
    mutating func observe(_ record: JoinRecord) {
        let watermark = Watermark(EventTime(milliseconds: record.time)) - JoinParts.delay
        if record.isClick {
            clicks = max(clicks, watermark)
        } else {
            checkouts = max(checkouts, watermark)
        }
    }
}

extension JoinCounts {
    /// Counts what the engine has put out, and forgets it.
    fileprivate mutating func take<Engine: IntervalJoinEngine & ~Copyable>(
        _ engine: inout Engine
    ) {
        if engine.output.isEmpty { return }
        if engine.output.rows.count > 1 { engine.orderTies { $0 < $1 } }
        for row in engine.output.rows {
            if row.isPad { pads += 1 } else { pairs += 1 }
        }
        engine.clear()
    }
}
