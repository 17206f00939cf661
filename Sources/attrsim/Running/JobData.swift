import EventLogs
import Exports
import Scenarios
import Simulation

/// What comes with an exported job: the scenario's records as they arrive, and its tables.
struct JobData {
    private let scenario: Scenario
    private let onBadRecord: BadRecordPolicy
    private let logs: Logs

    /// Which logs there are.
    enum Logs {
        /// One a stream.
        case ofStreams
        /// One of both streams beside these.
        case ofStreamsAndBoth
        /// One of both streams.
        case ofBoth
    }

    /// The data of a scenario's job.
    init(_ scenario: Scenario, _ onBadRecord: BadRecordPolicy, _ logs: Logs) {
        self.scenario = scenario
        self.onBadRecord = onBadRecord
        self.logs = logs
    }

    /// Users and products with all their versions.
    ///
    /// - Throws: exit status 3 if they cannot be read.
    static func tables(of scenario: Scenario) throws(CommandFailure) -> DimensionTables {
        do throws(LogError) {
            return try DimensionTables(scenario.configuration.dimensions, input: scenario.input)
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: .log(error)))
        }
    }

    /// Writes the tables alone.
    func writeTables(
        _ tables: DimensionTables, into folder: inout ExportFolder
    ) throws(CommandFailure) {
        if let users = JobRecords.users(tables) {
            try folder.add(ExportedFile("data/users.jsonl", users))
        }
        if let products = JobRecords.products(tables) {
            try folder.add(ExportedFile("data/products.jsonl", products))
        }
    }

    /// Writes `data`; memory does not grow with the number of records.
    ///
    /// - Returns: what the files do not say.
    func write(
        _ tables: DimensionTables, into folder: inout ExportFolder, _ make: () -> JobRecords
    ) throws(CommandFailure) -> [String] {
        try writeTables(tables, into: &folder)
        let hasStreams = logs != .ofBoth
        let clicks = hasStreams ? try folder.begin("data/clicks.jsonl") : nil
        let checkouts = hasStreams ? try folder.begin("data/checkouts.jsonl") : nil
        let log = logs != .ofStreams ? try folder.begin("data/log.jsonl") : nil
        var records = make()
        let arriving = ArrivingRecords(
            input: scenario.input, configuration: scenario.configuration, onBadRecord: onBadRecord)
        func restart() {
            records = make()
            for output in [clicks, checkouts, log] { output?.restart() }
        }
        let toLog = log.map { log in
            { (start: String, rest: ArraySlice<UInt8>) in
                log.write {
                    $0 += start.utf8
                    $0 += rest
                }
            }
        }
        var lines: (clicks: [UInt8], checkouts: [UInt8]) = ([], [])
        do throws(LogError) {
            try arriving.forEachBatch(restart: restart) { batch in
                batch.text.withUnsafeBufferPointer { text in
                    for record in batch.records {
                        records.append(
                            record, in: text, clicks: &lines.clicks, checkouts: &lines.checkouts,
                            log: toLog)
                    }
                }
                clicks?.write { $0 += lines.clicks }
                checkouts?.write { $0 += lines.checkouts }
                lines.clicks.removeAll(keepingCapacity: true)
                lines.checkouts.removeAll(keepingCapacity: true)
            }
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: .log(error)))
        }
        for case let output? in [clicks, checkouts, log] { try folder.add(output) }
        return records.notes
    }
}
