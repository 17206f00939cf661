public import Streaming

/// The two topics of the shop, in the order in which they are processed at one arrival time.
public enum EventStream: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Touchpoints.
    case clicks = 0
    /// Conversions.
    case checkouts = 1

    /// The stream's name in logs, scenarios and results.
    public var name: String { self == .clicks ? "clicks" : "checkouts" }
}

/// What a line of a log says.
public enum RecordKind: UInt8, Sendable, BitwiseCopyable {
    /// A click or a checkout.
    case event
    /// The stream's watermark becomes ``EventRecord/eventTime``.
    case watermark
    /// The virtual clock moves to ``EventRecord/eventTime``.
    case processingTime
    /// The stream ends.
    case endOfStream
    /// A micro-batch boundary.
    case batch
    /// A partition, or with partition −1 the whole stream, stops to count.
    case idle
    /// A partition, or with partition −1 the whole stream, may count again.
    case active
    /// The job stops and starts again from what it saved.
    case restart
}

/// One line of a log as integers; its texts and numbers lie in the ``RecordBatch`` that holds it.
///
/// The texts follow one another from ``textStart`` in the order of ``lengths``; a length of
/// ``absent`` means NULL and takes no bytes. Behind them lie the record's ``RecordNumbers``.
public struct EventRecord: Sendable, BitwiseCopyable {
    /// The length that stands for NULL.
    public static let absent = UInt32.max
    /// How many texts a record can have; their places are declared in ``RecordField``.
    public static let textCount = 10

    /// When it happened. For a control record: the time that it names.
    public var eventTime = EventTime(milliseconds: 0)
    /// When it reaches the pipeline. For a control record: the previous record's, or
    /// ``ProcessingTime/beforeAll`` where there is none.
    public var arrivalTime = ProcessingTime(milliseconds: 0)
    /// The line in its file, from 1: the last resort of every order.
    public var line: Int64 = 0
    /// The place among the records of its stream as read, from 0, control records not counted.
    /// Copies that disorder injects keep it.
    public var index: UInt32 = 0
    /// The number of its join key: not the log's, but that of whoever reads it.
    public var key: UInt32 = 0
    /// Where a checkout's user is among the users that whoever reads it knows.
    public var userPlace: Int32 = 0
    /// 0 for a record as read, 1, 2, … for the copies that disorder injects.
    public var copy: UInt32 = 0
    /// The Kafka partition.
    public var partition: Int32 = 0
    /// The partition by which it is put in order: ``partition``, for a control record the
    /// previous record's, so that it stays right behind it.
    public var orderPartition: Int32 = 0
    /// Which topic. For a control record about the whole pipeline: the previous record's.
    public var stream = EventStream.clicks
    /// The stream by which it is put in order: ``stream``, for a control record the previous
    /// record's.
    public var orderStream = EventStream.clicks
    /// What the line is.
    public var kind = RecordKind.event
    /// Whether the line itself named its arrival time.
    public var hasOwnArrivalTime = false

    /// When it reached the pipeline, where its log says so.
    public var ownArrival: Int64? { hasOwnArrivalTime ? arrivalTime.milliseconds : nil }
    /// Whether disorder has shifted ``eventTime`` from what was read.
    public var isShifted = false
    /// Which of the ``RecordNumbers`` lie behind the texts, a bit a place.
    public var numbersPresent: UInt8 = 0

    /// The nanoseconds behind the millisecond of ``eventTime``, 0 … 999,999: they order records of one
    /// millisecond and nothing else.
    public var eventNanoseconds: UInt32 = 0
    /// Where the first text starts in the batch's bytes.
    public var textStart: UInt32 = 0
    /// Bytes of each text, by the places that ``RecordField`` declares for the record's stream.
    public var lengths = TextLengths(repeating: absent)

    /// A record of all defaults, for a reader to fill.
    public init() {
        lengths[0] = 0
        lengths[1] = 0
    }
}
