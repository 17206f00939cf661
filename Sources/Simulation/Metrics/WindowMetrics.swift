import Attribution
import EventLogs
import Streaming

/// The dashboard in virtual time: sums over sliding windows of event time.
///
/// A window that ends at E covers (E − size, E]: a checkout exactly at E is in, one exactly at
/// E − size is out, so that windows of one size that follow each other count every checkout once.
/// Windows are aligned to the epoch. A checkout counts as soon as its row comes out, and a
/// correction changes it. Two things are written:
///
/// - `window_metric`: every window as it turned out, once nothing can change it;
/// - `window_metric_known`: at each slide T of the virtual clock, the window that ends at T as the
///   dashboard would have shown it at T; only what has changed since the slide before.
///
/// A refund is money of its own time, counted as soon as it comes, its profit as soon as its order is
/// settled; from the first refund on windows are final only at the end of the run, since an order may
/// come later.
///
/// Rows are summed by pane (one slide) once. Memory follows the panes that can still change or be
/// shown, times the dimensions; not the checkouts. Cost: two additions a row and one a pane.
///
/// A class, since a stage holds one or none.
final class WindowMetrics {
    private let slide: Int64
    private let panesPerWindow: Int64
    private(set) var series = MetricSeries()
    private var panes: [Int64: MetricTotals] = [:]
    /// The window at the last slide of the clock, as known now; `nil` before the first one.
    private var known: (pane: Int64, totals: MetricTotals)?
    /// By series: what the last slide showed.
    private var shown: [Int128] = []
    /// The last window that was written as final.
    private var final: (pane: Int64, totals: MetricTotals)?
    /// The last pane that ``finish(before:_:)`` was called for.
    private var finishedPane = Int64.min
    /// The refunds so far, as they were counted; of one without an amount nothing is.
    private var refunds: [MetricEntry?] = []

    init(_ settings: MetricSettings) {
        slide = settings.slide.count
        panesPerWindow = settings.panes
    }

    // MARK: Rows come and go

    /// What a row adds.
    func entry(
        of checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, _ amounts: Money.Amounts,
        source: UInt32?, _ dimensions: Dimensions,
        _ sources: borrowing KeyTable
    ) -> MetricEntry {
        var entry = MetricEntry(
            pane: pane(endingAtOrAfter: checkout.record.eventTime.milliseconds),
            revenue: amounts.total, profit: amounts.profit)
        entry.source = series.number(.source, source) { sources.bytes($0) }
        entry.category = series.number(.category, dimensions.product(checkout.product).category) {
            dimensions.word($0)
        }
        entry.gender = series.number(.gender, dimensions.genderNumber(checkout.user)) {
            dimensions.word($0)
        }
        if Self.isFailure(checkout.record.text(.paymentStatus, in: text)) {
            entry.failure = series.number(
                ofReason: checkout.record.text(.paymentDescription, in: text))
        }
        return entry
    }

    /// A row is in the attributed table from now on.
    func add(_ entry: MetricEntry) { count(entry, 1) }

    /// A row leaves the attributed table, or is about to change.
    func retract(_ entry: MetricEntry) { count(entry, -1) }

    private func count(_ entry: MetricEntry, _ sign: Int64) {
        panes[entry.pane, default: MetricTotals()].add(entry, sign: sign)
        if let pane = known?.pane, covers(pane, entry.pane) {
            known?.totals.add(entry, sign: sign)
        }
    }

    /// A refund comes; its profit is that of its order so far.
    func add(_ refund: RefundLedger.Refund, _ amounts: Money.Amounts) {
        let entry = self.entry(of: refund, amounts)
        if let entry { add(entry) }
        refunds.append(entry)
    }

    /// The run is over, and the refunds' orders are known.
    func settle(_ settled: [SettledRefund]) {
        for (counted, refund) in zip(refunds, settled) {
            if let counted { retract(counted) }
            if let entry = entry(of: refund.refund, refund.amounts) { add(entry) }
        }
    }

    private func entry(
        of refund: RefundLedger.Refund, _ amounts: Money.Amounts
    ) -> MetricEntry? {
        if amounts.total == nil { return nil }
        return MetricEntry(
            pane: pane(endingAtOrAfter: refund.time), revenue: amounts.total,
            profit: amounts.profit)
    }

    // MARK: As known at each slide of the clock

    /// The clock is about to move to `time`: shows every slide before it.
    ///
    /// - Returns: the next slide, at or after `time`.
    func show(
        before time: ProcessingTime, _ rows: inout ResultRows
    ) throws(SinkError) -> ProcessingTime {
        let next = pane(endingAtOrAfter: time.milliseconds)
        guard known != nil else {
            startShowing(at: next - 1)
            return end(of: next)
        }
        while let pane = known?.pane, pane + 1 < next {
            moveKnown(to: pane + 1)
            try writeKnown(pane + 1, &rows)
            if known?.totals.rows == 0 { skip(to: next - 1) }
        }
        return end(of: next)
    }

    private func startShowing(at pane: Int64) {
        var totals = MetricTotals()
        for (place, sums) in panes where covers(pane, place) { totals.add(sums, sign: 1) }
        known = (pane, totals)
    }

    private func moveKnown(to pane: Int64) {
        if let sums = panes[pane] { known?.totals.add(sums, sign: 1) }
        if let sums = panes[pane - panesPerWindow] { known?.totals.add(sums, sign: -1) }
        known?.pane = pane
    }

    /// Nothing is shown until a pane that is not empty comes in: passes over the slides until then.
    private func skip(to last: Int64) {
        guard let pane = known?.pane else { return }
        let ahead = panes.lazy.filter { $0.key > pane && $0.value.rows != 0 }.map(\.key).min()
        known?.pane = min(last, ahead.map { $0 - 1 } ?? last)
    }

    private func writeKnown(_ pane: Int64, _ rows: inout ResultRows) throws(SinkError) {
        while shown.count < series.count { shown.append(0) }
        for place in series.order() {
            let value = known?.totals.value(place) ?? 0
            guard value != shown[place] else { continue }
            shown[place] = value
            try rows.write(series[place], known: value, at: pane * slide)
        }
    }

    // MARK: As it turned out

    /// Nothing before `time` can change any more: writes the windows that end before it.
    func finish(before time: EventTime, _ rows: inout ResultRows) throws(SinkError) {
        let last = pane(endingAtOrAfter: time.milliseconds) - 1
        guard last > finishedPane, refunds.isEmpty else { return }
        finishedPane = last
        try finish(through: last, &rows)
        let gone = min(last, known?.pane ?? last) - panesPerWindow
        panes = panes.filter { $0.key > gone }
    }

    /// The run is over: writes all windows that are left.
    func finishAll(_ rows: inout ResultRows) throws(SinkError) {
        guard let last = panes.keys.max() else { return }
        try finish(through: last + panesPerWindow, &rows)
        panes = [:]
    }

    private func finish(
        through last: Int64, _ rows: inout ResultRows
    ) throws(SinkError) {
        while true {
            if (final?.totals.rows ?? 0) == 0 {
                // Windows without a row are not written: go to the next pane that has one.
                let written = final?.pane
                let ahead = panes.lazy.filter { pane in
                    pane.value.rows != 0 && written.map { pane.key > $0 } ?? true
                }.map(\.key).min()
                guard let ahead, ahead <= last else { return }
                final = (ahead - 1, MetricTotals())
            }
            guard let pane = final.map({ $0.pane + 1 }), pane <= last else { return }
            if let sums = panes[pane] { final?.totals.add(sums, sign: 1) }
            if let sums = panes[pane - panesPerWindow] { final?.totals.add(sums, sign: -1) }
            final?.pane = pane
            for place in series.order() {
                guard let value = final?.totals.value(place) else { continue }
                try rows.write(
                    series[place], value, from: (pane - panesPerWindow) * slide, to: pane * slide)
            }
        }
    }

    // MARK: Panes

    /// The pane (E − slide, E] that a time lies in, by E / slide.
    private func pane(endingAtOrAfter time: Int64) -> Int64 {
        let (quotient, rest) = time.quotientAndRemainder(dividingBy: slide)
        return rest > 0 ? quotient + 1 : quotient
    }

    private func end(of pane: Int64) -> ProcessingTime {
        ProcessingTime(milliseconds: pane * slide)
    }

    private func covers(_ window: Int64, _ pane: Int64) -> Bool {
        pane <= window && pane > window - panesPerWindow
    }

    /// Whether a payment status says that the payment failed: `failed`, in any case.
    private static func isFailure(_ status: UnsafeBufferPointer<UInt8>?) -> Bool {
        guard let status, status.count == failed.utf8CodeUnitCount else { return false }
        return status.indices.allSatisfy { status[$0] | 0x20 == failed.utf8Start[$0] }
    }

    private static let failed: StaticString = "failed"
}
