import Simulation
import Streaming
import Text

/// The answer of `tune` for a person: the settings side by side, then the answer in words.
public enum TuneText {
    /// The report, with a line break at its end; `hasPicture`: with a line that shows how the share
    /// moves with the delay.
    public static func text(
        _ report: TuneReport, hasPicture: Bool = false, _ style: TextStyle
    ) -> String {
        let line = hasPicture ? ShareLine(report.tuning) : nil
        func folded(_ lines: [String]) -> [String] {
            lines.flatMap { WrappedText.folded($0, width: style.width) }
        }
        let sections = [
            [title(report, style)], table(report, style),
            folded(line.map { [$0.text(style)] } ?? []), folded(answer(report, style)),
            leading(report, style), folded(confidence(report, style)),
            folded(seeds(report, style)),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private static func title(_ report: TuneReport, _ style: TextStyle) -> String {
        let target = "target \(target(report)) credited as in the truth"
        return TitleText.lines(report.scenario, report.facts + [target], style)
            .joined(separator: "\n")
    }

    // MARK: The table

    private static func table(_ report: TuneReport, _ style: TextStyle) -> [String] {
        let tuning = report.tuning
        let options: [(name: String, option: DelayTuning.Option?)] = [
            ("now", tuning.present), ("wait longer", tuning.waiting),
            ("correct later", tuning.correcting), ("the best", tuning.best),
        ]
        let hasCorrections = options.contains { ($0.option?.measures.corrections ?? 0) > 0 }
        var columns: [TextTable.Column] = [
            .init("Settings", .left), .init("delay"), .init("lateness"), .init("as in truth"),
            .init("late"), .init("p50"), .init("p95"), .init("p99"), .init("state"),
        ]
        if hasCorrections { columns.append(.init("corrections")) }
        var table = TextTable(columns, indent: 0)
        for case (let name, let option?) in options {
            // The present settings once more.
            if name == "wait longer", option.delay == tuning.present.delay { continue }
            let measures = option.measures
            let isWaiting = option.delay < tuning.present.delay && name == "wait longer"
            var row: [TextTable.Cell] = [
                .init("  " + (isWaiting ? "wait less" : name), name == "now" ? .dim : .plain),
                .init(exact(option.delay)), .init(exact(option.allowedLateness)),
                .init(
                    MeasureText.share(measures.same, of: measures.checkouts),
                    measures.meets(acceptE9: tuning.acceptE9) ? .green : .yellow),
                .init(NumberText.count(measures.late)),
            ]
            for percentile in [\ResultLatency.p50, \.p95, \.p99] {
                let value = measures.latency.flatMap { $0[keyPath: percentile] }
                row.append(value.map { .init(MeasureText.duration($0)) } ?? .init(style.none, .dim))
            }
            row.append(.init(measures.heldMax.map { NumberText.count($0) } ?? style.none))
            row.append(.init(measures.corrections.map { NumberText.count($0) } ?? style.none))
            table.rows.append(row)
        }
        let note = tuning.present.measures.rejectedNote.map {
            ["  " + style.apply(.yellow, to: $0)]
        }
        return table.lines(style) + (note ?? [])
    }

    // MARK: The answer

    private static func answer(_ report: TuneReport, _ style: TextStyle) -> [String] {
        let tuning = report.tuning
        if tuning.present.measures.checkouts == 0 {
            return ["The truth has no checkout: any delay will do."]
        }
        guard let waiting = tuning.waiting else { return unreached(report, style) }
        var lines = [
            style.apply(
                .bold,
                to: "Delay \(exact(waiting.delay)): \(share(waiting)) of the checkouts "
                    + "are credited as in the truth") + interval(tuning, style) + ";",
            waiting.delay == tuning.present.delay
                ? "it is the present delay, and the smallest "
                    + (tried(tuning).isEmpty ? "that will do." : "\(tried(tuning))that will do.")
                : price(of: waiting, comparedTo: tuning.present) + ".",
        ]
        if let correcting = tuning.correcting {
            lines += self.correcting(correcting, "Or keep", tuning)
        }
        return lines + method(tuning).map { style.apply(.dim, to: $0) }
    }

    /// One record whose clock is ahead: what a delay that waits for it would wait for.
    private static func leading(_ report: TuneReport, _ style: TextStyle) -> [String] {
        guard let leading = report.leading else { return [] }
        let (mover, kind) = (leading.mover, leading.side == .click ? "click" : "checkout")
        let plural = leading.late == 1 ? "" : "s"
        let text =
            "One record moves the watermark so far: \(kind) "
            + "\(PrintableText.escaping(mover.id)) (\(leading.place), seq \(mover.seq)), at "
            + "\(TimeText.dateAndTime(mover.eventTime)), is "
            + "\(TimeText.duration(milliseconds: mover.ahead)) ahead of every other \(kind) of its "
            + "partition before it. Without it \(NumberText.count(leading.followers)) of "
            + "\(NumberText.count(leading.late)) late \(kind)\(plural) would be in time. "
            + (mover.isClockAhead
                ? "Its clock is ahead: mend it, or leave it out, and tune again."
                : "If its clock is ahead, leave it out and tune again.")
        return WrappedText.lines(text, after: style.alert + " ", width: style.width)
    }

    private static func correcting(
        _ option: DelayTuning.Option, _ start: String, _ tuning: DelayTuning
    ) -> [String] {
        [
            "\(start) the delay of \(exact(option.delay)) and allow "
                + "\(exact(option.allowedLateness)) of lateness: \(share(option)), "
                + "results as early as now;",
            "\(corrections(option)); " + price(of: option, comparedTo: tuning.present) + ".",
        ]
    }

    private static func unreached(_ report: TuneReport, _ style: TextStyle) -> [String] {
        let tuning = report.tuning
        guard let best = tuning.best else { return [] }
        var lines = [
            style.cross
                + " No delay \(tried(tuning))credits \(target(report)) of the checkouts as in "
                + "the truth: "
                + "\(share(best)) at most, \(place(of: best, tuning))."
        ]
        if let option = tuning.correcting {
            lines.append("The longer it waits, the more is not yet final where the input stops.")
            lines += correcting(option, "But keep", tuning)
        } else {
            lines.append(
                "What is still wrong was lost or changed on its way, or is not final where the input "
                    + "stops.")
        }
        return lines + method(tuning).map { style.apply(.dim, to: $0) }
    }

    /// Where the best delay lies: longer ones are as good, unless waiting can also make things worse.
    private static func place(of best: DelayTuning.Option, _ tuning: DelayTuning) -> String {
        if case .scan = tuning.method { return "at \(exact(best.delay))" }
        return "from \(exact(best.delay)) on"
    }

    /// Which delays are meant, where they are not all.
    private static func tried(_ tuning: DelayTuning) -> String {
        if case .scan(let runs, false, _) = tuning.method {
            return "of the \(NumberText.count(runs)) tried "
        }
        return ""
    }

    private static func method(_ tuning: DelayTuning) -> [String] {
        switch tuning.method {
        case .curve:
            return [
                "Found on the exact curve of all delays, which one run gives; each line of the table "
                    + "is a run."
            ]
        case .bisection(let runs, let obstacle):
            return [
                "Found by bisection (runs: \(runs)), taking it that waiting longer credits no fewer of "
                    + "those decided on;",
                "one run does not give all delays: \(obstacle).",
            ]
        case .scan(let runs, true, let obstacle):
            return [
                "Every delay at which something can change was tried, the shorter first (runs: "
                    + "\(NumberText.count(runs))), since waiting",
                "longer can also credit fewer here: a longer delay need not do. One run does not give "
                    + "all delays:",
                "\(obstacle).",
            ]
        case .scan(let runs, false, let obstacle):
            return [
                "\(NumberText.count(runs)) delays were tried, and not all at which something can change: "
                    + "others between them may do, since",
                "waiting longer can also credit fewer here (attrsim sweep … --vary "
                    + "watermark.delay=A..B:STEP --grid looks",
                "closer). One run does not give all delays: \(obstacle).",
            ]
        }
    }

    private static func price(
        of option: DelayTuning.Option, comparedTo present: DelayTuning.Option
    ) -> String {
        var parts: [String] = []
        if let new = option.measures.latency?.p95, let old = present.measures.latency?.p95 {
            let (new, old) = (MeasureText.duration(new), MeasureText.duration(old))
            parts.append("p95 latency \(new) " + (new == old ? "as now" : "instead of \(old)"))
        }
        if let new = option.measures.heldMax, let old = present.measures.heldMax, old > 0 {
            // To a tenth, rounded half up.
            let tenths = (new * 20 + old) / (old * 2)
            parts.append(
                tenths == 10
                    ? "about the same state" : "\(tenths / 10).\(tenths % 10) times the state")
        }
        return parts.isEmpty
            ? "no result came out before the end of the input"
            : parts.joined(separator: "; ")
    }

    // MARK: How sure it is

    private static func interval(_ tuning: DelayTuning, _ style: TextStyle) -> String {
        guard let interval = tuning.confidence?.completenessE9 else { return "" }
        let low = MeasureText.share(e9: interval.low).dropLast(2)
        return " (95 % interval \(low)\(style.none)\(MeasureText.share(e9: interval.high)))"
    }

    private static func confidence(_ report: TuneReport, _ style: TextStyle) -> [String] {
        guard let confidence = report.tuning.confidence else { return [] }
        let (low, high) = (confidence.smallestDelay.low, confidence.smallestDelay.high)
        let lowText = low.map { exact($0) } ?? "beyond every delay"
        let highText = high.map { exact($0) } ?? "more than any (no delay is enough)"
        return [
            style.apply(.bold, to: "How sure")
                + "  with other users of the same kind the smallest delay lies between \(lowText) "
                + "and \(highText),",
            "          in 95 % of \(NumberText.count(DelayBootstrap.draws)) draws of "
                + "\(NumberText.count(confidence.users)) users",
        ]
    }

    private static func seeds(_ report: TuneReport, _ style: TextStyle) -> [String] {
        if report.seeds.isEmpty { return [] }
        let delays = report.seeds.map { $0.smallestDelay ?? .max }.sorted()
        func name(_ delay: Int64) -> String {
            delay == .max ? "no delay at all" : TimeText.duration(milliseconds: delay)
        }
        let enough = report.seeds.filter { seed in
            Int128(seed.same) * 1_000_000_000
                >= Int128(seed.checkouts) * Int128(report.tuning.acceptE9)
        }
        return [
            style.apply(.bold, to: "Other seeds")
                + "  \(report.seeds.count) of them need from \(name(delays[0])) to "
                + "\(name(delays[delays.count - 1])), half at most "
                + "\(name(delays[(delays.count - 1) / 2]));",
            "             the delay found is enough for \(enough.count) of \(report.seeds.count)",
        ]
    }

    // MARK: Pieces

    private static func target(_ report: TuneReport) -> String {
        MeasureText.percentage(e9: report.tuning.acceptE9)
    }

    private static func corrections(_ option: DelayTuning.Option) -> String {
        let count = option.measures.corrections ?? 0
        return "\(NumberText.count(count)) correction\(count == 1 ? "" : "s")"
    }

    private static func exact(_ duration: Milliseconds) -> String {
        duration == .zero ? "0s" : TimeText.duration(milliseconds: duration.count)
    }

    private static func share(_ option: DelayTuning.Option) -> String {
        MeasureText.share(option.measures.same, of: option.measures.checkouts)
    }
}
