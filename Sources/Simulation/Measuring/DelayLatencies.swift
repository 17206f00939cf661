/// How long results take at every delay at which no result is corrected.
///
/// With delay d a checkout is put out as soon as J − d > t + lookahead, J being the join's watermark
/// of delay 0 (see ``DelayNeeds``), or with its own arrival if that is later.
struct DelayLatencies: Sendable {
    /// A record of a checkout, accepted from `need` on and below `until`, when an earlier record of
    /// the same checkout is.
    struct Arrival: Sendable {
        var need: Int64
        var until: Int64
        var final: Int64
        var arrival: Int64
        var clock: Int64
    }

    /// In the order of their final times.
    private let arrivals: [Arrival]
    private let steps: [DelayNeeds.JoinStep]
    private let isFlushed: Bool
    /// Delays at which results could be corrected.
    private let corrections: [Range<Int64>]

    /// Whether everything comes out at the end of the input is `isFlushed`.
    init(_ needs: DelayNeeds, isFlushed: Bool) {
        steps = needs.latencySteps()
        corrections = needs.corrections
        self.isFlushed = isFlushed
        arrivals = needs.latencyArrivals()
    }

    /// Cost: one pass over the checkouts and the watermark's advances.
    ///
    /// - Returns: `nil` where results could be corrected.
    func latency(at delay: Int64) -> ResultLatency? {
        if corrections.contains(where: { $0.contains(delay) }) { return nil }
        var counter = LatencyCounter()
        var atEnd: Int64 = 0
        var step = 0
        for record in arrivals where record.need <= delay && delay < record.until {
            while step < steps.count, steps[step].value <= saturating(record.final, delay) {
                step += 1
            }
            if step < steps.count {
                counter.add(max(record.clock, steps[step].clock) - record.arrival)
            } else if isFlushed {
                atEnd += 1
            }
        }
        return ResultLatency(counter, atEnd: atEnd)
    }

    private func saturating(_ time: Int64, _ delay: Int64) -> Int64 {
        // Not beyond the watermark of an ended stream, which passes everything.
        min(time &+ delay, .max - 1)
    }
}
