import Foundation
import Testing

@testable import EventLogs
@testable import Scenarios

/// What scenarios say about times: zones, and durations in plain numbers.
@Suite struct TimeSettingsTests {
    @Test func aZoneIsKeptAsItIsWritten() throws {
        let read = try scenario(
            #"{"input": {"log": {"path": "l.jsonl", "timeZone": "Europe/Berlin"}}}"#)
        #expect(read.input.timeZones.map(\.zone) == ["Europe/Berlin"])
        #expect(read.configJSON.contains(#""timeZone":"Europe/Berlin""#))
    }

    @Test(.enabled(if: TimeZoneDatabase.system.version != nil))
    func aZoneThatTheSystemLacksIsNamedWithTheNearest() throws {
        let folder = try ScenarioFolder()
        try folder.write("l.jsonl")
        func error(_ zone: String) -> String? {
            scenarioError(
                #"{"input": {"log": {"path": "l.jsonl", "timeZone": "\#(zone)"}}}"#,
                path: folder.path + "/s.json", checksFiles: true
            )?.replacingOccurrences(of: folder.path + "/", with: "")
        }
        #expect(error("Europe/Berlin") == nil)
        #expect(error("UTC") == nil)
        #expect(
            error("Europe/Berlni")
                == "s.json:1: input.log.timeZone: \"Europe/Berlni\" is no time zone of this system. "
                + "Hint: did you mean \"Europe/Berlin\"?")
        for nonsense in ["", "/", "../zoneinfo/UTC", "zone.tab", "Europe", "europe/berlin?"] {
            #expect(error(nonsense)?.contains("is no time zone of this system") == true)
        }
    }

    @Test func withoutZonesTheSystemIsToBlame() {
        let database = TimeZoneDatabase(folders: ["/nowhere"])
        #expect(throws: TimeZoneDatabase.Problem.noDatabase) {
            try database.rules(of: "Europe/Berlin")
        }
        #expect(throws: Never.self) { try database.rules(of: "UTC") }
        #expect(TimeZoneDatabase.Problem.noDatabase.hint?.contains("install tzdata") == true)
    }

    @Test(arguments: [
        ("\"watermark\": {\"delay\": 15}", "watermark.delay: 15 is 15 ms; write \"15s\""),
        ("\"join\": {\"lookback\": 999}", "join.lookback: 999 is 999 ms; write \"999s\""),
        ("\"join\": {\"lookahead\": 1.0}", "join.lookahead: 1 is 1 ms; write \"1s\""),
    ])
    func aSmallNumberIsMostLikelySeconds(key: String, warning: String) throws {
        let read = try scenario(with: key)
        #expect(
            read.warnings.map(\.description) == [
                "s.json:2: \(warning). Hint: or \"\(warning.split(separator: " ")[1])ms\", if that is "
                    + "meant."
            ])
    }

    @Test(arguments: [
        "\"watermark\": {\"delay\": 0}", "\"watermark\": {\"delay\": 1000}",
        "\"watermark\": {\"delay\": \"15ms\"}", "\"join\": {\"lookback\": 60000}",
    ])
    func otherDurationsAreMeantAsTheyAre(key: String) throws {
        #expect(try scenario(with: key).warnings.isEmpty)
    }
}
