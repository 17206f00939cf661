/// A tape's records as they were read.
public final class TapedSource: RecordSource, @unchecked Sendable {
    private let tape: RecordTape
    private var next = 0
    private var hasBegun = false

    /// The tape from its start.
    public init(_ tape: RecordTape) { self.tape = tape }

    /// Gives the next records.
    public func read(into batch: RecordBatch) -> Bool {
        batch.removeAll()
        if !hasBegun {
            hasBegun = true
            tape.giveNotes(to: batch)
            for place in tape.head { tape.give(place, to: batch) }
        }
        while next < tape.pieces.count, !batch.isFull {
            let piece = tape.pieces[next]
            tape.give((piece.batch, piece.record), to: batch)
            if piece.controls > 0 {
                for control in tape.controls(of: next) { tape.give(control, to: batch) }
            }
            next += 1
        }
        return !batch.isEmpty
    }
}
