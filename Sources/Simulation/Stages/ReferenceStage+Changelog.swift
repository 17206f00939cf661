import EventLogs
import Streaming

// What the reference engine writes down of each change.

extension ReferenceStage {
    /// Whether the changes of a checkout are written: whoever looks on wants those of a few.
    func writesChanges(of slot: Int32) -> Bool {
        guard results.writesChangelog, let probe = results.rows.probe else {
            return results.writesChangelog
        }
        return probe.wantsChanges(of: join.checkouts[slot].seq)
    }

    /// A checkout comes out with all its pairs, or without any.
    mutating func writePairs(_ slot: Int32, _ seq: Int64) throws(SinkError) {
        var match = firstPair(of: slot)
        if match == ClickBuffer.none, isResult(match) {
            try results.rows.writeJoin(change(.insert, slot, match, seq))
        }
        while match != ClickBuffer.none {
            try results.rows.writeJoin(change(.insert, slot, match, seq))
            match = join.nextMatch(slot, after: match)
        }
    }

    /// A checkout that is out gets one more pair, which may take the place of the row without any.
    mutating func writePair(
        _ slot: Int32, _ click: Int32, replacesPad: Bool, _ seq: Int64
    ) throws(SinkError) {
        try RowChange(from: replacesPad ? ClickBuffer.none : nil, to: click)
            .forEach { (kind, click) throws(SinkError) in
                try results.rows.writeJoin(change(kind, slot, click, seq))
            }
    }

    /// The rows of the attributed table's changelog where a checkout that has a row gets one with
    /// another click. `old`: `nil` where it has just come out.
    mutating func writeChanges(
        _ slot: Int32, from old: Int32?, to new: Int32, _ seq: Int64
    ) throws(SinkError) {
        guard results.rules.hasRow(held[Int(slot)]) else { return }
        try rows(from: old, to: new).forEach { (kind, click) throws(SinkError) in
            try results.rows.writeAttribution(change(kind, slot, click, seq))
        }
    }

    /// Of two clicks of a checkout, those whose rows come out of the join.
    func rows(from old: Int32?, to new: Int32) -> RowChange<Int32> {
        RowChange(from: old.flatMap { isResult($0) ? $0 : nil }, to: isResult(new) ? new : nil)
    }

    private func change(
        _ kind: RowKind, _ slot: Int32, _ click: Int32, _ seq: Int64
    ) -> ResultRows.Change {
        ResultRows.Change(
            kind: kind, checkoutSeq: join.checkouts[slot].seq, checkoutID: join.checkouts.id(slot),
            click: self.click(click), after: seq)
    }
}
