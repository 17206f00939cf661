extension KeyedBuffer {
    /// Each key's list is in order, linked both ways, and together they hold all records.
    func checkInvariants() {
        var counted = 0
        let held = inOrder()
        for key in Set(held.map(\.key)) {
            var previous = Self.none
            var slot = first(of: key)
            while slot != Self.none {
                precondition(self[slot].key == key, "a record in another key's list")
                precondition(self[slot].previous == previous, "a broken link")
                if previous != Self.none {
                    let earlier = self[previous]
                    let later = self[slot]
                    precondition(
                        (earlier.time, earlier.number) < (later.time, later.number),
                        "records out of order")
                }
                counted += 1
                previous = slot
                slot = self[slot].next
            }
        }
        precondition(counted == count && held.count == count, "records without a list")
    }

    /// Where a record that is held lies. Cost: its key's records.
    func slot(of entry: Entry) -> Int32 {
        var slot = first(of: entry.key)
        while slot != Self.none, self[slot].number != entry.number { slot = self[slot].next }
        return slot
    }
}
