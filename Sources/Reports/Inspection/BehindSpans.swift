import EventLogs

/// How many rows of a log are how far behind the newest, in steps that people think in.
enum BehindSpans {
    /// The steps that have rows; none where every row is in order.
    static func of(_ partitions: [LogDisorder.Partition]) -> [(name: String, rows: Int)] {
        let rows = partitions.reduce(0) { $0 + $1.rows }
        let behind = partitions.reduce(0) { $0 + $1.behind.count }
        if behind == 0 { return [] }
        let steps: [(String, Int64)] = [
            ("up to 1s", 1_000), ("up to 10s", 10_000), ("up to 1m", 60_000),
            ("up to 10m", 600_000), ("up to 1h", 3_600_000), ("up to 1d", 86_400_000),
        ]
        var spans = [(name: "in order", rows: rows - behind)]
        var above = behind
        for (name, limit) in steps {
            let left = partitions.reduce(0) { $0 + $1.behind.countAbove(limit) }
            spans.append((name, above - left))
            above = left
        }
        spans.append(("beyond 1d", above))
        return spans.filter { $0.rows > 0 }
    }
}
