import Attribution
import EventLogs
import Streaming

/// Puts the rows of a run together, one function a kind of row: what an attribution decides becomes
/// the tables of the contract (section 5).
struct ResultRows: ~Copyable {
    /// A click as a row shows it; its bytes are good for the call.
    struct Click {
        var seq: Int64
        var time: EventTime
        /// Those behind the millisecond; 0 for a real engine, which does not see them.
        var nanoseconds: UInt32 = 0
        var id: UnsafeBufferPointer<UInt8>
        /// Its number among the run's touches, which says its source.
        var touch: UInt32
        /// Its place as read; `.max` where nobody keeps it.
        var record = UInt32.max
    }

    /// What one row of a changelog is about.
    struct Change {
        var kind: RowKind
        /// `nil`: no checkout, as a right join has it.
        var checkoutSeq: Int64?
        var checkoutID: UnsafeBufferPointer<UInt8>
        /// `nil`: no click.
        var click: Click?
        /// The step that brought it about.
        var after: Int64
    }

    /// Users and products.
    let dimensions: Dimensions
    /// The numbers of the clicks' sources.
    private(set) var sources = KeyTable()
    /// What clicks are beside their source; `nil`: a touch's number is its source's.
    let profiles: TouchProfiles?
    /// Takes the rows instead of the result, where one looks on.
    let probe: RunProbe?
    /// Counts the join's rows instead, where only that is asked.
    let tally: JoinRowTally?
    var writer: RowWriter
    private var joinRows: Int64 = 0
    private var attributionRows: Int64 = 0

    /// `namedSources`: sources that are numbered from 0 before any record is seen.
    init(
        dimensions: Dimensions, namedSources: [String], writer: consuming RowWriter,
        profiles: TouchProfiles?, probe: RunProbe? = nil, tally: JoinRowTally? = nil
    ) {
        self.dimensions = dimensions
        self.profiles = profiles
        self.probe = probe
        self.tally = tally
        self.writer = writer
        for name in namedSources {
            Array(name.utf8).withUnsafeBufferPointer { _ = sources.intern($0) }
        }
    }

    /// The number of a click among the run's touches.
    mutating func number(
        ofTouch record: EventRecord, in text: UnsafeBufferPointer<UInt8>
    ) -> UInt32 {
        let source = sources.intern(
            record.source(in: text) ?? UnsafeBufferPointer(start: nil, count: 0))
        guard let profiles else { return source }
        return profiles.number(of: record, in: text, source: source)
    }

    /// The number of a touch's source.
    func source(ofTouch number: UInt32) -> UInt32 { profiles?[number].source ?? number }

    /// The bytes of a touch's source.
    func sourceBytes(ofTouch number: UInt32) -> UnsafeBufferPointer<UInt8> {
        sources.bytes(source(ofTouch: number))
    }

    /// The name of a source.
    func sourceName(_ number: UInt32) -> String {
        String(decoding: sources.bytes(number), as: UTF8.self)
    }

    /// The number of the name that a source has where a path met it so many times: `A(3)`.
    mutating func number(ofSource source: UInt32, met count: Int) -> UInt32 {
        let name = Array(sources.bytes(source)) + Array("(\(count))".utf8)
        return name.withUnsafeBufferPointer { sources.intern($0) }
    }

    /// A row of `late_record` (with the watermark), `duplicate_record` or `pending_record`.
    mutating func write(
        _ record: EventRecord, in text: UnsafeBufferPointer<UInt8>, seq: Int64,
        to table: ResultTable, watermark: Watermark? = nil
    ) throws(SinkError) {
        if let probe {
            if table == .pendingRecord { probe.keepPending(seq: seq) }
            return
        }
        let row = writer.start(table)
        row.append(seq)
        row.append(record.stream.name)
        row.append(record.id(in: text))
        row.append(record.text(.user, in: text))
        row.append(record.eventTime.milliseconds)
        row.append(record.arrivalTime.milliseconds)
        if let watermark {
            row.append(watermark.rawValue)
            let (lateBy, overflow) = watermark.rawValue.subtractingReportingOverflow(
                record.eventTime.milliseconds)
            row.append(overflow ? Int64.max : lateBy)
        }
        try writer.finish(table)
    }

    /// A row of `join_output`.
    mutating func writeJoin(_ change: Change) throws(SinkError) {
        if let probe { return probe.keep(change, isJoin: true) }
        if let tally { return tally.note(change) }
        joinRows += 1
        try write(change, number: joinRows, to: .joinOutput)
    }

    /// A row of `attribution_changelog`.
    mutating func writeAttribution(_ change: Change) throws(SinkError) {
        if let probe { return probe.keep(change, isJoin: false) }
        if tally != nil { return }
        attributionRows += 1
        try write(change, number: attributionRows, to: .attributionChangelog)
    }

    /// A row of `checkout_attribution`.
    mutating func write(
        _ checkout: HeldCheckout, in text: UnsafeBufferPointer<UInt8>, seq: Int64,
        _ amounts: Money.Amounts, click: Click?
    ) throws(SinkError) {
        if let probe { return probe.keepRow(checkoutSeq: seq, clickSeq: click?.seq) }
        let record = checkout.record
        let product = dimensions.product(checkout.product)
        let row = writer.start(.checkoutAttribution)
        // The columns come in the order of the texts; a checkout has no source.
        var texts = row.hold(record.allTexts(in: text))
        row.append(seq)
        row.append(record[length: .id], of: &texts)
        row.append(record[length: .user], of: &texts)
        row.append(record[length: .product], of: &texts)
        row.append(checkout.numbers.quantity)
        row.append(amounts.total)
        row.append(record[length: .paymentMethod], of: &texts)
        row.append(record[length: .paymentStatus], of: &texts)
        row.append(record[length: .paymentDescription], of: &texts)
        row.append(dimensions.gender(checkout.user))
        row.append(dimensions.bytes(product.category))
        row.append(amounts.profit)
        if let click {
            row.append(sourceBytes(ofTouch: click.touch))
        } else {
            row.appendNull()
        }
        row.append(record.eventTime.milliseconds)
        if let click {
            row.append(click.id)
            row.append(click.time.milliseconds)
        } else {
            row.appendNull()
            row.appendNull()
        }
        try writer.finish(.checkoutAttribution)
    }

    /// A row of `attribution_credit`: a touchpoint's share of a checkout.
    mutating func writeCredit(
        _ credit: Int64, model: String, checkoutID: UnsafeBufferPointer<UInt8>, _ click: Click,
        position: Int, of touchpoints: Int
    ) throws(SinkError) {
        if probe != nil { return }
        let row = writer.start(.attributionCredit)
        row.append(model)
        row.append(checkoutID)
        row.append(click.id)
        row.append(sourceBytes(ofTouch: click.touch))
        row.append(Int64(position))
        row.append(Int64(touchpoints))
        row.append(credit)
        try writer.finish(.attributionCredit)
    }

    /// A row of `truth_difference`.
    mutating func write(
        _ difference: TruthComparison.Difference, checkoutID: UnsafeBufferPointer<UInt8>,
        revenue: Int64?
    ) throws(SinkError) {
        if let probe { return probe.keep(difference, checkoutID: checkoutID) }
        let row = writer.startPlain(.truthDifference)
        row.append(checkoutID)
        row.append(difference.cause.rawValue)
        row.append(difference.streamClick?.id)
        row.append(difference.truthClick?.id)
        row.append(difference.streamClick?.source)
        row.append(difference.truthClick?.source)
        row.append(revenue)
        try writer.finish(.truthDifference)
    }

    /// A row of `rejected_record`.
    mutating func write(_ line: RejectedLine) throws(SinkError) {
        if probe != nil { return }
        let row = writer.start(.rejectedRecord)
        row.append(line.file)
        row.append(line.line)
        row.append(line.reason)
        row.append(line.raw)
        try writer.finish(.rejectedRecord)
    }

    /// A row of `watermark_progress`.
    mutating func write(_ advance: WatermarkTrace.Advance) throws(SinkError) {
        if probe != nil { return }
        let row = writer.start(.watermarkProgress)
        row.append(advance.seq)
        row.append(advance.clock == .beforeAll ? nil : advance.clock.milliseconds)
        row.append(advance.series.name)
        row.append(advance.partition.map(Int64.init))
        row.append(advance.latest?.milliseconds)
        row.append(advance.watermark.rawValue)
        try writer.finish(.watermarkProgress)
    }

    /// The rows of `watermark_stall`.
    mutating func write(
        _ stalls: [(series: WatermarkTrace.Series, stall: WatermarkStall)]
    ) throws(SinkError) {
        if probe != nil { return }
        for (series, stall) in stalls {
            let row = writer.start(.watermarkStall)
            row.append(series.name)
            row.append(stall.from)
            row.append(stall.to)
            row.append(stall.length)
            row.append(stall.watermark)
            try writer.finish(.watermarkStall)
        }
    }

    /// The rows of `watermark_lag`.
    mutating func write(
        _ lags: [(series: WatermarkTrace.Series, lag: WatermarkLag)]
    ) throws(SinkError) {
        if probe != nil { return }
        for (series, lag) in lags {
            let row = writer.start(.watermarkLag)
            row.append(series.name)
            row.append(lag.clock)
            row.append(lag.lag)
            try writer.finish(.watermarkLag)
        }
    }

    /// The rows of `record_lateness` and `partition_progress`, clicks first.
    mutating func write(
        _ shape: [(
            stream: String, lateness: [LatenessCells.Cell], partitions: [PartitionCourse]
        )]
    ) throws(SinkError) {
        if probe != nil { return }
        for (stream, lateness, partitions) in shape {
            for cell in lateness {
                let row = writer.start(.recordLateness)
                row.append(stream)
                row.append(cell.from)
                row.append(cell.to)
                row.append(cell.records)
                try writer.finish(.recordLateness)
            }
            for partition in partitions {
                for stretch in partition.stretches {
                    let row = writer.start(.partitionProgress)
                    row.append(stream)
                    row.append(Int64(partition.number))
                    row.append(stretch.first)
                    row.append(stretch.last)
                    row.append(stretch.records)
                    row.append(stretch.latest)
                    row.append(stretch.delayMax)
                    row.append(stretch.silence?.from)
                    row.append(stretch.silence?.to)
                    try writer.finish(.partitionProgress)
                }
            }
        }
    }

    /// A row of `window_metric`.
    mutating func write(
        _ series: (metric: Metric, dimension: [UInt8]?), _ value: Int128, from start: Int64,
        to end: Int64
    ) throws(SinkError) {
        let row = writer.start(.windowMetric)
        row.append(start)
        row.append(end)
        row.append(series.metric.name)
        row.append(series.dimension)
        row.append(sum: value)
        try writer.finish(.windowMetric)
    }

    /// A row of `window_metric_known`.
    mutating func write(
        _ series: (metric: Metric, dimension: [UInt8]?), known value: Int128, at time: Int64
    ) throws(SinkError) {
        let row = writer.start(.windowMetricKnown)
        row.append(time)
        row.append(series.metric.name)
        row.append(series.dimension)
        row.append(sum: value)
        try writer.finish(.windowMetricKnown)
    }

    /// A row of `refund`.
    mutating func write(_ settled: SettledRefund) throws(SinkError) {
        if let probe { return probe.keep(settled) }
        let refund = settled.refund
        let row = writer.start(.refund)
        row.append(refund.seq)
        row.append(refund.id)
        row.append(refund.order)
        row.append(refund.amount)
        row.append(refund.time)
        row.append(settled.isMatched ? 1 : 0)
        row.append(settled.amounts.profit)
        try writer.finish(.refund)
    }

    /// The rows of `source_credit` for a model: sources by their bytes, then the unattributed.
    mutating func write(_ totals: SourceTotals) throws(SinkError) {
        if probe != nil { return }
        let lines = lines(of: totals).sorted { a, b in
            guard let nameA = a.name, let nameB = b.name else { return a.name != nil }
            return nameA.lexicographicallyPrecedes(nameB)
        }
        for (name, _, sums) in lines {
            let row = writer.start(.sourceCredit)
            row.append(totals.model.displayName)
            row.append(name)
            row.append(sum: sums.conversions)
            row.append(sum: sums.revenue)
            row.append(sum: sums.profit)
            try writer.finish(.sourceCredit)
        }
    }

    /// What a model gives to each source, exactly and as rows have it; the unattributed last.
    ///
    /// Rounded in the order in which the run met the sources, which so decides between equal
    /// remainders.
    func lines(
        of totals: SourceTotals
    ) -> [(name: [UInt8]?, sums: SourceTotals.Sums, rounded: SourceTotals.Rounded)] {
        let bySource = totals.sums { source(ofTouch: $0) }
        let used = bySource.indices.filter { bySource[$0].isUsed }
        var lines = used.map { source -> (name: [UInt8]?, sums: SourceTotals.Sums) in
            (Array(sources.bytes(UInt32(source))), bySource[source])
        }
        if totals.unattributed.isUsed { lines.append((nil, totals.unattributed)) }
        return zip(lines, totals.rounded(lines.map(\.sums))).map { ($0.name, $0.sums, $1) }
    }

    /// The rows of `stat`.
    mutating func write(_ counts: RunCounts) throws(SinkError) {
        if probe != nil { return }
        for (name, value) in counts.stats {
            let row = writer.start(.stat)
            row.append(name)
            row.append(sum: value)
            try writer.finish(.stat)
        }
    }

    /// A row of a table that is written in a file of its own.
    mutating func writeRow(
        _ table: ResultTable, _ fill: (RowBatch) -> Void
    ) throws(SinkError) {
        fill(writer.start(table))
        try writer.finish(table)
    }

    /// Hands on what is left of all tables.
    mutating func flushAll() throws(SinkError) { try writer.flushAll() }

    private mutating func write(
        _ change: Change, number: Int64, to table: ResultTable
    ) throws(SinkError) {
        let row = writer.start(table)
        row.append(number)
        row.append(change.after)
        let op = change.kind.name
        row.append(UnsafeBufferPointer(start: op.utf8Start, count: op.utf8CodeUnitCount))
        row.append(change.checkoutSeq)
        row.append(change.click?.seq)
        row.append(change.checkoutSeq == nil ? nil : change.checkoutID)
        row.append(change.click?.id)
        try writer.finish(table)
    }
}
