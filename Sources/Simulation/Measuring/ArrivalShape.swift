import EventLogs
import Streaming

/// What a run's records were like as they came: how late those of each stream, and when each
/// partition came how far. For the tables `record_lateness` and `partition_progress`.
///
/// Cost: some thirty instructions a record; memory follows the partitions, not the log.
struct ArrivalShape: ~Copyable {
    private(set) var clicks = StreamShape()
    private(set) var checkouts = StreamShape()

    /// A record arrives and meets its stream's watermark from before it, which goes by a delay of
    /// `wait`.
    @inline(__always)
    mutating func meet(
        _ record: EventRecord, _ watermark: Watermark, wait: Milliseconds, clock: ProcessingTime
    ) {
        if record.stream == .clicks {
            clicks.meet(record, watermark, wait: wait, clock: clock)
        } else {
            checkouts.meet(record, watermark, wait: wait, clock: clock)
        }
    }

    /// What it has found, clicks first.
    var found: [(stream: String, lateness: [LatenessCells.Cell], partitions: [PartitionCourse])] {
        [
            ("clicks", clicks.lateness.cells, clicks.partitions),
            ("checkouts", checkouts.lateness.cells, checkouts.partitions),
        ]
    }
}

/// The records of one stream as they came. The courses lie in memory of its own: a look at one of an
/// array takes as long as all that is noted of a record.
struct StreamShape: ~Copyable {
    /// How many records need which delay.
    private(set) var lateness = LatenessCells()
    private var courses: UnsafeMutablePointer<PartitionCourse>
    private var (count, capacity) = (0, 4)
    /// By number, once there are more than a few; only looked up.
    private var places: [Int32: Int] = [:]
    private static let few = 8
    /// The course of the last record's partition; anything while there is none.
    private var current: UnsafeMutablePointer<PartitionCourse>

    init() {
        courses = .allocate(capacity: 4)
        current = courses
    }

    deinit {
        courses.deinitialize(count: count)
        courses.deallocate()
    }

    /// By number.
    var partitions: [PartitionCourse] {
        Array(UnsafeBufferPointer(start: courses, count: count)).sorted { $0.number < $1.number }
    }

    @inline(__always)
    mutating func meet(
        _ record: EventRecord, _ watermark: Watermark, wait: Milliseconds, clock: ProcessingTime
    ) {
        let time = record.eventTime.milliseconds
        // The watermark that would be without a delay, less the time; no time is near an end.
        let need = watermark.isSet ? (watermark.rawValue &- time) &+ wait.count : 0
        lateness.add(watermark == .end ? .max : need)
        if count == 0 || current.pointee.number != record.partition {
            turn(to: record.partition)
        }
        current.pointee.meet(time, at: clock.milliseconds)
    }

    /// Finds the partition's course, or begins it.
    private mutating func turn(to number: Int32) {
        if count > Self.few {
            if let place = places[number] {
                current = courses + place
                return
            }
        } else {
            for place in 0..<count where courses[place].number == number {
                current = courses + place
                return
            }
        }
        if count == capacity {
            let moved = UnsafeMutablePointer<PartitionCourse>.allocate(capacity: 2 * capacity)
            moved.moveInitialize(from: courses, count: count)
            courses.deallocate()
            courses = moved
            capacity *= 2
        }
        current = courses + count
        current.initialize(to: PartitionCourse(number: number))
        count += 1
        if count == Self.few + 1 {
            for place in 0..<count { places[courses[place].number] = place }
        } else if count > Self.few {
            places[number] = count - 1
        }
    }
}

/// Counts records by the watermark delay that each needs in order not to be late: exact below 16 ms,
/// beyond that in eight cells for each doubling.
struct LatenessCells: ~Copyable {
    /// Records that need so many milliseconds, from and to, both included.
    typealias Cell = (from: Int64, to: Int64, records: Int64)

    private static let count = 16 + 60 * 8
    private let counts: UnsafeMutablePointer<Int64>
    /// Most records need nothing.
    private var inTime: Int64 = 0

    init() {
        counts = .allocate(capacity: Self.count)
        counts.initialize(repeating: 0, count: Self.count)
    }

    deinit { counts.deallocate() }

    /// Counts a record; one that needs less than nothing needs nothing.
    @inline(__always)
    mutating func add(_ need: Int64) {
        if need <= 0 { inTime &+= 1 } else { counts[Self.cell(of: need)] &+= 1 }
    }

    /// The cells with records, in order.
    var cells: [Cell] {
        (0..<Self.count).compactMap { cell in
            let records = cell == 0 ? inTime : counts[cell]
            if records == 0 { return nil }
            let from = Self.start(of: cell)
            let next = cell + 1 < Self.count ? Self.start(of: cell + 1) : .max
            return (from, next == .max ? .max : next - 1, records)
        }
    }

    @inline(__always)
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
        var records: Int64
        /// The largest event time of the partition so far.
        var latest: Int64
        /// The longest time between event and arrival.
        var delayMax: Int64
        /// The arrivals around its longest silence; `nil` with one record.
        var silence: (from: Int64, to: Int64)? {
            silenceLength < 0 ? nil : (silenceStart, silenceEnd)
        }
        private var silenceStart: Int64 = 0
        private var silenceEnd: Int64 = 0
        private var silenceLength: Int64 = -1

        fileprivate init(index: Int64, at clock: Int64, records: Int64, latest: Int64, delay: Int64)
        {
            self.index = index
            (first, last) = (clock, clock)
            self.records = records
            self.latest = latest
            delayMax = delay
        }

        @inline(__always)
        fileprivate mutating func noteSilence(from: Int64, to: Int64) {
            let length = to &- from
            if length > silenceLength {
                (silenceStart, silenceEnd, silenceLength) = (from, to, length)
            }
        }
    }

    /// The partition's number.
    let number: Int32
    /// The stretches before the one under way.
    private var closed: [Stretch] = []
    private var open = Stretch(index: 0, at: 0, records: 0, latest: 0, delay: 0)
    /// The clock from which on a record belongs to another stretch.
    private var boundary = Int64.min
    private var origin: Int64 = 0
    private var shift: Int64 = 0
    private var latest = Int64.min

    init(number: Int32) { self.number = number }

    /// In order.
    var stretches: [Stretch] { open.records > 0 ? closed + [open] : closed }

    /// A record of event time `time` arrives; the clock never goes back.
    @inline(__always)
    mutating func meet(_ time: Int64, at clock: Int64) {
        if time > latest { latest = time }
        let delayMax = clock &- time
        if clock >= boundary, start(at: clock, delayMax) { return }
        open.records &+= 1
        open.latest = latest
        if delayMax > open.delayMax { open.delayMax = delayMax }
        open.noteSilence(from: open.last, to: clock)
        open.last = clock
    }

    /// Another stretch begins, unless the one under way is longer by now.
    private mutating func start(at clock: Int64, _ delayMax: Int64) -> Bool {
        if open.records == 0 { origin = clock }
        var index = index(at: clock)
        while index >= Self.stretchesMax {
            halve()
            index = self.index(at: clock)
        }
        defer {
            let (length, tooLong) = (index + 1).multipliedReportingOverflow(by: 1 << shift)
            let (end, tooLate) = origin.addingReportingOverflow(length)
            boundary = tooLong || tooLate ? .max : end
        }
        if open.records > 0 {
            if open.index == index { return false }
            closed.append(open)
        }
        open = Stretch(index: index, at: clock, records: 1, latest: latest, delay: delayMax)
        return true
    }

    private func index(at clock: Int64) -> Int64 {
        let (since, overflow) = clock.subtractingReportingOverflow(origin)
        return (overflow ? .max : max(0, since)) >> shift
    }

    private mutating func halve() {
        shift += 1
        var merged: [Stretch] = []
        for var stretch in closed + [open] {
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
        open = merged.removeLast()
        closed = merged
    }
}
