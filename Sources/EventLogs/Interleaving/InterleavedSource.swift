import HeapModule
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
/// Cost: a step a doubling of the lanes, for each record.
public final class InterleavedSource: RecordSource, @unchecked Sendable {
    private let tape: RecordTape
    private let window: Milliseconds?
    @exclusivity(unchecked) private var random: RandomSequence
    @exclusivity(unchecked) private var next: [Int]
    @exclusivity(unchecked) private var left: UInt64
    /// What is left of the lanes that may go.
    @exclusivity(unchecked) private var open: WeightedPlaces
    /// With a window: the next record of each lane, among others that are gone.
    @exclusivity(unchecked) private var heads = Heap<Head>()
    /// The lanes that have to wait.
    @exclusivity(unchecked) private var waiting = Heap<Head>()
    /// The latest arrival time that may go.
    @exclusivity(unchecked) private var limit = Int64.max
    @exclusivity(unchecked) private var clock = Int64.min
    private var hasBegun = false

    /// The next record of a lane.
    private struct Head: Comparable {
        var arrival: Int64
        var lane: Int

        static func < (a: Head, b: Head) -> Bool { (a.arrival, a.lane) < (b.arrival, b.lane) }
    }

    /// The merge number `number` of a seed.
    public init(_ tape: RecordTape, seed: UInt64, number: UInt64, window: Milliseconds? = nil) {
        self.tape = tape
        self.window = window
        random = RandomSequence(RandomStream(seed: seed, purpose: "interleave"), number)
        next = tape.lanes.map { _ in 0 }
        left = UInt64(tape.pieces.count)
        open = WeightedPlaces(count: tape.lanes.count)
        for lane in next.indices where remaining(lane) > 0 {
            if window == nil {
                open.add(remaining(lane), to: lane)
            } else {
                let head = Head(arrival: arrival(lane), lane: lane)
                heads.insert(head)
                waiting.insert(head)
            }
        }
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
        moveOn(lane)
        let place = tape.pieces[piece]
        clock = max(clock, place.arrival)
        tape.give((place.batch, place.record), at: clock, to: batch)
        if place.controls == 0 { return }
        for control in tape.controls(of: piece) { tape.give(control, at: clock, to: batch) }
    }

    private func chooseLane() -> Int {
        if window != nil { letGo() }
        let lane = open.place(at: random.below(open.total))
        open.take(1, from: lane)
        return lane
    }

    /// Lets the lanes go whose next record no longer arrives too late.
    private func letGo() {
        while let head = heads.min, remaining(head.lane) == 0 || arrival(head.lane) != head.arrival
        {
            heads.removeMin()
        }
        guard let window, let earliest = heads.min?.arrival else { return }
        let (latest, overflow) = earliest.addingReportingOverflow(window.count)
        limit = overflow ? .max : latest
        while let head = waiting.min, head.arrival <= limit {
            waiting.removeMin()
            open.add(remaining(head.lane), to: head.lane)
        }
    }

    /// A record of the lane is gone: whether the next one has to wait.
    private func moveOn(_ lane: Int) {
        guard window != nil, remaining(lane) > 0 else { return }
        let head = Head(arrival: arrival(lane), lane: lane)
        heads.insert(head)
        if head.arrival > limit {
            open.take(remaining(lane), from: lane)
            waiting.insert(head)
        }
    }

    private func remaining(_ lane: Int) -> UInt64 {
        UInt64(tape.piecesOfLane[lane].count - next[lane])
    }

    private func arrival(_ lane: Int) -> Int64 {
        tape.pieces[Int(tape.piecesOfLane[lane][next[lane]])].arrival
    }
}
