import Streaming
import Text

/// A few thousand records on their way, with the bytes of their texts.
///
/// A class, because it is handed from thread to thread and used again: one reference a batch,
/// none a record. Whoever holds it is its only user; that is what makes `@unchecked` true.
public final class RecordBatch: @unchecked Sendable {
    /// How many records a reader puts into a batch at most.
    public static let capacity = 4096

    /// The records in their order.
    @exclusivity(unchecked) public var records: [EventRecord] = []
    /// The texts of all records, see ``EventRecord/textStart``.
    @exclusivity(unchecked) public var text: [UInt8] = []
    /// Lines that were no records, where the reader was told to go on.
    public var rejected: [RejectedLine] = []
    /// Records that injected disorder took away, in the order in which that happened.
    public var dropped: [LostRecord] = []
    /// How often a change of the clocks had to be reckoned with.
    public var clockChanges = ClockChangeCounts()
    /// Rows that no stream takes.
    public var rowsSkipped = RowsSkipped()
    /// What rows were that hold no record.
    public var counts = RowCounts()
    /// Records that are no more, as the log says: for ``LatestVersions`` alone.
    var deleted: [DeletedRecord] = []
    /// How many bytes of the input the batch stands for: for the progress display.
    public var bytesRead = 0

    /// An empty batch.
    public init() {}

    /// Empties the batch and keeps its memory.
    public func removeAll() {
        records.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        rejected.removeAll(keepingCapacity: true)
        dropped.removeAll(keepingCapacity: true)
        clockChanges = ClockChangeCounts()
        rowsSkipped = RowsSkipped()
        counts = RowCounts()
        deleted.removeAll(keepingCapacity: true)
        bytesRead = 0
    }
}

/// How often a time without a zone fell on a change of the clocks.
public struct ClockChangeCounts: Sendable, Equatable {
    /// Times that the clocks skipped: they were moved forward by as much.
    public var inGap: Int64 = 0
    /// Times that came twice: the earlier one was taken.
    public var repeated: Int64 = 0

    /// None.
    public init() {}

    mutating func add(_ change: TimeZoneRules.ClockChange) {
        switch change {
        case .none: break
        case .gap: inGap += 1
        case .repeated: repeated += 1
        }
    }

    /// Adds others.
    public static func += (sum: inout Self, others: Self) {
        sum.inGap += others.inGap
        sum.repeated += others.repeated
    }
}

/// How many rows were left out because the scenario says that they are no records.
public struct RowsSkipped: Sendable, Hashable, BitwiseCopyable {
    /// Rows of the clicks' log.
    public var clicks: Int64 = 0
    /// Rows of the checkouts' log.
    public var checkouts: Int64 = 0
    /// Rows of one log of both streams.
    public var log: Int64 = 0

    /// None.
    public init() {}

    /// Whether there are none.
    public var isEmpty: Bool { clicks == 0 && checkouts == 0 && log == 0 }

    /// Adds others.
    public static func += (sum: inout RowsSkipped, others: RowsSkipped) {
        sum.clicks += others.clicks
        sum.checkouts += others.checkouts
        sum.log += others.log
    }
}

/// What the rows of a log were that hold no record.
public struct RowCounts: Sendable, Hashable {
    /// Messages without a payload, by which Kafka's compacted topics delete a key.
    public var tombstones: Int64 = 0
    /// Changes of rows that were records before.
    public var updates: Int64 = 0
    /// Deletions of rows that were records before.
    public var deletes: Int64 = 0
    /// Other operations of a database: a table emptied, a message.
    public var otherChanges: Int64 = 0
    /// Rows that are their file's header once more.
    public var headersRepeated: Int64 = 0
    /// Which of a dump's topics lines were of: bit n is the nth of ``TopicStreams/names``.
    var topicsSeen: UInt64 = 0
    /// At the end of a log: values of conditions that no row has.
    public internal(set) var misses: [SelectionMiss] = []

    /// None.
    public init() {}

    /// Adds others.
    public mutating func add(_ other: RowCounts) {
        tombstones += other.tombstones
        updates += other.updates
        deletes += other.deletes
        otherChanges += other.otherChanges
        headersRepeated += other.headersRepeated
        topicsSeen |= other.topicsSeen
        if !other.misses.isEmpty { misses += other.misses }
    }

    /// The topics of `topics`, as a scenario names them, that no line of the dump had.
    public func topicsUnseen(_ topics: [String: EventStream]) -> (unseen: [String], seen: [String])
    {
        let names = TopicStreams(topics).names.prefix(64).enumerated()
        func isSeen(_ place: Int) -> Bool { topicsSeen >> UInt64(place) & 1 == 1 }
        return (
            names.filter { topics[$1] != nil && !isSeen($0) }.map(\.element),
            names.filter { isSeen($0.offset) }.map(\.element)
        )
    }
}

/// A record that its log says is no more.
struct DeletedRecord: Sendable {
    var stream: EventStream
    var id: [UInt8]
    /// How many records of the batch stand before it.
    var place: Int
}

/// A line of a log that is no record.
public struct RejectedLine: Sendable {
    /// The file as the scenario names it.
    public var file: String
    /// The line, from 1.
    public var line: Int64
    /// What is wrong with it.
    public var reason: String
    /// The line itself, cut after 4,096 bytes, with U+FFFD for what is not UTF-8.
    public var raw: String

    /// A rejected line.
    public init(file: String, line: Int64, reason: String, raw: String) {
        self.file = file
        self.line = line
        self.reason = reason
        self.raw = raw
    }
}

/// A record, or an injected copy of one, that injected disorder took away.
public struct LostRecord: Sendable, Hashable, BitwiseCopyable {
    /// Which topic.
    public var stream: EventStream
    /// See ``EventRecord/index``.
    public var index: UInt32
    /// See ``EventRecord/copy``.
    public var copy: UInt32

    /// A record that never arrives.
    public init(stream: EventStream, index: UInt32, copy: UInt32) {
        self.stream = stream
        self.index = index
        self.copy = copy
    }
}

/// Gives the records of a log (or of a generator) in its own order, a batch at a time.
public protocol RecordSource: AnyObject, Sendable {
    /// Empties `batch` and fills it with the next records.
    ///
    /// - Returns: `false` at the end, with an empty batch. Before, a batch may hold no records:
    ///   rejected lines or dropped records alone, or nothing but ``RecordBatch/bytesRead``.
    /// - Throws: the first line that is no record, unless bad records are skipped, and failures
    ///   of the system.
    func read(into batch: RecordBatch) throws(LogError) -> Bool
}
