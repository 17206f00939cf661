import EventLogs
import Streaming

/// What each record of a stream needs from the watermark's delay, by its place as read. Some 20 bytes
/// a record.
struct RecordNeeds: ~Copyable {
    /// The need of a record that no delay can save.
    static let never = Int64.max

    /// Needs in four bytes, ``unknown`` and ``far`` aside.
    private var needs = Blocks<UInt32>()
    private static let unknown = UInt32.max
    /// The mark of a need of 49 days or more.
    private static let far = UInt32.max - 1
    private var farNeeds: [UInt32: Int64] = [:]

    private var times = Blocks<Int64>()
    private var keys = Blocks<UInt32>()
    /// As far as some record has any.
    private var nanoseconds = Blocks<UInt32>()
    /// As far as it matters.
    private var sources = Blocks<UInt32>()
    /// Records that repeat an id: which record is the first of it.
    private(set) var firsts: [UInt32: UInt32] = [:]

    /// The record's need; ``never`` for one that never arrived.
    func need(_ place: Int) -> Int64 {
        guard place < needs.count else { return Self.never }
        switch needs[place] {
        case Self.unknown: return Self.never
        case Self.far: return farNeeds[UInt32(place)] ?? Self.never
        case let need: return Int64(need)
        }
    }

    /// A record's event time.
    func time(_ place: Int) -> Int64 { times[place] }

    /// A record's join key.
    func key(_ place: Int) -> UInt32 { keys[place] }

    /// Takes in the need of a record or of a copy of it: the least of them counts.
    ///
    /// - Returns: the least of those before.
    @discardableResult
    mutating func keepLeast(_ need: Int64, at place: Int) -> Int64 {
        while needs.count <= place { needs.append(Self.unknown) }
        let known = self.need(place)
        if need >= known { return known }
        if need < Int64(Self.far) {
            needs[place] = UInt32(need)
        } else {
            needs[place] = Self.far
            farNeeds[UInt32(place)] = need
        }
        return known
    }

    /// Notes the event time and the join key of a record, and its source where it matters.
    mutating func setRecord(
        _ record: EventRecord, _ key: UInt32, source: UInt32? = nil, at place: Int
    ) {
        while times.count <= place {
            times.append(0)
            keys.append(0)
        }
        times[place] = record.eventTime.milliseconds
        keys[place] = key
        if record.eventNanoseconds > 0 {
            while nanoseconds.count <= place { nanoseconds.append(0) }
            nanoseconds[place] = record.eventNanoseconds
        }
        if let source {
            while sources.count <= place { sources.append(0) }
            sources[place] = source
        }
    }

    /// A record repeats the id of `first`, whose need it shares from ``shareNeeds()`` on.
    ///
    /// - Returns: whether the two are alike.
    mutating func repeatID(_ place: Int, of first: Int) -> Bool {
        firsts[UInt32(place)] = UInt32(first)
        return times[place] == times[first] && keys[place] == keys[first]
            && Self.value(nanoseconds, place) == Self.value(nanoseconds, first)
            && Self.value(sources, place) == Self.value(sources, first)
    }

    /// All needs are known: of the records of one id the least counts, for the first of them.
    mutating func shareNeeds() {
        // The least of some is the same in any order.
        for (place, first) in firsts { keepLeast(need(Int(place)), at: Int(first)) }
    }

    private static func value(_ values: borrowing Blocks<UInt32>, _ place: Int) -> UInt32 {
        place < values.count ? values[place] : 0
    }
}
