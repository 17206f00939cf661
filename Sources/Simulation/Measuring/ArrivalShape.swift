import EventLogs
import Streaming

/// What a run's records were like as they came: how late those of each stream, and when each
/// partition came how far. For the tables `record_lateness` and `partition_progress`.
///
/// Cost: some nanoseconds a record; memory follows the partitions, not the log.
struct ArrivalShape {
    private(set) var clicks = StreamShape()
    private(set) var checkouts = StreamShape()

    /// A record arrives and meets its stream's watermark from before it, which goes by a delay of
    /// `wait`.
    mutating func meet(
        _ record: EventRecord, _ watermark: Watermark, wait: Milliseconds, clock: ProcessingTime
    ) {
        if record.stream == .clicks {
            clicks.meet(record, watermark, wait, clock)
        } else {
            checkouts.meet(record, watermark, wait, clock)
        }
    }
}

/// The records of one stream as they came.
struct StreamShape {
    /// How many records need which delay.
    private(set) var lateness = LatenessCells()
    /// In the order of their first records.
    private(set) var partitions: [PartitionCourse] = []
    private var place = 0

    fileprivate mutating func meet(
        _ record: EventRecord, _ watermark: Watermark, _ wait: Milliseconds,
        _ clock: ProcessingTime
    ) {
        let time = record.eventTime.milliseconds
        if watermark.isSet {
            let (behind, overflow) = (watermark - Milliseconds(0 - wait.count)).rawValue
                .subtractingReportingOverflow(time)
            lateness.add(overflow ? .max : behind)
        } else {
            lateness.add(0)
        }
        if place >= partitions.count || partitions[place].number != record.partition {
            if let found = partitions.firstIndex(where: { $0.number == record.partition }) {
                place = found
            } else {
                place = partitions.count
                partitions.append(PartitionCourse(number: record.partition))
            }
        }
        partitions[place].meet(time, at: clock.milliseconds)
    }
}

/// Counts records by the watermark delay that each needs in order not to be late: exact below 16 ms,
/// beyond that in eight cells for each doubling.
struct LatenessCells {
    private var counts = [Int64](repeating: 0, count: 16 + 60 * 8)

    /// Counts a record; one that needs less than nothing needs nothing.
    mutating func add(_ need: Int64) { counts[need <= 0 ? 0 : Self.cell(of: need)] += 1 }

    /// The cells with records, in order: from and to in milliseconds, both included.
    var cells: [(from: Int64, to: Int64, records: Int64)] {
        counts.indices.filter { counts[$0] > 0 }.map { cell in
            let from = Self.start(of: cell)
            let next = cell + 1 < counts.count ? Self.start(of: cell + 1) : .max
            return (from, next == .max ? .max : next - 1, counts[cell])
        }
    }

    private static func cell(of need: Int64) -> Int {
        if need < 16 { return Int(need) }
        let bits = 63 - need.leadingZeroBitCount
        return 16 + (bits - 4) * 8 + (Int(truncatingIfNeeded: need >> Int64(bits - 3)) & 7)
    }

    private static func start(of cell: Int) -> Int64 {
        if cell < 16 { return Int64(cell) }
        let (bits, eighth) = ((cell - 16) / 8 + 4, Int64((cell - 16) % 8))
        return bits > 62 ? .max : (8 + eighth) << Int64(bits - 3)
    }
}

/// The records of a partition along the virtual clock, in at most ``PartitionCourse/stretchesMax``
/// stretches; of each its longest silence is kept, and between two stretches lies another.
struct PartitionCourse {
    /// The most stretches.
    static let stretchesMax = 256

    /// A stretch of the clock in which records came.
    struct Stretch {
        /// Its place among the spans that the clock is cut into.
        fileprivate var index: Int64
        /// The arrival of its first record.
        var first: Int64
        /// The arrival of its last record.
        var last: Int64
        var records: Int64 = 1
        /// The largest event time of the partition so far.
        var latest: Int64
        /// The longest time between event and arrival.
        var delayMax: Int64
        /// The arrivals around its longest silence; `nil` with one record.
        var silence: (from: Int64, to: Int64)?

        fileprivate mutating func noteSilence(from: Int64, to: Int64) {
            if let silence, silence.to &- silence.from >= to &- from { return }
            silence = (from, to)
        }
    }

    /// The partition's number.
    let number: Int32
    /// In order.
    private(set) var stretches: [Stretch] = []
    private var origin: Int64 = 0
    private var shift: Int64 = 0
    private var latest = Int64.min

    init(number: Int32) { self.number = number }

    /// A record of event time `time` arrives; the clock never goes back.
    mutating func meet(_ time: Int64, at clock: Int64) {
        if time > latest { latest = time }
        if stretches.isEmpty { origin = clock }
        let (delay, overflow) = clock.subtractingReportingOverflow(time)
        let delayMax = overflow ? (clock < 0 ? .min : .max) : delay
        var index = index(at: clock)
        while index >= Self.stretchesMax {
            halve()
            index = self.index(at: clock)
        }
        let end = stretches.count - 1
        guard end >= 0, stretches[end].index == index else {
            stretches.append(
                Stretch(
                    index: index, first: clock, last: clock, latest: latest, delayMax: delayMax))
            return
        }
        stretches[end].records += 1
        stretches[end].latest = latest
        if delayMax > stretches[end].delayMax { stretches[end].delayMax = delayMax }
        if clock != stretches[end].last || stretches[end].silence == nil {
            stretches[end].noteSilence(from: stretches[end].last, to: clock)
            stretches[end].last = clock
        }
    }

    private func index(at clock: Int64) -> Int64 {
        let (since, overflow) = clock.subtractingReportingOverflow(origin)
        return (overflow ? .max : max(0, since)) >> shift
    }

    private mutating func halve() {
        shift += 1
        var merged: [Stretch] = []
        for var stretch in stretches {
            stretch.index >>= 1
            guard let end = merged.indices.last, merged[end].index == stretch.index else {
                merged.append(stretch)
                continue
            }
            merged[end].noteSilence(from: merged[end].last, to: stretch.first)
            if let silence = stretch.silence {
                merged[end].noteSilence(from: silence.from, to: silence.to)
            }
            merged[end].records += stretch.records
            merged[end].last = stretch.last
            merged[end].latest = stretch.latest
            merged[end].delayMax = max(merged[end].delayMax, stretch.delayMax)
        }
        stretches = merged
    }
}
