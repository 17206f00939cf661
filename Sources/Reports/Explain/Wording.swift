import Simulation
import Streaming
import Text

/// The words in which an explanation speaks of times, records and watermarks.
struct Wording {
    let found: Investigation
    let style: TextStyle
    /// The day of the record that the question is about, which is said once: only times of other
    /// days have their date.
    let day: String?
    /// Whether there is no other day.
    let isOneDay: Bool

    init(_ found: Investigation, _ style: TextStyle) {
        self.found = found
        self.style = style
        day = found.subjects.first.map { TimeText.date($0.eventTime) }
        let days = Set(
            found.stream.records.flatMap { [$0.eventTime, $0.arrivalTime].map(TimeText.date) })
        isOneDay = days.count == 1
    }

    var configuration: RunConfiguration { found.configuration }
    /// The primary model's name.
    var model: String { configuration.attribution.modelNames[0] }
    var engine: String { configuration.engine.name }

    /// A time: of the day, if all times are of one day.
    func time(_ milliseconds: Int64) -> String {
        var text =
            day == TimeText.date(milliseconds)
            ? TimeText.timeOfDay(milliseconds) : TimeText.dateAndTime(milliseconds)
        // Whole seconds need no decimals.
        if text.hasSuffix(".000") { text.removeLast(4) }
        return text
    }

    func span(_ milliseconds: Int64) -> String {
        milliseconds == 0 ? "0s" : TimeText.duration(milliseconds: milliseconds)
    }

    /// A watermark: unset, a time or the end.
    func watermark(_ watermark: Watermark) -> String {
        switch watermark {
        case .unset: "unset"
        case .end: "end"
        default: time(watermark.rawValue)
        }
    }

    /// `c9 (ads)`; `no click`.
    func click(_ click: ProbedRecord?) -> String {
        guard let click else { return "no click" }
        return name(click.id, source: click.source)
    }

    func name(_ id: String, source: String?) -> String {
        PrintableText.escaping(id)
            + (source.map { " (" + PrintableText.escaping($0) + ")" } ?? "")
    }

    /// In what another record of an id differs: `, of 10:05:00 and worth 50.00`; empty where in
    /// nothing.
    func differences(_ record: ProbedRecord, _ kept: ProbedRecord) -> String {
        var parts: [String] = []
        if kept.eventTime != record.eventTime { parts.append("of \(time(kept.eventTime))") }
        if !kept.user.isSameBytes(as: record.user) {
            parts.append("of user \(PrintableText.escaping(kept.user))")
        }
        let amounts = [kept, record].map { $0.checkout?.totalE4 ?? $0.amountE4 }
        if amounts[0] != amounts[1] {
            parts.append(
                "worth " + (amounts[0].map { NumberText.exactMoney(e4: $0) } ?? "NULL"))
        }
        return parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
    }

    /// A reason of the engine, in its own sentence.
    func reason(_ reason: EngineReason) -> String { reasonText.text(reason) }

    /// The numbers of a reason alone.
    func numbers(_ numbers: Inequality) -> String { reasonText.text(numbers) }

    private var reasonText: ReasonText {
        ReasonText(
            name: { id in
                let click = found.stream.records.first {
                    $0.side == .click && $0.id.isSameBytes(as: id)
                }
                return name(id, source: click?.source)
            }, clock: time)
    }

    /// Where a record stands in its log: `line 7`.
    func place(_ record: ProbedRecord) -> String { found.place(of: record) }

    func stream(_ side: JoinSide) -> String { side == .click ? "clicks" : "checkouts" }

    /// Who keeps the join's watermark where it is, in words; `nil` where nobody in particular.
    func holder(
        _ moment: ProbedMoment, _ partitions: [ProbedRecord.Partition]
    ) -> String? {
        guard moment.join != .end else { return nil }
        let side: JoinSide = moment.clicks <= moment.checkouts ? .click : .checkout
        let least = min(moment.clicks, moment.checkouts)
        guard moment.clicks != moment.checkouts || !least.isSet else { return nil }
        let own = partitions.filter { $0.side == side }
        guard least.isSet else {
            return silentPartition(side, own)
                ?? "the \(stream(side)), which have no watermark yet"
        }
        guard let slow = own.first(where: \.holdsBack) else { return "the \(stream(side))" }
        let latest = slow.latest.map { ", whose largest event time is \(time($0))" } ?? ""
        return "partition \(slow.number) of the \(stream(side))\(latest)"
    }

    /// The first declared partition that no record has been of: it holds the watermark.
    private func silentPartition(
        _ side: JoinSide, _ own: [ProbedRecord.Partition]
    ) -> String? {
        let settings = settings(side)
        guard settings.strategy == .bounded, let declared = settings.partitions else { return nil }
        let spoken = Set(own.filter { $0.latest != nil }.map(\.number))
        let silent = (0..<Int32(clamping: declared)).filter { !spoken.contains($0) }
        guard let first = silent.first else { return nil }
        let others = silent.count > 1 ? " and \(silent.count - 1) more" : ""
        return
            "partition \(first)\(others) of the \(stream(side)), declared and without a record so far"
    }

    /// The watermark's settings of a stream.
    func settings(_ side: JoinSide) -> WatermarkSettings {
        side == .click ? configuration.clicksWatermark : configuration.checkoutsWatermark
    }

    /// What would let the join's watermark go on without whoever holds it; `nil` where nothing in the
    /// settings would.
    func wayOn(_ moment: ProbedMoment) -> String? {
        guard moment.join != .end, moment.clicks != moment.checkouts || !moment.clicks.isSet else {
            return nil
        }
        let settings = settings(moment.clicks <= moment.checkouts ? .click : .checkout)
        guard settings.strategy == .bounded else { return nil }
        if let timeout = settings.idleTimeout {
            return
                "It counts until it has been silent for the idleTimeout of \(span(timeout.count))."
        }
        return "No idleTimeout is set: with one, what is silent for so long no longer counts."
    }
}

func plural(_ count: Int, _ noun: String) -> String {
    "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
}
