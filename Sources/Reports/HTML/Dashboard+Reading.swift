import Results

extension Dashboard {
    /// Reads the windows of the stream run, or computes them from its rows.
    init(reading reader: ResultReader) throws(ResultError) {
        let tables = Set(try reader.tableNames())
        if tables.contains("window_metric") { try readWindows(reader, tables) }
        if moments.isEmpty { try deriveWindows(reader, hasRefunds: tables.contains("refund")) }
    }

    private mutating func readWindows(
        _ reader: ResultReader, _ tables: Set<String>
    ) throws(ResultError) {
        hasKnown = tables.contains("window_metric_known")
        var ends: Set<Int64> = []
        try reader.forEachRow(
            "SELECT DISTINCT window_end, window_end - window_start FROM window_metric "
                + "WHERE run_id = 1"
        ) { row in
            if let end = row.integer(0) { ends.insert(end) }
            size = row.integer(1) ?? size
        }
        if ends.isEmpty { return }
        if hasKnown {
            // A row is a change: the clock may go on for long without one.
            var clockEnd = try Self.clockEnd(reader, tables)
            try reader.forEachRow(
                "SELECT DISTINCT known_at FROM window_metric_known WHERE run_id = 1"
            ) { row in
                if let time = row.integer(0) { ends.insert(time) }
                clockEnd = max(clockEnd ?? Int64.min, row.integer(0) ?? Int64.min)
            }
            // Behind the end of the clock no dashboard was looked at.
            if let clockEnd { ends = ends.filter { $0 <= clockEnd } }
        }
        if ends.isEmpty { return }
        windowCount = ends.count
        moments = ends.sorted().thinned(to: Self.momentsMax)

        var table = SeriesTable(moments: moments.count)
        let places = Dictionary(uniqueKeysWithValues: moments.enumerated().map { ($1, $0) })
        try reader.forEachRow(
            "SELECT run_id, window_end, metric, dimension, value FROM window_metric ORDER BY rowid"
        ) { row in
            guard let place = row.integer(1).flatMap({ places[$0] }) else { return }
            let index = table.index(row.text(2) ?? "", row.text(3))
            switch row.integer(0) {
            case 1: table.series[index].final[place] = row.integer(4) ?? 0
            case 2: table.series[index].truth[place] = row.integer(4) ?? 0
            default: break
            }
        }
        if hasKnown { try readKnown(reader, into: &table) }
        series = table.series
    }

    /// The last moment of the virtual clock at which something came or moved.
    private static func clockEnd(
        _ reader: ResultReader, _ tables: Set<String>
    ) throws(ResultError) -> Int64? {
        let sources = [
            ("partition_progress", "last_arrival"), ("watermark_progress", "arrival_time"),
        ].filter { tables.contains($0.0) }
        var end: Int64?
        for (table, column) in sources {
            let last = try reader.value("SELECT max(\(column)) FROM \(table) WHERE run_id = 1")
            if let last = last?.integer { end = max(end ?? last, last) }
        }
        return end
    }

    /// Rows say what changed: the value of a moment is the last one at or before it.
    private func readKnown(
        _ reader: ResultReader, into table: inout SeriesTable
    ) throws(ResultError) {
        var now: [Int64] = []
        var next = 0
        func pass(_ time: Int64, _ table: inout SeriesTable) {
            while next < moments.count, moments[next] < time {
                for (index, value) in now.enumerated() { table.series[index].known[next] = value }
                next += 1
            }
        }
        try reader.forEachRow(
            "SELECT known_at, metric, dimension, value FROM window_metric_known "
                + "WHERE run_id = 1 ORDER BY known_at, rowid"
        ) { row in
            pass(row.integer(0) ?? 0, &table)
            let index = table.index(row.text(1) ?? "", row.text(2))
            while now.count <= index { now.append(0) }
            now[index] = row.integer(3) ?? 0
        }
        pass(Int64.max, &table)
    }

    /// A result without windows has its rows: an hour, at round moments.
    private mutating func deriveWindows(
        _ reader: ResultReader, hasRefunds: Bool
    ) throws(ResultError) {
        isDerived = true
        hasKnown = false
        let money = ["checkout_attribution"] + (hasRefunds ? ["refund"] : [])
        var range: ClosedRange<Int64>?
        for table in money {
            let ends = try reader.query(
                "SELECT min(checkout_timestamp), max(checkout_timestamp) FROM \(table) "
                    + "WHERE run_id = 1"
            ).first
            guard let from = ends?[0].integer, let to = ends?[1].integer else { continue }
            range = min(range?.lowerBound ?? from, from)...max(range?.upperBound ?? to, to)
        }
        guard let first = range?.lowerBound, let last = range?.upperBound else { return }
        let slide = Self.slide(for: last - first)
        let panes = size / slide
        let firstPane = Self.pane(of: first, slide)
        let count = Int(Self.pane(of: last, slide) - firstPane) + 1
        moments = (0..<count).map { (firstPane + Int64($0)) * slide }
        windowCount = count

        var table = SeriesTable(moments: count)
        let rows = "checkout_attribution"
        var metrics: [(name: String, table: String, dimension: String, value: String)] = [
            ("revenue_e4", rows, "NULL", "total_amount_e4"),
            ("profit_e4", rows, "NULL", "profit_e4"),
            ("checkouts_by_source", rows, "source", "1"),
            ("checkouts_by_category", rows, "category", "1"),
            ("failed_payments_by_reason", rows, "payment_description", "1"),
            ("checkouts_by_gender", rows, "gender", "1"),
        ]
        if hasRefunds {
            // Money of its own time.
            metrics += [
                ("revenue_e4", "refund", "NULL", "amount_e4"),
                ("profit_e4", "refund", "NULL", "profit_e4"),
            ]
        }
        for metric in metrics {
            let filter =
                metric.name == "failed_payments_by_reason"
                ? " AND lower(payment_status) = 'failed'" : ""
            try reader.forEachRow(
                """
                SELECT checkout_timestamp, \(metric.dimension), \(metric.value)
                FROM \(metric.table) WHERE run_id = 1\(filter)
                """
            ) { row in
                guard let time = row.integer(0), let value = row.integer(2) else { return }
                let index = table.index(metric.name, row.text(1))
                let place = Int(Self.pane(of: time, slide) - firstPane)
                table.series[index].final[place] &+= value
            }
        }
        series = table.series.map { $0.slid(over: Int(panes)) }
    }

    /// A slide that divides an hour, or an hour itself, so that there are not too many moments.
    private static func slide(for span: Int64) -> Int64 {
        let minutes: [Int64] = [1, 2, 5, 10, 15, 20, 30, 60]
        let limit = Int64(momentsMax)
        let fitting = minutes.first { span / ($0 * 60_000) < limit } ?? 60
        // Beyond ten days of hours the moments grow apart, and the hours between are not shown.
        return fitting * 60_000
    }

    private static func pane(of time: Int64, _ slide: Int64) -> Int64 {
        let (quotient, rest) = time.quotientAndRemainder(dividingBy: slide)
        return rest > 0 ? quotient + 1 : quotient
    }
}

extension Dashboard.Series {
    /// Sums over windows of so many panes.
    fileprivate func slid(over panes: Int) -> Self {
        var slid = self
        var sum: Int64 = 0
        for place in final.indices {
            sum &+= final[place]
            if place >= panes { sum &-= final[place - panes] }
            slid.final[place] = sum
        }
        return slid
    }
}

/// The series as they are met.
private struct SeriesTable {
    private struct Key: Hashable {
        var metric: String
        var dimension: String?
    }

    let moments: Int
    var series: [Dashboard.Series] = []
    private var indices: [Key: Int] = [:]

    init(moments: Int) { self.moments = moments }

    mutating func index(_ metric: String, _ dimension: String?) -> Int {
        let key = Key(metric: metric, dimension: dimension)
        if let index = indices[key] { return index }
        let zeros = [Int64](repeating: 0, count: moments)
        series.append(
            Dashboard.Series(
                metric: metric, dimension: dimension, final: zeros, known: zeros, truth: zeros))
        indices[key] = series.count - 1
        return series.count - 1
    }
}
