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

        /// Silences that are much longer than usual.
        func longSilences(until end: Int64) -> [ClosedRange<Int64>] {
            guard let first = stretches.first?.first, let last = stretches.last?.last else {
                return []
            }
            let usual = last.distance(from: first) / max(1, records - 1)
            let limit = max(1000, usual.multipliedReportingOverflow(by: 20).partialValue)
            let behind = last < end ? [last...end] : []
            return (silences + behind).filter { $0.length >= limit }
        }
    }

    /// A time in which the join's watermark stood still for much longer than usual.
    struct Stall {
        var clock: ClosedRange<Int64>
        /// Where it stood.
        var watermark: Int64
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
        let end = lanes.compactMap { $0.stretches.last?.last }.max() ?? 0
        stalls = found.enumerated().sorted {
            ($1.element.clock.length, $0.offset) < ($0.element.clock.length, $1.offset)
        }
        .prefix(Self.stallsMax).sorted { $0.offset < $1.offset }.map { _, stall in
            Stall(
                clock: stall.clock, watermark: stall.watermark, cause: cause(of: stall.clock, end))
        }
    }

    /// Why the watermark stood still: who was silent, or who was behind.
    private func cause(of stall: ClosedRange<Int64>, _ end: Int64) -> String {
        let silent = lanes.filter { lane in
            lane.longSilences(until: end).contains {
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
