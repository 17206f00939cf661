/// A shop like the original project's, from a seed: its users and products, and what they do.
///
/// Equal settings give equal bytes, on every machine and in every build. What a setting governs
/// changes alone: `disorder`, `partitions` and the optional fields change no event; the number of
/// products changes which product is bought, and nothing else; the number of users and their
/// skew change who visits, and not when.
///
///     let world = try GeneratedWorld(settings)
///     let records = world.source()     // both streams, as a pipeline would read the logs
///     let users = world.usersTable()   // CSV
///
/// Making one costs O(users), 8 bytes each; see ``source()`` and ``WorldWriter`` for the rest.
public struct GeneratedWorld: Sendable {
    /// What the world was made from.
    public let settings: GenerationSettings
    let activity: UserActivity
    let details: EventDetails
    let rows: DimensionRows

    /// Makes a world.
    ///
    /// - Throws: what is impossible about the settings.
    public init(_ settings: GenerationSettings) throws(GenerationError) {
        try settings.check()
        self.settings = settings
        activity = UserActivity(settings)
        details = EventDetails(settings)
        rows = DimensionRows(settings)
    }

    /// Both streams as records in arrival order, exactly as they would come from the logs that
    /// ``WorldWriter`` writes one a stream, read without further disorder.
    ///
    /// Needs no files; memory follows the events in flight, not the number of clicks. About
    /// 0.5 µs an event.
    public func source() -> any RecordSource { GeneratedSource(self) }

    /// The events in the order in which their logs are written.
    func log() -> WorldLog { WorldLog(settings, activity: activity) }

    /// The users' table as CSV with a header, in the order of their ids. About 100 bytes each.
    public func usersTable() -> [UInt8] {
        var text = LineText()
        text.append(DimensionRows.usersHeader)
        for number in 0..<settings.users { rows.appendUser(number, to: &text) }
        return text.bytes
    }

    /// The products' table as CSV with a header, in the order of their ids. About 60 bytes each.
    public func productsTable() -> [UInt8] {
        var text = LineText()
        text.append(DimensionRows.productsHeader)
        for number in 0..<settings.products { rows.appendProduct(number, to: &text) }
        return text.bytes
    }
}
