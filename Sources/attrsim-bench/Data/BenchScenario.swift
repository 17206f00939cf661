/// The scenarios of whole runs, which lie beside the logs that they read.
enum BenchScenario: String, CaseIterable {
    /// The first click within an hour.
    case bench
    /// The same as an inner join, which is all that flink-datastream has.
    case inner
    /// Five models at once.
    case five
    /// With a dashboard of the last hour, minute by minute.
    case metrics

    /// Its file.
    var fileName: String { rawValue + ".json" }

    /// What stands in the file beside the logs of a world.
    func text(_ world: BenchWorld) -> String {
        let join = self == .inner ? #""lookback": "1h", "type": "inner""# : #""lookback": "1h""#
        let more =
            switch self {
            case .bench, .inner: ""
            case .five:
                """
                ,
                  "attribution": {
                    "model": "first-click",
                    "compare": ["last-click", "linear", "time-decay", "position-based"]
                  }
                """
            case .metrics: ",\n  \"metrics\": { \"size\": \"1h\", \"slide\": \"1m\" }"
            }
        return """
            {
              "name": "\(rawValue)",
              "input": \(world.input),
              "dimensions": { "users": "users.csv", "products": "products.csv" },
              "watermark": { "delay": "15s" },
              "join": { \(join) }\(more)
            }

            """
    }
}
