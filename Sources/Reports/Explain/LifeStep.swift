import Simulation
import Streaming

/// A thing that happened to a record, at a step of the run.
struct LifeStep {
    /// What kind of thing, for drawing it.
    enum Kind: String {
        case arrival, others, late, result, correction, table, released, end
    }

    /// The step; `nil`: it never came so far.
    var seq: Int64?
    /// Processing time.
    var clock: Int64?
    /// What kind of thing.
    var kind: Kind
    /// What happened.
    var text: String
    /// The numbers behind it.
    var notes: [String] = []
}

/// The life of a checkout, step by step, in processing time.
struct CheckoutLife {
    /// Corrections that are told one by one.
    private static let correctionsMax = 6
    private static let lateMax = 4

    let words: Wording
    private(set) var steps: [LifeStep] = []

    init(_ story: CheckoutStory, _ words: Wording) {
        self.words = words
        addArrival(story.checkout)
        addClicks(story)
        addLateClicks(story)
        addEmission(story)
        addCorrections(story)
        addRelease(story)
        addEnd(story)
        // Steps of one seq stay in the order in which they are added.
        steps = steps.enumerated().sorted {
            ($0.element.seq ?? .max, $0.offset) < ($1.element.seq ?? .max, $1.offset)
        }.map(\.element)
    }

    private var found: Investigation { words.found }

    private mutating func addArrival(_ record: ProbedRecord) {
        var notes: [String] = []
        if let disturbance = words.disturbance(record) { notes.append(disturbance) }
        if record.seq != nil { notes.append(words.watermarks(record)) }
        let age = record.arrivalTime - record.eventTime
        let text =
            record.seq == nil
            ? "it never arrives: injected disorder dropped it"
            : "it arrives\(words.age(age)): \(words.fate(record))"
        steps.append(
            LifeStep(
                seq: record.seq, clock: record.seq == nil ? nil : record.arrivalTime,
                kind: .arrival, text: text, notes: notes))
    }

    /// The clicks that it came out with: those that were there before it, and those after.
    private mutating func addClicks(_ story: CheckoutStory) {
        let out = story.emission?.after.seq ?? .max
        let matched = story.clicks.filter {
            [.matched, .credited, .waiting, .takenBack].contains($0.use)
                && ($0.click.seq ?? .max) < out
        }
        guard let seq = story.checkout.seq else { return }
        for (clicks, isEarlier) in [
            (matched.filter { ($0.click.seq ?? 0) < seq }, true),
            (matched.filter { ($0.click.seq ?? 0) > seq }, false),
        ] {
            let bySeq = clicks.sorted { ($0.click.seq ?? 0) < ($1.click.seq ?? 0) }
            guard let first = bySeq.first?.click, let last = bySeq.last?.click else { continue }
            let what =
                bySeq.count == 1
                ? "click \(words.click(first)) arrives"
                : "\(plural(bySeq.count, "click")) of its window arrive, until seq \(last.seq ?? 0)"
            steps.append(
                LifeStep(
                    seq: first.seq, clock: first.arrivalTime, kind: .others,
                    text: what + (isEarlier ? ", before it" : ", after it")))
        }
    }

    private mutating func addLateClicks(_ story: CheckoutStory) {
        let late = story.clicks.filter {
            [.late, .duplicate, .notPaired].contains($0.use) && $0.click.seq != nil
        }.sorted { ($0.click.seq ?? 0) < ($1.click.seq ?? 0) }
        for click in late.prefix(Self.lateMax) {
            let fate =
                click.use == .notPaired
                ? words.notPaired(click.click, story.checkout) : words.fate(click.click)
            steps.append(
                LifeStep(
                    seq: click.click.seq, clock: click.click.arrivalTime, kind: .late,
                    text: "click \(words.click(click.click)) takes no part; \(fate)"))
        }
        if late.count > Self.lateMax, let next = late.dropFirst(Self.lateMax).first {
            steps.append(
                LifeStep(
                    seq: next.click.seq, clock: next.click.arrivalTime, kind: .late,
                    text:
                        "\(plural(late.count - Self.lateMax, "more click")) of its window "
                        + (late.count - Self.lateMax == 1 ? "takes" : "take") + " no part"))
        }
    }

    private mutating func addEmission(_ story: CheckoutStory) {
        guard let emission = story.emission else { return }
        let pairs = story.changes.filter {
            $0.isJoin && $0.after.seq == emission.after.seq && $0.clickSeq != nil
        }
        let result =
            story.hiddenClick != nil
            ? "comes out, the click not shown"
            : pairs.isEmpty
                ? "comes out without a click" : "comes out with \(plural(pairs.count, "click"))"
        steps.append(
            LifeStep(
                seq: emission.after.seq, clock: emission.after.clock, kind: .result,
                text: "\(why(story, emission)): it \(result)",
                notes: tableNote(story, emission.after.seq).map { [$0] } ?? []))
    }

    /// Why the join put it out in this step.
    private func why(_ story: CheckoutStory, _ emission: ProbedChange) -> String {
        if words.configuration.engine.isReference {
            let limit =
                story.checkout.eventTime + words.configuration.join.bounds.lookahead.count
            let join = emission.after.join
            if join == .end { return "the streams have ended" }
            return "final, as the join's W \(words.watermark(join)) is beyond \(words.time(limit))"
        }
        guard let reasons = found.reasons, let seq = story.checkout.seq else { return words.engine }
        let reason =
            (emission.clickSeq ?? story.hiddenClick?.seq).flatMap { click in
                reasons.paired(
                    checkout: seq, click: click, name: found.stream.record(click)?.id ?? "")
            } ?? reasons.pad(checkout: seq)
        return words.engine + (reason.map { " " + words.reason($0) } ?? "")
    }

    private mutating func addCorrections(_ story: CheckoutStory) {
        let corrections = story.corrections
        let half = Self.correctionsMax / 2
        for (place, change) in corrections.enumerated() {
            if corrections.count > Self.correctionsMax, place >= half,
                place < corrections.count - half
            {
                if place == half {
                    let count = corrections.count - Self.correctionsMax
                    steps.append(
                        LifeStep(
                            seq: change.after.seq, clock: change.after.clock, kind: .correction,
                            text: "\(plural(count, "more correction"))"))
                }
                continue
            }
            let click = found.stream.record(change.clickSeq)
            let isLastOfStep =
                change.op.first != "-"
                || corrections.last { $0.after.seq == change.after.seq } == change
            let isNew = click?.seq == change.after.seq
            let behind =
                click.map { click in
                    click.fate == .withinAllowedLateness ? ", \(words.fate(click))," : ""
                } ?? ""
            steps.append(
                LifeStep(
                    seq: change.after.seq, clock: change.after.clock, kind: .correction,
                    text: change.op.first == "-"
                        ? takenBack(change, click)
                        : change.clickSeq == nil
                            ? "it comes out once more, without a click"
                            : "click \(words.click(click)) \(isNew ? "arrives" : "is paired")"
                                + "\(behind) and is added",
                    notes: isLastOfStep
                        ? [tableNote(story, change.after.seq) ?? "the attributed click stays"]
                        : []))
        }
    }

    private func takenBack(_ change: ProbedChange, _ click: ProbedRecord?) -> String {
        let row = click.map { "its row with \(words.click($0))" } ?? "its row without a click"
        return "\(row) is taken back"
            + (words.whyTakenBack(change).map { ": \(words.engine) \($0)" } ?? "")
    }

    /// How the attributed table changed in a step.
    private func tableNote(_ story: CheckoutStory, _ seq: Int64) -> String? {
        let changes = story.changes.filter { !$0.isJoin && $0.after.seq == seq }
        guard let last = changes.last else { return nil }
        func name(_ change: ProbedChange) -> String {
            words.click(found.stream.record(change.clickSeq))
        }
        if last.op == "+U", let old = changes.last(where: { $0.op == "-U" }) {
            return "table: \(name(old)) \(words.arrow) \(name(last))"
        }
        if last.op == "-U" { return "table: its row goes, another takes its place" }
        if last.op == "-D" { return "table: its row goes" }
        return "table: \(name(last))"
    }

    private mutating func addRelease(_ story: CheckoutStory) {
        guard let released = story.checkout.releasedAfter, story.checkout.fate.isAccepted,
            released.seq > story.corrections.last?.after.seq ?? story.emission?.after.seq ?? 0
        else { return }
        steps.append(
            LifeStep(
                seq: released.seq, clock: released.clock, kind: .released,
                text: "\(words.engine) gives it up; nothing can be added any more"))
    }

    private mutating func addEnd(_ story: CheckoutStory) {
        guard story.ending == .pending else { return }
        let end = found.stream.end
        steps.append(
            LifeStep(
                seq: nil, clock: nil, kind: .end,
                text: "the run stops at seq \(end.seq): it is still held",
                notes: [words.watermarks(end, found.stream.partitions)]))
    }
}

extension Wording {
    /// `, 5s after its event time`.
    func age(_ milliseconds: Int64) -> String {
        if milliseconds == 0 { return "" }
        return
            ", \(span(abs(milliseconds))) \(milliseconds < 0 ? "before" : "after") its event time"
    }

    var arrow: String { style.isUnicode ? "→" : "->" }

    /// The watermarks from before a record, and who holds the join's back.
    func watermarks(_ record: ProbedRecord) -> String {
        watermarks(record.before, record.partitions)
    }

    func watermarks(_ moment: ProbedMoment, _ partitions: [ProbedRecord.Partition]) -> String {
        var parts = [
            "W clicks \(watermark(moment.clicks))", "checkouts \(watermark(moment.checkouts))",
            "join \(watermark(moment.join))",
        ]
        if moment.engine.isSet, !configuration.engine.isReference {
            parts.append("\(engine) \(watermark(moment.engine))")
        }
        let held = partitions.count > 2 ? holder(moment, partitions).map { "; held by \($0)" } : nil
        return parts.joined(separator: style.separator) + (held ?? "")
    }
}
