import EventLogs
import Streaming

// What the reference engine writes down of each change.

extension ReferenceStage {
    /// Whether the changes of a checkout are written: whoever looks on wants those of a few.
    func writesChanges(of slot: Int32) -> Bool {
        guard writesChangelog, let probe = rows.probe else { return writesChangelog }
        return probe.wantsChanges(of: join.checkouts[slot].seq)
    }

    mutating func writePairs(
        _ slot: Int32, _ seq: Int64
    ) throws(SinkError) {
        var match = firstPair(of: slot)
        if match == ClickBuffer.none, isResult(match) {
            try rows.writeJoin(change("+I", slot, match, seq))
        }
        while match != ClickBuffer.none {
            try rows.writeJoin(change("+I", slot, match, seq))
            match = join.nextMatch(slot, after: match)
        }
    }

    /// A row of the attributed table's changelog, if the checkout has a row in the table.
    mutating func writeChange(
        _ op: StaticString, _ slot: Int32, _ click: Int32,
        _ seq: Int64
    ) throws(SinkError) {
        guard rules.hasRow(held[Int(slot)]) else { return }
        try rows.writeAttribution(change(op, slot, click, seq))
    }

    func change(
        _ op: StaticString, _ slot: Int32, _ click: Int32,
        _ seq: Int64
    ) -> ResultRows.Change {
        ResultRows.Change(
            op: op, checkoutSeq: join.checkouts[slot].seq, checkoutID: join.checkouts.id(slot),
            click: self.click(click), after: seq)
    }
}
