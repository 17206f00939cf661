package import EventLogs
import Files
package import Scenarios
import Simulation

/// Puts what a scenario reads into files, where it comes from somewhere else.
package enum InputFiles {
    /// The scenario with standard input as a file, and with a world from a seed as logs and tables.
    static func materialised(
        _ scenario: Scenario, in folder: String
    ) throws(ShrinkError) -> Scenario {
        var scenario = scenario
        func file(_ name: String) -> LogFile { LogFile(path: "\(folder)/\(name)", name: name) }
        switch scenario.input {
        case .world(let input):
            do throws(GenerationError) {
                _ = try CausalWriter.write(input, to: folder, writesTruth: false)
            } catch {
                throw .simulation(.log(error.asLogError))
            }
            scenario.input = .perStream(
                clicks: file("clicks.jsonl"), checkouts: file("checkouts.jsonl"))
            let products = scenario.configuration.dimensions.products
            scenario.configuration.dimensions.products = products ?? file("products.csv")
        case .generated(let settings):
            do throws(GenerationError) {
                try WorldWriter.write(settings, to: folder)
            } catch {
                throw .simulation(.log(error.asLogError))
            }
            scenario.input = .perStream(
                clicks: file("clicks.jsonl"), checkouts: file("checkouts.jsonl"))
            // A generated world brings the tables that the scenario does not name.
            let dimensions = scenario.configuration.dimensions
            scenario.configuration.dimensions.users = dimensions.users ?? file("users.csv")
            scenario.configuration.dimensions.products = dimensions.products ?? file("products.csv")
        case .perStream(let clicks, let checkouts):
            scenario.input = .perStream(
                clicks: try spooled(clicks, in: folder),
                checkouts: try spooled(checkouts, in: folder))
        case .combined(let log): scenario.input = .combined(try spooled(log, in: folder))
        case .kafkaDump(let log, let topics):
            scenario.input = .kafkaDump(try spooled(log, in: folder), topics: topics)
        }
        return scenario
    }

    /// The scenario with its disturbances as they happened: a combined log in the order of
    /// arrival, every line with its arrival time.
    package static func disturbed(
        _ scenario: Scenario, in folder: String, onBadRecord: BadRecordPolicy
    ) throws(ShrinkError) -> Scenario {
        var bytes: [UInt8] = []
        let simulator = Simulator(
            input: scenario.input, configuration: scenario.configuration, onBadRecord: onBadRecord)
        do throws(SimulationError) {
            try simulator.forEachArrival { batch in
                batch.text.withUnsafeBufferPointer { text in
                    for record in batch.records {
                        bytes.append(contentsOf: RecordLine.text(record, text).utf8)
                        bytes.append(0x0A)
                    }
                }
            } restart: {
                bytes.removeAll(keepingCapacity: true)
            }
        } catch {
            throw .simulation(error)
        }
        let path = folder + "/arrivals.jsonl"
        try ShrinkFile.write(bytes, to: path)
        var scenario = scenario
        var file = LogFile(path: path, name: "log.jsonl")
        file.format = .jsonLines
        scenario.input = .combined(file)
        scenario.configuration.disorder = []
        return scenario
    }

    private static func spooled(
        _ file: LogFile, in folder: String
    ) throws(ShrinkError) -> LogFile {
        guard file.path == "-" else { return file }
        var spooled = file
        spooled.path = folder + "/stdin" + (file.inferredFormat.endings.first ?? ".jsonl")
        spooled.name = "standard input"
        try ShrinkFile.write(try ShrinkFile.read("-"), to: spooled.path)
        return spooled
    }
}
