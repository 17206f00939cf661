public import Streaming

/// A tape's records in another order: one of the ways in which its lanes can be merged.
///
/// Each lane keeps its own order. At every step one of the lanes gives its next record: a lane is
/// chosen with a chance in proportion to what it has left, so that without a window every merge is
/// equally likely. With a window, a lane has to wait while its next record arrives later than that
/// after the earliest of all next records.
///
/// The virtual clock never goes back: a record's new arrival time is its own or, where one that
/// was given before is later, that one's.
///
///     lanes   clicks a1 a2 · checkouts b1       seeds   a1 a2 b1 · a1 b1 a2 · b1 a1 a2
///
/// Cost: a look at each lane a record.
public final class InterleavedSource: RecordSource, @unchecked Sendable {
    private let tape: RecordTape
    private let window: Milliseconds?
    @exclusivity(unchecked) private var random: RandomSequence
    @exclusivity(unchecked) private var next: [Int]
    @exclusivity(unchecked) private var left: UInt64
    @exclusivity(unchecked) private var clock = Int64.min
    private var hasBegun = false

    /// The merge number `number` of a seed.
    public init(_ tape: RecordTape, seed: UInt64, number: UInt64, window: Milliseconds? = nil) {
        self.tape = tape
        self.window = window
        random = RandomSequence(RandomStream(seed: seed, purpose: "interleave"), number)
        next = tape.lanes.map { _ in 0 }
        left = UInt64(tape.pieces.count)
    }

    /// Gives the next records.
    public func read(into batch: RecordBatch) -> Bool {
        batch.removeAll()
        if !hasBegun {
            hasBegun = true
            tape.giveNotes(to: batch)
            for place in tape.head {
                tape.give(place, at: ProcessingTime.beforeAll.milliseconds, to: batch)
            }
        }
        while left > 0, !batch.isFull { giveNext(to: batch) }
        return !batch.isEmpty
    }

    private func giveNext(to batch: RecordBatch) {
        let lane = chooseLane()
        let piece = Int(tape.piecesOfLane[lane][next[lane]])
        next[lane] += 1
        left -= 1
        let place = tape.pieces[piece]
        clock = max(clock, place.arrival)
        tape.give((place.batch, place.record), at: clock, to: batch)
        if place.controls == 0 { return }
        for control in tape.controls(of: piece) { tape.give(control, at: clock, to: batch) }
    }

    private func chooseLane() -> Int {
        let limit = latestAllowed()
        var weight: UInt64 = 0
        for lane in next.indices where mayGo(lane, limit) { weight += remaining(lane) }
        var draw = random.below(weight)
        for lane in next.indices where mayGo(lane, limit) {
            if draw < remaining(lane) { return lane }
            draw -= remaining(lane)
        }
        // Not reached: the draw is below the sum of the weights.
        return next.indices.first { remaining($0) > 0 } ?? 0
    }

    private func remaining(_ lane: Int) -> UInt64 {
        UInt64(tape.piecesOfLane[lane].count - next[lane])
    }

    private func mayGo(_ lane: Int, _ limit: Int64) -> Bool {
        remaining(lane) > 0 && arrival(lane) <= limit
    }

    private func arrival(_ lane: Int) -> Int64 {
        tape.pieces[Int(tape.piecesOfLane[lane][next[lane]])].arrival
    }

    /// The latest arrival time that may go now.
    private func latestAllowed() -> Int64 {
        guard let window else { return .max }
        var earliest = Int64.max
        for lane in next.indices where remaining(lane) > 0 {
            earliest = min(earliest, arrival(lane))
        }
        let (limit, overflow) = earliest.addingReportingOverflow(window.count)
        return overflow ? .max : limit
    }
}
