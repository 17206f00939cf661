extension KafkaStreamsJoin {
    /// A pad that had been held.
    struct HeldRow: BitwiseCopyable {
        /// Its place among the rows.
        var row: Int
        var time: EventTime
        var key: UInt32
    }

    /// Puts held checkouts of one event time that came out together in the order of their keys.
    ///
    /// Kafka keeps what it holds by (event time, side, the key's bytes, arrival).
    public mutating func orderTies(_ keyPrecedes: (_ first: UInt32, _ second: UInt32) -> Bool) {
        for start in heldRows.indices.dropFirst() {
            var place = start
            while place > 0, isTie(place - 1),
                keyPrecedes(heldRows[place].key, heldRows[place - 1].key)
            {
                let row = heldRows[place].row
                output.rows.swapAt(row, row - 1)
                let key = heldRows[place].key
                heldRows[place].key = heldRows[place - 1].key
                heldRows[place - 1].key = key
                place -= 1
            }
        }
    }

    /// Whether a held row and the next are neighbours of one event time.
    private func isTie(_ place: Int) -> Bool {
        heldRows[place].time == heldRows[place + 1].time
            && heldRows[place].row + 1 == heldRows[place + 1].row
    }
}

extension KafkaStreamsJoin {
    /// What the engine goes by now.
    public var moment: EngineMoment {
        EngineMoment(
            time: Watermark(rawValue: streamTime),
            clicksLimit: clicks.earliestFetched.milliseconds,
            checkoutsLimit: checkouts.earliestFetched.milliseconds)
    }
}
