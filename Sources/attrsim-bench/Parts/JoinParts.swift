import Streaming

/// The joins on their own, driven by times and keys alone: all pairs, and those that decide about
/// the first click.
enum JoinParts {
    /// Every engine.
    static let all: [Part] =
        [
            part("reference, all pairs") { driveReference($0, listing: .all) },
            part("reference, first click") { driveReference($0, listing: firstClick) },
        ]
        + engine("flink-sql") { (records, listing) in
            drive(FlinkSQLJoin(bounds: bounds, isLeft: true), records, listing)
        }
        + engine("flink-datastream, inner") { (records, listing) in
            drive(FlinkDataStreamJoin(bounds: bounds), records, listing)
        }
        + engine("kafka-streams") { (records, listing) in
            drive(KafkaStreamsJoin(bounds: bounds, isLeft: true, grace: delay), records, listing)
        }
        + engine("spark") { (records, listing) in
            drive(
                SparkJoin(
                    bounds: bounds, isLeft: true, clicksDelay: delay, checkoutsDelay: delay),
                records, listing)
        }
        + engine("pathway") { (records, listing) in
            drive(PathwayJoin(reach: JoinReach(bounds), cutoff: bounds.lookback), records, listing)
        }
        + engine("quixstreams") { (records, listing) in
            drive(
                QuixStreamsJoin(.interval, backward: bounds.lookback, grace: bounds.lookback),
                records, listing)
        }

    /// What all joins are told.
    static let bounds = JoinBounds(lookback: Milliseconds(3_600_000))
    /// How long watermarks wait.
    static let delay = Milliseconds(15_000)
    private static let firstClick = PairListing.ends(first: true, last: false)

    private static func engine(
        _ name: String, _ run: @escaping @Sendable ([JoinRecord], PairListing) -> JoinCounts
    ) -> [Part] {
        [
            part("\(name), all pairs") { run($0, .all) },
            part("\(name), first click") { run($0, firstClick) },
        ]
    }

    private static func part(
        _ name: String, _ run: @escaping @Sendable ([JoinRecord]) -> JoinCounts
    ) -> Part {
        Part(name: name) { (input) throws(BenchFailure) in
            let records = JoinRecords.make(input.size)
            return try Stopwatch.measure { (Int64(records.count), run(records).counts) }
        }
    }
}
