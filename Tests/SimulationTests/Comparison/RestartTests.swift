import EventLogs
import Streaming
import Testing

@testable import Simulation

/// A run that begins again, since its log is far out of order, owes nothing to its first attempt.
@Suite struct RestartTests {
    /// The last line arrives first, with an event time that makes all other checkouts late. Read
    /// straight through, k1 is credited long before that line is seen.
    @Test func outcomesOfTheFirstAttemptDoNotCount() throws {
        let folder = try ScratchFolder()
        var log = """
            {"stream": "clicks", "click_id": "c1", "user_id": "u1", "source": "A", "click_timestamp": 1000, "arrival_timestamp": 1000}
            {"stream": "checkouts", "checkout_id": "k1", "user_id": "u1", "checkout_timestamp": 1001, "arrival_timestamp": 1001}

            """
        for place in 2_000..<20_000 {
            let (stream, name) =
                place % 2 == 0 ? ("clicks", "click") : ("checkouts", "checkout")
            log +=
                "{\"stream\": \"\(stream)\", \"\(name)_id\": \"x\(place)\", \"user_id\": \"u2\", "
            log += place % 2 == 0 ? "\"source\": \"A\", " : ""
            log += "\"\(name)_timestamp\": \(place), \"arrival_timestamp\": \(place)}\n"
        }
        log += """
            {"stream": "checkouts", "checkout_id": "k2", "user_id": "u3", "checkout_timestamp": 90000, "arrival_timestamp": 1}

            """
        let book = OutcomeBook()
        let recorder = OutcomeRecorder(book)
        let simulator = Simulator(
            input: .combined(try folder.write(log, to: "log.jsonl")),
            configuration: RunConfiguration(), truth: .totals)
        let report = try simulator.run(
            into: CollectingSink(), watch: RunWatch(recorder: recorder), progress: { _ in })
        #expect(!report.reading.logs.isEmpty, "it did begin again")
        let outcomes = recorder.finish()
        let k1 = Array("k1".utf8).withUnsafeBufferPointer { book.checkouts.intern($0) }
        #expect(outcomes[k1] == .late)
    }
}
