import Simulation
import Streaming
import Text

/// What it comes to, in a few sentences: the answers to the questions that people ask of one
/// record.
struct Answers {
    /// Whether a sentence is good news, bad news, or neither.
    enum Tone: String { case good, bad, neutral }

    let words: Wording
    private(set) var lines: [(tone: Tone, text: String)] = []

    var found: Investigation { words.found }
    var configuration: RunConfiguration { words.configuration }

    /// Of a checkout.
    init(_ story: CheckoutStory, _ words: Wording) {
        self.words = words
        tellEnding(story)
        tellChanges(story)
        tellChoice(story)
        tellMoney(story)
        tellRefunds(story)
        tellTruth(story)
        tellDelay(story)
    }

    mutating func say(_ tone: Tone, _ text: String) { lines.append((tone, text)) }

    // MARK: How it ended

    private mutating func tellEnding(_ story: CheckoutStory) {
        let checkout = story.checkout
        switch story.ending {
        case .lost: say(.bad, "It has no row: it never arrived. Injected disorder dropped it.")
        case .late:
            say(.bad, "It has no row, it was dropped as \(words.fate(checkout)).")
            if let remedy = words.remedy(checkout) { say(.neutral, remedy) }
        case .duplicate:
            say(.neutral, "It takes no part: \(words.fate(checkout)).")
        case .pending: tellPending(story)
        case .attributed:
            say(.good, "Credited to \(words.click(story.creditedClick)).")
        case .unattributed:
            if let hidden = story.hiddenClick {
                say(
                    .good,
                    "It has its row: a semi join puts a checkout out once, with its first match, and "
                        + "does not show that; here it is \(words.click(hidden)).")
            } else {
                say(.neutral, "In the table without a click: \(whyUnattributed(story)).")
            }
        case .notShown:
            let article = configuration.join.kind == .inner ? "an" : "a"
            say(
                .bad,
                "It has no row: \(article) \(configuration.join.kind.rawValue) join does not show a "
                    + "checkout without a click; " + whyUnattributed(story) + ".")
        case .unknownUser:
            say(
                .bad,
                "It has no row: "
                    + (checkout.hasUser
                        ? "user \(PrintableText.escaping(checkout.user))"
                        : "it names no user, which")
                    + " is not in the users' table (\"lookup\": \"left\" would keep it).")
        case .unknownProduct:
            let product = checkout.product.map { "product \(PrintableText.escaping($0))" }
            say(
                .bad,
                "It has no row: \(product ?? "it names no product, which") is not in the "
                    + "products' table (\"lookup\": \"left\" would keep it).")
        case .otherPaymentStatus:
            let status =
                checkout.paymentStatus.map { "\"\(PrintableText.escaping($0))\"" } ?? "NULL"
            let wanted = (configuration.attribution.paymentStatus ?? [])
                .map { "\"\(PrintableText.escaping($0))\"" }.joined(separator: ", ")
            say(
                .bad,
                "It has no row: its payment status \(status) does not count, only \(wanted)"
                    + " (attribution.paymentStatus).")
        case .refund: tellRefund(story)
        case .otherKind:
            let kind = checkout.kind.map { "\"\(PrintableText.escaping($0))\"" } ?? "NULL"
            let wanted = (configuration.attribution.conversions ?? [])
                .map { "\"\(PrintableText.escaping($0.kind))\"" }.joined(separator: ", ")
            say(
                .bad,
                "It has no row: its kind \(kind) is no conversion, only \(wanted)"
                    + " (attribution.conversions).")
        case .rankedAway: tellRankedAway(story)
        }
    }

    private func whyUnattributed(_ story: CheckoutStory) -> String {
        if !story.checkout.hasUser { return "it names no user, so it matches no click" }
        let inWindow = story.clicksInWindow
        if inWindow.count == 1, let only = inWindow.first {
            return "the only click in its window, \(words.click(only.click)), is "
                + whyUnused(only, story)
        }
        if inWindow.isEmpty {
            if story.clicks.isEmpty { return "its user has no click at all" }
            if story.clicks.count == 1, let only = story.clicks.first {
                return
                    "the only click of its user, \(words.click(only.click)), \(words.place(only))"
            }
            let near = story.clicks.min { words.distance($0.place) < words.distance($1.place) }
            let nearest = near.map { "; the nearest, \(words.click($0.click)), \(words.place($0))" }
            return
                "none of the \(plural(story.clicks.count, "click")) of its user lies in the window"
                + (nearest ?? "")
        }
        let uses: [(ConsideredClick.Use, String)] = [
            (.late, "late"), (.lost, "lost on the way"), (.duplicate, "duplicate"),
            (.notPaired, "not paired"), (.takenBack, "taken back"), (.waiting, "waiting"),
            (.filtered, "too old"),
        ]
        let parts = uses.compactMap { use, word in
            let count = inWindow.filter { $0.use == use }.count
            return count == 0 ? nil : "\(NumberText.count(count)) \(word)"
        }
        return "of the \(plural(inWindow.count, "click")) in its window "
            + (parts.isEmpty ? "none counted" : parts.joined(separator: ", "))
    }

    private func whyUnused(_ click: ConsideredClick, _ story: CheckoutStory) -> String {
        switch click.use {
        case .notPaired: words.notPaired(click.click, story.checkout)
        case .takenBack: words.takenBack(click.click, story)
        case .lost: "lost on the way"
        case .waiting: "waiting as well"
        default: words.fate(click.click)
        }
    }

    private mutating func tellPending(_ story: CheckoutStory) {
        let end = found.stream.end
        guard configuration.engine.isReference else {
            let reason = story.checkout.seq.flatMap { found.reasons?.pending(checkout: $0) }
            let why = reason.map { ": \(words.engine) \(words.reason($0))" } ?? ""
            say(.bad, "No result yet\(why).")
            if configuration.engine.traits.waitsForPartitions, reason?.isWaiting ?? false {
                tellHolder(end)
            }
            return
        }
        let limit = story.checkout.eventTime + configuration.join.bounds.lookahead.count
        let state =
            end.join.isSet
            ? "stood at \(words.time(end.join.rawValue)) when the run stopped, "
                + "\(words.span(max(0, limit - end.join.rawValue) + 1)) short"
            : "was never set"
        say(
            .bad,
            "No result yet: it is final once the join's watermark is beyond "
                + "\(words.time(limit)), and that \(state).")
        tellHolder(end)
    }

    private mutating func tellHolder(_ end: ProbedMoment) {
        if let holder = words.holder(end, found.stream.partitions) {
            let wayOn = words.wayOn(end).map { " " + $0 } ?? ""
            say(.neutral, "What holds it back: \(holder).\(wayOn)")
        }
    }

    private mutating func tellRankedAway(_ story: CheckoutStory) {
        let others = found.stream.rows.filter { $0.checkoutSeq != story.checkout.seq }
        if configuration.attribution.partitionBy == .user {
            say(
                .bad,
                "It has no row: the table keeps one row a user, and one for all checkouts "
                    + "without a click (attribution.partitionBy: \"user\").")
            if story.matches > 0, let other = others.first(where: { $0.clickSeq != nil }),
                let kept = found.stream.record(other.checkoutSeq)
            {
                say(
                    .neutral,
                    "The row that is kept: checkout \(PrintableText.escaping(kept.id)), "
                        + "credited to \(words.click(found.stream.record(other.clickSeq))).")
            }
            return
        }
        let kept = others.compactMap { found.stream.record($0.checkoutSeq) }
            .first { $0.id.isSameBytes(as: story.checkout.id) }
        guard let kept else {
            let records = found.stream.records.filter {
                $0.side == .checkout && $0.id.isSameBytes(as: story.checkout.id)
            }
            let reason = found.reasons?.withoutRow(records.compactMap(\.seq))
            let why = reason.map { "\(words.engine) \(words.reason($0))" }
            return say(.bad, "It has no row: \(why ?? "the table has none of its id").")
        }
        say(
            .bad,
            "It has no row of its own: the table has one row an id, and that of seq \(kept.seq ?? 0) is "
                + "kept\(words.differences(story.checkout, kept)).")
    }

    // MARK: Why this click, why it changed

    private mutating func tellChanges(_ story: CheckoutStory) {
        guard let emission = story.emission else { return }
        let corrections = story.corrections
        if let last = corrections.last {
            let added = corrections.filter { $0.op.first != "-" && $0.clickSeq != nil }
            guard added.count == corrections.count else {
                return tellTakenBack(story, emission, added)
            }
            let seqs =
                corrections.count == 1
                ? "at seq \(last.after.seq)"
                : "\(NumberText.count(corrections.count)) times, at seq "
                    + "\(corrections[0].after.seq) to \(last.after.seq)"
            let first = found.stream.record(emission.clickSeq)
            let out =
                "It changed later: it came out at seq \(emission.after.seq) "
                + (first == nil ? "without a click" : "with \(plural(story.pairsAtFirst, "click"))")
            let click = found.stream.record(last.clickSeq)
            say(
                .neutral,
                corrections.count == 1
                    ? "\(out); \(words.click(click)) came after that and was added \(seqs)."
                    : "\(out); clicks that came after that were added \(seqs).")
        }
    }

    /// Rows came and went: how often, and what stands.
    private mutating func tellTakenBack(
        _ story: CheckoutStory, _ emission: ProbedChange, _ added: [ProbedChange]
    ) {
        func seqs(_ changes: [ProbedChange]) -> String {
            let steps = Set(changes.map(\.after.seq)).sorted()
            guard let first = steps.first, let last = steps.last else { return "" }
            return first == last ? "at seq \(first)" : "at seq \(first) to \(last)"
        }
        let gone = story.corrections.filter { $0.op.first == "-" }
        let pads = story.corrections.filter { $0.op.first != "-" && $0.clickSeq == nil }
        let parts = [
            gone.isEmpty
                ? nil : "\(plural(gone.count, "row")) taken back \(seqs(gone))",
            pads.isEmpty ? nil : "out again without a click \(seqs(pads))",
            added.isEmpty ? nil : "\(plural(added.count, "click")) added \(seqs(added))",
        ].compactMap { $0 }
        let first = found.stream.record(emission.clickSeq)
        say(
            .neutral,
            "It changed later: it came out at seq \(emission.after.seq) "
                + (first == nil ? "without a click" : "with \(plural(story.pairsAtFirst, "click"))")
                + "; then \(parts.joined(separator: ", ")).")
    }

    private mutating func tellChoice(_ story: CheckoutStory) {
        guard let credited = story.creditedClick, story.ending == .attributed else { return }
        if configuration.choosesTouches, story.matches > story.touches {
            say(
                .neutral,
                "Of \(plural(story.matches, "click")) that matched, the rules of attribution leave "
                    + "\(NumberText.count(story.touches)) for the model.")
        }
        guard story.matches > 1 else {
            say(.neutral, "It is the only click that matched.")
            return
        }
        guard story.touches > 1 else {
            say(.neutral, "It is the only click that counts (\(words.model)).")
            return
        }
        say(
            .neutral,
            "Why this one: of \(NumberText.count(story.touches)) clicks that "
                + "\(configuration.choosesTouches ? "count" : "matched") it is "
                + "\(configuration.choice), \(words.before(story.checkout, credited)) the checkout "
                + "(\(words.model)).")
    }
}

extension Wording {
    /// How far a click is from the window.
    func distance(_ place: ConsideredClick.Place) -> Int64 {
        switch place {
        case .tooEarly(let by), .tooLate(let by): by
        case .inside: 0
        case .otherProduct: .max
        }
    }

    /// `in`, `5s too early`.
    func place(_ click: ConsideredClick) -> String {
        switch click.place {
        case .inside: "is in the window"
        case .tooEarly(let by): "is \(span(by)) before the window"
        case .tooLate(let by): "is \(span(by)) after the window"
        case .otherProduct: "is for another product"
        }
    }

    /// `5s before`, `2s after`: a click, seen from a checkout.
    func before(_ checkout: ProbedRecord, _ click: ProbedRecord) -> String {
        let before = checkout.eventTime - click.eventTime
        return before < 0 ? "\(span(-before)) after" : "\(span(before)) before"
    }

    /// `5s before`, `2s after`.
    func before(_ click: ConsideredClick) -> String {
        click.before < 0 ? "\(span(-click.before)) after" : "\(span(click.before)) before"
    }
}
