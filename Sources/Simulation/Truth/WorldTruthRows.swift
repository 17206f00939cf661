import Worlds

extension ResultRows {
    /// The rows of `world_truth`: the whole world (source NULL: all sources against none), then each
    /// source in the order of the world; the last rows of a run.
    mutating func write(_ truth: CausalTruth, of world: CausalWorld) throws(SinkError) {
        for line in truth.lines {
            try writeRow(.worldTruth) { row in
                if let source = line.source {
                    row.append(world.sources[source].name)
                } else {
                    row.appendNull()
                }
                for number in line.numbers { row.append(number) }
            }
        }
        try flushAll()
    }
}
