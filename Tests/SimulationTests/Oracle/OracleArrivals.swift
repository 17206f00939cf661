/// The arrival order of section 2, by sorting everything that there is.
enum OracleArrivals {
    /// A line that the pipeline takes in; `seq` is its place in the answer, from 1.
    struct Arrival {
        var line: OracleLog.Line
        /// A record's processing time; nil for a control record that no record goes before.
        var time: Int?
    }

    static func inOrder(_ log: OracleLog) -> [Arrival] {
        switch log.layout {
        case .combined: combined(log.lines)
        case .perStream: perStream(log.records)
        }
    }

    /// Position in a file is the last criterion, so a stable comparison of what goes before it.
    private struct Place {
        var time: Int
        var streamRank: Int
        var partition: Int
        var position: Int

        init(_ record: OracleLog.Record, time: Int, position: Int) {
            self.time = time
            streamRank = record.stream == .clicks ? 0 : 1
            partition = record.partition
            self.position = position
        }

        static func isBefore(_ a: Place, _ b: Place) -> Bool {
            if a.time != b.time { return a.time < b.time }
            if a.streamRank != b.streamRank { return a.streamRank < b.streamRank }
            if a.partition != b.partition { return a.partition < b.partition }
            return a.position < b.position
        }
    }

    /// Without an arrival time: the largest event time so far in the record's own partition.
    private static func perStream(_ records: [OracleLog.Record]) -> [Arrival] {
        var placed: [(place: Place, record: OracleLog.Record)] = []
        for (position, record) in records.enumerated() {
            let soFar = records[...position].filter {
                $0.stream == record.stream && $0.partition == record.partition
            }
            let largest = soFar.map(\.eventTime).max() ?? record.eventTime
            let time = record.arrival ?? largest
            placed.append((Place(record, time: time, position: position), record))
        }
        placed.sort { Place.isBefore($0.place, $1.place) }
        return placed.map { Arrival(line: .record($0.record), time: $0.place.time) }
    }

    /// Without an arrival time: the largest event time so far in the log. A control record stays
    /// right behind the record before it; those before any record come first.
    private static func combined(_ lines: [OracleLog.Line]) -> [Arrival] {
        var leading: [Arrival] = []
        var groups: [(place: Place, arrivals: [Arrival])] = []
        var largest = Int.min
        var anyArrival = false
        for (position, line) in lines.enumerated() {
            switch line {
            case .record(let record):
                largest = max(largest, record.eventTime)
                anyArrival = anyArrival || record.arrival != nil
                let time = record.arrival ?? largest
                groups.append(
                    (
                        Place(record, time: time, position: position),
                        [Arrival(line: line, time: time)]
                    ))
            case .control:
                if groups.isEmpty {
                    leading.append(Arrival(line: line, time: nil))
                } else {
                    let last = groups.count - 1
                    groups[last].arrivals.append(Arrival(line: line, time: groups[last].place.time))
                }
            }
        }
        // "A combined log without arrival times … simply in file order."
        if anyArrival {
            groups.sort { Place.isBefore($0.place, $1.place) }
        }
        return leading + groups.flatMap(\.arrivals)
    }
}
