import Results
import Scenarios
import Streaming
import Text

extension ReportData {
    /// Reads what a report shows.
    ///
    /// Cost: one pass over the tables of late records, differences, watermarks and windows; over
    /// the attributed table where the run kept no windows.
    init(reading reader: ResultReader) throws(ResultError) {
        summary = try RunSummary(reading: reader)
        try readManifest(reader)
        let tables = Set(try reader.tableNames())
        if tables.contains("record_lateness") { try readLateness(reader) }
        if tables.contains("partition_progress") { try readLanes(reader) }
        try readLate(reader)
        if tables.contains("watermark_lag") { try readLagPeaks(reader) }
        let courses = try readProgress(reader, isWhole: tables.contains("watermark_lag"))
        findClock(courses)
        if tables.contains("watermark_stall") { try readStalls(reader) }
        findUnsetWatermark(courses)
        progress = courses.adding(lateSample)
        try readStretches(reader, courses)
        try readDifferences(reader)
        try explainDifferences(reader)
        dashboard = try Dashboard(reading: reader)
        if tables.contains("conversion_path") { try readPaths(reader) }
        try readRuns(reader)
        engines = try EnginesData.read(reader, model: summary.model)
    }

    private mutating func readManifest(_ reader: ResultReader) throws(ResultError) {
        let lines = try reader.query(
            """
            SELECT name, value FROM run_manifest WHERE run_id = 1 AND name IN
                ('watermark.clicks.idleTimeout', 'watermark.clicks.allowedLateness', 'late records')
            """)
        for line in lines {
            if line[0].text == "late records" {
                goesByWatermark = line[1].text?.hasPrefix("event time <") ?? false
                continue
            }
            guard let value = line[1].text, let time = Milliseconds(durationText: value) else {
                continue
            }
            if line[0].text == "watermark.clicks.idleTimeout" {
                idleTimeout = value
            } else {
                lateAllowed = time.count
            }
        }
    }

    private mutating func readPaths(_ reader: ResultReader) throws(ResultError) {
        pathCount =
            try reader.value("SELECT count(*) FROM conversion_path WHERE run_id = 1")?.integer ?? 0
        try reader.forEachRow(
            """
            SELECT path, conversions, value_e4, nulls FROM conversion_path
            WHERE run_id = 1 AND conversions > 0 ORDER BY conversions DESC, rowid LIMIT \(Self.pathsMax)
            """
        ) { row in
            paths.append(
                Path(
                    path: row.text(0) ?? "", conversions: row.integer(1) ?? 0,
                    value: row.integer(2), nulls: row.integer(3) ?? 0))
        }
    }

    /// Looks closer at the longest stalls, and where many records were late if the whole run is too
    /// long to see them.
    private mutating func readStretches(
        _ reader: ResultReader, _ courses: [Progress]
    ) throws(ResultError) {
        let clocks = courses.map(\.clock)
        guard let first = clocks.min(), let last = clocks.max() else { return }
        var places: [(name: String, clock: ClosedRange<Int64>)] = []
        let longest = stalls.enumerated().filter {
            // A stall that reaches out of what is shown would hide all else.
            $0.element.watermark != nil && clock.shown.contains($0.element.clock.lowerBound)
                && clock.shown.contains($0.element.clock.upperBound)
        }.sorted {
            ($1.element.clock.length, $0.offset) < ($0.element.clock.length, $1.offset)
        }.prefix(3).sorted { $0.offset < $1.offset }
        for (number, stall) in longest {
            let margin = max(1000, stall.clock.length / 2)
            let from = stall.clock.lowerBound.subtractingReportingOverflow(margin)
            let to = stall.clock.upperBound.addingReportingOverflow(margin)
            places.append(
                (
                    "Standstill \(number + 1)",
                    max(
                        first, from.overflow ? first : from.partialValue)...max(
                            min(last, to.overflow ? last : to.partialValue), first)
                ))
        }
        if let clock = Self.busiestStretch(lateSample, of: courses) {
            places.append(("Most late records", clock))
        }
        for (name, clock) in places {
            var late: [LateRecord] = []
            try Self.forEachLateRecord(
                reader, "AND arrival_time BETWEEN \(clock.lowerBound) AND \(clock.upperBound)"
            ) { late.append($0) }
            late = late.thinned(to: Self.pointsMax)
            // The advances before and behind it give the courses their ends.
            let own = courses.filter { clock.contains($0.clock) }
            if own.isEmpty { continue }
            stretches.append(
                Stretch(name: name, clock: clock, progress: own.adding(late), late: late))
        }
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

    /// The advances in order; `isWhole`: of a stream without ``lagPeaks`` none is left out.
    private mutating func readProgress(
        _ reader: ResultReader, isWhole: Bool
    ) throws(ResultError) -> [Progress] {
        var all: [Progress] = []
        var (last, ends): ([String: Progress], [String: Int64]) = ([:], [:])
        let sampled = lagPeaks
        // Unset and infinite watermarks have no place in a figure.
        try reader.forEachRow(
            """
            SELECT stream, arrival_time, max_event_time, watermark FROM watermark_progress
            WHERE run_id = 1 AND arrival_time IS NOT NULL AND watermark > \(Int64.min)
            ORDER BY rowid
            """
        ) { row in
            guard let clock = row.integer(1), let watermark = row.integer(3) else { return }
            let stream = row.text(0) ?? ""
            if watermark == Int64.max {
                ends[stream] = clock
                return
            }
            var advance = Progress(
                stream: stream, clock: clock, latest: row.integer(2), watermark: watermark)
            if isWhole, sampled[stream] == nil { advance.before = last[stream]?.watermark }
            all.append(advance)
            last[stream] = advance
        }
        watermarkEnds = ends
        return all
    }

    private mutating func readLate(_ reader: ResultReader) throws(ResultError) {
        lateCount =
            try reader.value("SELECT count(*) FROM late_record WHERE run_id = 1")?.integer ?? 0
        // An even sample: every so-manieth record, in the order of arrival.
        let step = max(1, (lateCount + Int64(Self.pointsMax) - 1) / Int64(Self.pointsMax))
        var number: Int64 = 0
        try Self.forEachLateRecord(reader) { record in
            if number % step == 0 { lateSample.append(record) }
            if number < Int64(Self.listedMax) { lateRecords.append(record) }
            number += 1
        }
    }

    private static func forEachLateRecord(
        _ reader: ResultReader, _ condition: String = "", _ body: (LateRecord) -> Void
    ) throws(ResultError) {
        try reader.forEachRow(
            """
            SELECT seq, stream, id, user_id, event_time, arrival_time, watermark, late_by_ms
            FROM late_record WHERE run_id = 1 \(condition) ORDER BY seq, rowid
            """
        ) { row in
            body(
                LateRecord(
                    seq: row.integer(0) ?? 0, stream: row.text(1) ?? "", id: row.text(2) ?? "",
                    user: row.text(3) ?? "", eventTime: row.integer(4) ?? 0,
                    arrivalTime: row.integer(5) ?? 0, watermark: row.integer(6) ?? 0,
                    lateBy: row.integer(7) ?? 0))
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

    /// Why a record of a difference took no part: for those that are told one by one.
    private mutating func explainDifferences(_ reader: ResultReader) throws(ResultError) {
        // A click, or a checkout, that was late says it itself.
        var late: [String: (stream: String, text: String)] = [:]
        let wanted = Set(
            differences.flatMap { [$0.checkout, $0.truthClick].compactMap { $0 } })
        if wanted.isEmpty { return }
        try Self.forEachLateRecord(reader) { record in
            guard wanted.contains(record.id), late[record.stream + " " + record.id] == nil else {
                return
            }
            late[record.stream + " " + record.id] = (
                record.stream,
                "happened at \(TimeText.dateAndTime(record.eventTime)), came "
                    + "\(TimeText.duration(milliseconds: record.arrivalTime.distance(from: record.eventTime))) "
                    + "later, and was \(TimeText.duration(milliseconds: record.lateBy)) behind the "
                    + "watermark"
            )
        }
        for place in differences.indices {
            let own = differences[place]
            if let found = late["checkouts " + own.checkout] {
                differences[place].why = "The checkout \(found.text)."
            } else if let click = own.truthClick, let found = late["clicks " + click] {
                differences[place].why = "The click \(found.text)."
            }
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

extension [ReportData.Progress] {
    /// The courses with the watermarks that late records met: a long run's courses are samples, and
    /// without these points a late record would seem to lie on the wrong side.
    fileprivate func adding(_ late: [ReportData.LateRecord]) -> Self {
        var all = self
        for record in late where record.watermark != Int64.min && record.watermark != Int64.max {
            all.append(
                ReportData.Progress(
                    stream: record.stream, clock: record.arrivalTime, latest: nil,
                    watermark: record.watermark))
        }
        // By stream; watermarks and the clock never go back.
        return all.enumerated().sorted { a, b in
            (a.element.stream, a.element.clock, a.element.watermark, a.offset)
                < (b.element.stream, b.element.clock, b.element.watermark, b.offset)
        }.map(\.element)
    }
}
