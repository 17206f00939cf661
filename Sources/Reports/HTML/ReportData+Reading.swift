import Results

extension ReportData {
    /// Reads what a report shows.
    ///
    /// Cost: one pass over the tables of late records, differences, watermarks and windows; over
    /// the attributed table where the run kept no windows.
    init(reading reader: ResultReader) throws(ResultError) {
        summary = try RunSummary(reading: reader)
        try readLate(reader)
        progress = try readProgress(reader, within: Int64.min...Int64.max)
        try readStretch(reader)
        try readDifferences(reader)
        dashboard = try Dashboard(reading: reader)
        try readRuns(reader)
    }

    /// Looks closer where many records were late, if the whole run is too long to see them.
    private mutating func readStretch(_ reader: ResultReader) throws(ResultError) {
        guard let clock = Self.busiestStretch(lateSample, of: progress) else { return }
        stretch = Stretch(
            clock: clock, progress: try readProgress(reader, within: clock),
            late: lateSample.filter { clock.contains($0.arrivalTime) })
    }

    /// The stretch of the clock with the most late records, some tens of their lateness long;
    /// `nil` where that is a good part of the run.
    static func busiestStretch(
        _ late: [LateRecord], of progress: [Progress]
    ) -> ClosedRange<Int64>? {
        let delays = late.map { $0.arrivalTime - $0.eventTime }.sorted()
        guard let first = progress.map(\.clock).min(), let last = progress.map(\.clock).max(),
            !delays.isEmpty
        else { return nil }
        let width = max(delays[delays.count / 2], 1000) * 12
        guard width < (last - first) / 3 else { return nil }
        let times = late.map(\.arrivalTime).sorted()
        var best = (start: 0, count: 0)
        var end = 0
        for start in times.indices {
            while end < times.count, times[end] - times[start] <= width * 3 / 4 { end += 1 }
            if end - start > best.count { best = (start, end - start) }
        }
        let start = times[best.start] - width / 8
        return start...(start + width)
    }

    private func readProgress(
        _ reader: ResultReader, within clock: ClosedRange<Int64>
    ) throws(ResultError) -> [Progress] {
        var all: [Progress] = []
        // Unset and infinite watermarks have no place in a figure.
        try reader.forEachRow(
            """
            SELECT stream, arrival_time, max_event_time, watermark FROM watermark_progress
            WHERE run_id = 1 AND arrival_time IS NOT NULL
                AND watermark > \(Int64.min) AND watermark < \(Int64.max)
                AND arrival_time BETWEEN \(clock.lowerBound) AND \(clock.upperBound)
            ORDER BY rowid
            """
        ) { row in
            guard let clock = row.integer(1), let watermark = row.integer(3) else { return }
            all.append(
                Progress(
                    stream: row.text(0) ?? "", clock: clock, latest: row.integer(2),
                    watermark: watermark))
        }
        var kept: [Progress] = []
        for stream in ["clicks", "checkouts", "join"] {
            kept += all.filter { $0.stream == stream }.thinned(to: Self.pointsMax)
        }
        return kept
    }

    private mutating func readLate(_ reader: ResultReader) throws(ResultError) {
        lateCount =
            try reader.value("SELECT count(*) FROM late_record WHERE run_id = 1")?.integer ?? 0
        // An even sample: every so-manieth record, in the order of arrival.
        let step = max(1, (lateCount + Int64(Self.pointsMax) - 1) / Int64(Self.pointsMax))
        var number: Int64 = 0
        try reader.forEachRow(
            """
            SELECT seq, stream, id, user_id, event_time, arrival_time, watermark, late_by_ms
            FROM late_record WHERE run_id = 1 ORDER BY seq, rowid
            """
        ) { row in
            defer { number += 1 }
            guard number % step == 0 || number < Int64(Self.listedMax) else { return }
            let record = LateRecord(
                seq: row.integer(0) ?? 0, stream: row.text(1) ?? "", id: row.text(2) ?? "",
                user: row.text(3) ?? "", eventTime: row.integer(4) ?? 0,
                arrivalTime: row.integer(5) ?? 0, watermark: row.integer(6) ?? 0,
                lateBy: row.integer(7) ?? 0)
            if number % step == 0 { lateSample.append(record) }
            if number < Int64(Self.listedMax) { lateRecords.append(record) }
        }
    }

    private mutating func readDifferences(_ reader: ResultReader) throws(ResultError) {
        differenceCount =
            try reader.value("SELECT count(*) FROM truth_difference")?.integer ?? 0
        try reader.forEachRow(
            """
            SELECT checkout_id, cause, stream_source, truth_source, stream_click_id,
                truth_click_id, total_amount_e4
            FROM truth_difference ORDER BY rowid LIMIT \(Self.listedMax / 3)
            """
        ) { row in
            differences.append(
                Difference(
                    checkout: row.text(0) ?? "", cause: row.text(1) ?? "",
                    streamSource: row.text(2), truthSource: row.text(3), streamClick: row.text(4),
                    truthClick: row.text(5), amount: row.integer(6)))
        }
    }

    private mutating func readRuns(_ reader: ResultReader) throws(ResultError) {
        let rows = try reader.query(
            """
            SELECT run_id, mode, engine, model, fingerprint, config_json FROM run ORDER BY run_id
            """)
        for row in rows {
            let id = row[0].integer ?? 0
            if id == 1 { configuration = row[5].text ?? "" }
            let counters = try RunSummary.counters(reader, run: id)
            runs.append(
                Run(
                    id: id, mode: row[1].text ?? "", engine: row[2].text ?? "",
                    model: row[3].text ?? "", fingerprint: row[4].text ?? "",
                    counters: Dictionary(counters.map { ($0.name, $0.value) }) { $1 }))
        }
    }
}
