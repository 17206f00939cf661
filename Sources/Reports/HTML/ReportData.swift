/// What a report shows: read from a result file, small whatever the run's size.
struct ReportData {
    /// The totals of the run, as the terminal shows them.
    var summary = RunSummary()
    /// How far the join and the streams had come, by the virtual clock.
    var progress: [Progress] = []
    /// The records that came too late, an even sample of many.
    var lateSample: [LateRecord] = []
    /// A short stretch of the run with many late records, in which more can be seen.
    var stretch: Stretch?
    /// The records that came too late, the first ones.
    var lateRecords: [LateRecord] = []
    /// How many there are in all.
    var lateCount: Int64 = 0
    /// Checkouts that the stream run and the truth see differently, the first ones.
    var differences: [Difference] = []
    /// How many there are in all.
    var differenceCount: Int64 = 0
    /// The dashboard at moments of the virtual clock.
    var dashboard = Dashboard()
    /// The file's runs beside the stream run and its truth.
    var runs: [Run] = []
    /// The engines of a comparison, where the file is one.
    var engines: EnginesData?
    /// The run's configuration.
    var configuration = ""

    /// An advance of a watermark.
    struct Progress {
        /// `clicks`, `checkouts` or `join`.
        var stream: String
        /// The virtual clock.
        var clock: Int64
        /// The largest event time so far of the partition that moved it.
        var latest: Int64?
        /// The watermark.
        var watermark: Int64
    }

    /// A part of the run by the virtual clock, with its advances and late records.
    struct Stretch {
        var clock: ClosedRange<Int64>
        var progress: [Progress] = []
        var late: [LateRecord] = []
    }

    /// A record that came too late.
    struct LateRecord {
        var seq: Int64
        var stream: String
        var id: String
        var user: String
        var eventTime: Int64
        var arrivalTime: Int64
        var watermark: Int64
        var lateBy: Int64
    }

    /// A checkout that the stream run and the truth see differently.
    struct Difference {
        var checkout: String
        var cause: String
        var streamSource: String?
        var truthSource: String?
        var streamClick: String?
        var truthClick: String?
        var amount: Int64?
    }

    /// A run of the file.
    struct Run {
        var id: Int64
        var mode: String
        var engine: String
        var model: String
        var fingerprint: String
        var counters: [String: Int64]
    }

    /// The most late records, and differences, that are listed one by one.
    static let listedMax = 1200
    /// The most points of one kind in a figure.
    static let pointsMax = 800
}
