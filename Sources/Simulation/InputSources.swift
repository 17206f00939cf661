import EventLogs
import Files

/// The logs of a run, each put into the order of arrival, merged into one.
final class InputSources {
    /// The order in which records are processed.
    let order: RecordOrder
    private let input: LogInput
    private let configuration: RunConfiguration
    private let onBadRecord: BadRecordPolicy
    private let modes: [String: ArrivalMode]
    private var ordered: [(path: String, source: OrderedSource)] = []

    /// `modes`: by path; a log without an entry is taken to be in order.
    init(
        _ input: LogInput, configuration: RunConfiguration, onBadRecord: BadRecordPolicy,
        modes: [String: ArrivalMode]
    ) {
        self.input = input
        self.configuration = configuration
        self.onBadRecord = onBadRecord
        self.modes = modes
        order = RecordOrder(of: input, disorder: configuration.disorder)
    }

    /// Opens all logs, and numbers the keys of what is read.
    ///
    /// For a large input merging and numbering have a thread of their own: the thread of the join is
    /// the one that all others wait for. A run with its truth takes 5 % less time so, one that
    /// generates its records a quarter less.
    func open(_ keys: JoinKeys) throws(LogError) -> any RecordSource {
        let source = NumberedSource(try open(), keys: keys)
        return isLarge ? ReadAhead(source) : source
    }

    /// Opens all logs, and puts the users that the identities name into their records.
    func open() throws(LogError) -> any RecordSource {
        let source = try openLogs()
        guard let table = configuration.dimensions.identities else { return source }
        return IdentifiedSource(source, try Identities(table))
    }

    private func openLogs() throws(LogError) -> any RecordSource {
        switch input {
        case .perStream(let clicks, let checkouts):
            return MergedSource(
                try open(clicks, as: .clicks, key: "clicks"),
                try open(checkouts, as: .checkouts, key: "checkouts"), order: order)
        case .combined(let log):
            return try open(log, as: .combined, key: "log")
        case .kafkaDump(let log, let topics):
            return try open(log, as: .kafkaDump(topics: topics), key: "kafka")
        case .generated(let settings):
            let world: GeneratedWorld
            do { world = try GeneratedWorld(settings) } catch { throw error.asLogError }
            return world.source()
        case .world(let input): return try input.source()
        }
    }

    /// After an error: the logs that must be sorted in another attempt, `nil` if that would not
    /// help.
    func sortingModes() -> [String: ArrivalMode]? {
        let unsorted = ordered.filter { $0.source.needsSorting }
        if unsorted.isEmpty { return nil }
        return Dictionary(uniqueKeysWithValues: unsorted.map { ($0.path, .sorted) })
    }

    private func open(
        _ file: LogFile, as content: LogContent, key: String
    ) throws(LogError) -> any RecordSource {
        let reader = try openLog(
            file, as: content, onBadRecord: onBadRecord,
            needsClickProduct: configuration.join.key == .userAndProduct)
        // What cannot be read twice is sorted at once.
        let mode = file.canBeReadTwice ? modes[key] ?? .optimistic : .sorted
        let source = OrderedSource(reader, named: file.name, order: order, mode: mode)
        ordered.append((key, source))
        return isLarge(file) ? ReadAhead(source) : source
    }

    /// Whether there is enough to read for a thread of its own.
    private var isLarge: Bool {
        switch input {
        case .perStream(let clicks, let checkouts): isLarge(clicks) || isLarge(checkouts)
        case .combined(let log), .kafkaDump(let log, _): isLarge(log)
        case .generated(let settings): settings.clicks > 10_000
        case .world: true
        }
    }

    /// Whether a thread of its own is worth its start.
    private func isLarge(_ file: LogFile) -> Bool {
        var size: Int64 = 0
        for part in file.files {
            guard part.path != "-", let status = FileSystem.status(part.path) else { return true }
            // What is packed is some ten times as much.
            size += status.size * (LogFormat.isPacked(part.path) ? 10 : 1)
        }
        return size > 1 << 20
    }
}
