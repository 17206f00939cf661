import EventLogs
import Streaming
import Text

extension Simulator {
    /// Warns of settings that cannot have been meant, and of logs that cannot have been.
    func warn(
        _ counts: RunCounts, _ census: borrowing ValueCensus, _ dimensions: Dimensions,
        in report: inout RunReport
    ) {
        report.warnings +=
            emptyLogs(counts) + peopleAndRows(counts) + strangers(counts, report)
            + wrappedRows(counts) + unseenTopics(counts)
            + counts.rows.misses.map(\.warning) + census.warnings(counts, LogPlaces(input))
        if let spend = dimensions.spend { report.warnings += census.warnings(spend, counts) }
        if counts.otherPaymentStatus > 0,
            counts.otherPaymentStatus >= counts.attributed + counts.unattributed
        {
            report.warnings.append(
                "attribution.paymentStatus: no checkout that is a result has one of these statuses; "
                    + "all \(counts.otherPaymentStatus) are left out (upper and lower case differ)")
        }
        if configuration.output.paths, !configuration.engine.isReference {
            report.warnings.append(
                "output.paths: \(configuration.engine.name) extracts no paths; conversion_path "
                    + "holds those of the truth alone")
        }
    }

    /// Of more sources than this a person hears: each has sums under every model, and rows in the result.
    static let sourcesMany = 100_000

    /// A field that is another one in nearly every click, such as a URL, taken for the source.
    static func sourcesWarning(_ count: Int) -> [String] {
        if count <= sourcesMany { return [] }
        return [
            "clicks: \(NumberText.count(count)) different sources; memory and the totals grow with "
                + "them, under every model. Hint: name a field with fewer values, or a part of it "
                + "(\"fields\": {\"source\": {\"parameter\": \"utm_source\", \"of\": …}})"
        ]
    }

    /// Topics that the scenario names and no line of the dump has; one stream without a line is told
    /// of as such.
    private func unseenTopics(_ counts: RunCounts) -> [String] {
        let named: [String: EventStream]
        switch input {
        case .kafkaDump(let log, let topics): named = log.topics.merging(topics) { $1 }
        case .combined(let log): named = log.topics
        default: return []
        }
        if (counts.clicks.read == 0) != (counts.checkouts.read == 0) { return [] }
        let (unseen, seen) = counts.rows.topicsUnseen(named)
        if seen.isEmpty { return [] }
        return unseen.map { name in
            let nearest = NearestName.of(name, among: seen)
            let hint =
                nearest.map { "did you mean \"\($0)\"?" }
                ?? "the log has " + seen.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
            return "input.topics: no line has the topic \"\(name)\". Hint: \(hint)"
        }
    }

    /// Streams that take no row, and records of which none has a user.
    private func peopleAndRows(_ counts: RunCounts) -> [String] {
        EventStream.allCases.flatMap { stream in
            var warnings: [String] = []
            if takesNoRow(stream, counts) {
                warnings.append(
                    "\(stream.name): no row is one of this stream's, by the conditions in "
                        + "\"where\"")
            }
            if counts[stream].read > 0, counts[stream].withoutUser == counts[stream].read {
                warnings.append(
                    "\(stream.name): no record has a user, so none matches; if \"user_id\" has "
                        + "another name in the log, write \"fields\": {\"user\": \"…\"}")
            }
            return warnings
        }
    }

    /// A log of one row that holds an array of rows.
    private func wrappedRows(_ counts: RunCounts) -> [String] {
        let logs: [(name: String, log: LogFile, read: Int64)] =
            switch input {
            case .perStream(let clicks, let checkouts):
                [
                    ("clicks", clicks, counts.clicks.read),
                    ("checkouts", checkouts, counts.checkouts.read),
                ]
            case .combined(let log):
                [("log", log, counts.clicks.read + counts.checkouts.read)]
            case .kafkaDump, .generated, .world: []
            }
        return logs.compactMap { name, log, read in
            guard read <= 1, let path = LogGuess.arraysOfRows(log).first else { return nil }
            return "input.\(name): \(log.name) is one object with an array of rows in it. Hint: "
                + "\"rows\": \"\(path)\" reads those"
        }
    }

    /// No checkout has a click, and none of their users is among those of the clicks: the fields may
    /// name different things. Cost: nothing where a checkout has one; else the logs are read again.
    private func strangers(
        _ counts: RunCounts, _ report: RunReport
    ) -> [String] {
        let withUser = counts.checkouts.read - counts.checkouts.withoutUser
        guard counts.attributed == 0, report.truth?.attributed ?? 0 == 0, withUser > 0,
            counts.clicks.read > counts.clicks.withoutUser, input.canBeReadTwice,
            let users = try? usersOfBoth(), !users.clicks.isEmpty,
            users.clicks.count < Self.usersLooked,
            !users.checkouts.contains(where: users.clicks.contains)
        else { return [] }
        return [
            "no checkout has a click: none of the checkouts' users is among the clicks'. Hint: do "
                + "both \"user\" fields name the same thing? Else \"dimensions\": "
                + "{\"identities\": …} leads from one to the other"
        ]
    }

    /// Of so many different users nobody looks for more.
    private static let usersLooked = 1_000_000

    /// The users of both streams, as the join sees them, by their hashes.
    private func usersOfBoth() throws(LogError) -> (clicks: Set<UInt64>, checkouts: Set<UInt64>) {
        let sources = InputSources(
            input, configuration: configuration, onBadRecord: .skip, modes: reading.logs)
        let source = try sources.open()
        var (clicks, checkouts) = (Set<UInt64>(), Set<UInt64>())
        let batch = RecordBatch()
        while try source.read(into: batch) {
            batch.text.withUnsafeBufferPointer { text in
                for record in batch.records where record.kind == .event && record.hasUser {
                    let user = ByteHash.of(record.user(in: text))
                    if record.stream == .clicks {
                        if clicks.count < Self.usersLooked { clicks.insert(user) }
                    } else if checkouts.count < Self.usersLooked {
                        checkouts.insert(user)
                    }
                }
            }
        }
        return (clicks, checkouts)
    }

    /// Whether the conditions of a stream hold for no row of a log that has some.
    private func takesNoRow(_ stream: EventStream, _ counts: RunCounts) -> Bool {
        input.selects(stream) && counts[stream].read == 0 && !counts.rowsSkipped.isEmpty
    }

    /// Logs without a record: an export that failed looks like a quiet day.
    private func emptyLogs(_ counts: RunCounts) -> [String] {
        func name(_ log: LogFile) -> String {
            log.path == "-" ? "standard input, which was empty," : log.name
        }
        // What "where" skips is another matter.
        if !counts.rowsSkipped.isEmpty { return [] }
        let (clicks, checkouts) = (counts.clicks.read, counts.checkouts.read)
        switch input {
        case .generated, .world: return []
        case .perStream(let clicksLog, let checkoutsLog):
            return (clicks == 0 ? ["input.clicks: \(name(clicksLog)) has no record"] : [])
                + (checkouts == 0 ? ["input.checkouts: \(name(checkoutsLog)) has no record"] : [])
        case .kafkaDump(let log, let topics) where (clicks == 0) != (checkouts == 0):
            let stream = clicks == 0 ? EventStream.clicks : .checkouts
            let names = topics.filter { $0.value == stream }.keys.sorted()
            let own = (names.isEmpty ? [stream.name] : names).map { "\"\($0)\"" }
            return [
                "input: \(log.name) has no record of \(stream.name): no line has the topic "
                    + own.joined(separator: " or ")
                    + ". Hint: \"topics\" says which topic is which "
                    + "stream."
            ]
        case .combined(let log), .kafkaDump(let log, _):
            if clicks == 0 && checkouts == 0 { return ["input: \(name(log)) has no record"] }
            let stream = clicks == 0 ? "clicks" : checkouts == 0 ? "checkouts" : nil
            return stream.map { ["input: \(log.name) has no record of \($0)"] } ?? []
        }
    }
}

extension SelectionMiss {
    /// What a user should know of it.
    fileprivate var warning: String {
        let nearest = NearestName.of(value, among: there)
        let hint =
            nearest.map { "did you mean \"\($0)\"?" }
            ?? (there.isEmpty
                ? "no row has a value there"
                    + (paths.isEmpty
                        ? "."
                        : "; rows have " + paths.map { "\"\($0)\"" }.joined(separator: ", ") + ".")
                : "the log has " + there.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
                    + (there.count > 5 ? " and \(there.count - 5) more." : "."))
        return "\(stream.name): where: no row has \"\(value)\" at \"\(path)\". Hint: \(hint)"
    }
}
