/// What a report shows: read from a result file, small whatever the run's size.
struct ReportData {
    /// The totals of the run, as the terminal shows them.
    var summary = RunSummary()
    /// How far the join and the streams had come, by the virtual clock.
    var progress: [Progress] = []
    /// The records that came too late, an even sample of many.
    var lateSample: [LateRecord] = []
    /// Short stretches of the run in which more can be seen: around stalls, and where many records
    /// were late.
    var stretches: [Stretch] = []
    /// Records by the delay that each would have needed, in order.
    var lateness: [LatenessCell] = []
    /// The partitions along the clock, clicks first.
    var lanes: [Lane] = []
    /// The virtual clock.
    var clock = RunClock()
    /// Of streams whose advances are a sample: the greatest lags, in order.
    var lagPeaks: [String: [(clock: Int64, lag: Int64)]] = [:]
    /// When the watermark of a stream came to its end.
    var watermarkEnds: [String: Int64] = [:]
    /// Where the join's watermark stood still, in order.
    var stalls: [Stall] = []
    /// How long a silent partition is waited for, as the scenario writes it.
    var idleTimeout: String?
    /// How far behind the watermark a record is still taken, in milliseconds.
    var lateAllowed: Int64 = 0
    /// Paths to conversion, the most conversions first.
    var paths: [Path] = []
    /// How many different ones there are.
    var pathCount: Int64 = 0
    /// What further runs told.
    var extras: ReportExtras?
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
        /// The one before it, where that is known.
        var before: Int64?
    }

    /// A part of the run by the virtual clock, with its advances and late records.
    struct Stretch {
        var name: String
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
        /// Why a record of it took no part, in words; empty where the result does not say.
        var why = ""
    }

    /// What became of users who touched the same sources in the same order.
    struct Path {
        var path: String
        var conversions: Int64
        var value: Int64?
        var nulls: Int64
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
    /// The most paths that are shown.
    static let pathsMax = 12

    /// Whether a record is late by its stream's watermark alone, and not by rules of an engine's own.
    var goesByWatermark = true

    /// The delay of the watermark, where it decides what is late.
    var waits: Int64? { goesByWatermark ? summary.watermarkDelay : nil }

    /// The delays of which the page shows what they would give: those between which records become
    /// late, the one of the run, and round ones.
    var delaysAsked: [Int64] {
        let known = delaysKnown
        guard let last = known.last else { return [] }
        let second: Int64 = 1000
        let round =
            [0, 100, 200, 500]
            + [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600].map { $0 * second }
            + [2, 3, 6, 12, 24, 48, 168].map { $0 * 3600 * second }
        return Set(known + round.filter { $0 < last }).sorted()
    }

    /// Those of them whose late records the result itself tells.
    var delaysKnown: [Int64] {
        guard let now = waits else { return [] }
        let needs = lateness.map(\.to).filter { $0 < .max }
        // Allowed lateness is waited for already.
        let steps = Set(needs.map { $0 - lateAllowed }.filter { $0 >= 0 }).sorted().thinned(to: 90)
        return Set(steps + [now]).sorted()
    }
}
