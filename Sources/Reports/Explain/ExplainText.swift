public import Simulation
import Streaming
import Text

/// What `attrsim explain` tells a person: the answer first, then the drawing, then the steps.
public enum ExplainText {
    /// Clicks that a table shows; the middle of more is summed up.
    private static let clicksMax = 14

    /// The explanation of a replay of the scenario `name`, with a line break at its end.
    public static func text(_ found: Investigation, scenario name: String, _ style: TextStyle)
        -> String
    {
        let words = Wording(found, style)
        var blocks: [[String]] = [title(found, name, words)]
        let subjects = found.subjects
        if case .user = found.query {
            blocks += UserText(words).blocks(subjects)
        } else {
            if subjects.count > 1 { blocks.append(copies(subjects, words)) }
            var told: ProbedRecord?
            for subject in subjects {
                // The clicks of a copy are those of the record that it repeats.
                let isCopy = told.map { $0.user == subject.user } ?? false
                let isShort = isCopy && !subject.fate.isAccepted
                blocks +=
                    subject.side == .checkout
                    ? checkout(
                        CheckoutStory(subject, in: found), words, isShort: isShort,
                        hasClicks: told?.eventTime != subject.eventTime || !isCopy)
                    : ClickText(words).blocks(subject, isShort: isShort)
                if told == nil { told = subject }
            }
        }
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private static func title(_ found: Investigation, _ name: String, _ words: Wording) -> [String]
    {
        let configuration = found.configuration
        var facts = [words.engine, words.model]
        let watermark = configuration.clicksWatermark
        if watermark.strategy == .bounded {
            facts.append("delay \(words.span(watermark.delay.count))")
            if watermark.allowedLateness.count > 0 {
                facts.append("allowed lateness \(words.span(watermark.allowedLateness.count))")
            }
        }
        facts.append("lookback \(words.span(configuration.join.bounds.lookback.count))")
        facts.append(
            words.day.map { "all times on \($0) UTC" + (words.isOneDay ? "" : " unless dated") }
                ?? "all times UTC")
        return [
            words.style.apply(.bold, to: PrintableText.escaping(found.query.description)) + "  "
                + words.style.apply(.dim, to: PrintableText.escaping(name))
        ] + factLines(facts, words.style)
    }

    /// In one line where there is room.
    private static func factLines(_ facts: [String], _ style: TextStyle) -> [String] {
        let line = facts.joined(separator: style.separator)
        return DisplayWidth.of(line) <= style.width
            ? [style.apply(.dim, to: line)] : TitleText.folded(facts, style)
    }

    /// Several records of one id.
    private static func copies(_ subjects: [ProbedRecord], _ words: Wording) -> [String] {
        let accepted = subjects.filter(\.fate.isAccepted).count
        let counted =
            accepted <= 1
            ? "\(accepted == 1 ? "one" : "none") of them counts"
            : words.style.apply(.yellow, to: "\(NumberText.count(accepted)) of them count")
        var lines = wrap(
            "\(plural(subjects.count, "record")) with this id; \(counted).\(whyAgain(subjects, words))",
            to: words.style.width)
        lines += subjects.map { "  " + line($0, words) }
        return lines
    }

    private static func whyAgain(_ subjects: [ProbedRecord], _ words: Wording) -> String {
        guard subjects.filter(\.fate.isAccepted).count > 1 else { return "" }
        switch words.configuration.deduplication {
        case .off:
            return " \(words.engine) does not set duplicates aside (\"deduplicate\": true would)."
        case .watermark:
            return " An id is forgotten once its stream's watermark, less the allowed lateness, is "
                + "beyond its event time: what comes after that counts again."
        case .within(let duration):
            return " An id is forgotten once its stream's watermark is more than "
                + "\(words.span(duration.count)) beyond its event time: what comes after that counts "
                + "again."
        case .untilReached:
            return
                " An id is forgotten once the watermark is at its event time plus the delay: what "
                + "comes after that counts again."
        case .forever: return ""
        }
    }

    static func line(_ record: ProbedRecord, _ words: Wording) -> String {
        let place = record.seq.map { "seq \($0)" } ?? "never arrived"
        let glyph =
            record.fate.isAccepted
            ? words.style.tick : record.fate == .duplicate ? "=" : words.style.cross
        var parts = [
            "\(glyph) \(place)", "at \(words.time(record.arrivalTime))", words.fate(record),
        ]
        if let disturbance = words.disturbance(record) { parts.append(disturbance) }
        if record.seq == nil {
            parts.removeSubrange(1...2); parts.append("dropped by injected disorder")
        }
        return parts.joined(separator: words.style.separator)
    }

    // MARK: A checkout

    private static func checkout(
        _ story: CheckoutStory, _ words: Wording, isShort: Bool, hasClicks: Bool
    ) -> [[String]] {
        let answers = Answers(story, words)
        var blocks = [head(story.checkout, words) + sentences(answers.lines, words)]
        if isShort { return blocks }
        if !story.clicks.isEmpty, hasClicks {
            blocks.append(
                WrappedText.folded(
                    words.style.apply(.bold, to: "Event time") + "  "
                        + words.style.apply(.dim, to: bounds(story, words)),
                    width: words.style.width) + EventTimeAxis(story, words).lines())
            blocks.append(clicks(story, words))
        }
        blocks.append(life(CheckoutLife(story, words).steps, words))
        blocks.append(credits(story, words))
        return blocks
    }

    static func head(_ record: ProbedRecord, _ words: Wording) -> [String] {
        let kind = record.side == .click ? "click" : "checkout"
        var parts = [
            "\(kind) \(words.name(record.id, source: record.source))",
            record.hasUser ? "user \(PrintableText.escaping(record.user))" : "no user",
            "at \(words.time(record.eventTime))",
        ]
        if let seq = record.seq { parts.append("seq \(seq)") }
        parts.append(words.place(record))
        parts.append("partition \(record.partition)")
        let further: [(String, String?)] = [
            ("kind", record.kind), ("milestone", record.milestone), ("campaign", record.campaign),
            ("refund of", record.refundOf),
        ]
        parts += further.compactMap { name, text in
            text.map { "\(name) \(PrintableText.escaping($0))" }
        }
        if let amount = record.amountE4 {
            parts.append("amount \(NumberText.exactMoney(e4: amount))")
        }
        let line = parts.joined(separator: words.style.separator)
        if DisplayWidth.of(line) <= words.style.width {
            return [words.style.apply(.bold, to: line)]
        }
        return [words.style.apply(.bold, to: parts[0])]
            + TitleText.folded(Array(parts.dropFirst()), words.style)
    }

    static func sentences(
        _ lines: [(tone: Answers.Tone, text: String)], _ words: Wording
    ) -> [String] {
        lines.flatMap { tone, text in
            let glyph =
                switch tone {
                case .good: words.style.tick
                case .bad: words.style.cross
                case .neutral: words.style.isUnicode ? "·" : "-"
                }
            let wrapped = wrap(text, to: max(40, words.style.width - 4))
            return wrapped.enumerated().map { $0 == 0 ? "  \(glyph) \($1)" : "    \($1)" }
        }
    }

    private static func bounds(_ story: CheckoutStory, _ words: Wording) -> String {
        let bounds = words.configuration.join.bounds
        let (back, ahead) = (bounds.lookback.count, bounds.lookahead.count)
        let start = "\(words.span(abs(back))) \(back < 0 ? "after" : "before") the checkout"
        let end =
            ahead == 0 && back >= 0
            ? "" : " to \(words.span(abs(ahead))) \(ahead < 0 ? "before" : "after") it"
        let ends =
            bounds.includesLower == bounds.includesUpper
            ? "ends \(bounds.includesLower ? "included" : "excluded")"
            : "its \(bounds.includesLower ? "start" : "end") included, its "
                + "\(bounds.includesLower ? "end" : "start") not"
        let key = words.configuration.join.key == .userAndProduct ? " and product" : ""
        return "the window reaches from \(start)\(end), \(ends); clicks of the same user"
            + key
    }

    private static func clicks(_ story: CheckoutStory, _ words: Wording) -> [String] {
        var table = TextTable(
            [
                .init("click", .left, widthMax: 36), .init("source", .left, widthMax: 14),
                .init("event time"), .init("checkout"), .init("seq"),
                .init("what became of it", .left),
            ], indent: 2)
        for row in ClickRows.rows(story.clicks, max: clicksMax) {
            switch row {
            case .gap(let text):
                table.rows.append(
                    Array(repeating: .init(""), count: 5)
                        + [.init(words.style.ellipsis + " " + text, .dim)])
            case .click(let click):
                table.rows.append([
                    .init(click.click.id, click.use == .credited ? .bold : .plain),
                    .init(click.click.source ?? ""), .init(words.time(click.click.eventTime)),
                    .init(words.before(click)),
                    .init(click.click.seq.map { "\($0)" } ?? words.style.none),
                    .init(use(click, story, words), look(click)),
                ])
            }
        }
        // Long ids are cut before the words are.
        let isNarrow =
            words.style.width < 130 && story.clicks.contains { $0.click.id.utf8.count > 24 }
        if isNarrow { table.columns[0].widthMax = 17 }
        table.fit(column: 5, words.style)
        return table.lines(words.style)
    }

    private static func use(
        _ click: ConsideredClick, _ story: CheckoutStory, _ words: Wording
    ) -> String {
        let fate = words.fate(click.click)
        return switch click.use {
        case .credited: "credited" + (click.click.fate == .withinAllowedLateness ? "; \(fate)" : "")
        case .matched where click.verdict != .counts:
            words.rule(click.verdict, on: click)
        case .matched: "matched" + (click.click.fate == .withinAllowedLateness ? "; \(fate)" : "")
        case .late, .duplicate, .lost, .filtered: fate
        case .waiting: "waits with the checkout"
        case .notPaired: words.notPaired(click.click, story.checkout)
        case .takenBack: words.takenBack(click.click, story)
        case .outside:
            words.place(click) + (click.click.fate.isAccepted ? "" : "; \(fate)")
        }
    }

    private static func look(_ click: ConsideredClick) -> TextStyle.Look {
        switch click.use {
        case .credited: .green
        case .matched, .waiting: .plain
        case .late, .lost, .notPaired, .takenBack, .filtered: .red
        case .duplicate, .outside: .dim
        }
    }

    // MARK: Steps and credit

    static func life(_ steps: [LifeStep], _ words: Wording) -> [String] {
        let heading = words.style.apply(.bold, to: "Processing time")
        let isUnicode = words.style.isUnicode
        let digits = steps.reduce(0) { max($0, $1.seq.map { "\($0)".utf8.count } ?? 1) }
        let width = steps.reduce(0) { max($0, DisplayWidth.of(words.place($1, digits: digits))) }
        var lines = [heading]
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            let glyph = isUnicode ? step.kind.glyph : step.kind.plainGlyph
            let line = isUnicode ? (isLast ? " " : "│") : (isLast ? " " : "|")
            let margin = "  " + String(repeating: " ", count: width) + "  " + line + "  "
            let room = max(30, words.style.width - DisplayWidth.of(margin))
            for (place, text) in wrap(step.text, to: room).enumerated() {
                lines.append(
                    place == 0
                        ? "  " + DisplayWidth.pad(words.place(step, digits: digits), to: width)
                            + "  "
                            + words.style.apply(step.kind.look, to: glyph) + "  " + text
                        : margin + text)
            }
            for note in step.notes {
                for text in wrap(note, to: room) {
                    lines.append(margin + words.style.apply(.dim, to: text))
                }
            }
        }
        return lines
    }

    private static func credits(_ story: CheckoutStory, _ words: Wording) -> [String] {
        if story.credits.isEmpty { return [] }
        var table = TextTable(
            [
                .init("Credit", .left), .init("click", .left, widthMax: 56), .init("share"),
                .init("in the truth", .left, widthMax: 56),
            ], indent: 0)
        var models: [String] = []
        for credit in story.credits where !models.contains(credit.model) {
            models.append(credit.model)
        }
        let order = words.configuration.attribution.modelNames
        models.sort { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) }
        for model in models {
            let shares = story.credits.filter { $0.model == model }
            for (index, share) in shares.enumerated() {
                if shares.count > 8, index >= 3, index < shares.count - 3 {
                    if index == 3 {
                        table.rows.append([
                            .init(""), .init("\(plural(shares.count - 6, "more click"))", .dim),
                        ])
                    }
                    continue
                }
                table.rows.append([
                    .init(index == 0 ? "  " + model : ""),
                    .init(
                        share.clickSeq == nil
                            ? "unattributed"
                            : words.click(words.found.stream.record(share.clickSeq))),
                    .init(NumberText.exactCredit(e9: share.creditE9)),
                    .init(index == 0 ? truth(story, model, words) : "", .dim),
                ])
            }
        }
        return table.lines(words.style)
    }

    /// Whom the truth gives a model's credit.
    private static func truth(
        _ story: CheckoutStory, _ model: String, _ words: Wording
    ) -> String {
        let truth = story.truthCredits.filter { $0.model == model }
        func places(_ credits: [ProbedCredit], _ run: Investigation.Run) -> [UInt32?] {
            credits.map { run.record($0.clickSeq)?.index }
        }
        let shares = story.credits.filter { $0.model == model }
        let isSame = places(truth, words.found.truth) == places(shares, words.found.stream)
        guard let first = truth.first else { return "no row" }
        if isSame { return "the same" }
        if truth.count > 1 { return plural(truth.count, "click") }
        return first.clickSeq == nil
            ? "unattributed" : words.click(words.found.truth.record(first.clickSeq))
    }

    /// Text in lines of at most so many columns, broken between words.
    static func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + (line.isEmpty ? [] : [line])
    }
}

extension LifeStep.Kind {
    fileprivate var glyph: String {
        switch self {
        case .arrival: "●"
        case .others: "○"
        case .late: "✗"
        case .result: "◆"
        case .correction: "◇"
        case .table: "◆"
        case .released: "□"
        case .end: "■"
        }
    }

    fileprivate var plainGlyph: String {
        switch self {
        case .arrival: "*"
        case .others: "o"
        case .late: "x"
        case .result, .table: "#"
        case .correction: "+"
        case .released, .end: "="
        }
    }

    fileprivate var look: TextStyle.Look {
        switch self {
        case .arrival, .others, .released, .table: .cyan
        case .late, .end: .red
        case .result: .green
        case .correction: .yellow
        }
    }
}

extension Wording {
    /// When and in which step.
    func place(_ step: LifeStep, digits: Int) -> String {
        let seq = DisplayWidth.pad(
            step.seq.map { "\($0)" } ?? style.none, to: digits, atStart: true)
        return "seq " + seq + (step.clock.map { "  " + time($0) } ?? "")
    }
}
