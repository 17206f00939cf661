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

        let users = try begin("users.csv", in: folder, &summary)
        let products = try begin("products.csv", in: folder, &summary)
        try writeUsers(of: world, to: users)
        try writeProducts(of: world, to: products)
        let tables = [try complete(users, &summary), try complete(products, &summary)]

        var logs = try WorldLogs(EventLines(world, format), format, in: folder)
        var log = world.log()
        while let logged = log.next() {
            try logs.append(logged)
            summary.count(logged, progress, every: progressStep)
        }
        let complete = try logs.complete()
        summary.files += format.fileNames
        summary.bytes += complete.bytes
        try OutputFile.publish(complete.files + tables, replacing: replaces)
        return summary
    }

    /// How many events pass between two reports of progress.
    private static let progressStep = 1 << 16

    private static func writeUsers(
        of world: GeneratedWorld, to file: OutputFile
    ) throws(GenerationError) {
        file.text.append(DimensionRows.usersHeader)
        for number in 0..<world.settings.users {
            world.rows.appendUser(number, to: &file.text)
            try file.writeBlock()
        }
    }

    private static func writeProducts(
        of world: GeneratedWorld, to file: OutputFile
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
        _ file: OutputFile, _ summary: inout WorldSummary
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
