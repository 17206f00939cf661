import Streaming

extension ResultRows {
    /// Stands between two sources of a path.
    static let pathSeparator = Array(" > ".utf8)

    /// The rows of `conversion_path`, by the sources' bytes, one after the other.
    mutating func write(_ paths: PathTable) throws(SinkError) {
        let names = (0..<sources.count).map { Array(sources.bytes(UInt32($0))) }
        let order = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
        var ranks = [Int](repeating: 0, count: names.count)
        for (rank, source) in order.enumerated() { ranks[source] = rank }
        if let sink = try writer.pathSink(), Self.areApart(names) {
            return try paths.forEach(ranks: ranks) { (path, sums) throws(SinkError) in
                let value = sums.value.flatMap { Int64(exactly: $0) }
                if value == nil, let sum = sums.value {
                    throw SinkError(tooLarge: sum, in: .conversionPath)
                }
                sink.take(
                    path, named: names, conversions: sums.conversions, value: value,
                    nulls: sums.nulls, ofRun: writer.runID)
            }
        }
        var text: [UInt8] = []
        try paths.forEach(ranks: ranks) { (path, sums) throws(SinkError) in
            text.removeAll(keepingCapacity: true)
            for (place, source) in path.enumerated() {
                if place > 0 { text.append(contentsOf: Self.pathSeparator) }
                text.append(contentsOf: names[Int(source)])
            }
            try writeRow(.conversionPath) { row in
                row.append(text)
                row.append(Int64(path.count))
                row.append(sums.conversions)
                row.append(sum: sums.value)
                row.append(sums.nulls)
            }
        }
    }

    /// Whether a path that is written as text is read as the same sources.
    private static func areApart(_ names: [[UInt8]]) -> Bool {
        let mark = pathSeparator[1]
        return !names.contains { $0.contains(mark) }
    }

    /// The rows of `run_manifest`.
    mutating func write(_ manifest: [(name: String, value: String)]) throws(SinkError) {
        for line in manifest {
            try writeRow(.runManifest) { row in
                row.append(line.name)
                row.append(line.value)
            }
        }
    }
}
