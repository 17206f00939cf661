import EventLogs
import Exports
import Scenarios
import Simulation

/// What comes with an exported job: the scenario's records as they arrive, and its tables.
struct JobData {
    private let scenario: Scenario
    private let onBadRecord: BadRecordPolicy
    private let hasLog: Bool

    /// `hasLog`: whether there is a log of both streams, too.
    init(_ scenario: Scenario, _ onBadRecord: BadRecordPolicy, hasLog: Bool) {
        self.scenario = scenario
        self.onBadRecord = onBadRecord
        self.hasLog = hasLog
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
        let clicks = try folder.begin("data/clicks.jsonl")
        let checkouts = try folder.begin("data/checkouts.jsonl")
        let log = hasLog ? try folder.begin("data/log.jsonl") : nil
        var records = make()
        let arriving = ArrivingRecords(
            input: scenario.input, configuration: scenario.configuration, onBadRecord: onBadRecord)
        func restart() {
            records = make()
            clicks.restart()
            checkouts.restart()
            log?.restart()
        }
        let toLog = log.map { log in
            { (start: String, rest: ArraySlice<UInt8>) in
                log.write {
                    $0 += start.utf8
                    $0 += rest
                }
            }
        }
        do throws(LogError) {
            try arriving.forEachBatch(restart: restart) { batch in
                batch.text.withUnsafeBufferPointer { text in
                    for record in batch.records {
                        clicks.write { clicks in
                            checkouts.write { checkouts in
                                records.append(
                                    record, in: text, clicks: &clicks, checkouts: &checkouts,
                                    log: toLog)
                            }
                        }
                    }
                }
            }
        } catch {
            throw CommandFailure(error.description, ExitStatus(of: .log(error)))
        }
        try folder.add(clicks)
        try folder.add(checkouts)
        if let log { try folder.add(log) }
        return records.notes
    }
}
