import EventLogs
import Foundation
import Streaming
import Testing

@testable import Simulation

/// What can be read only once must not have to be read again.
@Suite struct ReadOnceTests {
    /// A pipe with a record that comes 100,000 records late, more than any window holds.
    @Test func aPipeFarOutOfOrderIsReadWhole() throws {
        let folder = try ScratchFolder()
        let path = folder.path(of: "pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let writer = Thread {
            guard let file = fopen(path, "w") else { return }
            for place in 0..<120_000 {
                let event = place == 110_000 ? 0 : place
                fputs(
                    "{\"stream\":\"clicks\",\"click_id\":\"c\(place)\",\"user_id\":\"u\",\"source\":\"s\","
                        + "\"click_timestamp\":\(event),\"arrival_timestamp\":\(place)}\n", file)
            }
            fclose(file)
        }
        writer.start()
        var configuration = RunConfiguration()
        configuration.clicksWatermark.strategy = .none
        let simulator = Simulator(
            input: .combined(LogFile(path: path)), configuration: configuration)
        let report = try simulator.run(into: CollectingSink())
        #expect(report.stream.clicks.read == 120_000)
        #expect(report.truth?.clicks.read == 120_000)
    }
}
