import Simulation
import Streaming
import Text

/// The life of a click: its arrival, the checkouts that it matches, what it was credited with.
struct ClickText {
    private static let checkoutsMax = 12

    let words: Wording

    init(_ words: Wording) { self.words = words }

    func blocks(_ click: ProbedRecord, isShort: Bool) -> [[String]] {
        let story = ClickStory(click, in: words.found)
        let head = ExplainText.head(click, words) + ExplainText.sentences(answers(story), words)
        if isShort { return [head] }
        return [
            head, ExplainText.life(steps(story), words), checkouts(story),
        ]
    }

    /// What it comes to.
    func answers(_ story: ClickStory) -> [(tone: Answers.Tone, text: String)] {
        let click = story.click
        var lines: [(tone: Answers.Tone, text: String)] = []
        switch click.fate {
        case .dropped, .unseen:
            lines.append((.bad, "It never arrived: injected disorder dropped it."))
        case .late, .filtered: lines.append((.bad, "It takes no part: \(words.fate(click))."))
        case .duplicate: lines.append((.neutral, "It takes no part: \(words.fate(click))."))
        case .onTime, .withinAllowedLateness:
            let credited = story.checkouts.filter(\.isCredited)
            let names =
                credited.prefix(4).map { PrintableText.escaping($0.checkout.id) }
                .joined(separator: ", ") + (credited.count > 4 ? ", \(words.style.ellipsis)" : "")
            switch credited.count {
            case 0 where story.checkouts.isEmpty:
                lines.append((.neutral, unmatched(click)))
            case 0:
                lines.append((.neutral, unseen(story)))
            case 1: lines.append((.good, "Credited with checkout \(names)."))
            default:
                lines.append(
                    (
                        .good,
                        "Credited with \(plural(credited.count, "checkout")), once for each:"
                            + " \(names)."
                    ))
            }
        }
        if let remedy = words.remedy(click) { lines.append((.neutral, remedy)) }
        let harmed = story.checkouts.filter { $0.isTruth && !$0.isCredited }
        if let first = harmed.first {
            lines.append(
                (
                    .bad,
                    "In the truth, with every record in time, it is credited with "
                        + (harmed.count == 1
                            ? "checkout \(PrintableText.escaping(first.checkout.id))."
                            : "\(plural(harmed.count, "checkout")).")
                ))
        }
        return lines
    }

    /// What it comes to where it is in no checkout's window.
    private func unmatched(_ click: ProbedRecord) -> String {
        let isOut = words.found.stream.unmatchedClicks.contains { $0.clickSeq == click.seq }
        return
            (click.hasUser
            ? "No checkout of its user has it in its window"
            : "It names no user, so it matches no checkout")
            + (isOut
                ? "; a \(words.configuration.join.kind.rawValue) join puts it out by itself." : ".")
    }

    /// What it comes to where it is credited with nothing.
    private func unseen(_ story: ClickStory) -> String {
        if let hidden = story.checkouts.first(where: {
            $0.story.hiddenClick?.seq == story.click.seq
        }) {
            return
                "It is the first match of checkout \(PrintableText.escaping(hidden.checkout.id)), "
                + "which a semi join does not show."
        }
        if story.matches == 0 {
            let why = story.checkouts.lazy.compactMap { entry -> String? in
                guard let click = entry.story.clicks.first, click.use == .notPaired else {
                    return nil
                }
                return words.notPaired(click.click, entry.checkout)
            }.first
            return "It is credited with no checkout" + (why.map { ": \($0)" } ?? "") + "."
        }
        return
            "It matched \(plural(story.matches, "checkout")), and is credited with none: "
            + "\(words.model) shows others, or there is no row."
    }

    /// What happened to it.
    func steps(_ story: ClickStory) -> [LifeStep] {
        let click = story.click
        let age = click.arrivalTime - click.eventTime
        var notes = [words.disturbance(click), click.seq == nil ? nil : words.watermarks(click)]
            .compactMap { $0 }
        if click.partition != 0 || click.partitions.count > 2 {
            notes += partitionNote(click).map { [$0] } ?? []
        }
        var steps = [
            LifeStep(
                seq: click.seq, clock: click.seq == nil ? nil : click.arrivalTime,
                kind: click.fate.isAccepted ? .arrival : .late,
                text: click.seq == nil
                    ? "it never arrives"
                    : "it arrives\(words.age(age)): \(words.fate(click))", notes: notes)
        ]
        for change in story.changes.prefix(Self.checkoutsMax) {
            let checkout = words.found.stream.record(change.checkoutSeq)
            steps.append(
                LifeStep(
                    seq: change.after.seq, clock: change.after.clock,
                    kind: change.after.seq == click.seq ? .correction : .result,
                    text: "paired with checkout \(PrintableText.escaping(checkout?.id ?? ""))"))
        }
        for row in words.found.stream.unmatchedClicks where row.clickSeq == click.seq {
            let why = words.found.reasons?.unmatched(click: row.clickSeq).map {
                ": \(words.engine) \(words.reason($0))"
            }
            steps.append(
                LifeStep(
                    seq: row.after.seq, clock: row.after.clock, kind: .result,
                    text: "comes out without a checkout" + (why ?? "")))
        }
        if story.changes.count > Self.checkoutsMax {
            steps.append(
                LifeStep(
                    seq: nil, clock: nil, kind: .result,
                    text: "and \(plural(story.changes.count - Self.checkoutsMax, "more pair"))"))
        }
        if let released = click.releasedAfter, click.fate.isAccepted {
            steps.append(
                LifeStep(
                    seq: released.seq, clock: released.clock, kind: .released,
                    text: "\(words.engine) gives it up"))
        }
        return steps
    }

    /// The partitions of its stream, which together make the watermark.
    private func partitionNote(_ click: ProbedRecord) -> String? {
        let own = click.partitions.filter { $0.side == click.side }
        guard own.count > 1 else { return nil }
        let parts = own.prefix(6).map { partition in
            "\(partition.number): \(partition.latest.map(words.time) ?? "no record yet")"
                + (partition.isActive ? partition.holdsBack ? " holds W back" : "" : " idle")
        }
        let more = own.count > 6 ? ", \(own.count - 6) more" : ""
        return "largest event time by partition: " + parts.joined(separator: ", ") + more
    }

    private func checkouts(_ story: ClickStory) -> [String] {
        if story.checkouts.isEmpty { return [] }
        var table = TextTable(
            [
                .init("checkout", .left, widthMax: 28), .init("event time"),
                .init("after the click"),
                .init("seq"), .init("what became of it", .left, widthMax: 60),
            ], indent: 2)
        for entry in story.checkouts.prefix(Self.checkoutsMax) {
            let checkout = entry.checkout
            table.rows.append([
                .init(checkout.id), .init(words.time(checkout.eventTime)),
                .init(words.span(checkout.eventTime - story.click.eventTime)),
                .init(checkout.seq.map { "\($0)" } ?? words.style.none),
                .init(words.ending(entry.story), entry.isCredited ? .green : .plain),
            ])
        }
        table.fit(column: 4, words.style)
        let more = story.checkouts.count - Self.checkoutsMax
        return [words.style.apply(.bold, to: "Checkouts that have it in their window")]
            + table.lines(words.style)
            + (more > 0 ? ["  " + words.style.apply(.dim, to: plural(more, "more checkout"))] : [])
    }
}

extension Wording {
    /// Whether a checkout without a row shares its partition with one that has it.
    private func isReplaced(_ checkout: ProbedRecord) -> Bool {
        configuration.attribution.partitionBy == .user
            || found.stream.rows.contains {
                found.stream.record($0.checkoutSeq)?.id.isSameBytes(as: checkout.id) ?? false
            }
    }

    /// How a checkout ended, in a few words.
    func ending(_ story: CheckoutStory) -> String {
        switch story.ending {
        case .lost: "never arrived"
        case .late: fate(story.checkout)
        case .duplicate: "duplicate"
        case .pending: "no result yet"
        case .attributed: "credited to \(click(story.creditedClick))"
        case .unattributed:
            story.hiddenClick == nil ? "no click" : "its first match, not shown (semi join)"
        case .notShown: "no click, so no row (\(configuration.join.kind.rawValue) join)"
        case .unknownUser: "no row: user unknown"
        case .unknownProduct: "no row: product unknown"
        case .otherPaymentStatus: "no row: payment status does not count"
        case .refund:
            "gives back money of \(PrintableText.escaping(story.checkout.refundOf ?? ""))"
        case .otherKind: "no row: its kind is no conversion"
        case .rankedAway:
            isReplaced(story.checkout) ? "no row: another one is kept" : "no row of its own"
        }
    }
}
