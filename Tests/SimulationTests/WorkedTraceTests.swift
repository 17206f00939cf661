import EventLogs
import Simulation
import Streaming
import Testing

/// The worked trace of the contract, column by column.
@Suite
struct WorkedTraceTests {
    /// A line of the trace: what arrives, the watermarks after it, its fate, and the rows.
    private struct Step {
        var line: String
        /// Clicks, checkouts, join; in seconds, "–" for unset and "∞" for ended.
        var watermarks: String
        var fate = ""
        var join: [String] = []
        var table: [String] = []
    }

    private static func click(
        _ id: String, _ user: String, _ time: Int, p partition: Int, at arrival: Int
    ) -> String {
        SimulationTests.click(
            id, user, time, "\"partition\": \(partition), \(arriving(arrival))")
    }

    private static func checkout(_ id: String, _ user: String, _ time: Int, at arrival: Int)
        -> String
    {
        SimulationTests.checkout(id, user, time, arriving(arrival))
    }

    private static let steps: [Step] = [
        Step(line: click("c1", "u1", 100, p: 0, at: 101), watermarks: "90 – –"),
        Step(line: click("c2", "u1", 104, p: 1, at: 105), watermarks: "90 – –"),
        Step(line: checkout("k1", "u1", 110, at: 111), watermarks: "90 100 90"),
        Step(line: click("c3", "u1", 95, p: 0, at: 112), watermarks: "90 100 90"),
        Step(
            line: click("c2", "u1", 104, p: 1, at: 113), watermarks: "90 100 90",
            fate: "duplicate"),
        Step(line: click("c4", "u1", 123, p: 0, at: 124), watermarks: "94 100 94"),
        Step(line: checkout("k2", "u2", 122, at: 125), watermarks: "94 112 94"),
        Step(
            line: click("c5", "u2", 130, p: 1, at: 131), watermarks: "113 112 112",
            join: ["+I k1 c3", "+I k1 c1", "+I k1 c2"], table: ["+I k1 c3"]),
        Step(
            line: click("c6", "u1", 109, p: 1, at: 132), watermarks: "113 112 112",
            join: ["+I k1 c6"]),
        Step(line: checkout("k3", "u3", 140, at: 141), watermarks: "113 130 113"),
        Step(line: click("c7", "u3", 142, p: 0, at: 143), watermarks: "120 130 120"),
        Step(
            line: click("c8", "u1", 137, p: 1, at: 144), watermarks: "127 130 127",
            join: ["+I k2 NULL"], table: ["+I k2 NULL"]),
        Step(
            line: click("c9", "u2", 122, p: 0, at: 145), watermarks: "127 130 127",
            join: ["-U k2 NULL", "+U k2 c9"], table: ["-U k2 NULL", "+U k2 c9"]),
        Step(
            line: click("c10", "u2", 121, p: 1, at: 146), watermarks: "127 130 127",
            fate: "late"),
        Step(line: checkout("k4", "u1", 150, at: 240), watermarks: "127 140 140"),
        Step(
            line: checkout("k5", "u9", 153, at: 241), watermarks: "127 143 143",
            join: ["+I k3 NULL"], table: ["+I k3 NULL"]),
        Step(
            line: click("c11", "u3", 139, p: 0, at: 242), watermarks: "132 143 143",
            join: ["-U k3 NULL", "+U k3 c11"], table: ["-U k3 NULL", "+U k3 c11"]),
        Step(line: "", watermarks: "∞ 143 143"),
        Step(
            line: "", watermarks: "∞ ∞ ∞",
            join: [
                "+I k4 c3", "+I k4 c1", "+I k4 c2", "+I k4 c6", "+I k4 c4", "+I k4 c8",
                "+I k5 NULL",
            ],
            table: ["+I k4 c3", "+I k5 NULL"]),
    ]

    private let run: SmallRun

    init() throws {
        run = try SmallRun(Self.steps.map(\.line).filter { !$0.isEmpty }) { configuration in
            var watermark = WatermarkSettings()
            watermark.delay = .seconds(10)
            watermark.allowedLateness = .seconds(5)
            watermark.idleTimeout = .seconds(60)
            configuration.clicksWatermark = watermark
            configuration.checkoutsWatermark = watermark
            configuration.join.bounds = JoinBounds(lookback: .seconds(60))
        }
    }

    private func changes(_ table: ResultTable, of step: Int) -> [String] {
        run.table(table, ["after_seq", "op", "checkout_id", "click_id"])
            .filter { $0[0] == "\(step)" }.map { $0.dropFirst().joined(separator: " ") }
    }

    /// The last value of each of the three watermarks at or before a step.
    private func watermarks(at step: Int) -> String {
        let advances = run.table(.watermarkProgress, ["seq", "stream", "watermark"])
        return ["clicks", "checkouts", "join"].map { stream in
            let last = advances.last { $0[1] == stream && (Int($0[0]) ?? 0) <= step }
            guard let text = last?[2], let value = Int(text) else { return "–" }
            return value == Int.max ? "∞" : "\(value / 1000)"
        }.joined(separator: " ")
    }

    private func fate(of step: Int) -> String {
        for (table, fate) in [
            (ResultTable.lateRecord, "late"), (ResultTable.duplicateRecord, "duplicate"),
        ] where run.table(table, ["seq"]) == [["\(step)"]] {
            return fate
        }
        return ""
    }

    @Test(arguments: 1...19)
    func stepIsAsWorked(number: Int) {
        let step = Self.steps[number - 1]
        #expect(watermarks(at: number) == step.watermarks)
        #expect(fate(of: number) == step.fate)
        #expect(changes(.joinOutput, of: number) == step.join)
        #expect(changes(.attributionChangelog, of: number) == step.table)
    }

    @Test func accountsAreAsWorked() {
        let expected = [
            "checkouts_attributed": 4, "checkouts_on_time": 5, "checkouts_read": 5,
            "clicks_duplicate": 1, "clicks_late": 1, "clicks_on_time": 8, "clicks_read": 12,
            "clicks_within_allowed_lateness": 2, "checkouts_unattributed": 1,
        ]
        for row in run.table(.stat, ["name", "value"]) {
            #expect(row[1] == "\(expected[row[0]] ?? 0)", "\(row[0])")
        }
    }

    @Test func theLateRecordSaysByHowMuch() {
        // 127 − 121 = 6 s behind the watermark, 1 s beyond what is allowed.
        let columns = ["seq", "id", "event_time", "arrival_time", "watermark", "late_by_ms"]
        #expect(
            run.table(.lateRecord, columns) == [
                ["14", "c10", "121000", "146000", "127000", "6000"]
            ])
    }
}
