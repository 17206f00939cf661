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
        format.fileNames + ["products.csv", "truth.csv"]
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

        var logs = try WorldLogs(CausalRows(input), format, in: folder)
        for event in events { try logs.append(event) }
        files += try logs.complete().files
        try OutputFile.publish(files, replacing: replaces)
        summary.files = format.fileNames + ["products.csv"]
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
        let file = try OutputFile(path: path)
        file.text.append(bytes)
        return try file.complete()
    }
}

/// The rows of a causal world's logs.
private struct CausalRows: EventRows {
    private let names: [[UInt8]]

    init(_ input: CausalInput) { names = input.world.sources.map { Array($0.name.utf8) } }

    func columns(_ stream: EventStream) -> [EventColumn] {
        switch stream {
        case .clicks:
            [
                EventColumn("click_id"), EventColumn("user_id"), EventColumn("source"),
                EventColumn("click_timestamp"),
            ]
        case .checkouts:
            [
                EventColumn("checkout_id"), EventColumn("user_id"), EventColumn("product_id"),
                EventColumn("quantity", "INTEGER"), EventColumn("shipping_cost", "INTEGER"),
                EventColumn("discount", "INTEGER"), EventColumn("payment_status"),
                EventColumn("checkout_timestamp"),
            ]
        }
    }

    func append(_ event: LoggedCausalEvent, _ row: inout RowText, to text: inout LineText) {
        row.text(event.isClick ? "click_id" : "checkout_id", to: &text) { event.appendID(to: &$0) }
        row.text("user_id", to: &text) { $0.append(decimal: UInt64(event.user) + 1) }
        if event.isClick {
            row.text("source", to: &text) { $0.append(names[Int(event.source)]) }
            row.text("click_timestamp", to: &text) { $0.append(time: event.time.milliseconds) }
        } else {
            row.text("product_id", to: &text) { $0.append("1") }
            row.number("quantity", to: &text) { $0.append(decimal: UInt64(event.cents)) }
            row.number("shipping_cost", to: &text) { $0.append("0") }
            row.number("discount", to: &text) { $0.append("0") }
            row.text("payment_status", to: &text) { $0.append("success") }
            row.text("checkout_timestamp", to: &text) { $0.append(time: event.time.milliseconds) }
        }
    }
}
