import Files
import Streaming
import Worlds

/// Writes a causal world into a folder: its logs, `products.csv` and its truth.
public enum CausalWriter {
    /// What was written.
    public struct Summary: Sendable, Hashable {
        /// Clicks in their log.
        public var clicks = 0
        /// Checkouts in their log.
        public var checkouts = 0
        /// The names of the files in the folder.
        public var files: [String] = []
    }

    /// The names of the files of a world.
    public static func fileNames(_ format: WorldFormat) -> [String] {
        let logs = [format.fileName(.clicks), format.fileName(.checkouts)]
        return (format.isOneFile ? [logs[0]] : logs) + ["products.csv", "truth.csv"]
    }

    /// Writes a world. Its files get their names when all of them are complete.
    ///
    /// - Parameters:
    ///   - input: the world.
    ///   - folder: where to write; made where it is missing.
    ///   - format: how events are written.
    ///   - writesTruth: whether to write `truth.csv`, which compares all worlds.
    ///   - replaces: whether files that are there, with other bytes, may be replaced.
    /// - Returns: what was written.
    /// - Throws: what is impossible about the world, and what the system refuses.
    public static func write(
        _ input: CausalInput, to folder: String, format: WorldFormat = .jsonLines,
        writesTruth: Bool = true, replaces: Bool = true
    ) throws(GenerationError) -> Summary {
        guard format != .kafkaDump else {
            throw GenerationError(
                .settings, "format", reason: "\"kafka-dump\" is not written for a causal world",
                hint: "write jsonl, csv or combined")
        }
        let events: [LoggedCausalEvent]
        do throws(LogError) { events = try input.events() } catch {
            throw GenerationError(.settings, error.file, reason: error.reason)
        }
        try OutputFile.makeFolder(folder)
        var summary = Summary()
        let place = folder.hasSuffix("/") ? folder : folder + "/"
        var files: [AtomicFile] = []
        if writesTruth {
            files.append(try file(try truthTable(input), at: place + "truth.csv"))
        }
        files.append(try file(input.productsTable(), at: place + "products.csv"))

        var clicks = try OutputFile(path: place + format.fileName(.clicks))
        let lines = CausalLines(input, format)
        if format == .combined {
            for event in events {
                lines.append(event, to: &clicks.text)
                try clicks.writeBlock()
            }
        } else {
            var checkouts = try OutputFile(path: place + format.fileName(.checkouts))
            lines.appendHeader(.clicks, to: &clicks.text)
            lines.appendHeader(.checkouts, to: &checkouts.text)
            for event in events {
                if event.isClick {
                    lines.append(event, to: &clicks.text)
                    try clicks.writeBlock()
                } else {
                    lines.append(event, to: &checkouts.text)
                    try checkouts.writeBlock()
                }
            }
            files.append(try checkouts.complete())
            summary.files.append(format.fileName(.checkouts))
        }
        files.append(try clicks.complete())
        try OutputFile.publish(files, replacing: replaces)
        summary.files = [format.fileName(.clicks)] + summary.files + ["products.csv"]
        if writesTruth { summary.files.append("truth.csv") }
        summary.clicks = events.count { $0.isClick }
        summary.checkouts = events.count - summary.clicks
        return summary
    }

    /// A line for the whole world (no source: against the world without any), and one a source.
    private static func truthTable(_ input: CausalInput) throws(GenerationError) -> [UInt8] {
        let truth: CausalTruth
        do throws(LogError) { truth = try input.truth() } catch {
            throw GenerationError(.settings, error.file, reason: error.reason)
        }
        var text =
            "source,conversions,conversions_without,incremental_conversions,"
            + "shapley_conversions_e9,revenue_e4,revenue_without_e4,incremental_revenue_e4,"
            + "shapley_revenue_e4\n"
        for line in truth.lines {
            let name = line.source.map { input.world.sources[$0].name } ?? ""
            text += name + line.numbers.map { ",\($0)" }.joined() + "\n"
        }
        return Array(text.utf8)
    }

    /// A small file, complete.
    private static func file(
        _ bytes: [UInt8], at path: String
    ) throws(GenerationError) -> AtomicFile {
        var file = try OutputFile(path: path)
        file.text.append(bytes)
        return try file.complete()
    }
}

/// The lines of a causal world's logs.
private struct CausalLines {
    private let names: [[UInt8]]
    private let format: WorldFormat

    init(_ input: CausalInput, _ format: WorldFormat) {
        names = input.world.sources.map { Array($0.name.utf8) }
        self.format = format
    }

    func appendHeader(_ stream: EventStream, to text: inout LineText) {
        guard format == .csv else { return }
        switch stream {
        case .clicks: text.append("click_id,user_id,source,click_timestamp\n")
        case .checkouts:
            text.append("checkout_id,user_id,product_id,quantity,shipping_cost,discount,")
            text.append("payment_status,checkout_timestamp\n")
        }
    }

    func append(_ event: LoggedCausalEvent, to text: inout LineText) {
        if format == .csv { appendCSV(event, to: &text) } else { appendJSON(event, to: &text) }
    }

    private func appendCSV(_ event: LoggedCausalEvent, to text: inout LineText) {
        event.appendID(to: &text)
        text.append(",")
        text.append(decimal: UInt64(event.user) + 1)
        text.append(",")
        if event.isClick {
            text.append(names[Int(event.source)])
        } else {
            text.append("1,")
            text.append(decimal: UInt64(event.cents))
            text.append(",0,0,success")
        }
        text.append(",")
        text.append(time: event.time.milliseconds)
        text.append("\n")
    }

    private func appendJSON(_ event: LoggedCausalEvent, to text: inout LineText) {
        let isCombined = format == .combined
        text.append("{")
        if isCombined {
            text.append(event.isClick ? "\"stream\": \"clicks\", " : "\"stream\": \"checkouts\", ")
        }
        text.append(event.isClick ? "\"click_id\": \"" : "\"checkout_id\": \"")
        event.appendID(to: &text)
        text.append("\", \"user_id\": \"")
        text.append(decimal: UInt64(event.user) + 1)
        if event.isClick {
            text.append("\", \"source\": \"")
            text.append(names[Int(event.source)])
            text.append("\", \"click_timestamp\": \"")
        } else {
            text.append("\", \"product_id\": \"1\", \"quantity\": ")
            text.append(decimal: UInt64(event.cents))
            text.append(", \"shipping_cost\": 0, \"discount\": 0")
            text.append(", \"payment_status\": \"success\", \"checkout_timestamp\": \"")
        }
        text.append(time: event.time.milliseconds)
        text.append("\"}\n")
    }
}
