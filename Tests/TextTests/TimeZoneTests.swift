import Foundation
import Testing

@testable import Text

/// `fixtures/zones` holds files of the system's database and, in `local-times.tsv`, what Python's
/// zoneinfo makes of times on the wall: around changes of the clocks, and anywhere else.
@Suite struct TimeZoneTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("fixtures/zones")

    private static func rules(_ zone: String) throws -> TimeZoneRules {
        let name = zone.replacingOccurrences(of: "/", with: "-") + ".tzif"
        return try TimeZoneRules(tzif: Array(Data(contentsOf: folder.appendingPathComponent(name))))
    }

    private struct Row {
        var zone: String
        var local: Int64
        var utc: Int64
        var change: TimeZoneRules.ClockChange
    }

    private static func rows() throws -> [Row] {
        let url = folder.appendingPathComponent("local-times.tsv")
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
            let cells = line.split(separator: "\t").map(String.init)
            let changes: [String: TimeZoneRules.ClockChange] = [
                "once": .none, "gap": .gap, "twice": .repeated,
            ]
            return Row(
                zone: cells[0], local: try #require(Int64(cells[1])),
                utc: try #require(Int64(cells[2])), change: try #require(changes[cells[3]]))
        }
    }

    @Test func timesOnTheWallAreWhatZoneinfoMakesOfThem() throws {
        var zones: [String: TimeZoneRules] = [:]
        let rows = try Self.rows()
        #expect(rows.count > 500)
        for row in rows {
            let rules = try zones[row.zone] ?? Self.rules(row.zone)
            zones[row.zone] = rules
            let moment = rules.moment(of: row.local)
            #expect(
                moment.seconds == row.utc && moment.change == row.change,
                "\(row.zone) \(row.local): \(moment), not \(row.utc) \(row.change)")
            if row.change != .gap { #expect(rules.local(row.utc) == row.local) }
        }
    }

    /// The obvious way: every second of UTC near it is asked what the wall showed then.
    @Test(arguments: [
        "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
        "Antarctica/Troll",
    ])
    func aTimeOnTheWallIsTheFirstMomentThatShowsIt(zone: String) throws {
        let rules = try Self.rules(zone)
        // Since then all offsets are of whole minutes, so that half minutes do.
        let since: Int64 = -1_500_000_000
        let rows = try Self.rows().filter {
            $0.zone == zone && $0.change != .none && $0.local > since
        }
        for row in rows.prefix(24) where row.local % 30 == 0 {
            let moments = stride(from: row.local - 50 * 3_600, to: row.local + 50 * 3_600, by: 30)
            let showing = moments.filter { rules.local($0) == row.local }
            let moment = rules.moment(of: row.local)
            if let first = showing.first {
                #expect(moment.seconds == first)
                #expect((moment.change == .repeated) == (showing.count > 1))
            } else {
                #expect(moment.change == .gap)
                // Moved forward by as much as the clocks were.
                let gap = rules.local(moment.seconds) - row.local
                #expect(
                    gap == rules.offset(at: moment.seconds) - rules.offset(at: moment.seconds - gap)
                )
            }
        }
    }

    @Test func aWholeDayHasAnOffsetOnlyFarFromAChange() throws {
        let berlin = try Self.rules("Europe/Berlin")
        func day(_ month: Int64, _ day: Int64) -> Int64 {
            CivilDate(year: 2024, month: month, day: day).daysSince1970 * 86_400
        }
        #expect(berlin.offset(throughDay: day(3, 20)) == 3_600)
        #expect(berlin.offset(throughDay: day(7, 1)) == 7_200)
        for near in 29...31 { #expect(berlin.offset(throughDay: day(3, Int64(near))) == nil) }
        for seconds in stride(from: day(1, 1), to: day(12, 31), by: 86_400) {
            guard let offset = berlin.offset(throughDay: seconds) else { continue }
            for hour in 0...24 as ClosedRange<Int64> {
                let local = seconds + hour * 3_600
                #expect(berlin.moment(of: local).seconds == local - offset)
            }
        }
    }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", 2024, [1_711_846_800, 1_729_990_800]),
        ("EST5EDT,M3.2.0,M11.1.0", 2024, [1_710_054_000, 1_730_613_600]),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2024, [1_712_415_600, 1_728_142_200]),
        // Julian days without and with the leap day: 1 March is 60 and 60, in 2024 and in 2023.
        ("A0B,J60/0,J61/0", 2024, [1_709_251_200, 1_709_334_000]),
        ("A0B,J60/0,J61/0", 2023, [1_677_628_800, 1_677_711_600]),
        ("A0B,59/0,60/0", 2024, [1_709_164_800, 1_709_247_600]),
        ("A0B,59/0,60/0", 2023, [1_677_628_800, 1_677_711_600]),
    ])
    func rulesOfEveryYearAreRead(text: String, year: Int, starts: [Int]) throws {
        let rule = try #require(YearlyRule(text.utf8))
        #expect(rule.changes(in: Int64(year)).map { Int($0.start) } == starts)
    }

    @Test(arguments: [
        "", "1", "CET", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0/168,M10.5.0",
        "<+01-1", "<>1", "CET-1CEST,J0,J5", "CET-1CEST,1,366", "CET-1:60",
        "CET-1CEST,M3.5.0,M10.5.0x",
    ])
    func whatIsNoRuleIsRefused(text: String) {
        #expect(YearlyRule(text.utf8) == nil)
    }

    /// No byte that is wrong, and no end that comes too early, may do more than be refused.
    @Test func damagedFilesAreRefusedOrRead() throws {
        var random = SystemLikeNumbers(state: 5)
        for zone in ["Europe/Berlin", "Asia/Kathmandu"] {
            let name = zone.replacingOccurrences(of: "/", with: "-") + ".tzif"
            let whole = Array(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
            for _ in 0..<400 {
                var bytes = whole
                if Bool.random(using: &random) {
                    bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
                }
                for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                        UInt8.random(in: 0...255, using: &random)
                }
                guard let rules = try? TimeZoneRules(tzif: bytes) else { continue }
                for local in [-5_000_000_000, 0, 1_711_852_200, 200_000_000_000] as [Int64] {
                    _ = rules.moment(of: local)
                    _ = rules.offset(throughDay: local)
                }
            }
            #expect(throws: TimeZoneRules.FileProblem.notTZif) {
                try TimeZoneRules(tzif: Array(whole.prefix(40)))
            }
        }
    }
}

/// Numbers that are the same in every run.
private struct SystemLikeNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
