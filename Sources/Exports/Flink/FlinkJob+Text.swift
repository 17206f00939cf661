import Scenarios
import Simulation
import Streaming
import Text

// The script: settings, tables, views, one insertion.

extension FlinkJob {
    /// The whole job as a script for Flink's SQL client, each statement ended by `;` and an empty
    /// line.
    public var script: String {
        ([heading + settingLines] + tables + views + [insertion]).joined(separator: "\n\n") + "\n"
    }

    private var heading: String {
        """
        -- \(FlinkJob.comment(scenario.name)): Apache Flink \(version.rawValue) SQL, written by attrsim export flink.
        -- Run it with ./run.sh, or with Flink's SQL client: sql-client.sh -f job.sql


        """
    }

    private var settingLines: String {
        var lines = [("execution.runtime-mode", "streaming"), ("table.local-time-zone", "UTC")]
        switch connector {
        case .filesystem:
            // One of each operator: the order of the log is the order of the job.
            lines.append(("parallelism.default", "1"))
            lines.append(("pipeline.auto-watermark-interval", "0 ms"))
            lines.append(("execution.buffer-timeout.interval", "0 ms"))
        case .kafka:
            lines.append(("parallelism.default", "2"))
            lines.append(("execution.checkpointing.interval", "10 s"))
            if let tick = watermarkTick {
                lines.append(("pipeline.auto-watermark-interval", FlinkText.setting(tick)))
            }
        }
        if settings.minCleanup > .zero {
            lines.append(
                (
                    "table.exec.interval-join.min-cleanup-interval",
                    FlinkText.setting(settings.minCleanup)
                ))
        }
        if connector == .kafka, settings.stateTTL > .zero {
            lines.append(("table.exec.state.ttl", FlinkText.setting(settings.stateTTL)))
        }
        if settings.backend == .rocksdb { lines.append(("state.backend.type", "rocksdb")) }
        if let batch = settings.miniBatch {
            lines.append(("table.exec.mini-batch.enabled", "true"))
            lines.append(
                ("table.exec.mini-batch.allow-latency", FlinkText.setting(batch.latency)))
            lines.append(("table.exec.mini-batch.size", "\(batch.size)"))
        }
        return lines.map { "SET '\($0)' = '\($1)';" }.joined(separator: "\n\n")
    }

    /// The clock of periodic watermarks: the job has one for both streams, the faster one counts.
    private var watermarkTick: Milliseconds? {
        [configuration.clicksWatermark, configuration.checkoutsWatermark].compactMap(\.tick).min()
    }

    /// The one statement that runs for ever.
    private var insertion: String {
        // From 2.x on a table whose key is not that of the query is refused unless it is said what
        // becomes of two rows of a key.
        let conflict =
            version == .v2_3 && connector == .kafka
                && configuration.attribution.partitionBy == .user
            ? "\nON CONFLICT DO DEDUPLICATE" : ""
        return """
            INSERT INTO checkout_attribution
            SELECT * FROM attribution\(conflict);
            """
    }

    /// A text that ends no comment.
    static func comment(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
