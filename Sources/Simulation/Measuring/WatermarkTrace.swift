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

    private var courses = Series.allCases.map { _ in WatermarkCourse() }

    /// Takes an advance in, behind all those of its series.
    mutating func add(_ advance: Advance) { courses[advance.series.rawValue].add(advance) }

    /// What was kept, by seq; within a step clicks, checkouts, join.
    var advances: [Advance] {
        courses.flatMap(\.advances).enumerated().sorted { a, b in
            (a.element.seq, a.element.series.rawValue, a.offset)
                < (b.element.seq, b.element.series.rawValue, b.offset)
        }.map(\.element)
    }
}

/// The advances of one watermark: all of them, or of more than ``WatermarkCourse/limit`` those that
/// a picture needs.
///
/// A long course is cut into at most ``WatermarkCourse/bucketsMax`` buckets of equal spans of the
/// virtual clock. Each keeps its first and its last advance, the two that are farthest behind and
/// nearest to the clock, and both ends of its longest gap. So the ends of every gap that is longer
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
    private var buckets: [Bucket] = []
    /// The clock at the start of the first bucket.
    private var origin: Int64 = 0
    /// A bucket is 2 to this power milliseconds of the clock long.
    private var shift: Int64 = 0
    private var count: Int64 = 0

    /// What is kept of a bucket, each advance with its number.
    private struct Bucket {
        typealias Numbered = (number: Int64, advance: Advance)

        var index: Int64
        var first: Numbered
        var last: Numbered
        var nearest: Numbered
        var farthest: Numbered
        var gap: (from: Numbered, to: Numbered)?
        var gapLength: Int64 = -1

        init(_ advance: Numbered, index: Int64) {
            self.index = index
            (first, last, nearest, farthest) = (advance, advance, advance, advance)
        }

        mutating func add(_ next: Numbered) {
            note(from: last, to: next)
            let distance = next.advance.distance
            if distance < nearest.advance.distance { nearest = next }
            if distance > farthest.advance.distance { farthest = next }
            last = next
        }

        /// The bucket right behind this one becomes a part of it.
        mutating func merge(_ next: Bucket) {
            note(from: last, to: next.first)
            if let gap = next.gap, next.gapLength > gapLength {
                (self.gap, gapLength) = (gap, next.gapLength)
            }
            if next.nearest.advance.distance < nearest.advance.distance { nearest = next.nearest }
            if next.farthest.advance.distance > farthest.advance.distance {
                farthest = next.farthest
            }
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
        if buckets.isEmpty {
            if all.count < Self.limit { return all.append(advance) }
            origin = all[0].clock.milliseconds
            for one in all { sort(one) }
            all = []
        }
        sort(advance)
    }

    private mutating func sort(_ advance: Advance) {
        defer { count += 1 }
        var index = self.index(of: advance)
        while index >= Self.bucketsMax {
            halve()
            index = self.index(of: advance)
        }
        if let last = buckets.indices.last, buckets[last].index == index {
            buckets[last].add((count, advance))
        } else {
            buckets.append(Bucket((count, advance), index: index))
        }
    }

    private func index(of advance: Advance) -> Int64 {
        // Before everything stands with the first; a clock never goes back.
        let (since, overflow) = advance.clock.milliseconds.subtractingReportingOverflow(origin)
        return (overflow ? .max : max(0, since)) >> shift
    }

    /// Makes buckets twice as long.
    private mutating func halve() {
        shift += 1
        var merged: [Bucket] = []
        merged.reserveCapacity(Self.bucketsMax)
        for var bucket in buckets {
            bucket.index >>= 1
            if let last = merged.indices.last, merged[last].index == bucket.index {
                merged[last].merge(bucket)
            } else {
                merged.append(bucket)
            }
        }
        buckets = merged
    }

    /// What was kept, in order.
    var advances: [Advance] { buckets.isEmpty ? all : buckets.flatMap(\.kept) }

    /// How long a bucket is, in milliseconds; 0 while all advances are kept.
    var bucketLength: Int64 { buckets.isEmpty ? 0 : 1 << shift }
}

extension WatermarkTrace.Advance {
    /// How far the watermark is behind the clock; what is no time has no distance.
    fileprivate var distance: Int64 {
        if watermark == .unset || watermark == .end || clock == .beforeAll { return 0 }
        return clock.milliseconds.subtractingReportingOverflow(watermark.rawValue).partialValue
    }
}
