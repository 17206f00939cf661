import Results
import Text

extension ReportData {
    /// Records by the delay that they would have needed.
    struct LatenessCell {
        var from: Int64
        var to: Int64
        var clicks: Int64 = 0
        var checkouts: Int64 = 0

        var records: Int64 { clicks + checkouts }
    }

    /// A partition along the virtual clock.
    struct Lane {
        /// A stretch in which records came.
        struct Stretch {
            var first: Int64
            var last: Int64
            var records: Int64
            var latest: Int64
        }

        var stream: String
        var partition: Int64
        /// Whether it is the only one of its stream.
        var isAlone = true
        var stretches: [Stretch] = []
        /// Every silence that is known, in order: the longest of each stretch, and those between.
        var silences: [ClosedRange<Int64>] = []

        /// As a person calls it.
        var name: String { isAlone ? stream : "\(stream) \(partition)" }
        var records: Int64 { stretches.reduce(0) { $0 + $1.records } }

        /// Silences that are much longer than usual: than those of its own, or, where hardly a
        /// record came, a quarter of the run, and longer than those of all partitions together.
        func longSilences(in run: RunClock) -> [ClosedRange<Int64>] {
            guard let first = stretches.first?.first, let last = stretches.last?.last else {
                return []
            }
            let usual = last.distance(from: first) / max(1, records - 1)
            let (limit, isBeyond) = usual.multipliedReportingOverflow(by: 20)
            let behind = last < run.whole.upperBound ? [last...run.whole.upperBound] : []
            return (silences + behind).filter {
                $0.length >= max(1000, isBeyond ? .max : limit) || run.isLong($0.length)
            }
        }
    }

    /// The virtual clock of a run.
    struct RunClock {
        /// From the first arrival to the end.
        var whole: ClosedRange<Int64> = 0...0
        /// What figures show of it: all, unless a few records came so much earlier or later that the
        /// others would be a line.
        var shown: ClosedRange<Int64> = 0...0
        /// Records that came outside of that.
        var recordsOutside: Int64 = 0
        /// The records of all partitions.
        var records: Int64 = 0

        /// Whether a time without anything is a good part of the run, and of more than the usual
        /// length between two records.
        func isLong(_ length: Int64) -> Bool {
            guard records >= 4, length >= 2000 else { return false }
            let usual = whole.length / (records - 1)
            return length / 3 >= usual && length >= whole.length / 4
        }
    }

    /// A time in which the join's watermark stood still for much longer than usual.
    struct Stall {
        var clock: ClosedRange<Int64>
        /// Where it stood; `nil`: it was not set yet.
        var watermark: Int64?
        /// Why, in words.
        var cause: String
    }

    /// The most stalls, and silences, that are named.
    static let stallsMax = 8

    mutating func readLateness(_ reader: ResultReader) throws(ResultError) {
        var cells: [Int64: LatenessCell] = [:]
        try reader.forEachRow(
            "SELECT stream, from_ms, to_ms, records FROM record_lateness WHERE run_id = 1"
        ) { row in
            let from = row.integer(1) ?? 0
            var cell = cells[from] ?? LatenessCell(from: from, to: row.integer(2) ?? from)
            if row.text(0) == "clicks" {
                cell.clicks += row.integer(3) ?? 0
            } else {
                cell.checkouts += row.integer(3) ?? 0
            }
            cells[from] = cell
        }
        lateness = cells.values.sorted { $0.from < $1.from }
    }

    mutating func readLanes(_ reader: ResultReader) throws(ResultError) {
        var found: [Lane] = []
        try reader.forEachRow(
            """
            SELECT stream, partition, first_arrival, last_arrival, records, max_event_time,
                silence_from, silence_to
            FROM partition_progress WHERE run_id = 1 ORDER BY rowid
            """
        ) { row in
            let (stream, partition) = (row.text(0) ?? "", row.integer(1) ?? 0)
            if found.last.map({ $0.stream != stream || $0.partition != partition }) ?? true {
                found.append(Lane(stream: stream, partition: partition))
            }
            guard let first = row.integer(2), let last = row.integer(3) else { return }
            let place = found.count - 1
            if let before = found[place].stretches.last, before.last < first {
                found[place].silences.append(before.last...first)
            }
            if let from = row.integer(6), let to = row.integer(7), from < to {
                found[place].silences.append(from...to)
            }
            found[place].stretches.append(
                Lane.Stretch(
                    first: first, last: last, records: row.integer(4) ?? 0,
                    latest: row.integer(5) ?? 0))
        }
        for place in found.indices {
            found[place].isAlone =
                found.count { $0.stream == found[place].stream } == 1
        }
        lanes = found
    }

    /// How long the run was, and which part of it is worth looking at.
    mutating func findClock(_ courses: [Progress]) {
        let stretches = lanes.flatMap(\.stretches).sorted {
            ($0.first, $0.last) < ($1.first, $1.last)
        }
        let times =
            stretches.flatMap { [$0.first, $0.last] } + courses.map(\.clock)
            + lateSample.map(\.arrivalTime)
        guard let first = times.min(), let last = times.max() else { return }
        clock = RunClock(
            whole: first...last, shown: first...last,
            records: stretches.reduce(0) { $0 + $1.records })
        // All but a hundredth at either end.
        let margin = clock.records / 100
        var (before, behind) = (Int64(0), Int64(0))
        let early = stretches.prefix { stretch in
            before += stretch.records
            return before <= margin
        }
        let late = stretches.reversed().prefix { stretch in
            behind += stretch.records
            return behind <= margin
        }
        let core = stretches.dropFirst(early.count).dropLast(late.count)
        guard var from = core.map(\.first).min(), var to = core.map(\.last).max(), from < to,
            clock.whole.length / 8 >= to.distance(from: from)
        else { return }
        // And what lies beside it.
        let near = to.distance(from: from) / 4
        for stretch in early.reversed() where from.distance(from: stretch.last) <= near {
            from = min(from, stretch.first)
        }
        for stretch in late.reversed() where stretch.first.distance(from: to) <= near {
            to = max(to, stretch.last)
        }
        if from...to == first...last { return }
        clock.shown = from...to
        clock.recordsOutside = stretches.reduce(0) { sum, stretch in
            stretch.last < from || stretch.first > to ? sum + stretch.records : sum
        }
    }

    /// The greatest lags of the watermarks of a long run, whose advances are a sample.
    mutating func readLagPeaks(_ reader: ResultReader) throws(ResultError) {
        try reader.forEachRow(
            "SELECT stream, arrival_time, lag_ms FROM watermark_lag WHERE run_id = 1 ORDER BY rowid"
        ) { row in
            guard let clock = row.integer(1), let lag = row.integer(2) else { return }
            lagPeaks[row.text(0) ?? "", default: []].append((clock, lag))
        }
    }

    /// The longest times without an advance of the join's watermark, each with its cause; those that
    /// follow each other closely are one.
    mutating func readStalls(_ reader: ResultReader) throws(ResultError) {
        var found: [(clock: ClosedRange<Int64>, watermark: Int64)] = []
        try reader.forEachRow(
            """
            SELECT stood_from, stood_to, watermark FROM watermark_stall
            WHERE run_id = 1 AND stream = 'join' ORDER BY stood_from
            """
        ) { row in
            guard let from = row.integer(0), let to = row.integer(1), from < to else { return }
            if let last = found.last?.clock,
                from.distance(from: last.upperBound) <= last.length / 10
            {
                found[found.count - 1].clock = last.lowerBound...to
            } else {
                found.append((from...to, row.integer(2) ?? 0))
            }
        }
        stalls = found.enumerated().sorted {
            ($1.element.clock.length, $0.offset) < ($0.element.clock.length, $1.offset)
        }
        .prefix(Self.stallsMax).sorted { $0.offset < $1.offset }.map { _, stall in
            Stall(
                clock: stall.clock, watermark: stall.watermark, cause: cause(of: stall.clock))
        }
    }

    /// A join whose watermark is not set for a good part of the run stands as well: nothing is final.
    mutating func findUnsetWatermark(_ courses: [Progress]) {
        guard goesByWatermark, !lanes.isEmpty else { return }
        let set = courses.first { $0.stream == "join" }?.clock ?? clock.whole.upperBound
        guard clock.whole.lowerBound < set else { return }
        let unset = clock.whole.lowerBound...set
        guard clock.isLong(unset.length) else { return }
        let firsts = ["clicks", "checkouts"].map { stream in
            (
                stream,
                lanes.filter { $0.stream == stream }.compactMap { $0.stretches.first?.first }.min()
            )
        }
        let missing = firsts.filter { $0.1.map { $0 > unset.lowerBound } ?? true }.map {
            stream, first in
            first == nil ? "no \(stream) came" : "the first of the \(stream) came only then"
        }
        stalls.insert(
            Stall(
                clock: unset, watermark: nil,
                cause: missing.isEmpty ? "a stream had none yet" : missing.joined(separator: ", ")),
            at: 0)
    }

    /// Why the watermark stood still: who was silent, or who was behind.
    private func cause(of stall: ClosedRange<Int64>) -> String {
        let silent = lanes.filter { lane in
            lane.longSilences(in: clock).contains {
                $0.overlap(with: stall) >= stall.length / 10 * 6
            }
        }
        if !lanes.isEmpty, silent.count == lanes.count { return "hardly anything arrived" }
        if !silent.isEmpty {
            let names = silent.prefix(3).map(\.name).joined(separator: ", ")
            let more = silent.count > 3 ? " and \(silent.count - 3) more" : ""
            return "\(names)\(more) silent"
        }
        // The newest event time that each partition had reached when the watermark stopped.
        let reached = lanes.compactMap { lane -> (name: String, latest: Int64)? in
            lane.stretches.last { $0.first <= stall.lowerBound }.map { (lane.name, $0.latest) }
        }
        guard reached.count > 1, let least = reached.min(by: { $0.latest < $1.latest }),
            let most = reached.max(by: { $0.latest < $1.latest }), least.latest < most.latest
        else { return "nothing newer arrived" }
        let behind = TimeText.duration(milliseconds: most.latest.distance(from: least.latest))
        return "\(least.name) was \(behind) behind \(most.name)"
    }
}

extension ClosedRange<Int64> {
    /// From end to end; all that fits where it does not.
    var length: Int64 { upperBound.distance(from: lowerBound) }

    func overlap(with other: Self) -> Int64 {
        let (low, high) = (
            Swift.max(lowerBound, other.lowerBound), Swift.min(upperBound, other.upperBound)
        )
        return low < high ? high.distance(from: low) : 0
    }
}

extension Int64 {
    /// How far this lies behind an earlier one; all that fits where it does not.
    func distance(from earlier: Int64) -> Int64 {
        let (distance, overflow) = subtractingReportingOverflow(earlier)
        return overflow ? .max : distance
    }
}
