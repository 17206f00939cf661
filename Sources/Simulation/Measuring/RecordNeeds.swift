import EventLogs
import Streaming

/// What each record of a stream needs from the watermark's delay, by its place as read.
struct RecordNeeds {
    /// The need of a record that no delay can save.
    static let never = Int64.max

    private var needs: [Int64] = []
    private var times: [Int64] = []
    private var nanoseconds: [UInt32] = []
    private var keys: [UInt32] = []
    private var sources: [UInt32] = []
    /// Records that repeat an id: which record is the first of it.
    private(set) var firsts: [UInt32: UInt32] = [:]

    /// The record's need; ``never`` for one that never arrived.
    func need(_ place: Int) -> Int64 { place < needs.count ? needs[place] : Self.never }

    /// Takes in the need of a record or of a copy of it: the least of them counts.
    mutating func keepLeast(_ need: Int64, at place: Int) {
        while needs.count <= place { needs.append(Self.never) }
        needs[place] = min(needs[place], need)
    }

    /// Notes the event time and the join key of a record, and its source where it matters.
    mutating func setRecord(
        _ record: EventRecord, _ key: UInt32, source: UInt32 = 0, at place: Int
    ) {
        while times.count <= place {
            times.append(0)
            nanoseconds.append(0)
            keys.append(0)
            sources.append(0)
        }
        times[place] = record.eventTime.milliseconds
        nanoseconds[place] = record.eventNanoseconds
        keys[place] = key
        sources[place] = source
    }

    /// A record repeats the id of `first`: the least of their needs counts.
    ///
    /// - Returns: whether the two are alike.
    mutating func merge(_ place: Int, into first: Int) -> Bool {
        keepLeast(need(place), at: first)
        firsts[UInt32(place)] = UInt32(first)
        return times[place] == times[first] && nanoseconds[place] == nanoseconds[first]
            && keys[place] == keys[first] && sources[place] == sources[first]
    }
}
