import Foundation
@testable import Reports
import Results
import Simulation
import Testing

/// The dashboard of a run that kept no windows, from its rows.
@Suite struct DashboardTests {
    private static let minute: Int64 = 60_000

    /// Checkouts and refunds by their minute, with amounts in whole units.
    private static func read(
        _ checkouts: [(minute: Int64, amount: Int64)], refunds: [(minute: Int64, amount: Int64)]
    ) throws -> Dashboard {
        let path = NSTemporaryDirectory() + "dashboard-\(UUID().uuidString).sqlite"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try ResultWriter(path: path)
        writer.addRun(
            RunRow(
                runID: 1, scenario: "s", mode: "stream", engine: "reference", model: "first-click",
                seed: 1, watermarkDelay: nil, lookback: 1000, configJSON: "{}"))
        let rows = RowBatch(.checkoutAttribution)
        for (number, checkout) in checkouts.enumerated() {
            rows.append(1)
            rows.append(Int64(number + 1))
            rows.append("k\(number)")
            for _ in 0..<3 { rows.appendNull() }
            rows.append(checkout.amount * 10_000)
            for _ in 0..<5 { rows.appendNull() }
            rows.append(checkout.amount * 1000)
            rows.append("A")
            rows.append(checkout.minute * minute)
            rows.append("c")
            rows.append(Int64(0))
        }
        try writer.write(rows)
        let back = RowBatch(.refund)
        for (number, refund) in refunds.enumerated() {
            back.append(1)
            back.append(Int64(100 + number))
            back.append("r\(number)")
            back.append("k0")
            back.append(refund.amount * 10_000)
            back.append(refund.minute * minute)
            back.append(1)
            back.append(refund.amount * 1000)
        }
        try writer.write(back)
        _ = try writer.complete(expectations: [])
        return try Dashboard(reading: try ResultReader(path: path))
    }

    private static func value(_ dashboard: Dashboard, _ metric: String, at minute: Int64) -> Int64?
    {
        guard let place = dashboard.moments.firstIndex(of: minute * Self.minute) else { return nil }
        return dashboard.series.first { $0.metric == metric }?.final[place]
    }

    @Test func aRefundIsMoneyOfItsOwnTime() throws {
        let dashboard = try Self.read(
            [(10, 100), (30, 50)], refunds: [(30, -50), (60, -40), (61, -5)])
        #expect(dashboard.isDerived)
        #expect(Self.value(dashboard, "revenue_e4", at: 10) == 1_000_000)
        #expect(Self.value(dashboard, "revenue_e4", at: 30) == 1_000_000)
        #expect(Self.value(dashboard, "revenue_e4", at: 60) == 600_000)
        #expect(Self.value(dashboard, "revenue_e4", at: 61) == 550_000)
        #expect(Self.value(dashboard, "profit_e4", at: 61) == 55_000)
        // The last refund is the end, also behind the last checkout.
        #expect(dashboard.moments.last == 61 * Self.minute)
        // It is no checkout.
        #expect(Self.value(dashboard, "checkouts_by_source", at: 61) == 2)
    }

    @Test func refundsAloneHaveWindows() throws {
        let dashboard = try Self.read([], refunds: [(5, -3)])
        #expect(Self.value(dashboard, "revenue_e4", at: 5) == -30_000)
    }
}
