import Files

/// Writes a world into a folder: its logs, `users.csv` and `products.csv`.
public enum WorldWriter {
    /// Writes a world. Its files get their names when all of them are complete.
    ///
    /// About 1.5 M events a second; memory follows the events in flight, not their number.
    ///
    /// - Parameters:
    ///   - settings: what the world is made from.
    ///   - folder: where to write; made where it is missing.
    ///   - format: how events are written.
    ///   - replaces: whether files that are there, with other bytes, may be replaced.
    ///   - progress: called now and then with the number of events written so far.
    /// - Returns: what was written.
    /// - Throws: what is impossible about the settings, and what the system refuses. No file is
    ///   left half written.
    @discardableResult
    public static func write(
        _ settings: GenerationSettings, to folder: String, format: WorldFormat = .jsonLines,
        replaces: Bool = true, progress: ((Int) -> Void)? = nil
    ) throws(GenerationError) -> WorldSummary {
        let world = try GeneratedWorld(settings)
        try OutputFile.makeFolder(folder)
        var summary = WorldSummary(settings)

        var users = try begin("users.csv", in: folder, &summary)
        var products = try begin("products.csv", in: folder, &summary)
        try writeUsers(of: world, to: &users)
        try writeProducts(of: world, to: &products)
        let tables = [try complete(&users, &summary), try complete(&products, &summary)]
        var logs: [AtomicFile] = []

        var clicks = try begin(format.fileName(.clicks), in: folder, &summary)
        if format.isOneFile {
            if format == .kafkaDump {
                try writeKafkaDump(world, to: &clicks, &summary, progress)
            } else {
                try writeCombined(world, to: &clicks, &summary, progress)
            }
        } else {
            var checkouts = try begin(format.fileName(.checkouts), in: folder, &summary)
            try writePerStream(world, format, &clicks, &checkouts, &summary, progress)
            logs.append(try complete(&checkouts, &summary))
        }
        logs.append(try complete(&clicks, &summary))
        try OutputFile.publish(logs + tables, replacing: replaces)
        return summary
    }

    /// How many events pass between two reports of progress.
    private static let progressStep = 1 << 16

    private static func writePerStream(
        _ world: GeneratedWorld, _ format: WorldFormat, _ clicks: inout OutputFile,
        _ checkouts: inout OutputFile, _ summary: inout WorldSummary, _ progress: ((Int) -> Void)?
    ) throws(GenerationError) {
        let lines = EventLines(world, format)
        lines.appendHeader(.clicks, to: &clicks.text)
        lines.appendHeader(.checkouts, to: &checkouts.text)
        var log = world.log()
        while let logged = log.next() {
            if logged.event.isClick {
                lines.append(logged, to: &clicks.text)
                try clicks.writeBlock()
            } else {
                lines.append(logged, to: &checkouts.text)
                try checkouts.writeBlock()
            }
            summary.count(logged, progress, every: progressStep)
        }
    }

    private static func writeCombined(
        _ world: GeneratedWorld, to file: inout OutputFile, _ summary: inout WorldSummary,
        _ progress: ((Int) -> Void)?
    ) throws(GenerationError) {
        let lines = EventLines(world, .combined)
        var log = world.log()
        while let logged = log.next() {
            lines.append(logged, to: &file.text)
            try file.writeBlock()
            summary.count(logged, progress, every: progressStep)
        }
    }

    private static func writeKafkaDump(
        _ world: GeneratedWorld, to file: inout OutputFile, _ summary: inout WorldSummary,
        _ progress: ((Int) -> Void)?
    ) throws(GenerationError) {
        var lines = KafkaDumpLines(world)
        var log = world.log()
        while let logged = log.next() {
            lines.append(logged, to: &file.text)
            try file.writeBlock()
            summary.count(logged, progress, every: progressStep)
        }
    }

    private static func writeUsers(
        of world: GeneratedWorld, to file: inout OutputFile
    ) throws(GenerationError) {
        file.text.append(DimensionRows.usersHeader)
        for number in 0..<world.settings.users {
            world.rows.appendUser(number, to: &file.text)
            try file.writeBlock()
        }
    }

    private static func writeProducts(
        of world: GeneratedWorld, to file: inout OutputFile
    ) throws(GenerationError) {
        file.text.append(DimensionRows.productsHeader)
        for number in 0..<world.settings.products {
            world.rows.appendProduct(number, to: &file.text)
            try file.writeBlock()
        }
    }

    private static func begin(
        _ name: String, in folder: String, _ summary: inout WorldSummary
    ) throws(GenerationError) -> OutputFile {
        summary.files.append(name)
        return try OutputFile(path: folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)")
    }

    private static func complete(
        _ file: inout OutputFile, _ summary: inout WorldSummary
    ) throws(GenerationError) -> AtomicFile {
        let complete = try file.complete()
        summary.bytes += file.bytesWritten
        return complete
    }
}

/// What was written.
public struct WorldSummary: Sendable, Hashable {
    /// Rows of `users.csv`.
    public var users: Int
    /// Rows of `products.csv`.
    public var products: Int
    /// Clicks in their log.
    public var clicks = 0
    /// Checkouts in their log.
    public var checkouts = 0
    /// The size of all files together.
    public var bytes = 0
    /// The names of the files in the folder.
    public var files: [String] = []

    init(_ settings: GenerationSettings) {
        users = settings.users
        products = settings.products
    }

    fileprivate mutating func count(
        _ logged: LoggedEvent, _ progress: ((Int) -> Void)?, every step: Int
    ) {
        if logged.event.isClick { clicks += 1 } else { checkouts += 1 }
        if let progress, (clicks + checkouts) % step == 0 { progress(clicks + checkouts) }
    }
}
