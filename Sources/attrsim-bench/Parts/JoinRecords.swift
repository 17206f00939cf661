import Streaming

/// A click or a checkout as a join sees it.
struct JoinRecord: BitwiseCopyable {
    /// Its event time.
    var time: Int64
    /// When it arrives.
    var arrival: Int64
    /// Its user's number.
    var key: UInt32
    /// Which stream it belongs to.
    var isClick: Bool
}

/// Two clicks to a checkout, in the order of their arrival, from a seed: a log without texts.
///
/// One record every 48 ms on average, each up to 10 s on its way. Of N users the first one has
/// 1/√N of all records, the others ever fewer.
enum JoinRecords {
    /// How many records, and of how many users.
    static func counts(_ size: BenchSize) -> (records: Int, users: Int) {
        let records = size.count(600_000)
        return (records, records / 60)
    }

    /// The records.
    static func make(_ size: BenchSize) -> [JoinRecord] {
        let (count, users) = counts(size)
        var random = RandomSequence(seed: 42, purpose: "bench.join")
        var time: Int64 = 1_710_892_800_000
        var records: [JoinRecord] = []
        for number in 0..<count {
            time += Int64(random.below(97))
            let share = random.unit()
            records.append(
                JoinRecord(
                    time: time, arrival: time + Int64(random.below(10_000)),
                    key: UInt32(Double(users) * share * share), isClick: number % 3 != 2))
        }
        // The sort is stable by the second key, so that the order is the same everywhere.
        let order = records.indices.sorted { a, b in
            (records[a].arrival, a) < (records[b].arrival, b)
        }
        return order.map { records[$0] }
    }
}

/// What a join has done.
struct JoinCounts {
    /// Checkouts and clicks that matched.
    var pairs: Int64 = 0
    /// Checkouts without a click.
    var pads: Int64 = 0
    /// The most clicks held at once.
    var clicksHeldMax = 0
    /// The most checkouts held at once.
    var checkoutsHeldMax = 0

    /// For the table.
    var counts: [Measurement.Count] {
        [
            .init(name: "pairs", value: pairs), .init(name: "pads", value: pads),
            .init(name: "clicks held", value: Int64(clicksHeldMax)),
            .init(name: "checkouts held", value: Int64(checkoutsHeldMax)),
        ]
    }
}
