/// A log as a person writes it down: records in the order of their lines, nothing derived yet.
struct OracleLog {
    enum Stream: String, CaseIterable {
        case clicks
        case checkouts
    }

    /// One click or checkout, with the fields that matter to its fate.
    struct Record {
        /// The user of records that have none: as rows show it, and no other user's.
        static let nobody = "NULL"

        var stream: Stream
        var id: String
        var user: String
        /// Both streams have it where the join's key is user+product.
        var product: String?
        /// A click's alone.
        var source = ""
        /// A checkout's alone.
        var quantity = 1
        var paymentStatus: String?
        var eventTime: Int
        /// Behind the millisecond.
        var nanoseconds = 0
        var partition = 0
        /// `arrival_timestamp`, where the line has one.
        var arrival: Int?
    }

    enum Control {
        case watermark(Stream, time: Int)
        case processingTime(Int)
        case endOfStream(Stream)
        case batch
    }

    enum Line {
        case record(Record)
        case control(Control)
    }

    /// One combined log, or a log for each stream.
    enum Layout {
        case combined
        case perStream
    }

    var layout: Layout
    /// The lines of the combined log, or of the clicks' log and then of the checkouts' log.
    var lines: [Line]

    var records: [Record] {
        var records: [Record] = []
        for case .record(let record) in lines {
            records.append(record)
        }
        return records
    }
}

/// The settings that decide fates, spelled as in a scenario.
struct OracleSettings {
    enum Strategy: String {
        case bounded
        case scripted
        case none
    }

    struct Watermark {
        var strategy = Strategy.bounded
        var delay = 0
        var allowedLateness = 0
        var idleTimeout: Int?
        /// `emit: {every: …}`; nil is per record.
        var every: Int?
        /// How many partitions the input declares; nil is none.
        var partitions: Int?
    }

    enum Model: String {
        case first = "first-click"
        case last = "last-click"
    }

    var clicks = Watermark()
    var checkouts = Watermark()
    var inner = false
    var exclusive = false
    var lookback = 0
    var lookahead = 0
    var keyWithProduct = false
    var model = Model.first
    /// `attribution.ties`: by arrival instead of by id.
    var tiesByArrival = false
    var deduplicate = true
    var stopsAtEnd = false
    /// `attribution.paymentStatus`; nil counts all.
    var paymentStatuses: [String]?

    func watermark(of stream: OracleLog.Stream) -> Watermark {
        stream == .clicks ? clicks : checkouts
    }
}
