import Simulation
import Text

/// What a sweep's page shows of the measures: its charts and the columns of its table.
enum SweepMeasure {
    /// The charts, the share as in the truth first.
    static func charts(_ series: [SweepSeries]) -> [SweepChart] {
        // One line a measure, or one a combination of the other keys.
        func lines(
            _ parts: [(name: String, measure: (RunMeasures) -> Int64?)],
            _ whole: @escaping (RunMeasures) -> Int64?
        ) -> [SweepChart.Line] {
            guard series.count == 1 else {
                return series.map { .init(name: $0.name, measure: whole, series: $0) }
            }
            return parts.map { .init(name: $0.name, measure: $0.measure, series: series[0]) }
        }
        let suffix = series.count > 1 ? ", p95" : ""
        return [
            SweepChart(
                title: "Credited as in the truth", lines: lines([("", share)], share),
                range: { least, _ in min(least, 999_000_000)...1_000_000_000 },
                text: { MeasureText.share(e9: $0) }, tick: { MeasureText.percentage(e9: $0) }),
            SweepChart(
                title: "Latency of results" + suffix,
                lines: lines(
                    [
                        ("p50", { $0.latency?.p50 }), ("p95", { $0.latency?.p95 }),
                        ("p99", { $0.latency?.p99 }),
                    ], { $0.latency?.p95 }),
                text: MeasureText.duration, tick: span, isDuration: true),
            SweepChart(
                title: "Late or dropped records",
                lines: lines(
                    [("clicks", { $0.clicksLate }), ("checkouts", { $0.checkoutsLate })],
                    { $0.late }),
                text: { NumberText.count($0) }, tick: { NumberText.count($0) }),
            SweepChart(
                title: "Revenue of wrongly credited checkouts",
                lines: lines([("", revenueWrong)], revenueWrong),
                text: { NumberText.money(e4: $0) }, tick: round),
            SweepChart(
                title: "The most that the join held",
                lines: lines(
                    [
                        ("clicks", { $0.clicksHeldMax.map(Int64.init) }),
                        ("checkouts", { $0.checkoutsHeldMax.map(Int64.init) }),
                    ], { $0.heldMax.map(Int64.init) }),
                text: { NumberText.count($0) }, tick: { NumberText.count($0) }),
        ]
    }

    /// A span of time along an axis.
    static func span(_ milliseconds: Int64) -> String {
        milliseconds == 0 ? "0" : TimeText.duration(milliseconds: milliseconds)
    }

    /// An amount without cents where it has none.
    static func round(_ amount: Int64) -> String {
        amount % 10_000 == 0
            ? NumberText.count(amount / 10_000) : NumberText.exactMoney(e4: amount)
    }

    /// Billionths of the truth's checkouts that are credited as in the truth, rounded down.
    static func share(_ measures: RunMeasures) -> Int64? {
        MeasureColumn.completeness.value(measures).map { Int64($0) }
    }

    /// What the checkouts are worth that are not.
    static func revenueWrong(_ measures: RunMeasures) -> Int64? {
        MeasureColumn.revenueDifferent.value(measures).map { Int64(clamping: $0) }
    }

    /// The columns of the table; one that is `nil` for all points is left out.
    static let columns: [(name: String, text: @Sendable (RunMeasures) -> String?)] = [
        (
            "as in truth",
            { $0.checkouts == 0 ? nil : MeasureText.share($0.same, of: $0.checkouts) }
        ),
        ("wrong", { NumberText.count($0.different) }),
        ("revenue wrong", { revenueWrong($0).map { NumberText.money(e4: $0) } }),
        ("late clicks", { NumberText.count($0.clicksLate) }),
        ("late checkouts", { NumberText.count($0.checkoutsLate) }),
        ("p50", { $0.latency?.p50.map(MeasureText.duration) }),
        ("p95", { $0.latency?.p95.map(MeasureText.duration) }),
        ("p99", { $0.latency?.p99.map(MeasureText.duration) }),
        ("longest", { $0.latency?.max.map(MeasureText.duration) }),
        ("corrections", { $0.corrections.map { NumberText.count($0) } }),
        ("clicks held", { $0.clicksHeldMax.map { NumberText.count($0) } }),
        ("checkouts held", { $0.checkoutsHeldMax.map { NumberText.count($0) } }),
    ]
}
