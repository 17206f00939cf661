import Foundation
import Results
import Simulation
import Testing

@testable import Reports

@Suite struct ActualDiffTests {
    private static let header = "checkout_id,source,total_amount,checkout_timestamp,click_id"

    /// A result with k1 (c1), k2 (c2) and k3 without a click; c9 was late.
    private func result(_ body: (ResultReader) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "actual-\(UUID().uuidString).sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try ResultWriter(path: path)
        let rows = RowBatch(.checkoutAttribution)
        for (seq, id, click) in [(1, "k1", "c1"), (2, "k2", "c2"), (3, "k3", nil)] {
            rows.append(1)
            rows.append(Int64(seq))
            for text in [id, "u1", "p1"] { rows.append(text) }
            rows.append(1)
            rows.append(20_050)
            for _ in 0..<5 { rows.appendNull() }
            rows.appendNull()
            if click == nil { rows.appendNull() } else { rows.append("Google") }
            rows.append(1_710_940_981_123)
            if let click { rows.append(click) } else { rows.appendNull() }
            if click == nil { rows.appendNull() } else { rows.append(1_710_940_980_000) }
        }
        try writer.write(rows)
        let late = RowBatch(.lateRecord)
        late.append(1)
        late.append(9)
        for text in ["clicks", "c9", "u1"] { late.append(text) }
        for number: Int64 in [0, 0, 45_000, 45_000] { late.append(number) }
        try writer.write(late)
        writer.addRun(
            RunRow(
                runID: 1, scenario: "small", mode: "stream", engine: "spark", model: "first-click",
                seed: 42, watermarkDelay: 15_000, lookback: 3_600_000, configJSON: "{}"))
        _ = try writer.complete(expectations: [])
        try body(ResultReader(path: path))
    }

    private func table(_ text: String) throws -> ActualTable {
        try ActualTable(Array(text.utf8), name: "actual.csv")
    }

    private static let k1 = "k1,Google,2.0050,2024-03-20 13:23:01.123,c1\n"
    private static let k3 = "k3,,2.005,1710940981123,\n"

    @Test func theSameRowsInAnyOrderAreTheSame() throws {
        try result { reader in
            let text =
                Self.header + "\n" + Self.k3 + Self.k1
                + "k2,Google,2.005,2024-03-20T13:23:01.123Z,c2\n"
            let diff = try ActualDiff(reader, table(text))
            #expect(diff.isSame && diff.same == 3)
            #expect(diff.columnsAbsent.contains("gender"))
        }
    }

    @Test func eachDifferenceHasItsKindAndRule() throws {
        try result { reader in
            let text =
                Self.header + "\n" + Self.k1
                + "k2,Facebook,2.005,2024-03-20 13:23:01.123,c9\n"
                + "k4,,1,2024-03-20 13:23:01.123,\n"
            let diff = try ActualDiff(reader, table(text))
            #expect(diff.differences.map(\.id) == ["k2", "k3", "k4"])
            #expect(diff.differences.map(\.kind) == [.other, .missing, .extra])
            #expect(diff.differences[0].rule.hasPrefix("the job's click is late for spark"))
            #expect(diff.differences[0].lateness == "late by 45s")
            #expect(diff.differences[1].rule.hasPrefix("a checkout without a click"))
            #expect(diff.differences[0].columns.map(\.name) == ["click_id", "source"])
        }
    }

    @Test func aTimeZoneIsSeen() throws {
        try result { reader in
            let text = Self.header + "\nk1,Google,2.005,2024-03-20 14:23:01.123,c1\n"
            let diff = try ActualDiff(reader, table(text))
            #expect(diff.differences[0].rule == "times are 1h later: another time zone")
        }
    }

    @Test func jsonLinesAndDumpsAreRead() throws {
        let lines = try table(
            #"{"checkout_id": "k1", "quantity": 2, "total_amount_e4": 20050}"# + "\n"
                + #"{"checkout_id": "k2", "source": null}"# + "\n")
        #expect(lines.columns == [.checkoutID, .source, .quantity, .total])
        #expect(lines.rows == [["k1", nil, "2", "20050"], ["k2", nil, nil, nil]])
        let dump = try table(
            "--\n-- a dump\nCOPY shop.checkout_attribution (checkout_id, source, total_amount) FROM "
                + "stdin;\nk1\ta\\tb\t2.0050\nk2\t\\N\t\\N\n\\.\n")
        #expect(dump.rows == [["k1", "a\tb", "20050"], ["k2", nil, nil]])
    }

    @Test func whatIsNoTableSaysWhere() throws {
        let error = #expect(throws: ActualTable.Problem.self) {
            try table(Self.header + "\nk1,Google,two,2024-03-20 13:23:01.123,c1\n")
        }
        #expect(
            error?.message.hasPrefix("actual.csv:2: total_amount: \"two\" is no amount") == true)
        let header = #expect(throws: ActualTable.Problem.self) {
            try table("id,source\nk1,Google\n")
        }
        #expect(header?.message.contains("there is no column \"checkout_id\"") == true)
    }
}
