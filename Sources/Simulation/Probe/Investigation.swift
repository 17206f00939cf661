import EventLogs
public import Streaming

/// What a replay found out about a few records: the whole life of all records of their users, in
/// the stream run and in its truth.
public struct Investigation: Sendable {
    /// What one of the two runs did.
    public struct Run: Sendable {
        /// The records that arrived, and those that were lost on their way (without a seq), by seq.
        public var records: [ProbedRecord] = []
        /// The changes that concern them, in order.
        public var changes: [ProbedChange] = []
        /// The clicks that an outer join put out without a checkout, and after which step.
        public var unmatchedClicks: [(clickSeq: Int64, after: ProbedMoment)] = []
        /// The final rows of the attributed table: checkout and click.
        public var rows: [(checkoutSeq: Int64, clickSeq: Int64?)] = []
        /// What each model gives away, the primary one's first.
        public var credits: [ProbedCredit] = []
        /// The refunds that concern them, in the order of their arrival.
        public var refunds: [ProbedRefund] = []
        /// The watermarks after the last record, before the streams ended.
        public var end = ProbedMoment()
        /// The partitions after the last record.
        public var partitions: [ProbedRecord.Partition] = []

        /// The checkouts that were ever paired with a click.
        public var matched: Set<Int64> = []
        /// Places in ``records`` by seq.
        var places: [Int64: Int] = [:]

        /// Nothing yet.
        public init() {}

        /// The record of a step.
        public func record(_ seq: Int64?) -> ProbedRecord? {
            seq.flatMap { places[$0] }.map { records[$0] }
        }

        mutating func append(_ record: ProbedRecord, seq: Int64) {
            places[seq] = records.count
            records.append(record)
        }
    }

    /// A checkout that the stream run and the truth see differently.
    public struct Difference: Sendable, Hashable {
        /// The checkout's id.
        public var checkoutID: String
        /// The cause.
        public var cause: DifferenceCause
        /// The click that the stream run credits.
        public var streamClick: String?
        /// The click that the truth credits.
        public var truthClick: String?
        /// Their sources.
        public var streamSource: String?
        /// Their sources.
        public var truthSource: String?
        /// The checkout of the truth, or the one that is counted again, by its place as read.
        var checkout: UInt32?
        /// The checkout that has the row in the stream run.
        var row: UInt32?

        /// Whether it is about this record, of several of one id.
        public func concerns(_ record: ProbedRecord) -> Bool {
            checkoutID.isSameBytes(as: record.id)
                && (checkout == record.index || row == record.index)
        }
    }

    /// Where a record stands in its log, in words: `line 7`.
    public func place(of record: ProbedRecord) -> String {
        places.words(record.side == .click ? .clicks : .checkouts, record.line)
    }

    /// Where a row of a stream stands, in words.
    public func place(of side: JoinSide, _ line: Int64) -> String {
        places.words(side == .click ? .clicks : .checkouts, line)
    }

    /// The file that a record stands in, and its number there.
    public func position(of record: ProbedRecord) -> (file: String?, number: Int64) {
        (
            places.file(record.side == .click ? .clicks : .checkouts, record.line),
            RowPosition(packed: record.line).number
        )
    }

    /// How the question ended.
    public enum Outcome: Sendable, Hashable {
        /// There is something to tell.
        case found
        /// There is no such record; the ids that are most like it, and whether another kind of
        /// record has this id: `click`, `user`, `checkout`.
        case notFound(nearest: [String], otherKinds: [String])
        /// The step is no record: what it is, in words.
        case noRecord(String)
    }

    /// The question.
    public var query: RecordQuery
    /// Where the records of the input stand.
    var places = LogPlaces(.generated(GenerationSettings()))
    /// How it ended.
    public var outcome = Outcome.found
    /// The stream run.
    public var stream = Run()
    /// The truth.
    public var truth = Run()
    /// Why the stream run's engine did what it did.
    public var reasons: RecordReasons?
    /// How the two differ.
    public var differences: [Difference] = []
    /// What decided the outcome.
    public var configuration: RunConfiguration

    /// A question without an answer yet.
    public init(_ query: RecordQuery, _ configuration: RunConfiguration) {
        self.query = query
        self.configuration = configuration
    }

    /// The records that the question is about: all those of the id, the user, or the step.
    public var subjects: [ProbedRecord] {
        stream.records.filter(query.isAbout)
    }
}

extension String {
    /// Ids are equal as UTF-8 bytes, not as Swift compares texts.
    public func isSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
