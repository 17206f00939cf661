import EventLogs
import Scenarios
import Simulation
import Streaming

/// A record as it reaches the pipeline: number `seq` of them is at place seq − 1.
struct Arrival: Sendable, Hashable {
    /// Whether it is a click or a checkout, and no control record.
    var isEvent: Bool
    var stream: EventStream
    var partition: Int32
    /// What it is known by; empty for a control record.
    var id: String
    /// `nil`: it has none, and matches nothing.
    var user: String?
    /// In milliseconds.
    var time: Int64
    /// In milliseconds.
    var arrival: Int64
}

extension Arrival {
    /// All records of a scenario in the order in which they reach the pipeline, its disorder included.
    ///
    /// - Throws: the first error of a log.
    static func all(
        of scenario: Scenario, onBadRecord: BadRecordPolicy
    ) throws(SimulationError) -> [Arrival] {
        var all: [Arrival] = []
        let simulator = Simulator(
            input: scenario.input, configuration: scenario.configuration, onBadRecord: onBadRecord)
        try simulator.forEachArrival { batch in
            batch.text.withUnsafeBufferPointer { text in
                for record in batch.records {
                    all.append(
                        Arrival(
                            isEvent: record.kind == .event, stream: record.stream,
                            partition: record.partition,
                            id: record.kind == .event
                                ? String(decoding: record.id(in: text), as: UTF8.self) : "",
                            user: record.hasUser
                                ? String(decoding: record.user(in: text), as: UTF8.self) : nil,
                            time: record.eventTime.milliseconds,
                            arrival: record.arrivalTime.milliseconds))
                }
            }
        } restart: {
            all = []
        }
        return all
    }
}
