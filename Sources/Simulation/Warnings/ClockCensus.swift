import EventLogs
import Streaming
import Text

/// Looks for single records whose clock is far ahead: each moves its stream's watermark past all that
/// comes behind it, and no delay that is worth having would wait for that.
///
/// Cost: two comparisons a record; nothing where watermarks do not follow from records.
struct ClockCensus: ~Copyable {
    /// A clock that is less ahead is no news.
    private static let leastAhead: Int64 = 60_000
    /// Beyond so many partitions nobody looks.
    private static let lanesMax = 256

    private struct Lane {
        var stream: EventStream
        var partition: Int32
        var steps = TimeSteps(atLeast: ClockCensus.leastAhead)
    }

    private let isWanted: Bool
    private var lanes: [Lane] = []
    /// By stream: the place of the lane of its last record.
    private var last = [0, 0]

    init(_ configuration: RunConfiguration) {
        isWanted =
            [configuration.clicksWatermark, configuration.checkoutsWatermark]
            .allSatisfy { $0.strategy == .bounded }
    }

    /// Takes in what was read, before any disorder.
    mutating func read(_ batch: RecordBatch) {
        guard isWanted else { return }
        batch.records.withUnsafeBufferPointer { records in
            for record in records where record.kind == .event { note(record) }
        }
    }

    @inline(__always)
    private mutating func note(_ record: EventRecord) {
        let stream = Int(record.stream.rawValue)
        var place = last[stream]
        if place >= lanes.count || lanes[place].partition != record.partition
            || lanes[place].stream != record.stream
        {
            guard let found = lane(of: record) else { return }
            place = found
            last[stream] = found
        }
        lanes[place].steps.note(
            record.eventTime.milliseconds, line: record.line, arrival: record.ownArrival)
    }

    private mutating func lane(of record: EventRecord) -> Int? {
        let known = lanes.firstIndex {
            $0.partition == record.partition && $0.stream == record.stream
        }
        if let known { return known }
        guard lanes.count < Self.lanesMax else { return nil }
        lanes.append(Lane(stream: record.stream, partition: record.partition))
        return lanes.count - 1
    }

    /// The clocks that are ahead, where records came too late.
    func warnings(_ counts: RunCounts, _ places: LogPlaces) -> [String] {
        lanes.compactMap { lane in
            guard counts[lane.stream].late > 0,
                let step = lane.steps.largest.first(where: \.isClockAhead)
            else { return nil }
            let partitions = lanes.count { $0.stream == lane.stream }
            let of = partitions > 1 ? " of partition \(lane.partition)" : ""
            return "\(lane.stream.name): the clock of one record\(of) "
                + "(\(PrintableText.escaping(places.words(lane.stream, step.line)))) is ahead: "
                + "\(TimeText.text(EventTime(milliseconds: step.end))) is "
                + "\(TimeText.duration(milliseconds: step.length)) after all before it, and "
                + "\(step.returns) of the \(step.followers) records behind it are back before the "
                + "middle of that. It alone moves the watermark as far. Hint: mend it or leave it "
                + "out (\"where\"); a delay that waits for it would hold all results as long."
        }
    }
}
