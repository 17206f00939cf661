import Streaming

/// Keeps the advances of the watermarks for the result: all of a short run, of a long one a sample
/// in which no stall and no extreme is lost.
struct WatermarkTrace {
    /// Whose watermark advanced.
    enum Series: Int, CaseIterable {
        case clicks, checkouts, join
        var name: String { ["clicks", "checkouts", "join"][rawValue] }
    }

    /// An advance.
    struct Advance {
        var seq: Int64
        var clock: ProcessingTime
        var series: Series
        var partition: Int32?
        var latest: EventTime?
        var watermark: Watermark
    }

    private var clicks = WatermarkCourse()
    private var checkouts = WatermarkCourse()
    private var join = WatermarkCourse()

    /// Takes an advance in, behind all those of its series.
    mutating func add(_ advance: Advance) {
        switch advance.series {
        case .clicks: clicks.add(advance)
        case .checkouts: checkouts.add(advance)
        case .join: join.add(advance)
        }
    }

    /// What was kept, by seq; within a step clicks, checkouts, join.
    var advances: [Advance] {
        [clicks, checkouts, join].flatMap(\.advances).enumerated().sorted { a, b in
            (a.element.seq, a.element.series.rawValue, a.offset)
                < (b.element.seq, b.element.series.rawValue, b.offset)
        }.map(\.element)
    }

    /// The greatest lags of the watermarks whose advances are a sample, clicks, checkouts, join.
    var lags: [(series: Series, lag: WatermarkLag)] {
        Series.allCases.flatMap { series in
            [clicks, checkouts, join][series.rawValue].lags.map { (series, $0) }
        }
    }

    /// Where each watermark stood still for much longer than usual; `end` is the clock at the end.
    func stalls(until end: ProcessingTime) -> [(series: Series, stall: WatermarkStall)] {
        Series.allCases.flatMap { series in
            [clicks, checkouts, join][series.rawValue].stalls(until: end).map { (series, $0) }
        }
    }
}

/// How far a watermark was behind the clock, right before an advance.
struct WatermarkLag: Equatable {
    /// The clock at the advance.
    var clock: Int64
    /// In milliseconds.
    var lag: Int64
}

/// A time in which a watermark stood still.
struct WatermarkStall: Equatable {
    /// The clock at the advance before it.
    var from: Int64
    /// The clock at the advance behind it.
    var to: Int64
    /// Where it stood.
    var watermark: Int64

    var length: Int64 { to.subtractingReportingOverflow(from).partialValue }
}

/// The advances of one watermark: all of them, or of more than ``WatermarkCourse/limit`` those that
/// a picture needs.
///
/// A long course is cut into at most ``WatermarkCourse/bucketsMax`` buckets of equal spans of the
/// virtual clock. Each keeps its first and its last advance, the two that are farthest behind and
/// nearest to the clock, both ends of its longest gap, and how far the watermark was behind right before
/// an advance at most: between two advances it falls back as the clock goes on. So the ends of every gap that is longer
/// than a bucket are kept, and of every bucket the extremes; two buckets merge without loss.
///
/// Cost: a few comparisons an advance; six advances a bucket.
struct WatermarkCourse {
    typealias Advance = WatermarkTrace.Advance

    /// As many advances are all kept.
    static let limit = 4096
    /// The most buckets; six times as many advances are kept at most.
    static let bucketsMax = 512

    private var all: [Advance] = []
    /// The buckets before the one that is filled now.
    private var closed: [Bucket] = []
    private var open = Bucket(
        (
            0,
            Advance(
                seq: 0, clock: .beforeAll, series: .join, partition: nil, latest: nil,
                watermark: .unset)
        ), index: -1)
    /// The clock from which on an advance belongs to another bucket.
    private var boundary = Int64.min
    /// The clock at the start of the first bucket.
    private var origin: Int64 = 0
    /// A bucket is 2 to this power milliseconds of the clock long.
    private var shift: Int64 = 0
    /// How many advances there were.
    private var count: Int64 = 0
    /// The clock at the first advance.
    private var start: Int64 = 0
    /// The longest gaps so far, in no order.
    private var longest: [WatermarkStall] = []
    /// What is no longer than this is not among them.
    private var longestLeast: Int64 = 0

    /// The most stalls.
    static let stallsMax = 32
    /// A stall is so many times as long as the gap between two advances is on average.
    static let stallFactor: Int64 = 20

    /// What is kept of a bucket, each advance with its number.
    private struct Bucket {
        typealias Numbered = (number: Int64, advance: Advance)

        var index: Int64
        var first: Numbered
        var last: Numbered
        var nearest: Numbered
        var farthest: Numbered
        var nearestDistance: Int64
        var farthestDistance: Int64
        var gap: (from: Numbered, to: Numbered)?
        var gapLength: Int64 = -1
        /// The greatest lag right before an advance, and the clock there; none so far at `.min`.
        var peak = WatermarkLag(clock: .min, lag: .min)

        init(_ advance: Numbered, index: Int64, behind before: Numbered? = nil) {
            self.index = index
            (first, last, nearest, farthest) = (advance, advance, advance, advance)
            nearestDistance = advance.advance.distance
            farthestDistance = nearestDistance
            if let before { meet(before.advance.watermark, at: advance.advance.clock.milliseconds) }
        }

        /// The clock comes to an advance from `watermark`. An unset one is no lag: less than nothing.
        @inline(__always)
        private mutating func meet(_ watermark: Watermark, at clock: Int64) {
            let lag = clock &- watermark.rawValue
            if lag > peak.lag { peak = WatermarkLag(clock: clock, lag: lag) }
        }

        @inline(__always)
        mutating func add(_ next: Numbered) {
            let length = next.advance.clock.milliseconds &- last.advance.clock.milliseconds
            if length > gapLength { note(from: last, to: next) }
            meet(last.advance.watermark, at: next.advance.clock.milliseconds)
            let distance = next.advance.distance
            if distance < nearestDistance { (nearest, nearestDistance) = (next, distance) }
            if distance > farthestDistance { (farthest, farthestDistance) = (next, distance) }
            last = next
        }

        /// The bucket right behind this one becomes a part of it.
        mutating func merge(_ next: Bucket) {
            note(from: last, to: next.first)
            if let gap = next.gap, next.gapLength > gapLength {
                (self.gap, gapLength) = (gap, next.gapLength)
            }
            if next.nearestDistance < nearestDistance {
                (nearest, nearestDistance) = (next.nearest, next.nearestDistance)
            }
            if next.farthestDistance > farthestDistance {
                (farthest, farthestDistance) = (next.farthest, next.farthestDistance)
            }
            if next.peak.lag > peak.lag { peak = next.peak }
            last = next.last
        }

        private mutating func note(from: Numbered, to: Numbered) {
            let length =
                to.advance.clock.milliseconds &- from.advance.clock.milliseconds
            if length > gapLength { (gap, gapLength) = ((from, to), length) }
        }

        /// Each advance once, in order.
        var kept: [Advance] {
            var numbered = [first, last, nearest, farthest]
            if let gap { numbered += [gap.from, gap.to] }
            numbered.sort { $0.number < $1.number }
            return numbered.indices.filter {
                $0 == 0 || numbered[$0].number != numbered[$0 - 1].number
            }.map { numbered[$0].advance }
        }
    }

    /// Takes an advance in; its clock is not before that of the one before.
    mutating func add(_ advance: Advance) {
        count += 1
        let clock = advance.clock.milliseconds
        // Nearly all of a long course belong to the bucket that is filled.
        if clock < boundary {
            if clock &- open.last.advance.clock.milliseconds > longestLeast {
                noteGap(from: open.last.advance, to: clock)
            }
            return open.add((count, advance))
        }
        if let last = open.index >= 0 ? open.last.advance : all.last {
            noteGap(from: last, to: clock)
        } else {
            start = clock
        }
        guard count > Self.limit else { return all.append(advance) }
        if !all.isEmpty {
            origin = start
            for (number, one) in all.enumerated() { sort(one, number: Int64(number + 1)) }
            all = []
        }
        sort(advance, number: count)
    }

    private mutating func noteGap(from: Advance, to: Int64) {
        let gap = WatermarkStall(
            from: from.clock.milliseconds, to: to, watermark: from.watermark.rawValue)
        guard gap.length > longestLeast, from.clock != .beforeAll else { return }
        longest.append(gap)
        guard longest.count == 2 * Self.stallsMax else { return }
        sortLongest()
        longestLeast = longest[longest.count - 1].length
    }

    private mutating func sortLongest() {
        longest = Array(
            longest.sorted { ($1.length, $0.from) < ($0.length, $1.from) }.prefix(Self.stallsMax))
    }

    /// The longest times without an advance, in order: a second or more and far longer than usual, or,
    /// where hardly anything advanced, a quarter of the whole.
    func stalls(until end: ProcessingTime) -> [WatermarkStall] {
        guard count > 1, let last = open.index >= 0 ? open.last.advance : all.last else {
            return []
        }
        var all = self
        // Behind the end of a stream there is nothing to wait for.
        if last.watermark != .end { all.noteGap(from: last, to: end.milliseconds) }
        all.sortLongest()
        let usual =
            last.clock.milliseconds.subtractingReportingOverflow(start)
            .partialValue / max(1, count - 1)
        let (limit, overflow) = usual.multipliedReportingOverflow(by: Self.stallFactor)
        let (span, isBeyond) = end.milliseconds.subtractingReportingOverflow(start)
        let quarter = count < 3 || isBeyond ? Int64.max : max(2000, span / 4)
        return all.longest.filter {
            $0.length >= max(1000, overflow ? .max : limit) || $0.length >= quarter
        }.sorted { $0.from < $1.from }
    }

    private mutating func sort(_ advance: Advance, number: Int64) {
        var index = self.index(of: advance)
        while index >= Self.bucketsMax {
            halve()
            index = self.index(of: advance)
        }
        if open.index == index {
            open.add((number, advance))
        } else {
            let before = open.index >= 0 ? open.last : nil
            if open.index >= 0 { closed.append(open) }
            open = Bucket((number, advance), index: index, behind: before)
        }
        setBoundary(index)
    }

    private mutating func setBoundary(_ index: Int64) {
        let (length, tooLong) = (index + 1).multipliedReportingOverflow(by: 1 << shift)
        let (end, tooLate) = origin.addingReportingOverflow(length)
        boundary = tooLong || tooLate ? .max : end
    }

    private func index(of advance: Advance) -> Int64 {
        // Before everything stands with the first; a clock never goes back.
        let (since, overflow) = advance.clock.milliseconds.subtractingReportingOverflow(origin)
        return (overflow ? .max : max(0, since)) >> shift
    }

    /// Makes buckets twice as long.
    private mutating func halve() {
        shift += 1
        if open.index >= 0 { closed.append(open) }
        var merged: [Bucket] = []
        merged.reserveCapacity(Self.bucketsMax)
        for var bucket in closed {
            bucket.index >>= 1
            if let last = merged.indices.last, merged[last].index == bucket.index {
                merged[last].merge(bucket)
            } else {
                merged.append(bucket)
            }
        }
        if let last = merged.popLast() { open = last }
        closed = merged
    }

    /// What was kept, in order.
    var advances: [Advance] { open.index >= 0 ? (closed + [open]).flatMap(\.kept) : all }

    /// The greatest lag of each bucket, and those at the ends of gaps that are longer than a bucket;
    /// none while all advances are kept, which say it themselves.
    var lags: [WatermarkLag] {
        if open.index < 0 { return [] }
        let kept = advances
        let gaps = zip(kept, kept.dropFirst()).compactMap { from, to -> WatermarkLag? in
            let length = to.clock.milliseconds &- from.clock.milliseconds
            guard length > bucketLength, from.watermark != .unset else { return nil }
            let clock = to.clock.milliseconds
            return WatermarkLag(clock: clock, lag: clock &- from.watermark.rawValue)
        }
        let peaks = (closed + [open]).map(\.peak).filter { $0.lag > .min && $0.clock > .min }
        return (peaks + gaps.filter { !peaks.contains($0) }).enumerated().sorted { a, b in
            (a.element.clock, a.element.lag, a.offset) < (b.element.clock, b.element.lag, b.offset)
        }.map(\.element)
    }

    /// How long a bucket is, in milliseconds; 0 while all advances are kept.
    var bucketLength: Int64 { open.index < 0 ? 0 : 1 << shift }
}

extension WatermarkTrace.Advance {
    /// How far the watermark is behind the clock; what is no time has no distance.
    @inline(__always)
    fileprivate var distance: Int64 {
        if watermark == .unset || watermark == .end { return 0 }
        return clock.milliseconds &- watermark.rawValue
    }
}
